// The review desk: the queue, decisions, keys. No library; for reading, the pages work without it.

import { ask, dialogKeys, editorFor, typeEditor } from "./editors.js";
import { resizePage, turnPage, warmPage, wirePaper } from "./paper.js";
import { enterText, forget, marked, showField, walkText } from "./spans.js";
import { newKey, send, tell } from "./talking.js";

const root = document.querySelector(".review");
const state = { left: [], more: 0, next: new Map(), busy: false, acting: null, sending: Promise.resolve(), waiting: 0 };
const FIELDS = ["type", "mode", "status", "source", "target", "where", "date", "standing", "background", "trigger"];

// ---- the queue -------------------------------------------------------------------------------------------------

async function fetchItem(address) {
  const sample = encodeURIComponent(root.dataset.sample);
  const answer = await fetch(`/review/${sample}/item?address=${encodeURIComponent(address)}`);
  if (!answer.ok) throw new Error(`the next event cannot be shown (${answer.status})`);
  return answer.text();
}

function prefetch() {
  for (const address of state.left.slice(1, 4)) {
    if (!state.next.has(address)) state.next.set(address, fetchItem(address).then((html) => { warmPage(html); return html; }).catch(() => null));
  }
}

async function show(address) {
  const html = (await state.next.get(address)) || (await fetchItem(address));
  state.next.delete(address);
  const box = document.getElementById("item");
  box.innerHTML = html; // made and escaped by the server; scripts in it would not run
  wireItem();
  box.querySelector(".item").focus({ preventScroll: true });
  prefetch();
}

async function advance() {
  document.getElementById("left").textContent = String(state.left.length + state.more);
  if (state.left.length) await show(state.left[0]);
  else { await state.sending; location.reload(); }
}

async function refreshLast() {
  const box = document.getElementById("last");
  if (!box || state.waiting) return;
  const answer = await fetch("/last");
  if (answer.ok && !state.waiting) { box.innerHTML = await answer.text(); wireLast(); }
}

function current() {
  const item = document.querySelector(".item");
  return item ? { document: item.dataset.document, event: item.dataset.event || null, sample: item.dataset.sample || null,
    address: item.dataset.address } : null;
}

function keep(body) {
  // One after the other, in the order in which they were made.
  state.waiting += 1;
  const sent = state.sending.then(() => send("/decisions", body)).finally(() => { state.waiting -= 1; });
  state.sending = sent.catch(() => null);
  return sent;
}

async function verdict(action, at, body) {
  // The next event is shown at once; where the decision was not kept, this one comes back.
  state.left = state.left.filter((address) => address !== at.address);
  if (action === "skip") state.left.push(at.address);
  state.next.delete(at.address);
  const kept = keep(body).then(() => { tell(`${action}: kept`); return true; }, (error) => {
    state.left = [at.address, ...state.left.filter((address) => address !== at.address)];
    tell(`not kept: ${error.message}`, true);
    return false;
  });
  await advance();
  kept.then((good) => (good ? refreshLast() : advance()));
}

function alone(what, work) {
  // A key that is pressed while the last one still works would decide on what nobody has seen: it does nothing.
  if (state.busy) return;
  state.busy = true;
  state.acting = work().catch((error) => tell(`${what}: ${error.message}`, true)).finally(() => { state.busy = false; });
}

async function decide(action, more = {}) {
  const at = current();
  if (!at) return;
  const body = { action, document: at.document, event: at.event, sample: at.sample, key: newKey(), ...more };
  const queued = Boolean(root.dataset.sample);
  if (queued && ["accept", "reject", "skip"].includes(action)) { await verdict(action, at, body); return; }
  await keep(body);
  state.next.delete(at.address);
  if (!queued) { location.reload(); return; }
  await show(at.address);
  tell(`${action}${more.field ? " " + more.field : ""}: kept`);
  refreshLast();
}

async function undo(which = null) {
  await state.sending;
  const { undone } = await send("/undo", { key: which });
  if (!undone) { tell("there is nothing to take back"); return; }
  if (!root || !root.dataset.sample || undone.sample !== root.dataset.sample || !undone.event || !document.querySelector(".item")) {
    location.reload();
    return;
  }
  const address = `${undone.document}#${undone.event}`;
  state.left = [address, ...state.left.filter((one) => one !== address)];
  state.next.clear();
  await advance();
  tell(`taken back: ${undone.action}${undone.field ? " " + undone.field : ""}`);
  refreshLast();
}

async function edit(field) {
  const row = document.querySelector(`.fields [data-field="${field}"]`);
  if (!row || !row.querySelector(".edit") ) return;
  await state.acting;
  const held = JSON.parse(row.dataset.value);
  const editor = await editorFor(row.dataset.kind, held);
  const answer = editor && (await ask(`Correct ${field}`, editor));
  if (answer && JSON.stringify(answer.value) !== JSON.stringify(held)) alone("not kept", () => decide("correct", { field, after: answer.value, why: answer.why }));
}

