// Searching the titles: Ctrl K goes there, Esc clears, and what is found is said once the typing pauses.
import { say } from "./say.js";
import { gettext, ngettext } from "./words.js";

const PAUSE = 700; // ms

const field = () => document.getElementById("search");
let saying;

function open() {
  const side = document.getElementById("side");
  if (side && !side.checkVisibility()) side.showPopover();
  field().focus();
  field().select();
}

function clear() {
  field().value = "";
  field().form.requestSubmit();
  field().focus();
}

function tell() {
  const found = document.getElementById("chats")?.dataset.found;
  if (!found || !field().value) return;
  const none = gettext("No chat title contains “{query}”.", { query: field().value });
  say(found === "0" ? none : ngettext("{count} chat found.", "{count} chats found.", Number(found)));
}

document.addEventListener("keydown", (event) => {
  if (!field()) return;
  const isShortcut = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
  const isClearing = event.key === "Escape" && !event.isComposing && event.target === field() && field().value;
  if (!isShortcut && !isClearing) return;
  event.preventDefault();
  if (isShortcut) open();
  else clear();
});
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-clear-search]")) return;
  event.preventDefault();
  clear();
});
document.addEventListener("htmx:after:swap", (event) => {
  if (event.detail.ctx.sourceElement.id !== "find") return;
  clearTimeout(saying);
  saying = setTimeout(tell, PAUSE);
});
if (/Mac|iPhone|iPad/.test(navigator.platform)) document.querySelector(".find kbd")?.replaceChildren("⌘ K");
