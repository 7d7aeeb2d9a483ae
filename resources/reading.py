"""How long a text takes to read (pure)."""

import re

WORDS_A_MINUTE = 238  # silent reading of English non-fiction, the mean of 190 studies: M. Brysbaert, 2019
FENCE = re.compile(r"^(```|~~~).*?^\1", re.DOTALL | re.MULTILINE)


def minutes_to_read(text: str) -> int:
    """Whole minutes, at least one; none for an empty text. Code is skimmed: it counts a third of its words."""
    code = sum(len(block.group().split()) for block in FENCE.finditer(text))
    words = len(text.split()) - code + code / 3
    return max(1, round(words / WORDS_A_MINUTE)) if text.strip() else 0
