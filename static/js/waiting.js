// Messages that wait for their turn: how long, taking them back, and watching them when nothing else is watched.
import { chatId } from "./chips.js";
import { draft } from "./composer.js";
import { isStreaming } from "./connection.js";
import { post } from "./post.js";
import { say } from "./say.js";
import { gettext } from "./words.js";

const WAITS = {
  turn: gettext("Your message is kept, and sent when the reply above has ended."),
  rate: gettext("Too many requests. Your message is kept and will be sent in a few seconds."),
  busy: gettext("Too many requests. Your message is kept and will be sent in a few seconds."),
  "": gettext("Message sent."),
};
const deadlines = new WeakMap(); // of each countdown, ms

function countDown() {
  for (const countdown of document.querySelectorAll("[data-seconds]")) {
    if (!deadlines.has(countdown)) deadlines.set(countdown, Date.now() + countdown.dataset.seconds * 1000);
    const left = Math.ceil((deadlines.get(countdown) - Date.now()) / 1000);
    countdown.textContent = left > 0 ? gettext("in {seconds} s", { seconds: left }) : gettext("now");
  }
}

async function takeBack(button) {
  const turn = button.closest(".turn");
  const answer = await post(button.closest("[data-withdraw]").dataset.withdraw);
  if (answer?.status === 409) return say(gettext("This message was sent already."));
  if (!answer?.ok) return say(gettext("The message could not be taken back. Try again."));
  if (button.matches("[data-edit]")) draft(turn.querySelector(".asked").textContent);
  turn.remove();
  say(gettext("Message taken back."));
}

// The one stream of a page goes on to the next message by itself, unless it ended in this very moment.
function watchNext() {
  const next = document.querySelector("#waiting [data-watch]");
  if (next && !isStreaming()) htmx.ajax("GET", next.dataset.watch, { source: "#watch", swap: "none" });
}

function kept() {
  say(WAITS.turn);
  if (!chatId()) setTimeout(watchNext); // else it may wait for what was begun elsewhere, and that comes here first
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-edit], [data-cancel]");
  if (button) takeBack(button);
});
document.addEventListener("reply-waits", (event) => say(WAITS[JSON.parse(event.detail.data).reason]));
document.addEventListener("message-kept", kept);
document.addEventListener("htmx:sse:close", () => setTimeout(watchNext));
setInterval(countDown, 1000);
