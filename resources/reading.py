"""How long a text takes to read, and what of it stands below its title (pure)."""

import re

WORDS_A_MINUTE = 238  # silent reading of English non-fiction, the mean of 190 studies: M. Brysbaert, 2019
FENCE = re.compile(r"^(```|~~~).*?^\1", re.DOTALL | re.MULTILINE)


def minutes_to_read(text: str) -> int:
    """Whole minutes, at least one; none for an empty text. Code is skimmed: it counts a third of its words."""
    code = sum(len(block.group().split()) for block in FENCE.finditer(text))
    words = len(text.split()) - code + code / 3
    return max(1, round(words / WORDS_A_MINUTE)) if text.strip() else 0


def below_title(title: str, text: str) -> str:
    """The text without a first heading that says the title once more."""
    first, _line, rest = text.lstrip().partition("\n")
    repeats = first.startswith("#") and first.strip("# \r").casefold() == title.strip().casefold()
    return rest.lstrip("\r\n") if repeats else text
