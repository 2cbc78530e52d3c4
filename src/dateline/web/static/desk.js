// The desk's own script: keys, decisions, corrections, spans. No library; the pages work without it for reading.
"use strict";

const csrf = document.querySelector('meta[name="desk-csrf"]').content;
const root = document.querySelector(".review");
const told = document.getElementById("told");
const state = { left: [], next: new Map(), field: null, selection: null, busy: false };

function tell(text, wrong = false) {
  told.textContent = text;
  told.classList.toggle("wrong", wrong);
}

async function send(path, body) {
  const answer = await fetch(`/api/v1${path}`, {
    method: "POST",
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

function key() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// ---- the queue -------------------------------------------------------------------------------------------------

async function fetchItem(address) {
  const sample = encodeURIComponent(root.dataset.sample);
  const answer = await fetch(`/review/${sample}/item?address=${encodeURIComponent(address)}`);
  if (!answer.ok) throw new Error(`the next event cannot be shown (${answer.status})`);
  return answer.text();
}

function prefetch() {
  for (const address of state.left.slice(1, 3)) {
    if (!state.next.has(address)) state.next.set(address, fetchItem(address).catch(() => null));
  }
}

async function show(address) {
  const html = (await state.next.get(address)) || (await fetchItem(address));
  state.next.delete(address);
  document.getElementById("item").innerHTML = html; // made and escaped by the server; scripts in it would not run
  wireItem();
  prefetch();
}

async function advance() {
  document.getElementById("left").textContent = String(state.left.length);
  if (state.left.length) await show(state.left[0]);
  else location.reload();
}

async function refreshLast() {
  const box = document.getElementById("last");
  if (!box) return;
  const answer = await fetch("/last");
  if (answer.ok) { box.innerHTML = await answer.text(); wireLast(); }
}

function current() {
  const item = document.querySelector(".item");
  return item ? { document: item.dataset.document, event: item.dataset.event || null, sample: item.dataset.sample || null,
    address: item.dataset.address } : null;
}

async function decide(action, more = {}) {
  const at = current();
  if (!at || state.busy) return;
  state.busy = true;
  try {
    await send("/decisions", { action, document: at.document, event: at.event, sample: at.sample, key: key(), ...more });
    tell(`${action}${more.field ? " " + more.field : ""}: kept`);
    if (root.dataset.sample && (action === "accept" || action === "reject" || action === "skip")) {
      state.left = state.left.filter((address) => address !== at.address);
      if (action === "skip") state.left.push(at.address);
      state.next.delete(at.address);
      await advance();
    } else if (root.dataset.sample) {
      state.next.delete(at.address);
      await show(at.address);
    } else {
      location.reload();
    }
    await refreshLast();
  } catch (error) {
    tell(`not kept: ${error.message}`, true);
  } finally {
    state.busy = false;
  }
}

async function undo(which = null) {
  if (state.busy) return;
  state.busy = true;
  try {
    const { undone } = await send("/undo", { key: which });
    if (!undone) { tell("there is nothing to take back"); return; }
    tell(`taken back: ${undone.action}${undone.field ? " " + undone.field : ""}`);
    const address = `${undone.document}#${undone.event}`;
    if (root && root.dataset.sample && undone.sample === root.dataset.sample) {
      state.left = [address, ...state.left.filter((one) => one !== address)];
      state.next.clear();
      if (document.querySelector(".item")) await advance(); else location.reload();
      await refreshLast();
    } else {
      location.reload();
    }
  } catch (error) {
    tell(`not taken back: ${error.message}`, true);
  } finally {
    state.busy = false;
  }
}

// ---- spans -----------------------------------------------------------------------------------------------------

function offsetOf(node, offset) {
  const piece = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("[data-start]");
  if (!piece) return null;
  const before = document.createRange();
  before.setStart(piece, 0);
  before.setEnd(node, offset);
  return Number(piece.dataset.start) + Array.from(before.toString()).length; // code points, as the record counts
}

function selectedSpan() {
  const chosen = getSelection();
  const text = document.getElementById("text");
  if (!chosen.rangeCount || chosen.isCollapsed || !text || !text.contains(chosen.anchorNode) || !text.contains(chosen.focusNode)) return null;
  const range = chosen.getRangeAt(0);
  const start = offsetOf(range.startContainer, range.startOffset);
  const end = offsetOf(range.endContainer, range.endOffset);
  return start === null || end === null || start >= end ? null : { span: [start, end], words: range.toString() };
}

document.addEventListener("selectionchange", () => {
  const found = selectedSpan();
  if (found) state.selection = found;
});

// ---- corrections -----------------------------------------------------------------------------------------------

function element(name, attributes = {}, ...inside) {
  const made = document.createElement(name);
  for (const [at, value] of Object.entries(attributes)) made.setAttribute(at, value);
  made.append(...inside);
  return made;
}

function choices(options, chosen) {
  const list = element("div", { class: "choices", role: "radiogroup", "aria-label": "Choose" });
  options.forEach((option, n) => {
    const radio = element("input", { type: "radio", name: "choice", value: JSON.stringify(option.value), id: `choice-${n}` });
    if (JSON.stringify(option.value) === JSON.stringify(chosen)) radio.checked = true;
    const label = element("label", { for: `choice-${n}` }, radio, ` ${option.label} `);
    if (n < 10) label.append(element("kbd", {}, String((n + 1) % 10)));
    list.append(label);
  });
  return list;
}

function lookup(what, label, onPick) {
  const input = element("input", { type: "search", autocomplete: "off", maxlength: "100" });
  const list = element("ul", { class: "found" });
  let timer = null;
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const answer = await fetch(`/api/v1/lookup/${what}?q=${encodeURIComponent(input.value)}`);
      const { found } = answer.ok ? await answer.json() : { found: [] };
      list.replaceChildren(...found.slice(0, 10).map((one) => {
        const text = what === "actors" ? `${one.name} (${one.code || "no code"})` : [one.name, one.admin1, one.country].filter(Boolean).join(", ");
        const button = element("button", { type: "button" }, text);
        button.addEventListener("click", () => onPick(one, input.value));
        return element("li", {}, button);
      }));
    }, 120);
  });
  return [element("label", {}, label, " ", input), list];
}

