// What was deleted can be brought back as long as its notice stands there: it is said once, goes when the time is over,
// and Ctrl Z does what its button does. Focus goes from a row that is gone to the next one.
import { owner } from "./drafts.js";
import { say } from "./say.js";
import { gettext } from "./words.js";

const WORDS = { undo: gettext("It can be undone.") };
const SAID = `${owner}:undo`; // what was said last
const slot = document.getElementById("undo");
const list = () => document.getElementById("chats");
const toast = () => slot.querySelector("[data-undo]");
const rows = () => [...(list()?.querySelectorAll("li") ?? [])];

let leaving; // the timer
let hadFocus = false; // the notice that stood here, or its button
let row = -1; // the number of the one that focus stands in, or of the first that is about to go
let address; // of its chat

// --- the notice

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

// --- the rows: the list is put anew, with focus where it was, or where the row was that is gone

function note(event) {
  const source = event.target === document ? document.body : event.target; // the dialog it was said in is closed
  const gone = source.closest("#chats li") ?? source.closest("#chats form")?.querySelector("li:has(:checked)");
  row = gone ? rows().indexOf(gone) : 0;
}

function notePlace() {
  if (row >= 0) return;
  row = rows().findIndex((each) => each.contains(document.activeElement));
  address = rows()[row]?.querySelector("a")?.href;
}

function focusRow() {
  if (row < 0) return;
  const same = rows().find((each) => each.querySelector("a")?.href === address);
  const next = same ?? rows()[row] ?? rows().at(-1);
  (next?.querySelector("a, input") ?? document.querySelector(".side .new"))?.focus();
  row = -1;
  address = undefined;
}

const isList = (event) => event.detail.ctx.target?.id === "chats";

if (slot) {
  document.addEventListener("keydown", undoByKey);
  document.addEventListener("chats-deleted", note);
  document.addEventListener("htmx:response:error", ({ target }) => slot.contains(target) && remove()); // too late
  document.addEventListener("htmx:before:swap", (event) => {
    hadFocus = slot.contains(document.activeElement);
    if (isList(event)) notePlace();
  });
  document.addEventListener("htmx:after:swap", (event) => {
    if (hadFocus && !slot.contains(document.activeElement)) goOn();
    hadFocus = false;
    if (toast()?.popover !== "manual") show();
    if (isList(event)) focusRow();
  });
  show();
}
