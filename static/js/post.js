// A form's worth of POST for what has no form of its own.
const token = () => document.querySelector("#composer [name=csrfmiddlewaretoken]").value;

export async function post(address) {
  const headers = { "X-CSRFToken": token(), "HX-Request": "true" };
  return fetch(address, { method: "POST", headers }).catch(() => null);
}

// It arrives also when the page is going; what comes of it nobody learns.
export function postAndGo(address) {
  const form = new FormData();
  form.set("csrfmiddlewaretoken", token());
  navigator.sendBeacon(address, form);
}
