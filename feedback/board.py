"""The board of needs: how many wait, how long, and the first of each column. Two statements."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, Skill, Unit
from ecosystem.core.clock import today
from feedback.chain import REMIND, latest_since
from feedback.days_off import days_off
from feedback.models import Need, NeedReporter
from feedback.querysets import NeedQuerySet

SHOWN, ON_PAGE, MOST_NAMES = 5, 50, 500
STAGES = {
    "open": _("Waits for an answer"),
    "accepted": _("Taken on"),
    "claimed": _("Being made"),
    "resolved": _("Answered"),
    "closed": _("It helped"),
}
DECLINED = {"declined": _("Declined")}


@dataclass(frozen=True)
class Stage:
    """One column: its first needs, and how many there are."""

    code: str
    label: Any
    needs: list[Need]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.needs)


@dataclass(frozen=True)
class Narrow:
    """What the board is narrowed to, and how an address says so."""

    skill: Skill | None = None
    unit: Unit | None = None
    turn: Person | None = None

    @property
    def rows(self) -> NeedQuerySet:
        rows = Need.objects.filter(skill=self.skill) if self.skill else Need.objects.all()
        rows = rows.in_hand_of(self.turn) if self.turn else rows
        return rows.from_unit(self.unit) if self.unit else rows

    @property
    def query(self) -> str:
        named = {name: str(value) for name, value in (("skill", self.skill), ("unit", self.unit)) if value}
        return urlencode({**named, "turn": "mine"} if self.turn else named)


def board_of(person: Person, narrow: Narrow) -> dict[str, Any]:
    """The columns with what the page says above them."""
    rows = narrow.rows
    counts = _counts(rows, person)
    first: dict[str, list[Need]] = {code: [] for code in STAGES}
    for need in rows.first_of_each_stage(STAGES, SHOWN).for_board(person):
        first[need.stage].append(need)
    say_whether_it_helped(first["closed"])
    return {
        "stages": [Stage(code, label, first[code], counts[code]) for code, label in STAGES.items()],
        "unsettled": sum(counts[code] for code in ("open", "accepted", "claimed")),
        **{name: counts[name] for name in ("late", "mine", "in_hand", "declined")},
        "narrow": narrow,
    }


def as_on_board(need: Need, person: Person) -> Need:
    """As it stands now, with what its card and its row show. One statement."""
    return Need.objects.visible_to(person).for_board(person).get(pk=need.pk)


def stage_of(code: str, person: Person, narrow: Narrow, page: int) -> dict[str, Any]:
    """All needs of one column, 50 a page: what waits the longest first where an answer is due, else the most needed."""
    rows, start = narrow.rows.in_stage(code).for_board(person), (page - 1) * ON_PAGE
    ordered = rows.order_by("turn_since", "pk") if code == "open" else rows.most_needed()
    found = list(ordered[start : start + ON_PAGE + 1])
    if code == "closed":
        say_whether_it_helped(found)
    return {
        "stage": code,
        "label": {**STAGES, **DECLINED}[code],
        "needs": found[:ON_PAGE],
        "next_page": page + 1 if len(found) > ON_PAGE else None,
        "narrow": narrow,
    }


def say_whether_it_helped(needs: list[Need]) -> None:
    """`.yes` of `.told`: how many of those who said anything said yes. One statement."""
    said = NeedReporter.objects.filter(need__in=needs, helped__isnull=False).order_by().values("need")
    found = said.annotate(told=Count("pk"), yes=Count("pk", filter=Q(helped=True))) if needs else ()
    counts = {row["need"]: row for row in found}
    for need in needs:
        need.told, need.yes = (counts[need.pk][name] if need.pk in counts else 0 for name in ("told", "yes"))


def filter_names() -> dict[str, list[str]]:
    """What the filter offers: skills by name."""
    skills = Skill.objects.current().order_by("name").values_list("name", flat=True)
    return {"skill_names": list(skills[:MOST_NAMES])}


def _counts(rows: NeedQuerySet, person: Person) -> dict[str, int]:
    """Of each column; how many wait longer than the reminder takes, how many are one's own, and in one's hand."""
    day = today()
    since = latest_since(day, REMIND + 1, days_off(day))
    own = Q(pk__in=NeedReporter.objects.filter(person=person).values("need"))
    of_stage = {
        code: Q(status="resolved", closed_at__isnull=code == "resolved")
        if code in {"resolved", "closed"}
        else Q(status=code)
        for code in (*STAGES, *DECLINED)
    }
    in_hand = Q(pk__in=Need.objects.in_hand_of(person).filter(status="open").values("pk"))
    return rows.aggregate(
        late=Count("pk", filter=Q(status="open", turn_since__lte=since)),
        mine=Count("pk", filter=own),
        in_hand=Count("pk", filter=in_hand),
        **{code: Count("pk", filter=condition) for code, condition in of_stage.items()},
    )
