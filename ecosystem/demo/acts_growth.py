"""What the members of the demo's guilds could do before they belonged: dated words of theirs, so that guild health can read
from the same rows as in any company who has risen since."""

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Iterator

from accounts.models import Assessment
from ecosystem.demo.acts_skills import statement
from ecosystem.demo.circles import DAY, Circle, Company
from guilds.actions.health import first_of_quarter

Said = tuple[str, int, dt.date]  # source, level, day

GREW, GREW_BY_LISTENING = 0.9, 0.5
BEFORE = (8, 40)  # days


def remember_levels(rng: random.Random, day: dt.date, company: Company, circles: list[Circle]) -> int:
    """One level below what the line manager has seen in the latest quarter that is over, in a skill that the guild tends, said
    before it or before they came. Whoever had said something by then keeps to it, and so does whoever was not here yet."""
    said = _said(circles, company)
    rows: dict[tuple[int, int], Assessment] = {}
    for circle in circles:
        for row in _of(rng, circle, company, said, day) if not circle.told.resting else ():
            rows.setdefault((row.person_id, row.skill_id), row)
    return len(Assessment.objects.bulk_create(rows.values(), batch_size=2000))


def _said(circles: list[Circle], company: Company) -> dict[tuple[int, int], list[Said]]:
    """By person and skill, of the skills that guilds tend."""
    tended = {company.skills[code].pk for circle in circles for code in circle.told.skills.split()}
    found: dict[tuple[int, int], list[Said]] = defaultdict(list)
    rows = Assessment.objects.filter(skill__in=tended, level__isnull=False).order_by("pk")
    for person, skill, *said in rows.values_list("person_id", "skill_id", "source", "level", "stated_on"):
        found[person, skill].append(tuple(said))  # type: ignore[arg-type]
    return found


def _of(
    rng: random.Random, circle: Circle, company: Company, said: dict[tuple[int, int], list[Said]], day: dt.date
) -> Iterator[Assessment]:
    ends = first_of_quarter(day) - DAY
    begins = first_of_quarter(ends)
    for person in (*circle.acting, *circle.listening):
        grew = rng.random() < (GREW if person in circle.acting else GREW_BY_LISTENING)
        counts_from = max(begins, circle.joined[person.pk])
        before = counts_from - rng.randint(*BEFORE) * DAY
        for code in circle.told.skills.split() if grew and before >= company.started[person.pk] else ():
            skill = company.skills[code].pk
            level = _risen_to(said[person.pk, skill], counts_from, ends)
            if level:
                yield statement(person.pk, skill, "self", level - 1, before, person.pk)


def _risen_to(said: list[Said], counts_from: dt.date, until: dt.date) -> int:
    """What the line manager has seen between those days, if nobody had said anything before them."""
    if any(on < counts_from for _source, _level, on in said):
        return 0
    return max((int(level) for source, level, on in said if source == "manager" and on <= until), default=0)
