// How a field is corrected: an editor for each kind, in one dialog.

import { marked } from "./spans.js";
import { element, lookUp, tell } from "./talking.js";

const STANDINGS = ["asserted", "attributed", "disputed", "denied"];
const settings = () => document.querySelector(".review").dataset;
const placeName = (one) => (one ? [one.name, one.admin1, one.country].filter(Boolean).join(", ") : "none");
const withSpan = (value) => (marked() ? { ...value, span: marked().span } : value);

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

function chosenIn(list) {
  const radio = list.querySelector("input:checked");
  return radio ? JSON.parse(radio.value) : undefined;
}

function fromChoices(options, held) {
  const list = choices(options, held);
  return { body: list, value: () => chosenIn(list) };
}

const plain = (values) => values.map((value) => ({ value, label: String(value) }));

function searchable(options, held) {
  const filter = element("input", { type: "search", "aria-label": "Search", autocomplete: "off", placeholder: "search" });
  const list = choices(options, held);
  filter.addEventListener("input", () => {
    for (const label of list.children) label.hidden = !label.textContent.toLowerCase().includes(filter.value.toLowerCase());
    const first = [...list.children].find((label) => !label.hidden);
    if (first && filter.value) first.querySelector("input").checked = true;
  });
  return { body: element("div", {}, filter, list), value: () => chosenIn(list), focus: filter };
}

function lookupField(what, label, wording, onPick) {
  const input = element("input", { type: "search", autocomplete: "off", maxlength: "100" });
  const list = element("ul", { class: "found" });
  let timer = null;
  let asked = 0;
  const fill = async () => {
    const turn = ++asked;
    const found = await lookUp(what, input.value);
    if (turn !== asked) return;
    list.replaceChildren(...found.slice(0, 10).map((one) => {
      const button = element("button", { type: "button" }, wording(one));
      button.addEventListener("click", () => { onPick(one); input.value = ""; list.replaceChildren(); input.focus(); });
      return element("li", {}, button);
    }));
  };
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(fill, 120); });
  input.addEventListener("keydown", async (event) => {
    if (event.key !== "Enter" || !input.value) return;
    event.preventDefault(); // the first that is found; a second Enter saves
    event.stopPropagation();
    clearTimeout(timer);
    if (!list.firstChild) await fill();
    list.querySelector("button")?.click();
  });
  return { input, parts: [element("label", {}, label, " ", input), list] };
}

function partiesEditor(held) {
  let parties = held ? held.map((one) => ({ ...one })) : [];
  const list = element("ul", { class: "parties" });
  const draw = () => list.replaceChildren(...parties.map((party, n) => {
    const drop = element("button", { type: "button", "aria-label": `Remove ${party.name}` }, "remove");
    drop.addEventListener("click", () => { parties = parties.filter((_, m) => m !== n); draw(); });
    return element("li", {}, element("bdi", {}, party.name || "not named"), ` ${party.code || "no code"} `, drop);
  }));
  const add = (party) => { parties = [...parties, withSpan(party)]; draw(); };
  const name = element("input", { maxlength: "200", autocomplete: "off" });
  const code = element("input", { maxlength: "40", autocomplete: "off", size: "10" });
  if (marked()) name.value = marked().words.trim();
  const written = element("button", { type: "button" }, "Add as written");
  written.addEventListener("click", () => {
    if (name.value.trim()) add({ name: name.value.trim(), code: code.value.trim() || null });
  });
  draw();
  const found = lookupField("actors", "Look up", (one) => `${one.name} (${one.code || "no code"})`, (one) => add({ name: one.name, code: one.code }));
  const body = element("div", {}, list, ...found.parts,
    element("p", {}, element("label", {}, "Name ", name), element("label", {}, " Code ", code), " ", written));
  return { body, value: () => parties, focus: found.input };
}

function placeEditor(held) {
  let place = held;
  const shown = element("p", { role: "status" }, placeName(place));
  const pick = (one) => { place = one; shown.textContent = placeName(one); };
  const none = element("button", { type: "button" }, "No place");
  none.addEventListener("click", () => pick(null));
  const found = lookupField("places", "Look up", placeName, pick);
  return { body: element("div", {}, shown, none, " ", ...found.parts), focus: found.input,
    value: () => (place && place !== held ? withSpan(place) : place) };
}

function dateEditor(held) {
  const from = element("input", { type: "date" });
  const to = element("input", { type: "date" });
  if (held) { from.value = (held[0] || "").slice(0, 10); to.value = (held[1] || "").slice(0, 10); }
  return { body: element("p", {}, element("label", {}, "From ", from), " ", element("label", {}, "to ", to)), focus: from,
    value: () => (from.value || to.value ? [from.value || null, to.value || from.value] : null) };
}

function triggerEditor() {
  if (!marked()) { tell("first mark the words in the text, by dragging, or with the text key and Shift and the arrows", true); return null; }
  const { span, words } = marked();
  return { body: element("p", {}, "The trigger becomes ", element("bdi", {}, `“${words}”`)), value: () => ({ span, words }) };
}

export async function editorFor(kind, held) {
  if (kind === "type") return typeEditor(held);
  if (kind === "mode") {
    const type = JSON.parse(document.querySelector('[data-field="type"]').dataset.value);
    const modes = (await lookUp("types")).find((one) => one.type === type)?.modes || [];
    return searchable([{ value: null, label: "none" }, ...plain(modes)], held);
  }
  if (kind === "status") return fromChoices(plain(JSON.parse(settings().statuses)), held);
  if (kind === "standing") return fromChoices(plain(STANDINGS), held);
  if (kind === "background") return fromChoices([{ value: false, label: "news" }, { value: true, label: "recalled" }], held);
  if (kind === "parties") return partiesEditor(held);
  if (kind === "place") return placeEditor(held);
  if (kind === "date") return dateEditor(held);
  return kind === "trigger" ? triggerEditor() : null;
}

export async function typeEditor(held) {
  return searchable(plain((await lookUp("types")).map((one) => one.type)), held);
}

export function ask(title, editor) {
  // Returns { value, why } where it was saved, else null; the focus goes back to where it was.
  const dialog = document.getElementById("editor");
  const before = document.activeElement;
  document.getElementById("editor-title").textContent = title;
  document.getElementById("editor-body").replaceChildren(editor.body);
  document.getElementById("editor-why").value = "";
  dialog.returnValue = "";
  dialog.showModal();
  (editor.focus || editor.body.querySelector("input:checked") || editor.body.querySelector("input, button") || document.getElementById("editor-save")).focus();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      before?.focus?.({ preventScroll: true });
      const value = dialog.returnValue === "save" ? editor.value() : undefined;
      resolve(value === undefined ? null : { value, why: document.getElementById("editor-why").value || null });
    }, { once: true });
  });
}

export function dialogKeys(event, dialog) {
  // 0 to 9 choose; Enter saves from a list or a search.
  const typing = event.target.matches('input:not([type="radio"])');
  if (/^[0-9]$/.test(event.key) && !typing && !event.ctrlKey) {
    const radio = dialog.querySelectorAll(".choices label:not([hidden]) input")[(Number(event.key) + 9) % 10];
    if (radio) { radio.checked = true; radio.focus(); event.preventDefault(); }
  }
  if (event.key === "Enter" && dialog.id === "editor" && event.target.matches('.choices input, input[type="search"], input[type="date"]')) {
    event.preventDefault();
    dialog.close("save");
  }
}
