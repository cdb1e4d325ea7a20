// Hiding the sidebar is this browser's preference.
const root = document.documentElement;

if (localStorage.getItem("side") === "off") root.dataset.side = "off";

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-toggle-side]")) return;
  document.getElementById("side").hidePopover(); // it may stand there as a sheet
  const off = root.dataset.side !== "off";
  if (off) root.dataset.side = "off";
  else delete root.dataset.side;
  localStorage.setItem("side", off ? "off" : "on");
});

// As a sheet the sidebar covers the page: nothing under it can be reached until just before the focus goes back there.
const cover = ({ newState }) => (document.getElementById("main").inert = newState === "open");
const side = document.getElementById("side");
side?.addEventListener("toggle", cover);
side?.addEventListener("beforetoggle", (event) => event.newState === "closed" && cover(event));
