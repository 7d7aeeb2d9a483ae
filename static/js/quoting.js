// Words selected in a resource go with the question: a button beside them fills "About these words".
const LONGEST = 500;
const button = document.querySelector("[data-quote-button]");

function selectedWords() {
  const chosen = getSelection();
  const node = chosen?.rangeCount && chosen.getRangeAt(0).commonAncestorContainer;
  const inside = node && (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest("[data-quotable]");
  return inside ? chosen.toString().trim().replace(/\s+/g, " ").slice(0, LONGEST) : "";
}

if (button) {
  document.addEventListener("selectionchange", () => {
    button.hidden = selectedWords() === "";
  });
  // The press would clear the selection before the click: what it was is read first.
  let words = "";
  button.addEventListener("pointerdown", () => (words = selectedWords()));
  button.addEventListener("click", () => {
    const field = document.querySelector("[data-quote]");
    if (!field) return;
    field.value = words || selectedWords();
    field.dispatchEvent(new Event("input", { bubbles: true }));
    const question = field.form.elements.namedItem("text");
    question.focus();
    question.scrollIntoView({ block: "center" });
    button.hidden = true;
  });
}
