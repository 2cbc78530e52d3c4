// Beside the queue: draw one, adjudicate, decide on all that is ticked.

import { newKey, send, tell } from "./talking.js";

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

for (const button of document.querySelectorAll(".settle")) {
  button.addEventListener("click", async () => {
    const at = button.closest("section").dataset;
    const held = JSON.parse(button.dataset.value);
    const verdict = button.dataset.field === "verdict";
    try {
      await send("/decisions", { action: verdict ? held : "correct", field: verdict ? null : button.dataset.field, after: verdict ? null : held,
        document: at.document, event: at.event, sample: at.sample, key: newKey(), why: "adjudicated" });
      for (const other of button.closest("tr").querySelectorAll(".settle")) other.setAttribute("aria-pressed", String(other === button));
      button.closest("section").classList.add("settled");
      tell("kept");
    } catch (error) { tell(`not kept: ${error.message}`, true); }
  });
}

const ticks = () => [...document.querySelectorAll(".tick:checked")];
const count = () => { const box = document.getElementById("ticked"); if (box) box.textContent = `${ticks().length} ticked`; };
document.getElementById("tick-all")?.addEventListener("change", (event) => {
  for (const box of document.querySelectorAll(".tick")) box.checked = event.target.checked;
  count();
});
for (const box of document.querySelectorAll(".tick")) box.addEventListener("change", count);
for (const button of document.querySelectorAll("[data-bulk]")) {
  button.addEventListener("click", async () => {
    const chosen = ticks();
    if (!chosen.length) { tell("tick the events first", true); return; }
    button.disabled = true; // pressed twice it would decide twice
    try {
      await send("/decisions/bulk", { decisions: chosen.map((box) => ({ action: button.dataset.bulk, document: box.dataset.document, event: box.dataset.event, key: newKey() })) });
      location.reload();
    } catch (error) { tell(`nothing was kept: ${error.message}`, true); button.disabled = false; }
  });
}
count();
