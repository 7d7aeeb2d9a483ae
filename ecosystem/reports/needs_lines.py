"""One row of the training-needs analysis: what a page, an export and a snapshot show of it, and nothing more."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from accounts.gaps import counted
from accounts.models import PublishedCell
from accounts.shares import points_text, share_words
from ecosystem.core.drawing import heat_step
from ecosystem.reports.gap_wording import CONCENTRATIONS
from ecosystem.reports.needs_supply import Asked, Supply

PEOPLE_FIGURES = ("required", "coverage", "below", "self_only", "unassessed", "severity", "priority", "as_of")


@dataclass(frozen=True)
class Line:
    """Figures of people are those of a published cell, as it stands there (shares in steps, see `accounts.shares`).

    Plain values only: `figures` can be kept as JSON and made a line again. No unit: everybody. `few`: not enough people;
    `is_asked_only`: colleagues report it missing, and no role, baseline or objective asks for it.
    """

    skill_code: str
    skill: str
    area: str
    unit_code: str = ""
    unit: str = ""
    few: bool = False
    is_asked_only: bool = False
    required: int | None = None
    coverage: int | None = None
    below: int | None = None
    self_only: int | None = None
    unassessed: int | None = None
    severity: float | None = None
    priority: float | None = None
    as_of: str | None = None
    on_objective: bool = False
    concentration: str = ""
    levels: Sequence[int] = ()
    targets: Sequence[dict[str, Any]] = ()
    resources: int = 0
    covered: Sequence[int] = ()
    paths: int = 0
    teachers: int = 0
    claims: int = 0
    needs: int = 0
    people: int = 0
    trend: Sequence[float] = ()
    skill_id: int = field(default=0, compare=False)
    unit_id: int = field(default=0, compare=False)
    published: int | None = field(default=None, compare=False)  # the fresh resources that its priority was counted with

    @property
    def figures(self) -> dict[str, Any]:
        """To be kept. The codes stand beside it; the numbers of rows may go."""
        kept = asdict(self)
        beside = {"skill_code", "unit_code", "skill_id", "unit_id", "published"}
        return {name: kept[name] for name in kept if name not in beside}

    def withheld(self) -> "Line":
        """The same without any figure of people."""
        nothing: dict[str, Any] = dict.fromkeys(PEOPLE_FIGURES)
        return replace(self, **nothing, few=not self.is_asked_only, concentration="", trend=())

    @property
    def where(self) -> str:
        return self.unit or _("Everybody")

    @property
    def day(self) -> dt.date | None:
        """That its figures of people are of."""
        return dt.date.fromisoformat(self.as_of) if self.as_of else None

    @property
    def key(self) -> str:
        return f"{self.skill_id}-{self.unit_id}"

    @property
    def said(self) -> tuple[str, Any, Any] | None:
        """The shape, the word and the meaning of its concentration, where one may be said."""
        return CONCENTRATIONS.get(self.concentration)

    @property
    def step(self) -> int:
        return heat_step(self.below)

    @property
    def level_words(self) -> str:
        """`2`, or `2–4`; a dash where nobody asks for one."""
        if not self.levels:
            return "–"
        return f"{self.levels[0]}–{self.levels[-1]}" if len(self.levels) > 1 else str(self.levels[0])

    @property
    def content_words(self) -> str:
        """For how many of the levels asked for there is something fresh."""
        words = {"n": len(self.covered), "all": len(self.levels)}
        return _("%(n)s of %(all)s") % words if self.levels else "–"

    @property
    def counted_words(self) -> str:
        """How the fresh resources stand in the priority, where that is not by their number of now."""
        if self.published is None:
            return ""
        words = {"n": self.published, "most": counted(self.published)}
        then = _("%(n)s when the figures were made") if self.published != self.resources else ""
        capped = _("%(most)s count for the priority") if words["most"] < self.published else ""
        return ", ".join(filter(None, [then, capped])) % words

    @property
    def aims(self) -> list[tuple[int, str]]:
        """Each objective once, with all that it wants: `O5: level 2; 8 at level 3, Engineering`."""
        found: dict[tuple[int, str], list[str]] = {}
        for target in self.targets:
            found.setdefault((target["objective"], target["code"]), []).append(_wanted(target))
        return [(pk, f"{code}: {'; '.join(wanted)}") for (pk, code), wanted in found.items()]

    @property
    def target_words(self) -> list[str]:
        return [words for _objective, words in self.aims]

    @property
    def share(self) -> str:
        return share_words(self.below)

    @property
    def unassessed_words(self) -> str:
        """`< 10 %`; nothing where everybody is assessed."""
        return share_words(self.unassessed) if self.unassessed else ""

    @property
    def below_text(self) -> str:
        return points_text(self.below)


def _wanted(target: dict[str, Any]) -> str:
    """`8 at level 3, Engineering`."""
    words = {"level": target["level"], "n": target["people"]}
    said = _("%(n)s at level %(level)s") if target["people"] else _("level %(level)s")
    return ", ".join([said % words, *filter(None, [target["role"], target["unit"]])])


def line_of(cell: PublishedCell, supply: Supply, asked: Asked | None, above: Collection[int], trend: Any) -> Line:
    """A published cell with what there is around it. `above`: the numbers of the units over its unit."""
    people: dict[str, Any] = {}
    if not cell.few:
        people = {
            "required": cell.required,
            "coverage": cell.coverage,
            "below": cell.share_below,
            "self_only": cell.share_self_only,
            "unassessed": cell.share_unassessed,
            "severity": _float(cell.severity),
            "priority": _float(cell.priority),
            "as_of": cell.as_of.isoformat() if cell.as_of else None,
            "trend": [float(value) for value in trend],
        }
    return Line(
        published=None if cell.few else cell.resources,
        skill_code=cell.skill.code,
        skill=cell.skill.name,
        area=cell.skill.group,
        unit_code=cell.unit.code if cell.unit else "",
        unit=cell.unit.name if cell.unit else "",
        few=cell.few,
        on_objective=cell.on_objective,
        concentration=cell.concentration,
        skill_id=cell.skill_id,
        unit_id=cell.unit_id or 0,
        **people,
        **_around(supply, asked, cell.unit_id, above),
    )


def line_asked_only(asked: Asked, supply: Supply) -> Line:
    """Reported by colleagues, and asked for by nobody else."""
    skill = asked.skill
    around = _around(supply, asked, None, ())
    return Line(skill.code, skill.name, skill.group, is_asked_only=True, skill_id=skill.pk, **around)


def _around(supply: Supply, asked: Asked | None, unit: int | None, above: Collection[int]) -> dict[str, Any]:
    targets = [
        {name: getattr(target, name) for name in ("objective", "code", "level", "people", "role")}
        | {"unit": target.unit_name or ""}
        for target in supply.targets
        if target.holds_in(unit, above)
    ]
    needs = {"needs": asked.needs, "people": asked.people, "claims": asked.claims} if asked else {}
    return {
        "levels": list(supply.levels),
        "targets": targets,
        "resources": supply.resources,
        "covered": supply.covered,
        "paths": supply.paths,
        "teachers": supply.teachers,
        **needs,
    }


def _float(value: Any) -> float | None:
    return None if value is None else float(value)
