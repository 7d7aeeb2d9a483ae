// Words selected in a resource go with the question: the link that asks fills "About these words" with them.
const LONGEST = 500;
const link = document.querySelector("[data-quote-button]");

function selectedWords() {
  const chosen = getSelection();
  const node = chosen?.rangeCount && chosen.getRangeAt(0).commonAncestorContainer;
  const inside = node && (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest("[data-quotable]");
  return inside ? chosen.toString().trim().replace(/\s+/g, " ").slice(0, LONGEST) : "";
}

if (link) {
  const plain = link.lastChild.textContent;
  let words = "";
  document.addEventListener("selectionchange", () => {
    words = selectedWords();
    link.lastChild.textContent = words ? link.dataset.wordsQuote : plain;
    link.classList.toggle("quote-button", words !== "");
  });
  // The press would clear the selection before the click: what it was is read first.
  let pressed = "";
  link.addEventListener("pointerdown", () => (pressed = words));
  link.addEventListener("click", (event) => {
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
}
