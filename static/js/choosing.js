// Choosing several chats: how many, ranges with Shift, and a choice that outlives a search.
import { say } from "./say.js";
import { gettext, ngettext } from "./words.js";

const form = () => document.querySelector("#chats form");
const boxes = () => [...(form()?.querySelectorAll("input[type=checkbox]") ?? [])];
const chosen = new Set(); // ids, also of chats that are not shown
let last = null; // the box that was ticked or cleared last
let wasChoosing = form() !== null;
let wish = ""; // of whoever pressed what the list is replaced for

// Those that are not shown go along as hidden fields.
function show() {
  const shown = new Set(boxes().map((box) => box.value));
  for (const box of boxes()) box.checked = chosen.has(box.value);
  for (const field of form().querySelectorAll("input[type=hidden][name=ids]")) field.remove();
  const hidden = [...chosen].filter((id) => !shown.has(id));
  form().append(...hidden.map((id) => Object.assign(document.createElement("input"), { type: "hidden", name: "ids", value: id })));
  form().querySelector("[data-count]").textContent = words(chosen.size, hidden.length);
}

function words(count, hidden) {
  if (!count) return gettext("Choose chats");
  if (hidden) return gettext("{count} selected, {hidden} not shown", { count, hidden });
  return ngettext("{count} selected", "{count} selected", count);
}

function choose(box) {
  if (box.checked) chosen.add(box.value);
  else chosen.delete(box.value);
}

function chooseRange(box) {
  const all = boxes();
  const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((one, other) => one - other);
  for (const each of all.slice(from, to + 1)) {
    each.checked = box.checked;
    choose(each);
  }
}

// A browser may not tell a click on a label with Shift from one without, or ignore it.
document.addEventListener("click", (event) => {
  const box = event.target.closest("#chats label")?.querySelector("input");
  if (!box) return;
  if (event.target !== box) {
    event.preventDefault();
    box.checked = !box.checked;
    box.focus();
  }
  if (event.shiftKey && last?.isConnected) chooseRange(box);
  choose(box);
  last = box;
  show();
});

document.addEventListener("keydown", (event) => {
  const box = event.target.closest("#chats li input");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Escape" && event.target.closest("#chats form")) form().querySelector("[data-end-choice]").click();
  if (!box || !step) return;
  event.preventDefault();
  boxes()[boxes().indexOf(box) + step]?.focus();
});

// Whoever types before the list has come without boxes has ended the choice all the same.
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-end-choice]")) form().querySelector("[name=select]")?.remove();
});

function begin() {
  boxes()[0]?.focus();
  say(gettext("Selecting chats."));
}

function end() {
  chosen.clear();
  if (wish === "end") (document.querySelector("#chats [aria-current]") ?? document.querySelector("#chats li a"))?.focus();
}

// What was pressed may have become something else when the list has been replaced.
document.addEventListener("htmx:before:swap", (event) => {
  const pressed = event.detail.ctx.sourceElement;
  wish = pressed.matches("[data-end-choice]") ? "end" : pressed.matches("[data-choose-all]") ? "all" : "";
});
document.addEventListener("htmx:after:swap", (event) => {
  if (!event.detail.ctx.target?.closest?.("#chats")) return;
  const isChoosing = form() !== null;
  if (isChoosing) {
    if (wish === "all") boxes().forEach((box) => chosen.add(box.value));
    show();
  }
  if (isChoosing && !wasChoosing) begin();
  if (!isChoosing && wasChoosing) end();
  wasChoosing = isChoosing;
});
if (form()) boxes().filter((box) => box.checked).forEach(choose);
