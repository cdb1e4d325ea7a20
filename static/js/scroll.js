// Follow the end of a reply only while the reader is there by their own act. Leaving is a gesture upwards, never
// guessed from a position: a layout that moves must not look like a reader who scrolls.
const thread = document.getElementById("thread");
const NEAR = 64; // px
const UP = new Set(["ArrowUp", "PageUp", "Home"]);

let following = true;
const isAtEnd = () => thread.scrollHeight - thread.scrollTop - thread.clientHeight < NEAR;

function toEnd() {
  following = true;
  thread.scrollTop = thread.scrollHeight;
  jump.hidden = true;
}

function leave() {
  following = false;
  requestAnimationFrame(() => (jump.hidden = isAtEnd() || !document.querySelector('.reply[aria-busy="true"]')));
}

const jump = document.getElementById("jump");

if (thread) {
  let touch = 0;
  let height = thread.scrollTop;
  thread.addEventListener("wheel", (event) => event.deltaY < 0 && leave(), { passive: true });
  thread.addEventListener("touchstart", (event) => (touch = event.touches[0].clientY), { passive: true });
  thread.addEventListener("touchmove", (event) => event.touches[0].clientY > touch && leave(), { passive: true });
  thread.addEventListener("keydown", (event) => UP.has(event.key) && leave());
  // A drag of the scrollbar tells itself by scrolling up with the pointer held down.
  let held = false;
  thread.addEventListener("pointerdown", () => (held = true));
  addEventListener("pointerup", () => (held = false));
  thread.addEventListener("scroll", () => {
    if (held && thread.scrollTop < height) leave();
    height = thread.scrollTop;
    if (isAtEnd() && !held) {
      following = true;
      jump.hidden = true;
    }
  });
  document.addEventListener("selectionchange", () => {
    const selection = getSelection();
    if (!selection.isCollapsed && thread.contains(selection.anchorNode)) leave();
  });
  jump.addEventListener("click", () => {
    toEnd();
    document.getElementById("message").focus();
  });
  document.addEventListener("reply-started", toEnd);
  new ResizeObserver(() => following && (thread.scrollTop = thread.scrollHeight)).observe(
    document.getElementById("turns"),
  );
  thread.scrollTop = thread.scrollHeight;
}
