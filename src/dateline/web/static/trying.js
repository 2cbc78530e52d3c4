// Trying a change of a codebook entry: send it, follow how far it is, show what would change.

import { send, tell } from "./talking.js";

const form = document.getElementById("try");
const field = document.getElementById("entry");
const outcome = document.getElementById("outcome");
const [run, stop] = [document.getElementById("run"), document.getElementById("stop")];
const held = `desk-draft ${form.dataset.entry}`;
const state = { trial: null, turn: 0 };

const kept = sessionStorage.getItem(held);
if (kept !== null) field.value = kept; // what was edited here before the page was left
field.addEventListener("input", () => sessionStorage.setItem(held, field.value));

function toLine(number) {
  const lines = field.value.split("\n");
  const start = lines.slice(0, number - 1).join("\n").length + (number > 1 ? 1 : 0);
  field.focus();
  field.setSelectionRange(start, start + (lines[number - 1] || "").length);
  field.scrollTop = (field.scrollHeight / Math.max(1, lines.length)) * Math.max(0, number - 4);
}

async function follow(trial, turn) {
  while (turn === state.turn) {
    const answer = await fetch(`/codebook/trials/${encodeURIComponent(trial)}`);
    if (turn !== state.turn) return;
    if (!answer.ok) throw new Error(`the desk answered ${answer.status}`);
    outcome.innerHTML = await answer.text(); // made and escaped by the server
    const shown = document.getElementById("trial");
    if (!shown.dataset.open) {
      stop.disabled = true;
      tell({ done: "tried: see what would change", faulty: "the entry has faults", stopped: "stopped" }[shown.dataset.state] || "not tried", shown.dataset.state === "failed");
      for (const link of outcome.querySelectorAll("[data-line]")) {
        link.addEventListener("click", (event) => { event.preventDefault(); toLine(Number(link.dataset.line)); });
      }
      outcome.focus({ preventScroll: true });
      outcome.scrollIntoView({ block: "nearest" });
      return;
    }
    await new Promise((later) => { setTimeout(later, 400); });
  }
}

async function begin() {
  const turn = (state.turn += 1);
  run.disabled = true;
  tell("trying…");
  try {
    const trial = await send("/codebook/trials", { entry: form.dataset.entry, text: field.value });
    state.trial = trial.id;
    stop.disabled = false;
    run.disabled = false;
    await follow(trial.id, turn);
  } catch (error) { tell(`not tried: ${error.message}`, true); } finally { run.disabled = false; }
}

async function end() {
  if (stop.disabled || !state.trial) return;
  try { await send(`/codebook/trials/${encodeURIComponent(state.trial)}/stop`, {}); } catch (error) { tell(error.message, true); }
}

async function copy() {
  try { await navigator.clipboard.writeText(field.value); tell("copied"); } catch { field.focus(); field.select(); tell("marked: copy it with Ctrl+C"); }
}

form.addEventListener("submit", (event) => { event.preventDefault(); begin(); });
stop.addEventListener("click", end);
document.getElementById("copy").addEventListener("click", copy);
document.getElementById("reset").addEventListener("click", () => {
  field.value = document.getElementById("as-it-is").value;
  sessionStorage.removeItem(held);
  field.focus();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); if (!run.disabled) begin(); }
  else if (event.key === "Escape") end();
  else if (event.altKey && event.key.toLowerCase() === "c") { event.preventDefault(); copy(); }
});
