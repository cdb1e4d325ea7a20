// What is settled for a chat before it is begun survives a reload of this tab, and signing in again.
import { chatId } from "./chips.js";
import { owner } from "./drafts.js";

const NAME = `${owner}:settings`;
const fields = () => [...document.querySelectorAll("#settings .field :is(input, textarea)")];

function keep() {
  sessionStorage.setItem(NAME, JSON.stringify(Object.fromEntries(fields().map(({ name, value }) => [name, value]))));
}

function restore() {
  const kept = JSON.parse(sessionStorage.getItem(NAME) ?? "{}");
  for (const field of fields()) {
    field.value ||= kept[field.name] ?? "";
    if (field.value) field.closest("details").open = true;
  }
}

document.addEventListener("input", ({ target }) => target.closest("#settings") && keep());
document.addEventListener("turn-began", () => chatId() || sessionStorage.removeItem(NAME));
restore();
