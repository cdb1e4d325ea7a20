// The signs after the titles of the list: a reply is being written, or one ended while nobody looked.
import { chatId } from "./chips.js";

export const links = () => [...document.querySelectorAll("#chats li > a")];
export const chatOf = (link) => decodeURIComponent(link.pathname.split("/")[2]);
export const isWritten = (link) => link.querySelector(".spin") !== null;
const isUnread = (link) => link.querySelector(".dot") !== null;

function sign(link, id) {
  const signs = id ? [document.getElementById(id).content.cloneNode(true)] : [];
  link.replaceChildren(link.firstElementChild, ...signs);
}

export function markWritten(chats) {
  for (const link of links()) {
    const is = chats.has(chatOf(link));
    if (is !== isWritten(link)) sign(link, is && "being-written");
  }
}

export function markUnread(chats) {
  for (const link of links()) {
    const is = chats.has(chatOf(link)) && chatOf(link) !== chatId();
    if (is !== isUnread(link) && !isWritten(link)) sign(link, is && "unread");
  }
}
