// The files that the next message carries, as the server knows them.
export const chatId = () => document.getElementById("chat-field")?.value ?? "";

export function refreshChips() {
  if (!document.getElementById("chips") || !window.htmx) return; // as fresh as the page, before htmx begins
  const address = `/files/status/?chat=${encodeURIComponent(chatId())}`;
  htmx.ajax("GET", address, { target: "#chips", swap: "outerHTML" });
}
