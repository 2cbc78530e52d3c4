// Accounts: what an owner does about others, and everybody about their own.

import { change, send, tell } from "./talking.js";

async function changed(button, work, told) {
  button.disabled = true; // pressed twice it would be done twice
  try {
    await work();
    sessionStorage.setItem("desk-told", told);
    location.reload(); // where one's own session has ended, this leads to the log-in
  } catch (error) { tell(`not changed: ${error.message}`, true); button.disabled = false; }
}

const said = sessionStorage.getItem("desk-told");
if (said) { sessionStorage.removeItem("desk-told"); tell(said); }

for (const row of document.querySelectorAll("[data-account]")) {
  const name = row.dataset.account;
  const path = `/accounts/${encodeURIComponent(name)}`;
  const role = row.querySelector("form.role");
  role.addEventListener("submit", (event) => {
    event.preventDefault();
    const wanted = role.elements.role.value;
    changed(role.querySelector("button"), () => change(path, { role: wanted }), `${name} is ${wanted} now`);
  });
  const standing = row.querySelector(".standing");
  standing.addEventListener("click", () => {
    const active = Boolean(standing.dataset.active);
    changed(standing, () => change(path, { active }), `${name} is ${active ? "open" : "locked"} now`);
  });
  row.querySelector("form.reset")?.addEventListener("submit", (event) => {
    event.preventDefault();
    const field = event.target.elements.password;
    changed(event.target.querySelector("button"), () => change(path, { password: field.value }), `${name} has a new password`);
  });
}

document.getElementById("add-account")?.addEventListener("submit", (event) => {
  event.preventDefault();
  const given = new FormData(event.target);
  changed(event.target.querySelector("button"), () => send("/accounts", Object.fromEntries(given)), `${given.get("name")} was added`);
});

document.getElementById("own-password")?.addEventListener("submit", (event) => {
  event.preventDefault();
  const { now, new: fresh, again } = event.target.elements;
  if (fresh.value !== again.value) { tell("the two new passwords are not the same; nothing was changed", true); again.focus(); return; }
  changed(event.target.querySelector("button"), () => send("/password", { now: now.value, new: fresh.value }), "");
});

document.getElementById("logout-everywhere")?.addEventListener("click", (event) => {
  changed(event.target, () => send("/logout-everywhere", {}), "");
});
