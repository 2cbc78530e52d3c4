// The text of a report: which characters are marked, by dragging or by keys, and where a field has its words.

import { tell } from "./talking.js";

const WORD = /[\p{L}\p{N}]+(?:[-'’][\p{L}\p{N}]+)*/gu;
let selection = null;

const box = () => document.getElementById("text");

export function marked() {
  return readSelection() || selection; // it stays marked while a dialog is open
}

export function forget() {
  selection = null;
}

function offsetOf(node, offset) {
  const piece = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("[data-start]");
  if (!piece) return null;
  const before = document.createRange();
  before.setStart(piece, 0);
  before.setEnd(node, offset);
  return Number(piece.dataset.start) + Array.from(before.toString()).length; // code points, as the record counts
}

export function pointed() {
  // Where the caret stands in the text, in code points.
  const chosen = getSelection();
  if (!chosen.rangeCount || !box()?.contains(chosen.anchorNode)) return null;
  return offsetOf(chosen.anchorNode, chosen.anchorOffset);
}

function readSelection() {
  const chosen = getSelection();
  const text = box();
  if (!chosen.rangeCount || chosen.isCollapsed || !text || !text.contains(chosen.anchorNode) || !text.contains(chosen.focusNode)) return null;
  const range = chosen.getRangeAt(0);
  const start = offsetOf(range.startContainer, range.startOffset);
  const end = offsetOf(range.endContainer, range.endOffset);
  return start === null || end === null || start >= end ? null : { span: [start, end], words: range.toString() };
}

document.addEventListener("selectionchange", () => {
  const found = readSelection();
  if (found) selection = found;
});

function select(from, to) {
  // UTF-16 positions in the text's own characters
  const nodes = document.createTreeWalker(box(), NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  let at = 0;
  let begun = false;
  for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
    const next = at + node.data.length;
    if (!begun && from < next) { range.setStart(node, from - at); begun = true; }
    if (begun && to <= next) { range.setEnd(node, to - at); break; }
    at = next;
  }
  getSelection().removeAllRanges();
  getSelection().addRange(range);
  range.startContainer.parentElement?.scrollIntoView({ block: "nearest" });
}

function position() {
  const chosen = getSelection();
  if (!chosen.rangeCount || !box().contains(chosen.anchorNode)) return null;
  const before = document.createRange();
  before.setStart(box(), 0);
  const range = chosen.getRangeAt(0);
  before.setEnd(range.startContainer, range.startOffset);
  const from = before.toString().length;
  return [from, from + range.toString().length];
}

function selectWord(step) {
  const words = [...box().textContent.matchAll(WORD)];
  const at = position();
  let found = null;
  if (!at) found = words[0];
  else if (step > 0) found = words.find((word) => word.index >= at[1]);
  else found = words.findLast((word) => word.index + word[0].length <= at[0]);
  if (!found) return;
  select(found.index, found.index + found[0].length);
  tell(found[0]);
}

export function enterText() {
  const text = box();
  if (!text) return;
  text.focus();
  const first = text.querySelector(".focus");
  if (first && !position()) {
    const before = document.createRange();
    before.setStart(text, 0);
    before.setEndBefore(first);
    const from = before.toString().length;
    select(from, from + first.textContent.length);
  }
  tell("arrows go from word to word; with Shift they widen the mark");
}

export function walkText(event) {
  // Left and right: the word beside; with Shift the mark grows or shrinks, with Ctrl by words.
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step || event.target !== box()) return false;
  event.preventDefault();
  if (event.shiftKey && position()) getSelection().modify("extend", step > 0 ? "forward" : "backward", event.ctrlKey ? "word" : "character");
  else selectWord(step);
  return true;
}

export function showField(spans) {
  // Marks where a field has its words; the rule or basis is told.
  for (const piece of document.querySelectorAll(".text .of-field")) piece.classList.remove("of-field");
  const pieces = [...document.querySelectorAll("#text [data-start]")].filter((piece) =>
    spans.some(([start, end]) => Number(piece.dataset.start) < end && Number(piece.dataset.end) > start));
  for (const piece of pieces) piece.classList.add("of-field");
  pieces[0]?.scrollIntoView({ block: "nearest" });
  document.dispatchEvent(new CustomEvent("desk-field", { detail: spans })); // the page beside the text marks it, too
  return pieces.length > 0;
}
