// Follow the end of a reply only while the reader is there by their own act. Leaving is a gesture upwards, never
// guessed from a position: a layout that moves must not look like a reader who scrolls.
import { focusMessage } from "./composer.js";

const thread = document.getElementById("thread");
const NEAR = 64; // px
const UP = new Set(["ArrowUp", "PageUp", "Home"]);
const isUp = (event) => UP.has(event.key) || (event.key === " " && event.shiftKey);

const linked = document.getElementById(location.hash.slice(1)); // a turn that somebody followed a link to
let following = !linked && !document.getElementById("fresh"); // what is offered before a chat is read from its beginning
let place = 0; // where the thread was when last looked at, px
const isAtEnd = () => thread.scrollHeight - thread.scrollTop - thread.clientHeight < NEAR;
const isWriting = () => document.querySelector('.reply[aria-busy="true"]') !== null;

function toEnd() {
  following = true;
  thread.scrollTop = thread.scrollHeight;
  place = thread.scrollTop; // the event that tells of this move comes later, maybe after a gesture upwards
  jump.hidden = true;
}

export function leave() {
  following = false;
}

// After every move, and whenever the text has grown.
function offerJump() {
  if (following || isAtEnd()) jump.hidden = true;
  else if (isWriting()) jump.hidden = false;
}

const jump = document.getElementById("jump");

if (thread) {
  let touch = 0;
  thread.addEventListener("wheel", (event) => event.deltaY < 0 && !event.ctrlKey && leave(), { passive: true });
  thread.addEventListener("touchstart", (event) => (touch = event.touches[0].clientY), { passive: true });
  thread.addEventListener("touchmove", (event) => event.touches[0].clientY > touch && leave(), { passive: true });
  thread.addEventListener("keydown", (event) => {
    if (isUp(event)) leave();
    else if (event.key === "End") following = true;
  });
  // Whoever comes to something in the text by keyboard wants to stay with it.
  thread.addEventListener("focusin", ({ target }) => target !== thread && target.matches(":focus-visible") && leave());
  // A drag of the scrollbar tells itself by scrolling up with the pointer held down.
  let held = false;
  thread.addEventListener("pointerdown", () => (held = true));
  for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => (held = false));
  thread.addEventListener("scroll", () => {
    if (held && thread.scrollTop < place) leave();
    if (!held && thread.scrollTop > place && isAtEnd()) following = true;
    place = thread.scrollTop;
    offerJump();
  });
  document.addEventListener("selectionchange", () => {
    const selection = getSelection();
    if (!selection.isCollapsed && thread.contains(selection.anchorNode)) leave();
  });
  jump.addEventListener("click", () => {
    toEnd();
    focusMessage();
  });
  document.addEventListener("turn-began", toEnd);
  new ResizeObserver(() => (following ? toEnd() : offerJump())).observe(document.getElementById("turns"));
  if (following) toEnd();
  linked?.scrollIntoView();
}
