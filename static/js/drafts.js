// What is typed and not sent: kept in this tab at once, and on the server as soon as the fingers rest, so that it is there
// after signing in again and on another device. The tab holds only what the server does not have yet.
import { chatId } from "./chips.js";
import { post, postAndGo } from "./post.js";

const REST = 700; // ms
export const owner = document.getElementById("composer")?.dataset.user; // of this tab's things: another may sign in here later
const box = () => document.getElementById("message");
const name = (kind) => `${owner}:${kind}:${chatId()}`;
const isTemporary = () => document.querySelector(".temporary.on, .temporary :checked") !== null;

let timer;
let saving = Promise.resolve(); // one after the other: the last one counts

const draft = () => ({
  chat: chatId(),
  prompt: isTemporary() ? "" : box().value,
  send_key: document.getElementById("send-key").value,
});

async function save() {
  timer = undefined;
  const [place, text, fields] = [name("draft"), box().value, draft()];
  const answer = await post("/drafts/", fields);
  if (answer?.ok && sessionStorage.getItem(place) === text && !isTemporary()) sessionStorage.removeItem(place);
}

export function keep() {
  sessionStorage.setItem(name("draft"), box().value);
  clearTimeout(timer);
  timer = setTimeout(() => (saving = saving.then(save)), REST);
}

// The message is on its way, with this key: sent once more, it is the same message.
export function keepAsSent(key) {
  clearTimeout(timer);
  timer = undefined;
  sessionStorage.setItem(name("draft"), box().value);
  sessionStorage.setItem(name("sent"), key);
}

// The server has the message, and has forgotten it as a draft: what stands in the box now is the next one.
export function keepAfterSending() {
  sessionStorage.removeItem(name("sent"));
  if (box().value) keep();
  else sessionStorage.removeItem(name("draft"));
}

// What stood here last, with the key it was sent with if it was and its answer has not come.
export function restore() {
  const text = sessionStorage.getItem(name("draft"));
  if (text !== null) box().value = text;
  return box().value ? sessionStorage.getItem(name("sent")) : null;
}

// A message that was sent when the session had ended is sent when its page is back.
export const sendLater = () => sessionStorage.setItem(name("later"), "");
export function isToBeSent() {
  const is = sessionStorage.getItem(name("later")) !== null;
  sessionStorage.removeItem(name("later"));
  return is;
}

// What was typed before the chat was known belongs to it, not to the next new chat.
export function moveFrom(chat) {
  const { send_key } = draft();
  sessionStorage.removeItem(`${owner}:draft:${chat}`);
  saving = saving.then(() => post("/drafts/", { chat, prompt: "", send_key }));
  keep();
}

function flush() {
  if (timer === undefined) return;
  clearTimeout(timer);
  timer = undefined;
  postAndGo("/drafts/", draft());
}

addEventListener("pagehide", flush);
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-sign-out]")) return;
  flush();
  sessionStorage.clear();
});
for (const key of Object.keys(sessionStorage)) if (owner && !key.startsWith(`${owner}:`)) sessionStorage.removeItem(key);
