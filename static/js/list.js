// The list of saved chats is loaded anew when something has changed, here or in another tab, but never in a tab that
// nobody sees. It keeps its length and the focus; the name of the chat that is open comes along.
const PAGE = 50; // chats
const OLD = 60_000; // ms after which a tab that is shown again asks

const channel = new BroadcastChannel("chats");
const rows = () => [...document.querySelectorAll("#chats li")];
const isList = (event) => event.detail.ctx.target?.id === "chats";

let isOld = false;
let loadedAt = Date.now();
let focused = ""; // the id of the row that had the focus last
let order = []; // ids of the rows before they are replaced

// --- when

export function outdate() {
  isOld = true;
  refresh();
}

// The open menu of a row would go with what stands there now.
const menu = () => document.querySelector("#chats .menu:popover-open");

function refresh() {
  if (!isOld || document.hidden || menu()) return;
  isOld = false;
  document.dispatchEvent(new Event("chats-changed"));
}

// What the server has told this tab, the others hear from here.
for (const news of ["chats-changed", "chats-deleted"]) {
  document.addEventListener(news, (event) => event instanceof CustomEvent && channel.postMessage(news));
}
channel.addEventListener("message", outdate);
document.addEventListener("toggle", refresh, true);
document.addEventListener("visibilitychange", () => {
  isOld ||= Date.now() - loadedAt > OLD;
  refresh();
});

// --- its length

document.addEventListener("htmx:config:request", (event) => {
  const { ctx } = event.detail;
  if (ctx.sourceElement.id === "chats" && rows().length > PAGE) ctx.request.body.append("shown", rows().length);
});

// --- the focus

const isLost = () => [null, document.body, document.getElementById("chats")].includes(document.activeElement);
const inRow = (id) => document.getElementById(id)?.querySelector("a, input");

function findFocus() {
  if (!isLost() || !focused) return;
  const left = order.slice(order.indexOf(focused));
  const next = [...left, ...order.slice(0, order.indexOf(focused)).reverse()].map(inRow).find(Boolean);
  (next ?? document.querySelector(".side .new"))?.focus();
}

document.addEventListener("focusin", (event) => {
  const row = event.target.closest("#chats li");
  if (row) focused = row.id;
  else if (!event.target.closest("#chats, #dialog")) focused = "";
});
document.addEventListener("htmx:before:swap", (event) => {
  if (!isList(event)) return;
  order = rows().map((row) => row.id);
  if (!menu()) return;
  event.preventDefault();
  isOld = true;
});

// --- the name of this page

const heading = () => document.getElementById("title");
const brand = heading() ? document.title.slice(heading().textContent.length) : "";

document.addEventListener("htmx:after:swap", (event) => {
  if (heading() && brand) document.title = heading().textContent + brand;
  if (!isList(event)) return;
  loadedAt = Date.now();
  if (document.querySelector("#chats [aria-current]")) document.querySelector("[data-gone]")?.remove(); // it is back
  findFocus();
});
