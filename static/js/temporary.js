// A temporary chat: what the box says before it is begun, and telling the server that it is left.
import { chatId } from "./chips.js";
import { keep } from "./drafts.js";
import { postAndGo } from "./post.js";
import { say } from "./say.js";
import { gettext } from "./words.js";

const SAVED = gettext("Ask a question");
const UNSAVED = gettext("Ask without saving this chat");
const isTemporary = () => document.querySelector(".temporary.on") !== null;

document.addEventListener("change", ({ target }) => {
  if (target.name !== "temporary") return;
  document.getElementById("message").placeholder = target.checked ? UNSAVED : SAVED;
  keep();
  say(target.checked ? gettext("Temporary chat. Nothing here is saved.") : gettext("This chat is saved."));
});

// A reload says it too, and the page that comes then says that it stays.
addEventListener("pagehide", () => {
  if (isTemporary()) postAndGo(`/chats/${encodeURIComponent(chatId())}/leave/`);
});
