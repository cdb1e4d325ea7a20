// What went wrong with a request, above the message box: the server's own words when it could answer, else these.
const slot = document.getElementById("notice");

function show(id) {
  slot?.replaceChildren(document.getElementById(id).content.cloneNode(true));
}

function clear() {
  slot?.replaceChildren();
}

document.addEventListener("htmx:error", (event) => {
  if (event.detail.error instanceof TypeError) show("unreachable"); // what fetch throws when nothing answers
});
document.addEventListener("htmx:response:error", (event) => {
  const { response, hx } = event.detail.ctx;
  if (!hx.retarget && !hx.redirect) show(response.status === 413 ? "too-long" : "went-wrong");
});

// A stream that was cut is asked for again, unless the answer says that there is no use in asking.
const FINAL = new Set([401, 403, 404, 410]);
let isFinal = false;

document.addEventListener("htmx:sse:error", (event) => {
  isFinal = FINAL.has(event.detail.status);
  show(isFinal ? "signed-out" : "reconnecting");
});
document.addEventListener("htmx:sse:before:connection", (event) => {
  if (isFinal) event.preventDefault();
  isFinal = false;
});
document.addEventListener("htmx:sse:after:connection", clear);
document.addEventListener("htmx:before:request", (event) => {
  if (event.target.id === "composer") clear();
});
