// Ctrl or Command with Shift O begins a chat, with / lists what the keys do.
import { openDialog } from "./dialog.js";

const list = document.getElementById("shortcuts");
const showList = () => list && openDialog(list.content.cloneNode(true));

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
  const isNewChat = event.shiftKey && event.key.toLowerCase() === "o";
  const isList = event.key === "/" || event.code === "Slash"; // on many keyboards / needs Shift
  if (!isNewChat && !isList) return;
  event.preventDefault();
  if (isList) showList();
  else document.querySelector(".side .new")?.click();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-shortcuts]");
  if (!button) return;
  button.closest("[popover]").hidePopover();
  showList();
});
