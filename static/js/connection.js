// The stream a reply arrives on. One that is cut is asked for again, with growing pauses, unless the answer says that
// there is no use in it. A short cut passes unnoticed; then a notice says what is going on, until it is over.
import { clear, show } from "./notice.js";

const FINAL = new Set([401, 403, 404, 410]);
const UNNOTICED = 2000; // ms
const TRIES = 3; // that fail, until there is something the reader could do

let open = null; // the connection that text comes on
let lost = null; // the one that is being taken up again
let isFinal = false;
let noticing;

const isAsking = () => document.querySelector("#composer.htmx-request, #watch.htmx-request") !== null;
export const isStreaming = () => open !== null || lost !== null || isAsking();

// A connection can be dead without the browser having noticed: end it, and it is taken up again.
export const renew = () => open?.reader?.cancel();

const retry = () => lost?.delayCanceller?.();
const tell = () => show(lost.attempt > TRIES ? "away" : "reconnecting");

function settle() {
  clearTimeout(noticing);
  if (lost) clear();
  lost = null;
}

document.addEventListener("htmx:sse:error", (event) => {
  isFinal = FINAL.has(event.detail.status);
  if (!isFinal) return;
  settle();
  show("signed-out");
});

document.addEventListener("htmx:sse:before:connection", (event) => {
  const { connection } = event.detail;
  if (isFinal) event.preventDefault();
  else if (connection.attempt) {
    open = null;
    if (!lost) noticing = setTimeout(tell, UNNOTICED);
    lost = connection;
    if (connection.attempt === TRIES + 1) tell();
  }
  isFinal = false;
});

document.addEventListener("htmx:sse:after:connection", (event) => {
  settle();
  open = event.detail.connection;
});

document.addEventListener("htmx:sse:close", (event) => {
  if (event.detail.connection !== open && event.detail.connection !== lost) return; // another has taken its place
  settle();
  open = null;
});

addEventListener("online", () => (lost ? retry() : renew()));
document.addEventListener("visibilitychange", () => document.hidden || retry());
document.addEventListener("click", (event) => event.target.closest("[data-retry]") && retry());
