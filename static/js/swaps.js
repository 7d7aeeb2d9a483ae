// Swaps: no scripts in them, announced, focus and place kept, slow ones show a skeleton, failed ones offer another try.

const slowAfter = 200;
const words = document.body.dataset;

function say(text) {
  const announcer = document.getElementById("announcer");
  if (announcer && text) announcer.textContent = text;
}

// --- a swap never brings a script, whatever the answer holds
document.addEventListener("htmx:before:swap", (event) => {
  for (const task of event.detail.tasks) task.fragment?.querySelectorAll?.("script").forEach((script) => script.remove());
  // What a browser or a help of it writes on a field, such as the height of one drawn larger, is no style of ours: a swap
  // must not copy it into the new one.
  const target = event.detail.ctx.target;
  if (target instanceof Element) target.querySelectorAll("[style]").forEach((each) => each.removeAttribute("style"));
  remember(event.detail.ctx);
});

// --- skeletons only for what takes longer than a blink
const waiting = new WeakMap();
document.addEventListener("htmx:before:request", (event) => {
  const { ctx } = event.detail;
  const place = ctx.target instanceof Element ? ctx.target : ctx.sourceElement;
  document.getElementById(`failed-${place.id}`)?.remove();
  waiting.set(ctx, setTimeout(() => { place.classList.add("is-slow"); place.setAttribute("aria-busy", "true"); }, slowAfter));
});
document.addEventListener("htmx:finally:request", (event) => {
  const { ctx } = event.detail;
  clearTimeout(waiting.get(ctx));
  for (const place of document.querySelectorAll(".is-slow")) { place.classList.remove("is-slow"); place.removeAttribute("aria-busy"); }
});

// --- focus stays where it was, by id or by name, and the page does not jump
let held = null;
function remember(ctx) {
  const active = document.activeElement;
  const target = ctx.target instanceof Element ? ctx.target : null;
  held = active && active !== document.body && target?.contains(active) ? { id: active.id, name: active.name, value: active.value, text: active.textContent.trim(), place: target.id, top: scrollY } : { top: scrollY };
}
document.addEventListener("htmx:after:settle", () => {
  if (!held) return;
  const lost = document.activeElement === document.body || !document.activeElement;
  const place = held.place && document.getElementById(held.place);
  if (lost && held.place) {
    const again = (held.id && document.getElementById(held.id)) || (held.name && place?.querySelector(`[name="${CSS.escape(held.name)}"]`)) || [...(place?.querySelectorAll("a, button") ?? [])].find((each) => each.textContent.trim() === held.text);
    (place?.querySelector("[autofocus], [aria-invalid=true]") ?? again ?? focusable(place))?.focus({ preventScroll: true });
  }
  held = null;
});
function focusable(place) {
  if (place && !place.hasAttribute("tabindex")) place.setAttribute("tabindex", "-1");
  return place;
}

// --- what changed is said once
document.addEventListener("htmx:after:swap", (event) => {
  const { ctx } = event.detail;
  if (ctx.request?.method === "GET") return;
  const wrong = ctx.response?.status === 422;
  const target = ctx.target instanceof Element ? document.getElementById(ctx.target.id) : null;
  const flash = document.querySelector("#messages .flash:last-child");
  say(wrong ? target?.querySelector(".field-error, .flash-need")?.textContent.trim() : flash ? "" : target?.dataset.changed ?? target?.querySelector("h2, h3, .card-title")?.textContent.trim());
});

// --- a part that explains a chosen mark says which: the mark moves with it
document.addEventListener("htmx:after:swap", () => {
  for (const part of document.querySelectorAll("[data-about]")) {
    const mark = document.getElementById(part.dataset.about);
    if (!mark || mark.ariaCurrent) continue;
    mark.closest("table")?.querySelectorAll("[aria-current=true]").forEach((other) => other.removeAttribute("aria-current"));
    mark.setAttribute("aria-current", "true");
  }
});

// --- a part that fails says so where it should stand, with another try; what was typed stays
function failed(event) {
  const { ctx } = event.detail;
  const status = ctx?.response?.status;
  if (!ctx || [401, 403, 404, 409, 422].includes(status)) return; // those come with a message of their own
  const source = ctx.sourceElement;
  const place = ctx.target instanceof Element && ctx.target.isConnected ? ctx.target : source;
  const note = document.createElement("p");
  note.id = `failed-${place.id}`;
  note.className = "flash flash-watch";
  note.setAttribute("role", "alert");
  const text = document.createElement("span");
  text.textContent = `${words.wordsFailed} `;
  const again = document.createElement("button");
  again.type = "button";
  again.textContent = words.wordsRetry;
  again.addEventListener("click", () => { note.remove(); retry(source, ctx); });
  text.append(again);
  note.append(text);
  document.getElementById(note.id)?.remove();
  if (source.tagName === "FORM" || place === document.body) source.append(note);
  else place.prepend(note);
}
function retry(source, ctx) {
  if (source.tagName === "FORM") source.requestSubmit();
  else htmx.ajax(ctx.request.method, ctx.request.action, { source, target: ctx.target });
}
document.addEventListener("htmx:response:error", failed);
document.addEventListener("htmx:error", failed);
