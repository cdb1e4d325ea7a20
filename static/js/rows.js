// Rows of files: one that is removed takes its button along, and one that has been read is drawn anew. The focus stays in
// its place: at the same file, else the next, else the one before, else where files are attached.
const ROWS = "#chips li, #files li";

let ids = []; // of the row that has the focus, the ones after it, and those before it, backwards

document.addEventListener("htmx:before:swap", () => {
  const row = document.activeElement?.closest(ROWS);
  const all = row ? [...row.parentElement.children].map(({ id }) => id) : [];
  const here = all.indexOf(row?.id);
  ids = [...all.slice(here), ...all.slice(0, here).reverse()];
});

document.addEventListener("htmx:after:swap", () => {
  if (!ids.length || document.activeElement !== document.body) return;
  const row = ids.map((id) => document.getElementById(id)).find(Boolean);
  (row?.querySelector("button") ?? document.querySelector("[data-attach]"))?.focus();
});
