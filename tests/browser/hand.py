"""Somebody's hand on a page: presses, chooses and fills in, by keyboard alone or with the mouse, and counts.

A click is a link or button that was pressed, a field what was typed or chosen.
"""

import re
from dataclasses import dataclass, field
from typing import Any

MOST_TABS = 120
READ_PER_MINUTE = 240  # words of plain prose
IS_FOCUSED = "element => element === document.activeElement"
SAME_GROUP = "element => document.activeElement?.type === 'radio' && document.activeElement.name === element.name"


@dataclass
class Hand:
    page: Any
    keyboard: bool = False
    clicks: int = 0
    fields: int = 0
    tabs: int = 0
    said: list[str] = field(default_factory=list)

    def open(self, address: str) -> None:
        """Where the task begins; not counted."""
        self.page.goto(address)

    def press(self, target: Any) -> None:
        """A link or a button."""
        self.clicks += 1
        self.said.append(target.inner_text().strip() or target.get_attribute("aria-label") or "")
        if self.keyboard:
            self.go_to(target)
            self.page.keyboard.press("Enter")
        else:
            target.click()

    def fill(self, target: Any, text: str) -> None:
        """Overwrite a field."""
        self.fields += 1
        if not self.keyboard:
            target.fill(text)
            return
        self.go_to(target)
        if target.get_attribute("type") == "date":
            target.fill(text)  # the parts of a day are typed in the order of the reader's country
            return
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def choose(self, target: Any, key: str) -> None:
        """One of a row of radios: by keyboard its key, by mouse itself."""
        self.fields += 1
        if self.keyboard:
            self.go_to(target, SAME_GROUP)
            self.page.keyboard.type(key)
        else:
            target.check(force=True)

    def save(self, button: Any) -> None:
        """By keyboard Ctrl and Enter from wherever one is in the form."""
        self.clicks += 1
        if self.keyboard:
            self.page.keyboard.press("Control+Enter")
        else:
            button.click()

    def go_to(self, target: Any, arrived: str = IS_FOCUSED) -> None:
        """Tab until the target has the focus: what cannot be reached so cannot be used without a mouse."""
        for _tab in range(MOST_TABS):
            if target.evaluate(arrived):
                return
            self.page.keyboard.press("Tab")
            self.tabs += 1
        raise AssertionError(f"{target} is not reached by Tab")


def words_to_read(page) -> list[str]:
    """The words of a page's sentences; figures are seen, legends and buttons are known after the first time."""
    read = """main => { const copy = main.cloneNode(true);
        copy.querySelectorAll(".sr-only, .btn, button, thead, .meta, svg").forEach(part => part.remove());
        return copy.textContent }"""
    return re.findall(r"[^\W\d]{2,}", page.locator("main").evaluate(read))
