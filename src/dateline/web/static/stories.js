// A story's page: reports are ticked and split off, another story is found and merged, what was said is taken back.

import { newKey, send, tell } from "./talking.js";

const bar = document.getElementById("regroup");
const picks = [...document.querySelectorAll(".pick")];
const why = document.getElementById("why");
const button = (name) => bar.querySelector(`[data-regroup="${name}"]`);
const ticked = () => picks.filter((box) => box.checked).map((box) => box.value);
let busy = false; // a key that is pressed while the last one still works does nothing

function count() {
  const n = ticked().length;
  document.getElementById("picked").textContent = n ? `${n} of ${picks.length} ticked` : "";
  button("split").disabled = !n || n === picks.length;
}

async function keep(what, path, body) {
  if (busy) return;
  busy = true;
  try {
    await send(path, { ...body, story: bar.dataset.story, why: why.value.trim() || null, key: newKey() });
    const address = new URL(location.href);
    address.search = address.hash = "";
    if (address.href === location.href) location.reload();
    else location.replace(address.href);
  } catch (error) {
    tell(`${what}: ${error.message}`, true);
    busy = false;
  }
}

function split() {
  if (button("split").disabled) { tell(picks.length > 1 ? "tick some of the reports, not all" : "a story of one report cannot be split", true); return; }
  keep("not split", "/story-decisions/split", { members: ticked() });
}

const acts = {
  split,
  merge: () => { const box = document.getElementById("q"); box.scrollIntoView({ block: "center" }); box.focus(); box.select(); },
  undo: () => { const last = document.querySelector(".last .take-back"); if (last) last.click(); else tell("there is nothing of yours to take back here"); },
};

for (const name of Object.keys(acts)) button(name).addEventListener("click", acts[name]);
for (const box of picks) box.addEventListener("change", count);
for (const one of document.querySelectorAll(".merge")) {
  one.addEventListener("click", () => keep("not merged", "/story-decisions/merge", { other: one.dataset.other }));
}
const merges = [...document.querySelectorAll(".merge")];
function walk(step) {
  // From the one that has the focus to the next, or to the first.
  const at = merges.indexOf(document.activeElement);
  merges[at < 0 ? 0 : Math.min(merges.length - 1, Math.max(0, at + step))].focus();
}

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.metaKey) return;
  if (event.target.matches("input:not([type=checkbox]), textarea, select")) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const number = Number(event.key);
  if (event.ctrlKey) { if (event.key !== "z") return; acts.undo(); }
  else if (number >= 1 && number <= 9) { if (!picks[number - 1]) return; picks[number - 1].checked = !picks[number - 1].checked; count(); }
  else if (merges.length && ["ArrowDown", "ArrowUp"].includes(event.key)) walk(event.key === "ArrowDown" ? 1 : -1);
  else if (event.key === "s") acts.split();
  else if (event.key === "m") acts.merge();
  else if (event.key === "w") why.focus();
  else if (event.key === "Backspace") acts.undo();
  else return;
  event.preventDefault();
});
merges[0]?.focus();
count();
