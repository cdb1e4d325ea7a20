// The menus of the list: one is enough for all of its chats. It comes into the row whose button is pressed, just before
// the browser looks for what that button opens.
function menuOf(row) {
  const template = document.getElementById(row.matches("[data-pinned]") ? "menu-of-pinned" : "menu-of-chat");
  const menu = template.content.firstElementChild.cloneNode(true);
  const chat = row.querySelector("a").getAttribute("href");
  for (const way of menu.querySelectorAll("a, button")) {
    for (const attribute of way.attributes) attribute.value = attribute.value.replace(template.dataset.standIn, () => chat);
  }
  return menu;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("#chats [popovertarget]");
  if (!button || button.popoverTargetElement) return;
  const menu = menuOf(button.closest("li"));
  menu.id = button.getAttribute("popovertarget");
  button.after(menu);
  window.htmx?.process(menu);
});
