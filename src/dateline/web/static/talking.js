// What every part of the desk's script shares: telling the person, asking the server, making elements.

const csrf = document.querySelector('meta[name="desk-csrf"]').content;
const told = document.getElementById("told");

export function tell(text, wrong = false) {
  told.textContent = text;
  told.classList.toggle("wrong", wrong);
}

export const change = (path, body) => send(path, body, "PATCH");

export async function send(path, body, method = "POST") {
  const answer = await fetch(`/api/v1${path}`, {
    method,
    keepalive: true, // a decision that is on its way arrives though the page is left
    headers: { "Content-Type": "application/json", "X-Desk-CSRF": csrf },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  let parsed = {};
  try { parsed = JSON.parse(text); } catch { parsed = { error: text }; }
  if (!answer.ok) {
    const detail = Array.isArray(parsed.detail) ? parsed.detail.map((one) => one.msg).join("; ") : parsed.detail;
    throw new Error(parsed.error || detail || `the desk answered ${answer.status}`);
  }
  return parsed;
}

export async function lookUp(what, words = "") {
  const answer = await fetch(`/api/v1/lookup/${what}?q=${encodeURIComponent(words)}`);
  return answer.ok ? (await answer.json()).found : [];
}

export function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function element(name, attributes = {}, ...inside) {
  const made = document.createElement(name);
  for (const [at, value] of Object.entries(attributes)) made.setAttribute(at, value);
  made.append(...inside);
  return made;
}
