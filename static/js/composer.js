// The message box: Enter sends, what is typed survives a reload of this tab, and the box stays usable while a reply is
// written. A message in the middle of being sent is not cleared before the server has it.
import { chatId, refreshChips } from "./chips.js";
import * as drafts from "./drafts.js";
import { say } from "./say.js";
import { gettext } from "./words.js";

const composer = () => document.getElementById("composer");
const message = () => document.getElementById("message");
const sendKey = () => document.getElementById("send-key");

let isNew = chatId() === "";
let sent = null; // what the message box held when it was sent, until the server has it

const isSending = () => composer()?.classList.contains("htmx-request") ?? false;
export const isWriting = () => composer()?.dataset.writing !== undefined;

function grow() {
  if (CSS.supports("field-sizing", "content")) return;
  message().style.blockSize = "auto"; // through the CSSOM, which the policy allows
  message().style.blockSize = `${message().scrollHeight}px`;
}

function sends(event) {
  // While an input method composes, Enter picks a word; Safari tells by the key code only.
  if (event.key !== "Enter" || event.isComposing || event.keyCode === 229) return false;
  return event.target.dataset.sendWith === "ctrl-enter" ? event.ctrlKey || event.metaKey : !event.shiftKey;
}

// The server has what was sent: the box is free for the next message.
function taken() {
  document.dispatchEvent(new Event("turn-began"));
  sendKey().value = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
  if (message().value === sent) message().value = "";
  sent = null;
  drafts.keepAfterSending();
  grow();
  refreshChips();
}

// A message that was sent with this key, whether its answer came or not.
export function arrived(key) {
  if (sent !== null && key === sendKey().value) taken();
}

// Something to be sent, before what stands there already.
export function draft(words) {
  message().value = [words, message().value].filter(Boolean).join("\n\n");
  drafts.keep();
  grow();
  message().focus();
}

// On a phone the keyboard would come up over half of the page: there it comes when the box is touched.
export function focusMessage() {
  if (matchMedia("(pointer: fine)").matches) message()?.focus();
}

export function writing(on) {
  const form = composer();
  if (!form) return;
  form.toggleAttribute("data-writing", on); // then the send button is there for a next message only
  form.querySelector("[data-stop]").hidden = !on;
  message().placeholder = on ? gettext("Write the next message while this finishes") : gettext("Ask a follow-up");
}

document.addEventListener("keydown", (event) => {
  if (event.target.id !== "message" || !sends(event)) return;
  event.preventDefault();
  composer().requestSubmit();
});

document.addEventListener("input", (event) => {
  if (event.target.id !== "message") return;
  drafts.keep();
  grow();
});

document.addEventListener(
  "submit",
  (event) => {
    if (event.target.id !== "composer") return;
    const isEmpty = !event.submitter?.name && !message().value.trim();
    if (isSending() || isEmpty) {
      event.preventDefault();
      event.stopImmediatePropagation();
      if (isEmpty) say(gettext("Write a message first."));
      return;
    }
    sent = event.submitter?.name ? "" : message().value; // a pressed suggestion, or what is tried again
    drafts.keepAsSent(sendKey().value);
  },
  true,
);

// A stream that is taken up again tells it again, and others tell of what was sent elsewhere: the key says which it is.
document.addEventListener("reply-started", (event) => {
  writing(true);
  arrived(JSON.parse(event.detail.data).key);
});
document.addEventListener("message-kept", (event) => arrived(event.detail.key));

document.addEventListener("reply-chat", () => {
  if (isNew && chatId()) drafts.moveFrom("");
  isNew &&= !chatId();
});

// The page goes to the sign-in page, and comes back.
document.addEventListener("htmx:after:request", (event) => {
  if (event.target.id === "composer" && event.detail.ctx.response?.status === 401) drafts.sendLater();
});

function restore() {
  const key = drafts.restore();
  if (key) {
    sendKey().value = key;
    sent = message().value;
  }
  grow();
  if (drafts.isToBeSent() && sent) addEventListener("load", () => composer().requestSubmit()); // htmx is there by then
}

if (message()) {
  restore();
  focusMessage();
}