function partiesEditor(held) {
  let parties = held ? held.map((one) => ({ ...one })) : [];
  const list = element("ul", { class: "parties" });
  const draw = () => list.replaceChildren(...parties.map((party, n) => {
    const drop = element("button", { type: "button", "aria-label": `Remove ${party.name}` }, "remove");
    drop.addEventListener("click", () => { parties = parties.filter((_, m) => m !== n); draw(); });
    return element("li", {}, `${party.name || "not named"} ${party.code || "no code"} `, drop);
  }));
  const add = (party) => { parties = [...parties, party]; draw(); };
  const name = element("input", { maxlength: "200", autocomplete: "off" });
  const code = element("input", { maxlength: "40", autocomplete: "off", size: "10" });
  if (state.selection) name.value = state.selection.words.trim();
  const plain = element("button", { type: "button" }, "Add as written");
  plain.addEventListener("click", () => {
    if (name.value.trim()) add({ name: name.value.trim(), code: code.value.trim() || null, ...(state.selection ? { span: state.selection.span } : {}) });
  });
  draw();
  const body = element("div", {}, list, ...lookup("actors", "Look up", (one, words) =>
    add({ name: one.name, code: one.code, ...(state.selection ? { span: state.selection.span } : {}), words })),
    element("p", {}, element("label", {}, "Name ", name), element("label", {}, " Code ", code), " ", plain));
  return { body, value: () => parties.map(({ words, ...party }) => party) };
}

