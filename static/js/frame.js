// The frame: theme, dialogs, menus, the command palette. Without this file everything is still a link or a form.

const day = 86400;

function keep(name, value, seconds) {
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `${name}=${value}; path=/; max-age=${seconds}; samesite=lax${secure}`;
}

// --- theme: a cookie, so that the server draws the next page in it at once
function chooseTheme(choice) {
  keep("theme", choice, choice ? 365 * day : 0);
  if (choice) document.documentElement.dataset.theme = choice;
  else delete document.documentElement.dataset.theme;
  for (const key of document.querySelectorAll("[data-theme-choice]")) key.setAttribute("aria-pressed", String(key.dataset.themeChoice === choice));
}

// --- the zone of this browser, for the first visit of somebody whose zone is unknown
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone && !document.cookie.includes("zone=")) keep("zone", encodeURIComponent(zone), 30 * day);

// --- dialogs and small things that close
document.addEventListener("click", (event) => {
  const choice = event.target.closest("[data-theme-choice]");
  if (choice) return chooseTheme(choice.dataset.themeChoice);
  const opener = event.target.closest("[data-opens]");
  const dialog = opener && document.getElementById(opener.dataset.opens);
  if (dialog?.showModal && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    return dialog.id === "palette" ? openPalette() : dialog.showModal();
  }
  const closer = event.target.closest("[data-closes]");
  if (closer) return document.getElementById(closer.dataset.closes)?.close();
  if (event.target.matches("dialog[open]") && outside(event.target, event)) return event.target.close();
  if (event.target.closest("[data-print]")) return window.print();
  event.target.closest("[data-dismiss]")?.closest(".flash")?.remove();
});

function outside(box, event) {
  const { left, right, top, bottom } = box.getBoundingClientRect();
  return event.clientX < left || event.clientX > right || event.clientY < top || event.clientY > bottom;
}

// --- menus: the arrows move, as in menus everywhere
document.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const menu = step && document.querySelector("[data-menu]:popover-open");
  if (!menu) return;
  event.preventDefault();
  const items = [...menu.querySelectorAll(".menu-item")];
  const at = items.indexOf(document.activeElement);
  items[(at + step + items.length) % items.length]?.focus();
});

// --- the command palette
const palette = document.getElementById("palette");
const query = palette?.querySelector("input[name=q]");
const onMac = /Mac|iP(hone|ad)/.test(navigator.platform);
if (onMac) for (const key of document.querySelectorAll("[data-command-key]")) key.textContent = "⌘ K";

function openPalette() {
  if (!palette.open) palette.showModal();
  query.focus();
  query.select();
  if (!hits().length) query.dispatchEvent(new Event("search"));
}

document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() === "k" && (onMac ? event.metaKey : event.ctrlKey) && !event.shiftKey && !event.altKey && palette) {
    event.preventDefault();
    openPalette();
  }
});

// What was typed before htmx was at work is asked now.
palette?.addEventListener("htmx:after:init", (event) => {
  if (event.target === query && palette.open) query.dispatchEvent(new Event("search"));
});

function hits() {
  return [...palette.querySelectorAll("a.hit")];
}

function mark(hit) {
  for (const other of hits()) other.setAttribute("aria-selected", String(other === hit));
  if (hit) {
    hit.id ||= `hit-${hits().indexOf(hit)}`;
    query.setAttribute("aria-activedescendant", hit.id);
    hit.scrollIntoView({ block: "nearest" });
  } else query.removeAttribute("aria-activedescendant");
}

query?.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const all = hits();
  const at = all.findIndex((hit) => hit.getAttribute("aria-selected") === "true");
  if (step && all.length) {
    event.preventDefault();
    mark(all[at < 0 ? (step > 0 ? 0 : all.length - 1) : (at + step + all.length) % all.length]);
  } else if (event.key === "Enter" && at >= 0) {
    event.preventDefault();
    all[at].click();
  }
});
// Nothing is chosen before the arrows do: Enter then leads to all results.
query?.addEventListener("input", () => mark());
palette?.addEventListener("htmx:after:swap", () => mark());
