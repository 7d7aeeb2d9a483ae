"""What somebody chose to see of the gaps: read from the address, forgiving; whatever is not known means "all"."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import urlencode

PREVIOUS = "previous"
LONGEST_CODE = 40
LAST_ROW = 10_000


@dataclass(frozen=True)
class Filters:
    """`unit`, `site`, `skill` and `at` are codes: `skill` and `at` name the cell that is explained (`at`: its unit)."""

    unit: str = ""
    site: str = ""
    cycle: str = ""
    skill: str = ""
    at: str = ""
    start: int = 0
    figures: bool = False

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Filters":
        """From the parameters of a request."""
        codes = {name: code_of(query.get(name, "")) for name in ("unit", "site", "skill", "at")}
        return cls(
            **codes,
            cycle=PREVIOUS if query.get("cycle") == PREVIOUS else "",
            start=row_of(query.get("start", "")),
            figures=query.get("figures") == "1",
        )

    @property
    def is_previous(self) -> bool:
        return self.cycle == PREVIOUS

    def known(self, **codes: Any) -> "Filters":
        """The same with the codes that exist."""
        return replace(self, **codes)

    def query(self, **changes: Any) -> str:
        """The query string of this choice with some changes: `?unit=ENG&site=LIS`; `?` alone for everything."""
        chosen = replace(self, **changes)
        pairs = [(field.name, getattr(chosen, field.name)) for field in fields(chosen)]
        return f"?{urlencode([(name, 1 if value is True else value) for name, value in pairs if value])}"

    def elsewhere(self, **changes: Any) -> str:
        """Another unit, site or cycle, from the first row on."""
        return self.query(**{"skill": "", "at": "", "start": 0, **changes})


def code_of(text: str) -> str:
    """Codes have no NUL and at most 40 characters; anything else is nobody's."""
    return text if len(text) <= LONGEST_CODE and "\x00" not in text else ""


def row_of(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
    return number if number <= LAST_ROW else 0
