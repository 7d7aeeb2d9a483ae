"""A report's skills before the line manager: what they say, what evidence says, what the manager said. One statement."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, OuterRef, Q, Subquery
from django.db.models.functions import Cast, JSONObject
from django.utils.translation import gettext_lazy as _

from accounts.levels import Rung, enters_level
from accounts.models import Assessment, Person
from accounts.my_skills import MOST, SHOWN, Row, row_from, skills_of
from ecosystem.core.clock import today

STRONG_RUNGS = [rung.value for rung in Rung if enters_level(rung)]
GROUPS = {
    "differs": _("You or the evidence see it differently"),
    "waits": _("Waits for your word"),
    "draft": _("Your drafts"),
    "settled": _("You have spoken"),
    "unstated": _("Not stated by them yet"),
}


@dataclass(frozen=True)
class ReportRow:
    """One skill of a report. `word` is the line manager's latest (a key), `proof` the latest confirmed evidence."""

    row: Row
    word: int | None
    word_waived: bool
    word_on: dt.date | None
    draft: bool
    note: str
    mine: bool
    proof: int | None
    proof_title: str

    @property
    def pk(self) -> int:
        return self.row.pk

    @property
    def spoken_after(self) -> bool:
        """The manager spoke after the person did, not as a draft."""
        return bool(self.word_on and not self.draft and (self.row.own_on is None or self.word_on >= self.row.own_on))

    @property
    def differs(self) -> bool:
        own = self.row.own
        return own is not None and any(other is not None and other != own for other in (self.word, self.proof))

    @property
    def group(self) -> str:
        if self.draft:
            return "draft"
        if self.spoken_after:
            return "settled"
        if not self.row.is_stated:
            return "unstated"
        return "differs" if self.differs else "waits"

    @property
    def can_undo(self) -> bool:
        return self.mine and self.word_on == self.row.day


def report_rows(report: Person, manager: Person, *, skill_ids: list[int] | None = None) -> list[ReportRow]:
    """What is needed of the report or stated by them, the differences first."""
    words = Assessment.objects.filter(skill=OuterRef("pk"), person=report, source="manager")
    words = words.filter(Q(released_at__isnull=False) | Q(assessor=manager)).order_by("-stated_on", "-pk")
    proofs = Assessment.objects.filter(
        skill=OuterRef("pk"), person=report, source="evidence", evidence__rung__in=STRONG_RUNGS
    )
    usable = Q(evidence__confirmed_at__isnull=False) | Q(evidence__rung="credential", evidence__refused_reason="")
    unexpired = Q(evidence__expires_on=None) | Q(evidence__expires_on__gte=today())
    said = JSONObject(
        level="level",
        top="scale_max",
        day=Cast("stated_on", CharField()),
        by="assessor_id",
        released="released_at",
        note="note",
    )
    proof = JSONObject(level="level", top="scale_max", title="evidence__title")
    skills = skills_of(report).filter(need__isnull=False, merged_into=None)
    skills = skills.annotate(
        word=Subquery(words.values_list(said)[:1]),
        proof=Subquery(proofs.filter(usable, unexpired).order_by("-stated_on", "-pk").values_list(proof)[:1]),
    )
    if skill_ids is not None:
        skills = skills.filter(pk__in=skill_ids)
    return [_report_row(skill, manager) for skill in skills.order_by("name")[:MOST]]


def _report_row(skill: Any, manager: Person) -> ReportRow:
    row, word, proof = row_from(skill, today()), skill.word, skill.proof
    return ReportRow(
        row=row,
        word=row.keys.key_for(word["level"], word["top"]) if word else None,
        word_waived=bool(word) and word["level"] is None,
        word_on=dt.date.fromisoformat(word["day"]) if word else None,
        draft=bool(word) and word["released"] is None,
        note=word["note"] if word else "",
        mine=bool(word) and word["by"] == manager.pk,
        proof=row.keys.key_for(proof["level"], proof["top"]) if proof else None,
        proof_title=proof["title"] if proof else "",
    )


def grouped(rows: list[ReportRow], *, everything: bool = False) -> list[tuple[str, Any, list[ReportRow]]]:
    """The differences first, then what waits; fifty rows unless everything is asked for."""
    left, groups = MOST if everything else SHOWN, []
    for code, title in GROUPS.items():
        members = [row for row in rows if row.group == code][: max(left, 0)]
        if members:
            groups.append((code, title, members))
            left -= len(members)
    return groups
