// How long the reply has been under way, in the line that says what is going on. Whoever listens hears it in the end.
import { gettext } from "./words.js";

let began = 0; // ms; while it waits for its turn, 0

function words(seconds) {
  const values = { minutes: Math.floor(seconds / 60), seconds: seconds % 60 };
  return values.minutes ? gettext("{minutes} min {seconds} s", values) : gettext("{seconds} s", values);
}

function tick() {
  const place = document.querySelector('.reply[aria-busy="true"] .since');
  if (place) place.textContent = began ? `· ${words(Math.floor((Date.now() - began) / 1000))}` : "";
}

document.addEventListener("reply-started", (event) => {
  const { seconds } = JSON.parse(event.detail.data);
  began = seconds === null ? 0 : Date.now() - seconds * 1000;
});
document.addEventListener("reply-waits", (event) => (began = JSON.parse(event.detail.data).reason ? 0 : Date.now()));
document.addEventListener("htmx:after:swap", tick); // the line is drawn anew with every step
setInterval(tick, 1000);
