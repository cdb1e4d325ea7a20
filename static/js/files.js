// The files panel over the conversation, and files on their way: chosen, dropped or pasted, one request each, with
// progress in bytes. The server's rows take over as soon as a file has arrived.
import { say } from "./say.js";

const panel = () => document.getElementById("files");
const slot = document.getElementById("panel");
const chatId = () => document.getElementById("chat-field")?.value ?? "";
const address = () => `/files/?chat=${encodeURIComponent(chatId())}`;
const megabytes = (bytes) => (bytes / 1e6).toFixed(1);

async function refresh() {
  await htmx.ajax("GET", address(), { target: "#panel", swap: "innerHTML" });
}

async function open() {
  await refresh();
  document.querySelector("[data-files-toggle]")?.setAttribute("aria-expanded", "true");
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
  item.querySelector("progress").setAttribute("aria-label", `Uploading ${file.name}`);
  item.querySelector("button").setAttribute("aria-label", `Cancel upload of ${file.name}`);
  document.getElementById("uploads").append(item);
  return item;
}

function fail(item, reason) {
  item.querySelector("progress").remove();
  const line = item.querySelector("p");
  line.className = "st bad";
  line.textContent = reason;
}

function upload(file) {
  const form = document.getElementById("upload");
  const item = row(file);
  const body = new FormData();
  body.append("chat", chatId());
  body.append("files", file, file.name);
  return new Promise((resolve) => {
    const request = new XMLHttpRequest(); // fetch tells nothing of progress
    request.open("POST", form.action);
    request.setRequestHeader("X-CSRFToken", form.elements.csrfmiddlewaretoken.value);
    request.setRequestHeader("Accept", "application/json");
    request.upload.onprogress = ({ loaded, total }) => {
      item.querySelector("progress").value = loaded / total;
      const done = loaded === total;
      item.querySelector("p").textContent = done ? "Handing it over" : `Uploading · ${megabytes(loaded)} of ${megabytes(total)} MB`;
    };
    request.onload = () => {
      const refused = answer(request);
      if (refused) fail(item, refused);
      else item.remove();
      resolve(!refused);
    };
    request.onerror = () => resolve(fail(item, "The connection dropped. Attach it again."));
    request.onabort = () => resolve(item.remove());
    item.querySelector("button").addEventListener("click", () => {
      if (request.readyState === XMLHttpRequest.DONE) item.remove();
      else request.abort();
    });
    request.send(body);
  });
}

// Why a file was not taken, in words; empty if it was.
function answer(request) {
  if (request.status === 413) return "Too large.";
  try {
    return JSON.parse(request.responseText).refused ?? "It could not be attached. Try again.";
  } catch {
    return "It could not be attached. Try again.";
  }
}

async function attach(files) {
  if (!files.length) return;
  if (!panel()) await open();
  const taken = await Promise.all([...files].map(upload));
  const kept = [...document.getElementById("uploads").children];
  await refresh();
  document.getElementById("uploads").append(...kept);
  const count = taken.filter(Boolean).length;
  if (count) say(`${count} file${count === 1 ? "" : "s"} added.`);
}

if (slot) {
  document.addEventListener("click", async (event) => {
    const toggle = event.target.closest("[data-files-toggle], [data-attach], [data-close-files]");
    if (!toggle || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (toggle.matches("[data-close-files]") || (toggle.matches("[data-files-toggle]") && panel())) return close();
    if (!panel()) await open();
    if (toggle.matches("[data-attach]")) document.getElementById("choose").click();
    else document.getElementById("files-title")?.focus();
  });
  document.addEventListener("change", (event) => {
    if (event.target.id !== "choose") return;
    const files = [...event.target.files];
    event.target.value = "";
    attach(files);
  });
  document.addEventListener("paste", (event) => {
    if (event.target.id !== "message" || !event.clipboardData.files.length) return;
    event.preventDefault();
    attach(event.clipboardData.files);
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
