"""Somebody's hand on a page: presses, chooses and fills in, by keyboard alone or with the mouse, and counts.

A click is a link or button that was pressed, a field what was typed or chosen, words are what stands above the fold.
Seconds are no measurement: they are the keystroke-level model of Card, Moran and Newell, with an average typist.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import expect

MOST_TABS = 120
READ_PER_MINUTE = 240  # words of plain prose
KEY, POINT, THINK = (
    0.28,
    1.3,
    1.35,
)  # seconds: a key; the hand on its way to a place and the button; making up one's mind
HERE = """(element, group) => {
    const at = document.activeElement;
    if (at === element || (group && at?.type === "radio" && at.name === element.name)) return "arrived";
    return at?.matches("a.skip") && element.closest("main") ? "skips there" : "";
}"""

NAMES_SHOWN = "all => all.filter(one => one.type !== 'hidden' && one.checkVisibility()).map(one => one.name)"
TEXT_SHOWN = """(part, above) => {
    const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT), range = document.createRange();
    let text = "";
    for (let node; (node = walker.nextNode());) {
        const around = node.parentElement;
        if (around.closest(".sr-only, .btn, button, thead, .meta, svg, select, datalist") || !around.checkVisibility()) continue;
        range.selectNodeContents(node);
        const box = range.getBoundingClientRect();
        if (box.width && (!above || box.top < innerHeight)) text += " " + node.textContent;
    }
    return text;
}"""


@dataclass
class Hand:
    page: Any
    keyboard: bool = False
    clicks: int = 0
    fields: int = 0
    questions: int = 0
    tabs: int = 0
    keys: int = 0
    read: int = 0
    words: int = 0
    said: list[str] = field(default_factory=list)

    @property
    def way(self) -> str:
        return "by keyboard" if self.keyboard else "without JavaScript"

    @property
    def answers(self) -> int:
        """Fields that were filled in, or had to be confirmed."""
        return self.questions or self.fields

    @property
    def seconds(self) -> float:
        """What was read, decided, pointed at and typed."""
        reached = (self.tabs + self.clicks) * KEY if self.keyboard else (self.clicks + self.fields) * POINT
        decided = (self.clicks + self.answers) * THINK
        return self.read * 60 / READ_PER_MINUTE + decided + reached + self.keys * KEY

    def open(self, address: str) -> None:
        """Where the task begins; not counted."""
        self.page.goto(address)

    def reads(self, *parts: Any) -> None:
        """What stands above the fold here; whoever knows the screen reads only the parts that the task needs."""
        screen = words_to_read(self.page, above_the_fold=True)
        self.words = max(self.words, len(screen))
        wanted = [word for part in parts for word in words_to_read(self.page, part, above_the_fold=True)]
        self.read += len(wanted if parts else screen)

    def asked(self, form: Any, *questions: str) -> None:
        """What a form asks, all of it; two boxes with one answer, such as a number and its unit, are one question."""
        expect(form).to_be_visible()
        shown = form.locator("input, select, textarea").evaluate_all(NAMES_SHOWN)
        assert sorted(set(shown)) == sorted(" ".join(questions).split())
        self.questions = len(questions)

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
        self.keys += len(text)
        if not self.keyboard:
            target.fill(text)
            return
        self.go_to(target)
        if target.get_attribute("type") == "date":
            target.fill(text)  # the parts of a day are typed in the order of the reader's country
            return
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def pick(self, target: Any, words: str) -> None:
        """A line of a list, which has the focus: by keyboard its first letters."""
        self.fields += 1
        if self.keyboard:
            self.go_to(target)
            self.key(words[:3])
        else:
            target.select_option(label=words)

    def tick(self, box: Any) -> None:
        """On, if it was off; off, if it was on."""
        self.fields += 1
        if self.keyboard:
            self.go_to(box)
            self.page.keyboard.press("Space")
        else:
            box.click(force=True)

    def answer(self, key: str) -> None:
        """One key that says something, where the focus is."""
        self.fields += 1
        self.key(key)

    def key(self, keys: str) -> None:
        """What the page under the focus understands without a field."""
        self.keys += 1 if len(keys) > 3 else len(keys)
        self.page.keyboard.press(keys) if len(keys) > 3 else self.page.keyboard.type(keys)

    def choose(self, target: Any, key: str) -> None:
        """One of a row of radios: by keyboard its key, by mouse itself."""
        self.fields += 1
        self.keys += self.keyboard * len(key)
        if self.keyboard:
            self.go_to(target, group=True)
            self.page.keyboard.type(key)
        else:
            target.check(force=True)

    def save(self, button: Any) -> None:
        """By keyboard Ctrl and Enter from wherever one is in the form."""
        self.clicks += 1
        if self.keyboard:
            expect(self.page.locator("form:focus-within")).to_be_visible()
            self.page.keyboard.press("Control+Enter")
        else:
            button.click()

    def go_to(self, target: Any, *, group: bool = False) -> None:
        """Tab until the target has the focus, or any radio of its row: what cannot be reached so needs a mouse."""
        for _tab in range(MOST_TABS):
            here = target.evaluate(HERE, group)
            if here == "arrived":
                return
            if here:
                self.page.keyboard.press("Enter")
            self.page.keyboard.press("Tab")
            self.tabs += 1
        raise AssertionError(f"{target} is not reached by Tab")


def row_of_keys(page) -> Any:
    """The row that has the focus. A row that was answered gets it back a moment after its answer is drawn."""
    return page.locator("[data-grid-row]:focus-within")


def words_to_read(page, part: Any = None, *, above_the_fold: bool = False) -> list[str]:
    """The words of a page's sentences; figures are seen, legends and buttons are known after the first time."""
    return re.findall(r"[^\W\d]{2,}", (part or page.locator("main")).evaluate(TEXT_SHOWN, above_the_fold))
