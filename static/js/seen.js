// A reply whose end was before somebody's eyes counts as read, in all tabs and on all devices. Whoever is elsewhere and
// wants to know gets a notification; the browser is asked for leave only when somebody presses that setting.
import { post } from "./post.js";
import { say } from "./say.js";
import { gettext } from "./words.js";

const ENDS = {
  finished: gettext("Reply finished"),
  failed: gettext("The reply failed"),
  interrupted: gettext("The reply was interrupted"),
};

const button = document.querySelector("[data-notify]");
const isWanted = () => localStorage.getItem("notify") === "on";
const isOn = () => isWanted() && Notification.permission === "granted";

let current = ""; // the address of the reply that comes to this tab
let unseen = []; // of those that ended while this tab was hidden

function see() {
  if (document.hidden) return;
  for (const address of unseen) post(`${address}seen/`);
  unseen = [];
}

function notify(words) {
  if (!document.hidden || !words || !button || !isOn()) return;
  const chat = document.getElementById("title").textContent;
  try {
    const note = new Notification(words, { body: chat, tag: location.pathname });
    note.onclick = () => {
      window.focus();
      note.close();
    };
  } catch {
    // some phones let only service workers notify
  }
}

async function toggle() {
  const on = !isOn() && (await Notification.requestPermission()) === "granted";
  say(outcome(on));
  localStorage.setItem("notify", on ? "on" : "off");
  draw();
}

function outcome(on) {
  if (on) return gettext("You will be notified when a reply ends while you are elsewhere.");
  if (Notification.permission !== "denied") return gettext("Notifications are off.");
  return gettext("Your browser does not allow notifications from this site. You can change that in its settings.");
}

function draw() {
  button.hidden = false;
  button.setAttribute("aria-pressed", String(isOn()));
}

document.addEventListener("reply-started", (event) => (current = JSON.parse(event.detail.data).url));
document.addEventListener("reply-done", (event) => {
  if (current) unseen.push(current);
  see();
  notify(ENDS[JSON.parse(event.detail.data).status]);
});
document.addEventListener("visibilitychange", see);
if (button && "Notification" in window) {
  button.addEventListener("click", toggle);
  draw();
}
