// Which chats are being written, in every tab: the server is asked now and then, and what begins or ends in one tab is
// told to the others at once. By it the list is marked, and what was begun elsewhere in this chat comes here too.
import { chatId } from "./chips.js";
import { arrived } from "./composer.js";
import { isStreaming, renew } from "./connection.js";
import { outdate } from "./list.js";
import { chatOf, isWritten, links, markUnread, markWritten } from "./marks.js";

const SOON = 500; // ms, all of them: time for the server to keep what another tab has just told
const OFTEN = 2000; // while a reply runs that does not come to this tab anyway
const SELDOM = 20_000;
const LONGEST = 60_000; // between two tries that fail

const watch = document.getElementById("watch");
const channel = new BroadcastChannel("writing");

let running = new Map(links().filter(isWritten).map((link) => [chatOf(link), ""])); // chat to the address of its reply
const over = new Set(); // addresses of replies that ended, whatever a slower answer says
let current = ""; // the address of the reply that comes to this tab
let seen = watch?.dataset.latest; // the address of the latest reply that the page shows
let latest = ""; // the one there is

let timer;
let questions = 0; // only the answer to the last one counts
let failures = 0; // in a row
let doubts = 0; // answers in a row that knew nothing of the reply that comes to this tab

function plan(pause) {
  questions += 1;
  clearTimeout(timer);
  timer = setTimeout(ask, pause * (0.85 + Math.random() * 0.3));
}

function pause() {
  if (failures) return Math.min(OFTEN * 2 ** failures, LONGEST);
  const comesHere = isStreaming() ? chatId() : null;
  return [...running.keys()].some((chat) => chat !== comesHere) ? OFTEN : SELDOM;
}

async function ask() {
  clearTimeout(timer);
  if (document.hidden) return;
  const question = ++questions;
  const signal = AbortSignal.timeout(SELDOM);
  const answer = await fetch(`/replies/?chat=${encodeURIComponent(chatId())}`, { signal })
    .then((response) => response.json())
    .catch(() => null);
  if (question !== questions) return;
  failures = answer ? 0 : failures + 1;
  if (answer) {
    const told = answer.running.filter(({ url }) => !over.has(url)).reverse(); // the oldest of a chat counts
    change(new Map(told.map(({ chat, url }) => [chat, url])));
    markUnread(new Set(answer.unread));
    await catchUp(answer.latest);
  }
  if (question === questions) plan(pause());
}

// --- the list

function change(now) {
  const hasEnded = [...running.keys()].some((chat) => !now.has(chat));
  const listed = new Set(links().map(chatOf));
  const isNew = [...now.keys()].some((chat) => !running.has(chat) && !listed.has(chat));
  running = now;
  markWritten(running);
  if (hasEnded || isNew) outdate();
}

// --- the chat of this page

async function catchUp(reply) {
  const chat = chatId();
  if (!chat) return;
  if (isStreaming()) return doubt(chat);
  if (reply && reply.url !== seen) {
    arrived(reply.key);
    await refresh(reply.url);
  }
  const url = running.get(chat);
  if (url && !isStreaming()) htmx.ajax("GET", url, { source: watch });
}

// The turns as the server has them now; `url` is that of the latest reply among them.
export async function refresh(url = seen) {
  latest = url;
  const whole = { source: "#exchange", target: "#exchange", swap: "innerMorph", select: "#exchange > *" };
  const first = document.getElementById("earlier")?.dataset.first ?? 1; // what was read stays on the page
  await htmx.ajax("GET", `/chats/${encodeURIComponent(chatId())}/?first=${first}`, whole);
}

// A page from before a message was sent here does not overwrite it; one that tells of an error shows no turns.
function checkTurns(event) {
  const isOld = isStreaming() || event.detail.ctx.response.status >= 400;
  if (isOld) event.preventDefault();
  else seen = latest;
}

// Text that comes here of a reply that nobody is writing: the connection died and nobody noticed.
function doubt(chat) {
  const isStrange = current && !over.has(current) && !running.has(chat);
  doubts = isStrange ? doubts + 1 : 0;
  if (doubts > 1) renew();
}

// --- from tab to tab

function hear({ chat, url, isOver }) {
  const now = new Map(running);
  if (isOver) over.add(url);
  if (!over.has(url)) now.set(chat, url);
  else if (now.get(chat) === url || !now.get(chat)) now.delete(chat);
  change(now);
}

function tell(isOver) {
  const chat = chatId();
  if (!chat) return; // it ended before its chat was known
  const news = { chat, url: current, isOver };
  channel.postMessage(news);
  hear(news);
  plan(pause());
}

if (watch) {
  document.addEventListener("reply-started", (event) => {
    seen = current = JSON.parse(event.detail.data).url;
    doubts = 0;
  });
  document.addEventListener("reply-chat", () => tell(false));
  document.addEventListener("reply-done", () => tell(true));
  // If what it waits for does not come to this tab, it was begun elsewhere, or has ended in this moment.
  document.addEventListener("message-kept", () => plan(SOON));
  channel.addEventListener("message", (event) => {
    hear(event.data);
    plan(SOON);
  });
  document.addEventListener("visibilitychange", ask);
  document.addEventListener("htmx:before:swap", (event) => event.target.id === "exchange" && checkTurns(event));
  document.addEventListener("htmx:after:swap", (event) => event.detail.ctx.swap.startsWith("none") || markWritten(running));
  addEventListener("online", ask);
  arrived(watch.dataset.key);
  plan(pause());
}