async function editorFor(field, kind, held) {
  if (kind === "type" || kind === "mode") {
    const { found } = await (await fetch("/api/v1/lookup/types")).json();
    const type = kind === "type" ? null : JSON.parse(document.querySelector('[data-field="type"]').dataset.value);
    const options = kind === "type" ? found.map((one) => ({ value: one.type, label: one.type }))
      : [{ value: null, label: "none" }, ...(found.find((one) => one.type === type)?.modes || []).map((mode) => ({ value: mode, label: mode }))];
    const filter = element("input", { type: "search", "aria-label": "Search", autocomplete: "off", placeholder: "search" });
    const list = choices(options, held);
    filter.addEventListener("input", () => {
      for (const label of list.children) label.hidden = !label.textContent.toLowerCase().includes(filter.value.toLowerCase());
      const first = [...list.children].find((label) => !label.hidden);
      if (first && filter.value) first.querySelector("input").checked = true;
    });
    return { body: element("div", {}, filter, list), value: () => chosenIn(list), focus: filter };
  }
  if (kind === "status") return fromChoices(JSON.parse(root.dataset.statuses), held);
  if (kind === "standing") return fromChoices(["asserted", "attributed", "disputed", "denied"], held);
  if (kind === "background") {
    const list = choices([{ value: false, label: "news" }, { value: true, label: "recalled" }], held);
    return { body: list, value: () => chosenIn(list) };
  }
  if (kind === "parties") return partiesEditor(held);
  if (kind === "place") {
    let place = held;
    const shown = element("p", {}, place ? place.name : "none");
    const pick = (one) => { place = one; shown.textContent = one ? [one.name, one.admin1, one.country].filter(Boolean).join(", ") : "none"; };
    const none = element("button", { type: "button" }, "No place");
    none.addEventListener("click", () => pick(null));
    return { body: element("div", {}, shown, none, ...lookup("places", "Look up", pick)),
      value: () => (place && state.selection ? { ...place, span: state.selection.span } : place) };
  }
  if (kind === "date") {
    const from = element("input", { type: "date" });
    const to = element("input", { type: "date" });
    if (held) { from.value = held[0] || ""; to.value = held[1] || ""; }
    return { body: element("p", {}, element("label", {}, "From ", from), element("label", {}, " to ", to)),
      value: () => (from.value || to.value ? [from.value || null, to.value || from.value] : null), focus: from };
  }
  if (kind === "trigger") {
    if (!state.selection) { tell("first mark the words in the text, by dragging or with Shift and the arrow keys", true); return null; }
    const { span, words } = state.selection;
    return { body: element("p", {}, "The trigger becomes ", element("bdi", {}, `“${words}”`)), value: () => ({ span, words }) };
  }
  return null;
}

function fromChoices(values, held) {
  const list = choices(values.map((value) => ({ value, label: value })), held);
  return { body: list, value: () => chosenIn(list) };
}

function chosenIn(list) {
  const radio = list.querySelector("input:checked");
  return radio ? JSON.parse(radio.value) : undefined;
}

async function edit(field) {
  const row = document.querySelector(`[data-field="${field}"]`);
  if (!row) return;
  const held = JSON.parse(row.dataset.value);
  const editor = await editorFor(field, row.dataset.kind, held);
  if (!editor) return;
  await ask(`Correct ${field}`, editor, async (value, why) => {
    if (JSON.stringify(value) !== JSON.stringify(held)) await decide("correct", { field, after: value, why });
  });
}

async function addEvent() {
  if (!state.selection) { tell("first mark the word of the event in the text", true); return; }
  const { found } = await (await fetch("/api/v1/lookup/types")).json();
  const list = choices(found.map((one) => ({ value: one.type, label: one.type })), null);
  const { span, words } = state.selection;
  await ask(`Add an event at “${words}”`, { body: list, value: () => chosenIn(list) }, async (type, why) => {
    if (type) await decide("add", { event: null, after: { type, span }, why });
  });
}

function ask(title, editor, done) {
  const dialog = document.getElementById("editor");
  document.getElementById("editor-title").textContent = title;
  document.getElementById("editor-body").replaceChildren(editor.body);
  document.getElementById("editor-why").value = "";
  dialog.returnValue = "";
  dialog.showModal();
  (editor.focus || editor.body.querySelector("input:checked, input, button") || dialog).focus();
  return new Promise((resolve) => {
    dialog.addEventListener("close", async () => {
      if (dialog.returnValue === "save") {
        const value = editor.value();
        if (value !== undefined) await done(value, document.getElementById("editor-why").value || null);
      }
      resolve();
    }, { once: true });
  });
}

// ---- keys ------------------------------------------------------------------------------------------------------

const FIELDS = ["type", "mode", "status", "source", "target", "where", "date", "standing", "background", "trigger"];

function keys() {
  const given = root ? JSON.parse(root.dataset.keys) : {};
  try { return { ...given, ...JSON.parse(localStorage.getItem("desk-keys") || "{}") }; } catch { return given; }
}

