// Earlier turns of a long chat come in above what is read, and it does not move. A link to a turn that is not on the
// page yet brings the page that has it.
import { leave } from "./scroll.js";

const thread = document.getElementById("thread");
const NEAR = "800px"; // they are asked for before their place is in sight
const linked = /^#(?:turn-)?t(\d+)(?:-s\d+)?$/.exec(location.hash);

let reading = null; // the turn that is to stay where it is
let top = 0; // px
let hadFocus = false;

if (linked && !document.getElementById(location.hash.slice(1)) && document.getElementById("earlier")) {
  location.replace(`?first=${linked[1]}${location.hash}`);
}

const observer = new IntersectionObserver(([{ isIntersecting, target }]) => isIntersecting && htmx.trigger(target, "near"), {
  root: thread,
  rootMargin: `${NEAR} 0px 0px`,
});

function watch() {
  const earlier = document.getElementById("earlier");
  if (earlier) observer.observe(earlier);
}

document.addEventListener("htmx:before:swap", ({ target }) => {
  if (target.id !== "earlier") return;
  leave();
  reading = target.nextElementSibling;
  top = reading.getBoundingClientRect().top;
  hadFocus = target.contains(document.activeElement);
});

document.addEventListener("htmx:after:swap", () => {
  watch();
  if (!reading) return;
  thread.scrollTop += reading.getBoundingClientRect().top - top;
  reading = null;
  if (hadFocus) (document.querySelector("#earlier a") ?? thread).focus({ preventScroll: true });
});

watch(); // after the thread has gone to its end, where nothing earlier is near
