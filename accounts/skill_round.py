"""The skill round: one skill after another, about ten minutes, also before anything is known of a person's role."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import Person, RoleRequirement, SkillLevel
from accounts.my_skills import Row, Waiting, rows_of
from accounts.role_profiles import Profile, profile_for
from ecosystem.core.clock import today


@dataclass(frozen=True)
class Round:
    """The skills to go through, where one is, and whose profile they come from if it is only suggested."""

    rows: list[Row]
    at: Row | None
    profile: Profile | None

    @property
    def done(self) -> int:
        return sum(is_done(row) for row in self.rows)

    @property
    def number(self) -> int:
        """The place of the current one, counted from one."""
        return self.rows.index(self.at) + 1 if self.at else len(self.rows)

    @property
    def share(self) -> float:
        return self.done / len(self.rows) if self.rows else 1.0

    @property
    def waiting(self) -> Waiting:
        return Waiting(len(self.rows) - self.done)

    @property
    def previous(self) -> Row | None:
        place = self.number - 2
        return self.rows[place] if self.at and place >= 0 else None

    @property
    def following(self) -> Row | None:
        return self.rows[self.number] if self.at and self.number < len(self.rows) else None


def is_done(row: Row) -> bool:
    return row.not_applicable or (row.is_stated and not row.faded)


def round_of(
    person: Person, *, skill_id: int | None = None, after: int | None = None, picked: Sequence[int] = ()
) -> Round:
    """At the skill asked for, else at the first that waits behind `after`, else at the first that waits.

    `picked`: skills that somebody chose of the framework; they are asked about where no role and no profile says what.
    """
    rows, profile = rows_of(person), None
    asked = [row for row in rows if row.required is not None or row.faded]
    if not any(row.need_source.startswith("role:") for row in rows):
        profile = profile_for(person)
        asked += _of_profile(person, profile, {row.pk for row in asked})
        if profile is None and picked:
            known = {row.pk for row in asked}
            asked += rows_of(person, skill_ids=[pk for pk in picked if pk not in known])
    return Round(asked, _at(asked, skill_id, after), profile)


def _of_profile(person: Person, profile: Profile | None, known: set[int]) -> list[Row]:
    if profile is None:
        return []
    wanted = RoleRequirement.objects.on(today()).filter(job_role=profile.job_role, skill__retired_on=None)
    ids = list(wanted.order_by("-importance", "skill__name").values_list("skill_id", flat=True))
    rows = {row.pk: row for row in rows_of(person, skill_ids=set(ids) - known)}
    return [rows[pk] for pk in ids if pk in rows]


def _at(rows: list[Row], skill_id: int | None, after: int | None) -> Row | None:
    places = {row.pk: place for place, row in enumerate(rows)}
    if skill_id in places:
        return rows[places[skill_id]]
    start = places.get(after or 0, -1) + 1
    turned = rows[start:] + rows[:start]
    return next((row for row in turned if not is_done(row)), None)


def ladder_for(row: Row) -> list[tuple[int, str, str]]:
    """Each key with its name and its “You can …”. One statement."""
    words = dict(SkillLevel.objects.filter(skill=row.pk).values_list("level", "sentence"))
    return [(value, row.keys.name(value), words.get(value, "")) for value in row.keys.values]
