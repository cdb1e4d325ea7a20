// Helpful or not: told at once, and where not, an optional sentence why.
import { clear, show } from "./notice.js";
import { post } from "./post.js";
import { say } from "./say.js";
import { gettext } from "./words.js";

const buttonsOf = (button) => button.closest(".acts").querySelectorAll("[name=helpful]");
const isPressed = (button) => button.ariaPressed === "true";

async function send(button, fields) {
  const answer = await post(button.formAction, { helpful: button.value, ...fields });
  if (!answer?.ok || answer.redirected) return show("not-noted");
  clear();
  say(gettext("Thanks, noted."));
  return true;
}

async function judge(button) {
  if (isPressed(button)) return;
  if (!(await send(button))) return;
  for (const each of buttonsOf(button)) each.ariaPressed = String(each === button);
  closeForm();
  if (button.value === "no") askWhy(button);
}

function askWhy(button) {
  button.closest(".acts").after(document.getElementById("why-not").content.cloneNode(true));
  document.querySelector("form.why textarea").focus();
}

function closeForm() {
  document.querySelector("form.why")?.remove();
}

// The button that opened the form, where the reader goes on.
const openerOf = (form) => form.previousElementSibling.querySelector("[value=no]");

function leave(form) {
  openerOf(form).focus();
  closeForm();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest(".acts [name=helpful]");
  if (button) {
    event.preventDefault();
    judge(button);
  } else if (event.target.closest("[data-skip]")) leave(event.target.closest("form"));
});

document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("form.why:not([method])");
  if (form && event.key === "Escape" && !event.isComposing) leave(form);
});

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("form.why:not([method])")) return;
  event.preventDefault();
  const words = form.elements.words.value.trim();
  if (!words || (await send(openerOf(form), { words }))) leave(form);
});