function nameOf(event) {
  return event.key === " " ? "Space" : event.key;
}

document.addEventListener("keydown", (event) => {
  const dialog = document.querySelector("dialog[open]");
  if (dialog) {
    if (/^[0-9]$/.test(event.key) && !event.target.matches('input:not([type="radio"])')) {
      const radio = dialog.querySelectorAll(".choices label:not([hidden]) input")[(Number(event.key) + 9) % 10];
      if (radio) { radio.checked = true; radio.focus(); event.preventDefault(); }
    }
    if (event.key === "Enter" && event.target.matches(".choices input, input[type=search]") && dialog.id === "editor") {
      event.preventDefault();
      dialog.close("save");
    }
    return;
  }
  if (!root || event.target.matches("input, textarea, select") || event.altKey || event.metaKey) return;
  if (event.ctrlKey) { if (event.key === "z") { event.preventDefault(); undo(); } return; }
  if (event.key === " " && event.target.matches("button, a, summary")) return;
  const pressed = Object.entries(keys()).find(([, wanted]) => wanted === nameOf(event));
  if (!pressed) return;
  const [name] = pressed;
  event.preventDefault();
  if (FIELDS.includes(name)) edit(name); else act(name);
});

function act(name) {
  if (name === "undo") undo();
  else if (name === "help") document.getElementById("helper")?.showModal();
  else if (name === "add") addEvent();
  else decide(name);
}

// ---- wiring ----------------------------------------------------------------------------------------------------

function wireItem() {
  state.selection = null;
  for (const button of document.querySelectorAll(".item .edit")) button.addEventListener("click", () => edit(button.closest("[data-field]").dataset.field));
  for (const box of document.querySelectorAll(".layers input")) {
    const apply = () => document.getElementById("text").classList.toggle(`show-${box.dataset.layer}`, box.checked);
    box.addEventListener("change", apply);
    apply();
  }
  document.querySelector(".text .focus")?.scrollIntoView({ block: "center" });
  const text = document.getElementById("text");
  text?.addEventListener("click", (event) => {
    const piece = event.target.closest("[data-items]");
    if (piece) tell(piece.title);
  });
}

function wireLast() {
  for (const button of document.querySelectorAll(".take-back")) button.addEventListener("click", () => undo(button.dataset.key));
}

for (const button of document.querySelectorAll("[data-action]")) button.addEventListener("click", () => act(button.dataset.action));
for (const button of document.querySelectorAll(".settle")) {
  button.addEventListener("click", async () => {
    const at = button.closest("section").dataset;
    const held = JSON.parse(button.dataset.value);
    const verdict = button.dataset.field === "verdict";
    try {
      await send("/decisions", { action: verdict ? held : "correct", field: verdict ? null : button.dataset.field, after: verdict ? null : held,
        document: at.document, event: at.event, sample: at.sample, key: key(), why: "adjudicated" });
      button.closest("section").classList.add("settled");
      tell("kept");
    } catch (error) { tell(`not kept: ${error.message}`, true); }
  });
}
document.getElementById("draw")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const given = new FormData(event.target);
  const words = (name) => given.get(name).split(/[\s,]+/).filter(Boolean);
  try {
    const made = await send("/samples", { name: given.get("name"), kind: given.get("kind"), size: Number(given.get("size")), seed: Number(given.get("seed")),
      coders: words("coders"), wanted: { type: words("type"), country: words("country"), rule: words("rule") } });
    location.href = `/review/${encodeURIComponent(made.sample)}`;
  } catch (error) { tell(`not drawn: ${error.message}`, true); }
});
document.getElementById("helper")?.addEventListener("close", () => {
  const chosen = {};
  for (const input of document.querySelectorAll("#helper .key")) if (input.value) chosen[input.dataset.name] = input.value;
  localStorage.setItem("desk-keys", JSON.stringify(chosen));
  for (const button of document.querySelectorAll(".actions [data-action]")) button.querySelector("kbd").textContent = chosen[button.dataset.action] || "";
});
if (root) {
  state.left = JSON.parse(root.dataset.left || "[]");
  wireItem();
  prefetch();
  for (const [name, wanted] of Object.entries(keys())) {
    const input = document.getElementById(`key-${name}`);
    if (input) input.value = wanted;
  }
}
wireLast();
