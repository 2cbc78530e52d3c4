// The list of corrected entries: a digit opens the field in which the entry of that number is tried.

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.matches("input, textarea, select")) return;
  const link = /^[1-9]$/.test(event.key) && document.querySelector(`.try-link[data-key="${event.key}"]`);
  if (link) { event.preventDefault(); link.click(); }
});
