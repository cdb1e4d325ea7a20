// What was deleted can be brought back as long as its notice stands there: it is said once, goes when the time is over,
// and Ctrl Z does what its button does.
import { owner } from "./drafts.js";
import { say } from "./say.js";
import { gettext } from "./words.js";

const WORDS = { undo: gettext("It can be undone.") };
const SAID = `${owner}:undo`; // what was said last
const slot = document.getElementById("undo");
const list = () => document.getElementById("chats");
const toast = () => slot.querySelector("[data-undo]");

let leaving; // the timer
let hadFocus = false; // the notice that stood here, or its button

function remove() {
  hadFocus = slot.contains(document.activeElement);
  slot.replaceChildren();
  if (hadFocus) goOn();
}

function goOn() {
  (document.getElementById("message") ?? list())?.focus();
}

// Over a sidebar that is open as a sheet, too.
function show() {
  clearTimeout(leaving);
  const shown = toast();
  if (!shown) return;
  shown.popover = "manual";
  shown.showPopover();
  leaving = setTimeout(remove, Number(shown.dataset.left));
  const words = shown.querySelector("b").textContent.trim();
  const said = `${shown.dataset.undo} ${words}`;
  if (sessionStorage.getItem(SAID) === said) return; // this page was loaded anew
  sessionStorage.setItem(SAID, said);
  setTimeout(() => say(`${words} ${WORDS.undo}`)); // after what htmx says of focus and page
}

const isText = (element) => element.matches("textarea, input:not([type=checkbox], [type=radio]), [contenteditable]");

function undoByKey(event) {
  const isUndo = event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
  if (!isUndo || isText(event.target) || !toast()) return;
  event.preventDefault();
  slot.querySelector("form").requestSubmit();
}

if (slot) {
  document.addEventListener("keydown", undoByKey);
  document.addEventListener("htmx:response:error", ({ target }) => slot.contains(target) && remove()); // too late
  document.addEventListener("htmx:before:swap", () => (hadFocus = slot.contains(document.activeElement)));
  document.addEventListener("htmx:after:swap", () => {
    if (hadFocus && !slot.contains(document.activeElement)) goOn();
    hadFocus = false;
    if (toast()?.popover !== "manual") show();
  });
  show();
}
