// A number in the text and its source are one thing: point at one and both light up.
const pairOf = (element) => {
  const cite = element.closest?.(".cite");
  const source = cite ? document.getElementById(cite.hash.slice(1)) : element.closest?.(".src");
  return source ? [source, ...document.querySelectorAll(`.cite[href="#${CSS.escape(source.id)}"]`)] : [];
};

let lit = [];

function light(event) {
  for (const element of lit) element.classList.remove("on");
  lit = pairOf(event.target);
  for (const element of lit) element.classList.add("on");
}

document.addEventListener("pointerover", light);
document.addEventListener("focusin", light);

document.addEventListener("click", (event) => {
  const cite = event.target.closest(".cite");
  const source = cite && document.getElementById(cite.hash.slice(1));
  if (!source) return;
  event.preventDefault(); // the address stays the chat's
  source.scrollIntoView({ block: "nearest", inline: "nearest" });
  source.focus({ preventScroll: true });
});
