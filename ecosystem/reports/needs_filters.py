"""What somebody chose to see of the training needs: read from the address, forgiving; whatever is not known means "all"."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from ecosystem.reports.gap_filters import code_of, row_of

LONGEST_AREA = 80
SORTS = {
    "": _("Priority"),
    "needs": _("People who reported it"),
    "people": _("People who need it"),
    "coverage": _("Least covered"),
    "skill": _("Skill, A to Z"),
}


@dataclass(frozen=True)
class Filters:
    """`unit` is a code, `area` the group of the skill; `whole`: one row per skill instead of one per skill and unit."""

    unit: str = ""
    area: str = ""
    needs: bool = False
    objective: bool = False
    whole: bool = False
    sort: str = ""
    start: int = 0

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Filters":
        """From the parameters of a request."""
        area, sort = query.get("area", ""), query.get("sort", "")
        return cls(
            unit=code_of(query.get("unit", "")),
            area=area if len(area) <= LONGEST_AREA and "\x00" not in area else "",
            **{name: query.get(name) == "1" for name in ("needs", "objective", "whole")},
            sort=sort if sort in SORTS else "",
            start=row_of(query.get("start", "")),
        )

    @property
    def is_narrowed(self) -> bool:
        return bool(self.area or self.needs or self.objective)

    def known(self, **codes: Any) -> "Filters":
        """The same with the codes that exist."""
        return replace(self, **codes)

    def query(self, **changes: Any) -> str:
        """The query string of this choice with some changes: `?unit=ENG&needs=1`; `?` alone for everything."""
        chosen = replace(self, **changes)
        pairs = [(field.name, getattr(chosen, field.name)) for field in fields(chosen)]
        return f"?{urlencode([(name, 1 if value is True else value) for name, value in pairs if value])}"

    def elsewhere(self, **changes: Any) -> str:
        """Another choice, from the first row on."""
        return self.query(**{"start": 0, **changes})
