// One message is deleted in a dialog; without this, on a page of its own. Afterwards the focus is where the next one can
// be deleted, else at the last one, else in the message box.
import { refresh } from "./writing.js";

const ways = () => [...document.querySelectorAll("#turns [data-delete]")];
let place = 0; // of the one that was pressed

document.addEventListener("click", (event) => {
  const way = event.target.closest("[data-delete]");
  if (!way || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  place = ways().indexOf(way);
  htmx.ajax("GET", way.href, { target: "#dialog", swap: "innerHTML" });
});

document.addEventListener("message-deleted", async () => {
  await refresh();
  (ways()[place] ?? ways().at(-1) ?? document.getElementById("message")).focus();
});
