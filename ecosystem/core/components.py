"""What each component says about its own use: the first comment of its file, for the style page."""

import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

FIRST_COMMENT = re.compile(r"\{#\s*(.*?)\s*#\}|\{% comment %\}\s*(.*?)\s*\{% endcomment %\}", re.DOTALL)


class Usage(NamedTuple):
    name: str
    text: str


@lru_cache(maxsize=1)
def usages() -> tuple[Usage, ...]:
    """All components by name."""
    folder = Path(settings.BASE_DIR) / "templates" / "cotton"
    return tuple(_usage(path.relative_to(folder), path.read_text()) for path in sorted(folder.rglob("*.html")))


def _usage(path: Path, text: str) -> Usage:
    name = "c-" + str(path.with_suffix("")).replace("/", ".").replace("_", "-")
    found = FIRST_COMMENT.match(text)
    return Usage(name, (found[1] or found[2]) if found else "")