async function addEvent() {
  if (!marked()) { tell("first mark the word of the event in the text", true); return; }
  const { span, words } = marked();
  const answer = await ask(`Add an event at “${words}”`, await typeEditor(null));
  if (answer?.value) alone("not kept", () => decide("add", { event: null, after: { type: answer.value, span, words }, why: answer.why }));
}

// ---- keys ------------------------------------------------------------------------------------------------------

function keys() {
  const given = root ? JSON.parse(root.dataset.keys) : {};
  try { return { ...given, ...JSON.parse(localStorage.getItem("desk-keys") || "{}") }; } catch { return given; }
}

function showKeys() {
  const held = keys();
  for (const shown of document.querySelectorAll("kbd[data-key-of]")) shown.textContent = held[shown.dataset.keyOf] || "";
}

document.addEventListener("keydown", (event) => {
  const dialog = document.querySelector("dialog[open]");
  if (dialog) { dialogKeys(event, dialog); return; }
  const closed = event.target.closest("dialog:not([open])"); // until the next frame the focus is still in it
  if (!root || (!closed && event.target.matches("input, textarea, select")) || event.altKey || event.metaKey) return;
  if (walkText(event)) return;
  if (event.ctrlKey) { if (event.key === "z") { event.preventDefault(); act("undo"); } return; }
  const name = event.key === " " ? "Space" : event.key;
  if (["Space", "Enter"].includes(name) && event.target.matches("button, a, summary")) return;
  if (name === "Escape") { getSelection().removeAllRanges(); forget(); showField([]); tell(""); return; }
  const pressed = Object.entries(keys()).find(([, wanted]) => wanted === name);
  if (!pressed) return;
  event.preventDefault();
  if (FIELDS.includes(pressed[0])) edit(pressed[0]); else act(pressed[0]);
});

function act(name) {
  if (name === "undo") alone("not taken back", () => undo());
  else if (name === "help") document.getElementById("helper")?.showModal();
  else if (name === "add") addEvent();
  else if (name === "text") enterText();
  else if (name === "page-back" || name === "page-on") turnPage(name === "page-on" ? 1 : -1);
  else if (name === "page-size") resizePage();
  else if (name === "complete") alone("not kept", () => decide(name, { event: null }));
  else alone("not kept", () => decide(name));
}

// ---- wiring ----------------------------------------------------------------------------------------------------

function layersShown() {
  try { return JSON.parse(localStorage.getItem("desk-layers")); } catch { return null; }
}

function wireItem() {
  forget();
  wirePaper();
  showKeys();
  const held = layersShown();
  for (const box of document.querySelectorAll(".layers input")) {
    if (held) box.checked = held.includes(box.dataset.layer);
    const apply = () => document.getElementById("text").classList.toggle(`show-${box.dataset.layer}`, box.checked);
    box.addEventListener("change", () => {
      apply();
      const on = [...document.querySelectorAll(".layers input:checked")].map((one) => one.dataset.layer);
      localStorage.setItem("desk-layers", JSON.stringify(on));
    });
    apply();
  }
  for (const row of document.querySelectorAll(".item [data-field]")) {
    row.querySelector(".edit")?.addEventListener("click", () => edit(row.dataset.field));
    row.querySelector(".to-span")?.addEventListener("click", () => {
      tell(showField(JSON.parse(row.dataset.spans)) ? row.dataset.basis : `${row.dataset.field}: no words of its own in the text`);
    });
  }
  const text = document.getElementById("text");
  const focus = text?.querySelector(".focus");
  if (focus) text.scrollTop = focus.offsetTop - text.offsetTop - text.clientHeight / 3;
  text?.addEventListener("click", (event) => {
    const piece = event.target.closest("[data-items]");
    if (piece && getSelection().isCollapsed) tell(piece.title);
  });
}

function wireLast() {
  for (const button of document.querySelectorAll(".take-back")) button.addEventListener("click", () => alone("not taken back", () => undo(button.dataset.key)));
}

for (const button of document.querySelectorAll("[data-action]")) {
  button.addEventListener("click", () => act(button.dataset.action));
}
document.getElementById("helper")?.addEventListener("close", () => {
  const chosen = {};
  for (const input of document.querySelectorAll("#helper .key")) if (input.value) chosen[input.dataset.name] = input.value;
  localStorage.setItem("desk-keys", JSON.stringify(chosen));
  showKeys();
});
if (root) {
  state.left = JSON.parse(root.dataset.left || "[]");
  state.more = Math.max(0, Number(document.getElementById("left")?.textContent || 0) - state.left.length);
  wireItem();
  prefetch();
  for (const [name, wanted] of Object.entries(keys())) {
    const input = document.getElementById(`key-${name}`);
    if (input) input.value = wanted;
  }
}
wireLast();
