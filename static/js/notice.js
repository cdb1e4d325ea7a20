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
document.addEventListener("htmx:sse:error", () => show("reconnecting"));
document.addEventListener("htmx:sse:after:connection", clear);
document.addEventListener("htmx:before:request", clear);
