"""Whoever alone holds a skill is told so before the word “single point” is published: for the company or for a unit.

The word stands in the report from the first publication a week after they were told, and only while it is about that
very person: with another holder it goes, and comes back a week after that one was told.
"""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable

from accounts.models import SinglePoint
from accounts.sql import run, text
from ecosystem.core.clock import today
from ecosystem.notifications.actions import tell
from ecosystem.notifications.models import NudgeRuleState

RULE = "accounts.single_point"
NOTICE = dt.timedelta(days=7)
COMPANY = 0
Place = tuple[int, int]  # skill and unit; COMPANY for everybody


def known_since(skills: Collection[int], day: dt.date) -> set[Place]:
    """Where the word may stand in a publication of `day`: the one holder was told a week before it, or earlier."""
    told = SinglePoint.objects.filter(skill__in=skills, told_on__lte=day - NOTICE).values_list("skill", "unit")
    return {(skill, unit or COMPANY) for skill, unit in told}


def holders_in(places: Collection[Place], day: dt.date) -> dict[Place, int]:
    """Who the one holder is in each of these places; none for a place in which there is not exactly one."""
    if not places:
        return {}
    asked = {"skills": [skill for skill, _ in places], "units": [unit for _, unit in places], "day": day}
    found = run(text("alone"), asked)
    times = Counter((skill, unit) for skill, unit, _ in found)
    return {(skill, unit): person for skill, unit, person in found if times[skill, unit] == 1}


def tell_holders(skills: Collection[int], places: Collection[Place], day: dt.date) -> int:
    """Bring the notices about these skills in line with today's holders in `places`, and tell whoever is new there.

    Somebody who is new in several places at once hears it once. While the rule is switched off nobody is told, and so
    no new word is published. Returns how many notices began; the same again none.
    """
    holders = holders_in(places, day)
    rows = list(SinglePoint.objects.filter(skill__in=skills))
    kept = {_place(row) for row in rows if holders.get(_place(row)) == row.person_id}
    SinglePoint.objects.filter(pk__in=[row.pk for row in rows if _place(row) not in kept]).delete()
    fresh = {place: person for place, person in holders.items() if place not in kept}
    if not fresh or not NudgeRuleState.objects.filter(code=RULE, state=NudgeRuleState.State.ON).exists():
        return 0
    note(fresh.items(), today())
    for skill, person in sorted({(skill, person) for (skill, _unit), person in fresh.items()}):
        tell(RULE, person_id=person, subject_id=skill, window=today())
    return len(fresh)


def note(alone: Iterable[tuple[Place, int]], told_on: dt.date) -> None:
    """Keep who was told about which place."""
    rows = [
        SinglePoint(skill_id=skill, unit_id=unit or None, person_id=person, told_on=told_on)
        for (skill, unit), person in alone
    ]
    SinglePoint.objects.bulk_create(rows, ignore_conflicts=True)


def told(person_id: int, skill_id: int) -> list[SinglePoint]:
    """Where somebody alone holds a skill, the company first: what their message is about."""
    rows = SinglePoint.objects.filter(person=person_id, skill=skill_id).select_related("unit", "skill")
    return sorted(rows, key=lambda row: (row.unit is not None, str(row.unit)))


def _place(row: SinglePoint) -> Place:
    return row.skill_id, row.unit_id or COMPANY
