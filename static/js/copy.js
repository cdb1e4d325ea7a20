// Copy: a reply as rich text and as Markdown, code as it is, a table for a text and for a spreadsheet.
import { show } from "./notice.js";
import { say } from "./say.js";
import { gettext } from "./words.js";

const SHOWN = 2000; // ms

// A browser lets a page write to the clipboard only in the moment of a press: what is not there yet is promised to it.
function fromServer(button) {
  const copies = fetch(button.dataset.from).then((response) => response.json());
  return { "text/plain": copies.then(({ text }) => text), "text/html": copies.then(({ html }) => html) };
}

const code = (button) => ({ "text/plain": button.closest("figure").querySelector("pre").textContent });

function table(button) {
  const copy = button.parentElement.querySelector("table").cloneNode(true);
  for (const cite of copy.querySelectorAll(".cite")) cite.remove();
  for (const cell of copy.querySelectorAll("th, td")) makeInert(cell);
  const rows = [...copy.rows].map((row) => [...row.cells].map(words).join("\t"));
  return { "text/plain": rows.join("\n"), "text/html": copy.outerHTML };
}

const words = (cell) => cell.textContent.replaceAll("\u2060", "").replace(/\s+/g, " ").trim();

// A spreadsheet would take it for a formula, and what an assistant wrote must not calculate, or call anybody.
function makeInert(cell) {
  if (/^[=@+-]/.test(words(cell)) && !/^[+-]?[\d.,\s]+%?$/.test(words(cell))) cell.prepend("'");
}

const KINDS = { reply: fromServer, code, table };

async function copy(button) {
  const formats = Object.entries(KINDS[button.dataset.copy](button));
  const blobs = formats.map(([type, text]) => [type, Promise.resolve(text).then((each) => new Blob([each], { type }))]);
  const arrived = Promise.all(blobs.map(([, blob]) => blob));
  try {
    await Promise.all([navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]), arrived]);
  } catch {
    arrived.catch(() => {}); // it may fail later than the clipboard did
    return show("not-copied");
  }
  say(gettext("Copied."));
  tick(button);
}

function tick(button) {
  if (button.dataset.copied !== undefined) return;
  const { ariaLabel, title } = button;
  button.dataset.copied = "";
  button.ariaLabel = button.title = gettext("Copied");
  setTimeout(() => {
    delete button.dataset.copied;
    Object.assign(button, { ariaLabel, title });
  }, SHOWN);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-copy]");
  if (button) copy(button);
});
