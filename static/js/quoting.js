// Words selected in a resource go with the question: the link that asks fills "About these words" with them.
const LONGEST = 500;

function selectedWords() {
  const chosen = getSelection();
  const node = chosen?.rangeCount && chosen.getRangeAt(0).commonAncestorContainer;
  const inside = node && (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest("[data-quotable]");
  return inside ? chosen.toString().trim().replace(/\s+/g, " ").slice(0, LONGEST) : "";
}

let words = "";
document.addEventListener("selectionchange", () => {
  const link = document.querySelector("[data-quote-button]");
  if (!link) return;
  words = selectedWords();
  link.dataset.wordsPlain ??= link.lastChild.textContent;
  link.lastChild.textContent = words ? link.dataset.wordsQuote : link.dataset.wordsPlain;
  link.classList.toggle("quote-button", words !== "");
});
// The press would clear the selection before the click: what it was is read first.
let pressed = "";
document.addEventListener("pointerdown", (event) => {
  if (event.target.closest?.("[data-quote-button]")) pressed = words;
});
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-quote-button]");
  if (!link) return;
  const quote = pressed || words;
  const field = document.querySelector("[data-quote]");
  if (!field) {
    if (quote) link.search = new URLSearchParams({ quote });
    return;
  }
  event.preventDefault();
  field.value = quote || field.value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  const question = field.form.elements.namedItem("text");
  question.scrollIntoView({ block: "center" });
  question.focus({ preventScroll: true });
});
