// Menus: the first row has the focus when one opens, arrows move it, and a choice closes the menu.
const rowsOf = (menu) => [...menu.querySelectorAll("a, button")].filter((row) => row.checkVisibility());

function target(menu, key) {
  const rows = rowsOf(menu);
  const here = rows.indexOf(document.activeElement);
  if (key === "Home") return rows[0];
  if (key === "End") return rows.at(-1);
  if (key === "ArrowDown") return rows[(here + 1) % rows.length];
  if (key === "ArrowUp") return rows.at(here - 1);
}

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest(".menu");
  const row = menu && target(menu, event.key);
  if (!row) return;
  event.preventDefault();
  row.focus();
});
document.addEventListener(
  "toggle",
  (event) => event.target.matches(".menu") && event.newState === "open" && rowsOf(event.target)[0]?.focus(),
  true,
);
document.addEventListener("click", (event) => {
  event.target.closest(".menu :is(a, button:not([aria-pressed]))")?.closest(".menu").hidePopover();
});
