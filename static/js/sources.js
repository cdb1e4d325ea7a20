// A number in the text and its source are one thing: point at one, or come to it by keyboard, and both light up.
// A number brings its reader to the source; Back, or Shift Tab, returns to the number.
const sourceOf = (cite) => document.getElementById(cite.hash.slice(1));

function pairOf(element) {
  const cite = element?.closest?.(".cite");
  const source = cite ? sourceOf(cite) : element?.closest?.(".src");
  return source ? [source, ...document.querySelectorAll(`.cite[href="#${CSS.escape(source.id)}"]`)] : [];
}

const lit = { pointed: [], focused: [] };

function light(how, element) {
  for (const each of lit[how]) each.classList.remove("on");
  lit[how] = pairOf(element);
  for (const each of Object.values(lit).flat()) each.classList.add("on");
}

document.addEventListener("pointerover", (event) => light("pointed", event.target));
document.documentElement.addEventListener("pointerleave", () => light("pointed", null));
document.addEventListener("focusin", (event) => light("focused", event.target));
document.addEventListener("focusout", (event) => light("focused", event.relatedTarget));

// --- there and back

let left = null; // the number whose source the reader went to

function show(source) {
  source.closest(".srcs").classList.add("wanted"); // where it would wait for the end of the reply
  source.closest("details:not([open])")?.setAttribute("open", "");
  source.scrollIntoView({ block: "nearest", inline: "nearest" });
  source.focus({ preventScroll: true });
}

document.addEventListener("click", (event) => {
  const cite = event.target.closest(".cite");
  const source = cite && sourceOf(cite);
  if (!source) return;
  event.preventDefault(); // the address stays the chat's
  left = cite;
  const go = history.state?.source ? "replaceState" : "pushState"; // however many are looked at: one step back
  history[go]({ source: source.id }, "");
  show(source);
});

addEventListener("popstate", ({ state }) => {
  const source = document.getElementById(state?.source ?? "");
  if (source) show(source);
  else left?.focus();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Tab" || !event.shiftKey || !left?.isConnected) return;
  if (event.target !== sourceOf(left) || history.state?.source !== event.target.id) return;
  event.preventDefault();
  history.back();
});
