// Forms: digits choose keys, − and + count, Ctrl+Enter saves, typed text is kept in this tab until it is saved.

// --- − and + beside a number
function wake(root) {
  for (const stepper of root.querySelectorAll("[data-stepper]")) stepper.classList.add("is-live");
}
wake(document);
document.addEventListener("htmx:after:process", (event) => event.target.querySelectorAll && wake(event.target));

// By whole ones, or by what the field says; `step` is only how exactly a number may be typed.
function counted(input, direction) {
  const value = Number(input.value) + direction * Number(input.dataset.by || 1);
  const low = input.min === "" ? -Infinity : Number(input.min), high = input.max === "" ? Infinity : Number(input.max);
  return Number(Math.min(high, Math.max(low, value)).toFixed(2));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-stepper] [data-step]");
  const reveal = event.target.closest("[data-reveal]");
  if (button) {
    const input = button.parentElement.querySelector("input");
    input.value = input.value === "" ? input.min || 0 : counted(input, Number(button.dataset.step));
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }
  if (reveal) {
    const input = reveal.parentElement.querySelector("input");
    input.type = input.type === "password" ? "text" : "password";
    reveal.setAttribute("aria-pressed", String(input.type === "text"));
  }
});

// --- somebody who may be meant is taken into the field; without JavaScript the press sends the form with them
document.addEventListener("click", (event) => {
  const meant = event.target.closest("[data-fills]");
  const input = meant && document.getElementById(meant.dataset.fills);
  if (!input) return;
  event.preventDefault();
  input.value = meant.value;
  input.removeAttribute("aria-invalid");
  input.closest(".field")?.classList.remove("is-wrong");
  input.closest(".field")?.querySelector(".field-error")?.remove();
  meant.parentElement.remove();
  input.focus();
  input.dispatchEvent(new Event("input", { bubbles: true }));
});

// --- a file is put into the text where the caret stands, or at its end; without JavaScript the words to copy stand beside it
let caret = null;
document.addEventListener("focusin", (event) => {
  if (event.target.matches?.("[data-takes-files]")) caret = event.target;
});
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-inserts]");
  const field = button && document.querySelector("[data-takes-files]");
  if (!field) return;
  const at = caret === field ? field.selectionEnd : field.value.length;
  const before = field.value.slice(0, at), gap = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  field.focus();
  field.setRangeText(`${gap}${button.dataset.inserts}\n`, at, at, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
});

// --- keys: a digit (or the first letter of a word) chooses; "1" then "0" is ten
let pressed = { at: 0, text: "" };
document.addEventListener("keydown", (event) => {
  const keys = event.target.closest?.("[data-keys]");
  if (!keys || event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1) return;
  const text = event.timeStamp - pressed.at < 600 ? pressed.text + event.key : event.key;
  const inputs = [...keys.querySelectorAll("input:enabled")];
  const found = inputs.find((input) => input.value === text) ?? inputs.find((input) => input.value === event.key) ?? inputs.find((input) => input.parentElement.textContent.trim().toLowerCase().startsWith(event.key.toLowerCase()));
  if (!found) return;
  pressed = { at: event.timeStamp, text };
  event.preventDefault();
  found.focus();
  if (!found.checked) found.click();
});

// --- Ctrl+Enter (⌘ on a Mac) saves the form one is in
document.addEventListener("keydown", (event) => {
  const form = event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.closest?.("form[method=post], form[hx-post]");
  if (!form) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("[type=submit]:not([formnovalidate]), button:not([type])"));
});

// --- drafts: what is typed survives a reload, a failed save and an expired sign-in; only in this tab
const owner = document.body.dataset.person ?? "";
const kept = "textarea, input[type=text], input:not([type])";

function keyOf(field) {
  const form = field.form;
  if (!form || form.method !== "post" || form.hasAttribute("data-no-draft") || !field.name || !field.matches(kept)) return null;
  return `draft:${owner}:${form.getAttribute("action") || location.pathname}:${field.name}`;
}

document.addEventListener("input", (event) => {
  const key = keyOf(event.target);
  if (!key) return;
  if (event.target.value === event.target.defaultValue) sessionStorage.removeItem(key);
  else sessionStorage.setItem(key, event.target.value);
});

function bringBack(root) {
  let found = false;
  for (const field of root.querySelectorAll(kept)) {
    const draft = keyOf(field) && sessionStorage.getItem(keyOf(field));
    if (!draft || draft === field.value || field.getAttribute("aria-invalid")) continue;
    field.value = draft;
    found = true;
  }
  if (found) announce(document.body.dataset.wordsLeave);
}

function forget(form) {
  for (const field of form.elements) {
    const key = keyOf(field);
    if (key) sessionStorage.removeItem(key);
  }
}

function announce(text) {
  const announcer = document.getElementById("announcer");
  if (announcer && text) announcer.textContent = text;
}

// A plain submit leaves the page: the drafts go once the next page has been drawn without an error in that form.
document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented && event.target.method === "post") sessionStorage.setItem("sent", JSON.stringify([...event.target.elements].map(keyOf).filter(Boolean)));
  if (event.target.action.endsWith("/logout/")) sessionStorage.clear();
  busy(event.target, event.submitter);
});
// What was sent is no draft any more, before its answer is drawn: else the fresh form would be filled with it again.
document.addEventListener("htmx:before:swap", (event) => {
  const { ctx } = event.detail;
  const form = ctx.request?.method !== "GET" && ctx.sourceElement?.matches?.("form, button") && ctx.sourceElement.closest("form");
  if (form && ctx.response?.status < 400) forget(form);
});
document.addEventListener("htmx:finally:request", (event) => {
  const { ctx } = event.detail;
  const form = ctx.sourceElement?.closest?.("form") ?? ctx.request.form;
  if (form && ctx.response?.status < 400) forget(form);
  for (const button of document.querySelectorAll(".btn.is-busy[data-held]")) release(button);
});

const sent = JSON.parse(sessionStorage.getItem("sent") ?? "[]");
sessionStorage.removeItem("sent");
if (!document.querySelector("[aria-invalid=true], [role=alert], [data-outage]")) for (const key of sent) sessionStorage.removeItem(key);
bringBack(document);
document.addEventListener("htmx:after:swap", () => bringBack(document));

// --- where a company begins, the time zone is proposed: that of this browser
const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
for (const field of document.querySelectorAll("[data-browser-zone]")) if (here && field.value === "UTC") field.value = here;

// --- a button that was pressed says so, and cannot be pressed twice
function busy(form, button) {
  if (!button?.matches(".btn") || form.method === "dialog") return;
  button.classList.add("is-busy");
  button.dataset.held = "";
  button.setAttribute("aria-busy", "true");
}

function release(button) {
  button.classList.remove("is-busy");
  button.removeAttribute("aria-busy");
  delete button.dataset.held;
}
addEventListener("pageshow", () => document.querySelectorAll(".btn[data-held]").forEach(release));
