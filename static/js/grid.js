// Rows that keys answer: a key of the current row's own, arrows between rows and groups. Without this file: radios and buttons.

const field = (target) => target.matches?.("textarea, select, input:not([type=radio], [type=checkbox])");

// --- a radio that is on already can be pressed again: it is a statement, not a choice
function press(control) {
  if (control.type !== "radio") return control.click();
  control.focus();
  control.checked = true;
  control.dispatchEvent(new Event("change", { bubbles: true }));
}

let wasOn = null;
document.addEventListener("pointerdown", (event) => {
  const radio = event.target.closest?.("[data-grid] label")?.querySelector("input[type=radio]");
  wasOn = radio?.checked ? radio : null;
});
document.addEventListener("click", (event) => {
  if (wasOn && event.target === wasOn) { const radio = wasOn; wasOn = null; press(radio); }
});

function groups(row) {
  return [...row.querySelectorAll("[data-grid-group]")];
}

function enter(group) {
  const control = group?.querySelector("input:checked") ?? group?.querySelector("input, button, a");
  control?.focus();
  control?.closest("[data-grid-row]")?.scrollIntoView({ block: "nearest" });
  return Boolean(control);
}

function move(row, group, key) {
  const place = Math.max(0, groups(row).indexOf(group));
  if (key === "ArrowLeft" || key === "ArrowRight") {
    const forward = (key === "ArrowRight") === (document.dir !== "rtl");
    return enter(groups(row)[place + (forward ? 1 : -1)]);
  }
  const rows = [...row.closest("[data-grid]").querySelectorAll("[data-grid-row]")];
  const next = rows[rows.indexOf(row) + (key === "ArrowDown" ? 1 : -1)];
  return next ? enter(groups(next)[place] ?? groups(next)[0]) : false;
}

const like = { j: "ArrowDown", k: "ArrowUp" }; // where a list does not use these letters itself
const arrowOf = (pressed, list) => (pressed.startsWith("Arrow") ? pressed : list?.matches("[data-grid-letters]") ? like[pressed.toLowerCase()] : undefined);

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || field(event.target)) return;
  const here = event.target.closest?.("[data-grid-row]") ?? document.querySelector("[data-grid-page]");
  if (!here) return first(event);
  const row = (event.key.toLowerCase() === "u" && !here.querySelector("[data-key=u]") && last?.isConnected && last) || here;
  const arrow = row.matches("[data-grid-page]") ? undefined : arrowOf(event.key, row.closest("[data-grid]"));
  const control = !arrow && event.key.length === 1 && row.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  unsay();
  if (!arrow && !control) return say(event.key, row);
  event.preventDefault();
  event.stopPropagation();
  if (arrow) move(row, event.target.closest("[data-grid-group]"), arrow);
  else { if (row !== here) control.focus(); press(control); }
}, true);

// --- a key that the list knows and this row has no use for: one line in the row says why
function unsay() {
  for (const line of document.querySelectorAll("[data-grid-said]")) line.remove();
}

function say(pressed, row) {
  const list = row.closest("[data-grid]");
  const key = pressed.toLowerCase();
  if (!list?.dataset.gridKeys?.split(" ").includes(key)) return;
  const own = `why${key.toUpperCase()}`;
  tell(row, row.dataset[own] ?? list.dataset[own] ?? row.dataset.why ?? list.dataset.why);
}

function tell(row, words) {
  const line = Object.assign(document.createElement("p"), { className: "meta mt-1", textContent: words });
  line.dataset.gridSaid = "";
  const place = row.matches("tr") ? row.querySelector("[data-grid-group]")?.closest("td") : row.querySelector(":scope > .card-body");
  (place ?? row).append(line);
  const announcer = document.getElementById("announcer");
  if (announcer) announcer.textContent = words;
}

// --- from anywhere on the page: J enters a list that knows letters, and its own keys do where it says what they then do
function first(event) {
  const list = document.querySelector("[data-grid-letters]");
  const row = list?.querySelector("[data-grid-row]");
  const key = event.key.toLowerCase();
  const own = list?.dataset.whyFirst && list.dataset.gridKeys.split(" ").includes(key);
  if (!row || !(own || key === "j") || !enter(groups(row)[0])) return;
  event.preventDefault();
  if (own) tell(row, list.dataset.whyFirst);
}

// --- “State the two” leads to the first of them
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-enters]");
  const row = link && document.querySelector(link.getAttribute("href"));
  if (row && enter(groups(row)[0])) event.preventDefault();
});

// --- the key that agrees sends its form at once; another one leads to the reason that it needs
document.addEventListener("change", (event) => {
  const form = event.target.closest?.("[data-grid-row] form");
  if (!form || event.target.type !== "radio") return;
  if (event.target.matches("[data-submits]")) form.requestSubmit();
  else form.querySelector("[data-then]")?.focus();
});

// --- a row that is done gives the keys to the next one that waits; U still means the row done last
let last;
function after(row) {
  const rows = [...row.closest("[data-grid]").querySelectorAll("[data-grid-row]")];
  const place = rows.indexOf(row);
  return [...rows.slice(place), ...rows.slice(0, place)].find((each) => !each.matches("[data-grid-done]"));
}

// --- after a save the row says what is kept, also where an answer was taken back
document.addEventListener("htmx:after:swap", (event) => {
  const { target } = event.detail.ctx;
  const row = target instanceof Element && document.getElementById(target.id);
  if (!row?.matches("[data-grid-row]")) return;
  const radios = [...row.querySelectorAll("input[type=radio]")];
  for (const radio of radios) if (!radio.defaultChecked) radio.checked = false;
  for (const radio of radios) if (radio.defaultChecked) radio.checked = true;
  const done = row.matches("[data-grid-done]");
  last = done ? row : undefined;
  setTimeout(() => {
    const { activeElement } = document;
    if (activeElement === document.body || (done && row.contains(activeElement))) enter(groups((done && after(row)) || row)[0]);
  });
});
