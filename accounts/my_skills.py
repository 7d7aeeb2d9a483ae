"""A person's skills as rows: what is needed, what they say, what is known of it, what they want. One statement."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import CharField, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast, JSONObject
from django.utils.translation import gettext_lazy as _

from accounts.fading import fades_on, falls_below, has_faded
from accounts.levels import LOW_BELOW, UNKNOWN_BELOW, Band, Rung, band, confidence, enters_level
from accounts.models import Assessment, Evidence, Person, Skill, SkillTarget
from accounts.scales import Keys, scale_row
from accounts.skill_notes import SkillNote, notes_for
from ecosystem.core.clock import today

MOST, SHOWN = 300, 50
SECONDS_EACH = 40  # with the sentence of each step read
WEAK_RUNGS = [rung.value for rung in Rung if not enters_level(rung)]
COLUMNS = (
    *("required", "importance", "need_source", "level", "weight_sum", "weight_on"),
    *("self_only", "not_applicable", "stated_on", "known"),
)
GROUPS = {
    "faded": _("Faded, state these first"),
    "unstated": _("Not stated yet"),
    "role": _("Your role"),
    "objective": _("Wanted by objectives"),
    "own": _("Beside your role"),
}


def word_is_wanted(required: int | None, said_on: dt.date | None, day: dt.date) -> bool:
    """Whether a skill that applies waits for one's word: what one said has faded, or it is needed and one said nothing."""
    return required is not None if said_on is None else has_faded(said_on, day)


@dataclass(frozen=True)
class Row:
    """One skill of one person. Raw values stand on the keys of the scale in use, `level` on 0–4."""

    pk: int
    name: str
    keys: Keys
    day: dt.date
    required: int | None
    need_source: str
    wanted_by: str
    own: int | None
    own_waived: bool
    own_on: dt.date | None
    level: Decimal | None
    weight_sum: float
    weight_on: dt.date | None
    provisional: bool
    not_applicable: bool
    stated_on: dt.date | None
    interest: str
    shared: bool
    open_to_offers: bool
    weak_evidence: str
    note: SkillNote | None = None

    @cached_property
    def need(self) -> int | None:
        """The key that reaches the need; none where it does not apply."""
        return None if self.not_applicable else self.keys.key_needed(self.required)

    @cached_property
    def sure(self) -> Decimal:
        return confidence(self.weight_sum, self.weight_on, self.day)

    @cached_property
    def band(self) -> str:
        return band(self.sure).value

    @cached_property
    def known(self) -> Decimal | None:
        """The level as far as anybody may rely on it."""
        return None if self.band == Band.UNKNOWN else self.level

    @property
    def faded(self) -> bool:
        return self.own_on is not None and not self.not_applicable and has_faded(self.own_on, self.day)

    @property
    def is_stated(self) -> bool:
        return self.own_on is not None

    @property
    def is_uncertain(self) -> bool:
        """Age lowers the confidence, never the level: what was said long ago still stands, uncertain."""
        return self.level is not None and (self.faded or self.known is None)

    @property
    def waits(self) -> bool:
        return not self.not_applicable and word_is_wanted(self.required, self.own_on, self.day)

    @property
    def fades_on(self) -> dt.date | None:
        return fades_on(self.own_on) if self.own_on and not self.not_applicable else None

    @cached_property
    def low_from(self) -> dt.date | None:
        """When the confidence falls below .30, if it has not yet."""
        return self._ahead(LOW_BELOW)

    @cached_property
    def unknown_from(self) -> dt.date | None:
        """When the confidence falls below .10 and the level counts as unknown, if it has not yet."""
        return self._ahead(UNKNOWN_BELOW)

    def _ahead(self, bar: Decimal) -> dt.date | None:
        day = falls_below(self.weight_sum, self.weight_on, bar)
        return day if day and day > self.day else None

    @cached_property
    def group(self) -> str:
        if self.faded:
            return "faded"
        if self.required is None:
            return "own"
        if not self.is_stated and not self.not_applicable:
            return "unstated"
        return "objective" if self.need_source.startswith("objective:") else "role"


