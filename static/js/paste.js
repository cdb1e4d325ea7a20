// A long text that is pasted can go along as a file instead: that is offered, and nothing moves before it is chosen.
import { attach } from "./files.js";
import { clear, show } from "./notice.js";

const LONG = 4000; // characters
const message = () => document.getElementById("message");

let pasted = "";

function attachPasted() {
  const box = message();
  const at = box.value.indexOf(pasted);
  if (at >= 0) box.setRangeText("", at, at + pasted.length, "end");
  box.dispatchEvent(new Event("input", { bubbles: true })); // as if it had been typed
  box.focus();
  clear();
  attach([new File([pasted], "pasted-text.txt", { type: "text/plain" })]);
}

document.addEventListener("paste", (event) => {
  const text = event.clipboardData.getData("text/plain").replaceAll("\r\n", "\n"); // as the box has it
  if (event.target.id !== "message" || text.length < LONG || !document.getElementById("long-paste")) return;
  pasted = text;
  show("long-paste");
});
document.addEventListener("click", (event) => event.target.closest("[data-attach-pasted]") && attachPasted());
