// The page of a PDF or a scan beside its text: which page is shown, and where the words stand on it.

import { marked, pointed } from "./spans.js";
import { tell } from "./talking.js";

const SVG = "http://www.w3.org/2000/svg";
const RETRIES = 5; // while others have the one process that draws
const box = () => document.getElementById("paper");
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
const held = new Map(); // boxes that were asked for, by document and span
let at = 0; // of the pages
let trigger = [];
let choice = [];
let asked = 0;

const sheets = () => JSON.parse(box().dataset.sheets);

export function wirePaper() {
  asked += 1;
  choice = [];
  if (!box()) return;
  at = sheets().findIndex((sheet) => sheet.number === Number(box().dataset.page));
  trigger = known(JSON.parse(box().dataset.trigger)) || [];
  box().querySelector(".page-back").addEventListener("click", () => turnPage(-1));
  box().querySelector(".page-on").addEventListener("click", () => turnPage(1));
  box().querySelector(".page-size").addEventListener("click", resizePage);
  watch(box().querySelector("img"));
  draw();
  reveal(trigger);
}

const warmed = new Set();
export function warmPage(html) {
  // Has the page of an event drawn before it is its turn; the desk keeps what it has drawn.
  const src = new DOMParser().parseFromString(html, "text/html").querySelector("#paper img")?.getAttribute("src");
  if (!src || warmed.has(src)) return;
  warmed.add(src);
  fetch(src, { priority: "low" }).catch(() => warmed.delete(src));
}

export function turnPage(step) {
  if (!box()) return;
  const next = at + step;
  if (next < 0 || next >= sheets().length) { tell(step > 0 ? "this is the last page" : "this is the first page"); return; }
  open(sheets()[next].number);
  draw();
  box().querySelector(".leaf").scrollTop = 0;
  tell(box().querySelector(".page-of").textContent);
}

export function resizePage() {
  if (!box()) return;
  const large = box().classList.toggle("large");
  box().querySelector(".page-size").setAttribute("aria-pressed", String(large));
  reveal(choice.length ? choice : trigger);
}

function open(number) {
  const found = sheets().findIndex((sheet) => sheet.number === number);
  if (found < 0 || found === at) return;
  at = found;
  const sheet = sheets()[at];
  const before = box().querySelector("img");
  const image = before.cloneNode();
  image.src = `/api/v1/documents/${box().dataset.document}/pages/${number}`;
  image.width = Math.round(sheet.width);
  image.height = Math.round(sheet.height);
  image.alt = before.alt.replace(/^Page \d+/, `Page ${number}`);
  image.hidden = false;
  watch(image);
  before.replaceWith(image);
  box().querySelector(".failed")?.remove();
  box().querySelector("svg").setAttribute("viewBox", `0 0 ${sheet.width} ${sheet.height}`);
}

function watch(image, tries = 0) {
  // Where there is no picture, the desk says why.
  image.addEventListener("error", async () => {
    const answer = await fetch(image.src).catch(() => null);
    if (!image.isConnected) return;
    if (answer?.status === 503 && tries < RETRIES) {
      setTimeout(() => { watch(image, tries + 1); image.src = `${image.src.split("?")[0]}?again=${tries}`; }, 2000);
      return;
    }
    const why = answer && !answer.ok ? (await answer.json().catch(() => ({}))).error : null;
    const said = document.createElement("p");
    said.className = "failed";
    said.textContent = why || "The page cannot be shown.";
    image.hidden = true;
    image.after(said);
  }, { once: true });
}

function rect(name, left, top, right, bottom) {
  const made = document.createElementNS(SVG, "rect");
  const values = { class: name, x: left, y: top, width: Math.max(right - left, 1), height: Math.max(bottom - top, 1) };
  for (const [key, value] of Object.entries(values)) made.setAttribute(key, String(value));
  return made;
}

function draw() {
  const number = sheets()[at].number;
  const groups = [["of-trigger", trigger], ["of-choice", choice]].map(([name, marks]) => {
    const group = document.createElementNS(SVG, "g");
    group.setAttribute("class", name);
    for (const mark of marks.filter((one) => one.page === number)) {
      const [left, top, right, bottom] = mark.box;
      group.append(rect("words", mark.words[0], top, mark.words[1], bottom), rect("line", left - 2, top - 1, right + 2, bottom + 1));
    }
    return group;
  });
  box().querySelector("svg").replaceChildren(...groups);
  box().querySelector(".page-of").textContent = counted(number, sheets().length);
  box().querySelector(".page-back").disabled = at === 0;
  box().querySelector(".page-on").disabled = at === sheets().length - 1;
  box().querySelector(".marked").textContent = told(choice.length ? choice : trigger);
}

function counted(number, count) {
  if (count === 1) return `page ${number}`;
  return number === at + 1 ? `page ${number} of ${count}` : `page ${number} of the file, ${at + 1} of ${count}`;
}

function told(marks) {
  const pages = [...new Set(marks.map((mark) => mark.page))];
  if (!marks.length) return "";
  return `Marked: ${marks.length} line${marks.length > 1 ? "s" : ""} on page${pages.length > 1 ? "s" : ""} ${pages.join(" and ")}.`;
}

function reveal(marks) {
  // Scrolls the page, and only it, to where the words are.
  const leaf = box().querySelector(".leaf");
  const mark = marks.find((one) => one.page === sheets()[at].number);
  if (!mark) return;
  const inner = box().querySelector(".sheet");
  leaf.scrollTop = (mark.box[1] / sheets()[at].height) * inner.clientHeight - leaf.clientHeight / 3;
  leaf.scrollLeft = (mark.words[0] / sheets()[at].width) * inner.clientWidth - leaf.clientWidth / 2;
}

function known(spans) {
  return JSON.parse(box().dataset.marks).find(([one]) => same(one, spans))?.[1];
}

async function find(spans) {
  const there = known(spans);
  if (there) return there;
  const found = [];
  for (const [start, end] of spans) {
    const path = `/api/v1/documents/${box().dataset.document}/pages?start=${start}&end=${end}`;
    if (!held.has(path)) held.set(path, fetch(path).then((answer) => (answer.ok ? answer.json() : null)).then((said) => said?.marks || []).catch(() => []));
    found.push(...await held.get(path));
  }
  return found;
}

async function choose(spans) {
  if (!box()) return;
  const turn = ++asked;
  const found = spans.length ? await find(spans) : [];
  if (turn !== asked || !box()) return;
  choice = found;
  const first = (choice.length ? choice : trigger)[0];
  if (first && !(choice.length ? choice : trigger).some((mark) => mark.page === sheets()[at].number)) open(first.page);
  draw();
  reveal(choice.length ? choice : trigger);
}

document.addEventListener("desk-field", (event) => choose(event.detail));

document.addEventListener("click", (event) => {
  // A marked piece of the text shows its words on the page; elsewhere in the text, the line that was clicked.
  const piece = event.target.closest?.("#text [data-start]");
  if (!piece || !box() || !getSelection().isCollapsed) return;
  const point = pointed();
  if (piece.dataset.items && piece.title) choose([[Number(piece.dataset.start), Number(piece.dataset.end)]]);
  else if (point !== null) choose([[point, point + 1]]);
});

let waiting = null;
document.addEventListener("selectionchange", () => {
  clearTimeout(waiting);
  if (!box() || getSelection().isCollapsed || !document.getElementById("text")?.contains(getSelection().anchorNode)) return;
  waiting = setTimeout(() => { const found = marked(); if (found && !getSelection().isCollapsed) choose([found.span]); }, 250);
});
