// What went wrong with a request, above the message box: the server's own words when it could answer, else these.
const slot = document.getElementById("notice");

// What the page asks for by itself, and will ask for again: nobody waits for it.
const isUnasked = (event) => event.target.matches("#chats, #exchange, #watch");

export function show(id) {
  slot?.replaceChildren(document.getElementById(id).content.cloneNode(true));
}

export function clear() {
  slot?.replaceChildren();
}

document.addEventListener("htmx:error", (event) => {
  // A TypeError is what fetch throws when nothing answers.
  if (event.detail.error instanceof TypeError && !isUnasked(event)) show("unreachable");
});
document.addEventListener("htmx:response:error", (event) => {
  const { response, hx } = event.detail.ctx;
  if (!hx.retarget && !hx.redirect && !isUnasked(event)) show(response.status === 413 ? "too-long" : "went-wrong");
});
document.addEventListener("htmx:before:request", (event) => {
  if (event.target.id === "composer") clear();
});
document.addEventListener("turn-began", clear);
