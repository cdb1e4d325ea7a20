// A form's worth of POST for what has no form of its own.
const token = () => document.querySelector("#composer [name=csrfmiddlewaretoken]").value;
const body = (fields) => new URLSearchParams({ ...fields, csrfmiddlewaretoken: token() });

export async function post(address, fields = {}) {
  return fetch(address, { method: "POST", headers: { "HX-Request": "true" }, body: body(fields) }).catch(() => null);
}

// It arrives also when the page is going; what comes of it nobody learns.
export const postAndGo = (address, fields = {}) => navigator.sendBeacon(address, body(fields));
