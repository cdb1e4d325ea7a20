// A chat that is exported comes as a file: the page stays, so it has to say what happened.
import { say } from "./say.js";
import { gettext } from "./words.js";

document.addEventListener("click", (event) => {
  const menu = event.target.closest("[data-export]")?.closest(".menu");
  if (!menu) return;
  document.querySelector(`[popovertarget="${menu.id}"]`).focus();
  say(gettext("Chat exported."));
});
