// A reply that is being written: which chat it belongs to, how to stop it, what is said about it.
import { refreshChips } from "./chips.js";
import { focusMessage, isWriting, writing } from "./composer.js";
import { post } from "./post.js";
import { say } from "./say.js";
import { gettext, ngettext } from "./words.js";

let stopAddress = "";
const opened = new Set(); // ids of the lists of steps that the reader has opened
let known = ""; // the id of the reply that was told last: a stream that is taken up again tells it again

const data = (event) => JSON.parse(event.detail.data);
const running = () => document.querySelector('.reply[aria-busy="true"]');

const ENDS = {
  finished: (sources) =>
    sources
      ? ngettext("Reply finished. {count} source.", "Reply finished. {count} sources.", sources)
      : gettext("Reply finished."),
  stopped: () => gettext("Reply stopped."),
  failed: () => gettext("The reply failed."),
  interrupted: () => gettext("The reply was interrupted."),
};

// Steps change faster than they can be listened to: of those within five seconds the last is said.
const STEP_PAUSE = 5000; // ms
let spokenAt = 0;
let speaking;

function sayStep(line) {
  clearTimeout(speaking);
  speaking = setTimeout(() => {
    spokenAt = Date.now();
    say(line);
  }, Math.max(0, spokenAt + STEP_PAUSE - Date.now()));
}

async function stop() {
  const answer = await post(stopAddress);
  if (!answer?.ok) say(gettext("The reply could not be stopped. Try again."));
}

document.addEventListener("reply-started", (event) => {
  const { id, url, stop } = data(event);
  stopAddress = stop;
  if (location.pathname === "/") history.replaceState(history.state, "", url); // until its chat is known
  if (id !== known) {
    spokenAt = Date.now();
    say(gettext("Writing a reply."));
  }
  known = id;
  for (const steps of opened) document.getElementById(steps)?.setAttribute("open", "");
});

// A stream that is taken up again puts the turn in its own place, with all of it closed.
function noteSteps({ target }) {
  if (!target.matches(".steps")) return;
  if (target.open) opened.add(target.id);
  else opened.delete(target.id);
}

document.addEventListener("toggle", noteSteps, true);

// While it is captured, before all others that hear of it: the list they ask for is that of this address.
function noteChat(event) {
  const { id, url } = data(event);
  if (location.pathname !== url) history.replaceState(history.state, "", url);
  for (const link of document.querySelectorAll("[data-files-toggle], [data-attach]")) link.search = new URLSearchParams({ chat: id });
}

document.addEventListener("reply-chat", noteChat, true);

document.addEventListener("reply-step", (event) => sayStep(data(event).line));

document.addEventListener("reply-done", (event) => {
  const { status, sources } = data(event);
  clearTimeout(speaking);
  running()?.removeAttribute("aria-busy");
  writing(false);
  if (status !== "finished") refreshChips(); // the files of what has failed go along with the next message
  say(ENDS[status](sources));
});

// The stream ended without its last word, and is not taken up again: nothing is being written any more.
document.addEventListener("htmx:sse:close", (event) => {
  if (event.detail.reason !== "message" && isWriting()) writing(false);
});

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-stop]")) return;
  stop();
  focusMessage();
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.isComposing && event.target.id === "message" && isWriting()) stop();
});
