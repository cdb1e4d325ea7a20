// The one polite status of the page.
let clearing;

export function say(words) {
  const status = document.getElementById("say");
  if (!status) return;
  status.textContent = words;
  clearTimeout(clearing);
  clearing = setTimeout(() => (status.textContent = ""), 5000);
}
