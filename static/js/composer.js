// The message box: Enter sends, what is typed survives a reload of this tab, and the box stays usable while a reply is
// written. A message in the middle of being sent is not cleared before the server has it.
import { refreshChips } from "./chips.js";
import { say } from "./say.js";

const composer = () => document.getElementById("composer");
const message = () => document.getElementById("message");
const key = () => `draft:${document.getElementById("chat-field")?.value ?? ""}`;

const begunNew = key() === "draft:";
let sent = null; // what the message box held when it was sent
let known = ""; // the id of the reply that was told last: a stream that is taken up again tells it again

const isSending = () => composer()?.classList.contains("htmx-request") ?? false;
export const isWriting = () => composer()?.dataset.writing !== undefined;

function keepDraft() {
  if (message().value) sessionStorage.setItem(key(), message().value);
  else sessionStorage.removeItem(key());
}

function restoreDraft() {
  if (message() && !message().value) message().value = sessionStorage.getItem(key()) ?? "";
}

function grow() {
  if (CSS.supports("field-sizing", "content")) return;
  message().style.blockSize = "auto"; // through the CSSOM, which the policy allows
  message().style.blockSize = `${message().scrollHeight}px`;
}

function sends(event) {
  // While an input method composes, Enter picks a word; Safari tells by the key code only.
  return event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229;
}

function newKey() {
  document.getElementById("send-key").value = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
}

export function writing(on) {
  const form = composer();
  if (!form) return;
  form.toggleAttribute("data-writing", on);
  form.querySelector("[data-send]").hidden = on;
  form.querySelector("[data-stop]").hidden = !on;
  message().placeholder = on ? "Write the next message while this finishes" : "Ask a follow-up";
}

document.addEventListener("keydown", (event) => {
  if (event.target.id !== "message" || !sends(event)) return;
  event.preventDefault();
  if (!isWriting()) composer().requestSubmit();
});

document.addEventListener("input", (event) => {
  if (event.target.id !== "message") return;
  keepDraft();
  grow();
});

document.addEventListener(
  "submit",
  (event) => {
    if (event.target.id !== "composer") return;
    const isEmpty = !event.submitter?.name && !message().value.trim();
    if (isWriting() || isSending() || isEmpty) {
      event.preventDefault();
      event.stopImmediatePropagation();
      if (isEmpty) say("Write a message first.");
      return;
    }
    sent = event.submitter?.name === "suggestion" ? null : message().value;
  },
  true,
);

document.addEventListener("reply-started", (event) => {
  writing(true);
  const { id } = JSON.parse(event.detail.data);
  if (id === known) return;
  known = id;
  document.dispatchEvent(new Event("turn-began"));
  newKey();
  if (sent !== null && message().value === sent) message().value = "";
  sent = null;
  keepDraft();
  grow();
  refreshChips();
});

// What was typed before the chat was known belongs to it, not to the next new chat.
document.addEventListener("reply-chat", () => {
  if (!begunNew) return;
  sessionStorage.removeItem("draft:");
  keepDraft();
});

document.addEventListener("submit", (event) => event.target.matches("[data-sign-out]") && sessionStorage.clear());
document.addEventListener("htmx:after:swap", restoreDraft);
restoreDraft();
if (message() && matchMedia("(pointer: fine)").matches) message().focus();
