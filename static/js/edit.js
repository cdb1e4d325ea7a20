// A question is edited where it stands; without this, on a page of its own.
const questions = new WeakMap(); // what stood there, by the place where it is edited now

async function edit(link) {
  const place = link.closest(".ask");
  const question = [...place.childNodes];
  await htmx.ajax("GET", link.href, { target: place, swap: "innerHTML" });
  if (!place.querySelector("form")) return; // it could not be had, and what went wrong is told
  questions.set(place, question);
  place.querySelector("textarea").focus();
}

function cancel(place) {
  place.replaceChildren(...questions.get(place));
  questions.delete(place);
  place.querySelector("[data-edit-turn]").focus();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-edit-turn], [data-cancel-edit]");
  const place = link?.closest(".ask");
  if (!place || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (questions.has(place)) cancel(place);
  else edit(link);
});

document.addEventListener("keydown", (event) => {
  const place = event.target.closest?.(".ask");
  if (event.key === "Escape" && !event.isComposing && questions.has(place)) cancel(place);
});

// What was begun elsewhere comes later: it would take the place of what is typed here.
document.addEventListener("htmx:before:swap", (event) => {
  if (event.target.id === "exchange" && document.querySelector(".ask form")) event.preventDefault();
});
