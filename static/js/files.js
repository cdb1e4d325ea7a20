// The files panel over the conversation, and files on their way: chosen, dropped or pasted, one request each, with
// progress in bytes. The server's rows take over as soon as a file has arrived.
import { chatId, refreshChips } from "./chips.js";
import { say } from "./say.js";
import { gettext, ngettext, number } from "./words.js";

const panel = () => document.getElementById("files");
const slot = document.getElementById("panel");
const address = () => `/files/?chat=${encodeURIComponent(chatId())}`;
const megabytes = (bytes) => number(bytes / 1e6, 1);

// Rows that stay keep their element: one that is just being removed hears the answer, and has the focus still.
async function refresh() {
  await htmx.ajax("GET", address(), { target: "#panel", swap: "innerMorph" });
}

// The server's rows, with those of ours that tell why a file was not taken; only the chips if the panel was closed.
async function show() {
  const kept = [...(document.getElementById("uploads")?.children ?? [])];
  if (!panel()) return refreshChips();
  await refresh();
  document.getElementById("uploads").append(...kept);
}

async function open() {
  await refresh();
  document.querySelector("[data-files-toggle]")?.setAttribute("aria-expanded", String(Boolean(panel())));
}

function close() {
  slot.replaceChildren();
  const toggle = document.querySelector("[data-files-toggle]");
  toggle?.setAttribute("aria-expanded", "false");
  toggle?.focus();
}

function row(file) {
  const item = document.getElementById("upload-row").content.firstElementChild.cloneNode(true);
  item.querySelector("b").textContent = file.name;
  item.querySelector("progress").setAttribute("aria-label", gettext("Uploading {name}", { name: file.name }));
  item.querySelector("button").setAttribute("aria-label", gettext("Cancel upload of {name}", { name: file.name }));
  item.querySelector("button").onclick = () => {
    item.dataset.cancelled = "";
    item.remove();
  };
  document.getElementById("uploads")?.append(item);
  return () => upload(file, item);
}

function fail(item, reason) {
  item.querySelector("progress").remove();
  item.querySelector("button").setAttribute("aria-label", gettext("Dismiss"));
  const line = item.querySelector("p");
  line.className = "st bad";
  line.textContent = reason;
}

function upload(file, item) {
  const body = new FormData();
  body.append("chat", chatId());
  body.append("files", file, file.name);
  return new Promise((resolve) => {
    const request = new XMLHttpRequest(); // fetch tells nothing of progress
    request.open("POST", "/files/");
    request.setRequestHeader("X-CSRFToken", document.querySelector("#composer [name=csrfmiddlewaretoken]").value);
    request.setRequestHeader("Accept", "application/json");
    request.upload.onprogress = ({ loaded, total }) => {
      item.querySelector("progress").value = loaded / total;
      const progress = gettext("Uploading · {loaded} of {total} MB", { loaded: megabytes(loaded), total: megabytes(total) });
      item.querySelector("p").textContent = loaded === total ? gettext("Handing it over") : progress;
    };
    request.onload = () => {
      const refused = answer(request);
      if (refused) fail(item, refused);
      else item.remove();
      resolve(!refused);
    };
    request.onerror = () => resolve(fail(item, gettext("The connection dropped. Attach it again.")));
    request.onabort = () => resolve(item.remove());
    item.querySelector("button").onclick = () => (request.readyState === XMLHttpRequest.DONE ? item.remove() : request.abort());
    if (item.dataset.cancelled === undefined) request.send(body);
    else resolve(false);
  });
}

// Why a file was not taken, in words; empty if it was.
function answer(request) {
  if (request.status === 413) return gettext("Too large.");
  const unknown = gettext("It could not be attached. Try again.");
  try {
    return JSON.parse(request.responseText).refused ?? unknown;
  } catch {
    return unknown;
  }
}

export async function attach(files) {
  if (!files.length) return;
  if (!panel()) await open();
  if (!panel()) return; // a notice says why
  let count = 0;
  for (const waiting of [...files].map(row)) if (await waiting()) count += 1; // one by one: the server counts them
  await show();
  if (count) say(ngettext("{count} file added.", "{count} files added.", count));
}

if (slot) {
  document.addEventListener("click", async (event) => {
    const toggle = event.target.closest("[data-files-toggle], [data-attach], [data-close-files]");
    if (!toggle || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (toggle.matches("[data-close-files]") || (toggle.matches("[data-files-toggle]") && panel())) return close();
    if (!panel()) await open();
    if (toggle.matches("[data-attach]")) document.getElementById("choose")?.click();
    else document.getElementById("files-title")?.focus();
  });
  document.addEventListener("change", (event) => {
    if (event.target.id !== "choose") return;
    const files = [...event.target.files];
    event.target.value = "";
    attach(files);
  });
  document.addEventListener("files-changed", show);
  document.addEventListener("paste", (event) => {
    const { files, types } = event.clipboardData;
    // Office puts a picture beside the text that was copied: it is the text that is meant.
    if (event.target.id !== "message" || !files.length || types.includes("text/plain")) return;
    event.preventDefault();
    attach(files);
  });
  const carriesFiles = (event) => event.dataTransfer?.types.includes("Files") && document.querySelector("[data-attach]");
  const overlay = document.getElementById("drop");
  document.addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    overlay.hidden = false;
  });
  document.addEventListener("dragleave", (event) => event.relatedTarget || (overlay.hidden = true));
  document.addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    overlay.hidden = true;
    attach(event.dataTransfer.files);
  });
}
