// A form's worth of POST for what has no form of its own.
export async function post(address) {
  const token = document.querySelector("#composer [name=csrfmiddlewaretoken]").value;
  const headers = { "X-CSRFToken": token, "HX-Request": "true" };
  return fetch(address, { method: "POST", headers }).catch(() => null);
}
