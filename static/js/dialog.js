// #dialog is filled by the server, or with a template of the page; what is in it decides whether it is open.
const dialog = document.getElementById("dialog");

export function openDialog(content) {
  dialog.replaceChildren(content);
  if (!dialog.open) dialog.showModal();
}

function close() {
  if (!dialog.open) return;
  dialog.close();
  dialog.replaceChildren();
}

if (dialog) {
  document.addEventListener("htmx:after:swap", () => {
    if (!dialog.children.length || dialog.open) return;
    dialog.showModal();
    dialog.querySelector("input[autofocus]")?.select(); // what stands there is replaced more often than mended
  });
  dialog.addEventListener("click", (event) => {
    if (!event.target.closest("[data-close-dialog]")) return;
    event.preventDefault();
    close();
  });
  dialog.addEventListener("close", () => dialog.replaceChildren());
  document.addEventListener("htmx:before:swap", (event) => {
    const { ctx } = event.detail;
    if (ctx.hx?.retarget === "#notice") close(); // what went wrong is told on the page, which the dialog covers
    if (/chats-(changed|deleted)/.test(ctx.response?.headers.get("HX-Trigger"))) close();
  });
}