def skills_of(person: Person) -> QuerySet[Any]:
    """Skills with what one person needs, says, has and wants in each; those of no concern have empty columns."""
    mine = {"person": person.pk}
    spoken = Assessment.objects.filter(skill=OuterRef("pk"), source="self", **mine).order_by("-stated_on", "-pk")
    said = JSONObject(level="level", top="scale_max", day=Cast("stated_on", CharField()))
    weak = Evidence.objects.filter(assessments__skill=OuterRef("pk"), rung__in=WEAK_RUNGS, refused_reason="", **mine)
    wanted = SkillTarget.objects.filter(skill=OuterRef("pk"), source=OuterRef("need__need_source"))
    return Skill.objects.annotate(
        need=FilteredRelation("person_skills", condition=Q(person_skills__person=person.pk)),
        wish=FilteredRelation("interests", condition=Q(interests__person=person.pk)),
        **{f"my_{name}": F(f"need__{name}") for name in COLUMNS},
        interest=F("wish__answer"),
        shared=F("wish__shared"),
        open_to_offers=F("wish__open_to_offers"),
        said=Subquery(spoken.values_list(said)[:1]),
        weak=Subquery(
            weak.order_by("-occurred_on").values_list(JSONObject(title="title", day=Cast("occurred_on", CharField())))[
                :1
            ]
        ),
        wanted_by=Subquery(wanted.values("source_name")[:1]),
        scale=scale_row(),
    )


def rows_of(person: Person, *, skill_ids: Iterable[int] | None = None) -> list[Row]:
    """The rows of a person's role, of targets and of what they stated or want; or of certain skills, whatever they are."""
    skills = skills_of(person)
    if skill_ids is None:
        concerned = Q(need__isnull=False) | Q(wish__isnull=False)
        skills = skills.filter(concerned, merged_into=None).order_by("name")[:MOST]
    else:
        skills = skills.filter(pk__in=list(skill_ids))
    return [row_from(skill, today()) for skill in skills]


def with_notes(rows: list[Row], person: Person) -> list[Row]:
    """Each with what apps above know of it."""
    notes = notes_for(person, [row.pk for row in rows])
    return [replace(row, note=notes[row.pk]) if row.pk in notes else row for row in rows]


def row_from(skill: Any, day: dt.date) -> Row:
    keys, said = Keys.of(skill.scale), skill.said
    own_on = dt.date.fromisoformat(said["day"]) if said else None
    weak = skill.weak if skill.weak and (own_on is None or dt.date.fromisoformat(skill.weak["day"]) > own_on) else None
    return Row(
        pk=skill.pk,
        name=skill.name,
        keys=keys,
        day=day,
        required=skill.my_required,
        need_source=skill.my_need_source or "",
        wanted_by=skill.wanted_by or "",
        own=keys.key_for(said["level"], said["top"]) if said else None,
        own_waived=bool(said) and said["level"] is None,
        own_on=own_on,
        level=skill.my_level,
        weight_sum=skill.my_weight_sum or 0,
        weight_on=skill.my_weight_on,
        provisional=bool(skill.my_self_only),
        not_applicable=bool(skill.my_not_applicable),
        stated_on=skill.my_stated_on,
        interest=skill.interest or "",
        shared=bool(skill.shared),
        open_to_offers=bool(skill.open_to_offers),
        weak_evidence=weak["title"] if weak else "",
    )


@dataclass(frozen=True)
class Waiting:
    """How many skills want one's word, and how long that takes: the same on home, on *Skills* and in the round."""

    n: int

    @property
    def minutes(self) -> int:
        return max(1, round(self.n * SECONDS_EACH / 60))


@dataclass(frozen=True)
class Grid:
    """The rows in their groups, and what the one sentence says of them."""

    groups: list[tuple[str, Any, list[Row]]]
    stated: int
    current: int
    faded: list[Row]
    unstated: list[Row]
    hidden: int

    @property
    def to_state(self) -> list[Row]:
        return [*self.faded, *self.unstated]

    @property
    def waiting(self) -> Waiting:
        return Waiting(len(self.to_state))


def grid_of(rows: list[Row], *, everything: bool = False) -> Grid:
    """Faded first, then what was never stated, then the rest; fifty rows unless everything is asked for."""
    placed = [(code, [row for row in rows if row.group == code]) for code in GROUPS]
    faded, unstated = placed[0][1], placed[1][1]
    left, groups = MOST if everything else SHOWN, []
    for code, members in placed:
        if members and left > 0:
            groups.append((code, GROUPS[code], members[:left]))
            left -= len(members)
    stated = [row for row in rows if row.is_stated]
    shown = sum(len(members) for _code, _title, members in groups)
    current = sum(not row.faded for row in stated)
    return Grid(groups, len(stated), current, faded, unstated, len(rows) - shown)
