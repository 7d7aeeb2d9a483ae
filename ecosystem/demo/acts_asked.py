"""Whom L&D asked to write something down, and the training needs as they were kept four weeks ago."""

import datetime as dt
import random
from dataclasses import asdict

from accounts.models import Person, PublishedCell, Skill
from ecosystem.core.policy import policy
from ecosystem.demo.acts_skills import at_noon
from ecosystem.reports.needs_analysis import analysis_of
from ecosystem.reports.needs_export import words_of
from ecosystem.reports.needs_filters import Filters
from ecosystem.reports.needs_kept import kept
from feedback.models import NeedsSnapshot, NeedsSnapshotRow
from resources.experts import Expert, experts_on
from resources.freshness import verify_by
from resources.models import Resource, ResourceSkill, ResourceVersion, Verification, WritingRequest
from resources.outlines import prepare, title_for

DAY = dt.timedelta(days=1)
LEARNING = "E-0219"  # who asks and keeps, for L&D
KEPT_AGO = 28
KEPT_AS, KEPT_FOR = "Before the fourth quarter", "As it stood when we chose what to write and whom to ask."
WRITTEN_AFTER = 12 * DAY
SHORT = "\n\n## In short\n\nTake one case of your own, do the smallest part, and show it to somebody this week."
# state, asked so many days ago, a word to them, their answer
ASKED = (
    ("asked", 3, "Three people asked for this since September. An hour of yours would help them all.", ""),
    ("accepted", 11, "You explained this at the lunch talk; could you write it down?", ""),
    ("written", 41, "Nobody explains it as you do.", ""),
    ("declined", 34, "A page would be enough.", "Not before the release is out, and I know only half of it."),
    ("withdrawn", 52, "For those who begin in October.", ""),
)


def ask_experts(rng: random.Random, day: dt.date) -> int:
    """One request of each state, each about another of the largest gaps and to another person who knows."""
    asker = Person.objects.filter(employee_number=LEARNING).first()
    if asker is None:
        return 0
    taken: set[int] = set()
    rows = 0
    for skill, experts in _skills_and_experts(asker):
        expert = next((each for each in experts if each.person_id not in taken), None)
        if expert and len(taken) < len(ASKED):
            rows += _ask(day, asker, skill, expert, experts, ASKED[len(taken)])
            taken.add(expert.person_id)
    return rows


def _skills_and_experts(asker: Person) -> list[tuple[Skill, list[Expert]]]:
    cells = PublishedCell.objects.filter(is_latest=True, unit=None, site=None, few=False, priority__gt=0)
    ranked = [cell.skill for cell in cells.select_related("skill").order_by("-priority", "skill__name")]
    found = experts_on([skill.pk for skill in ranked], besides=[asker.pk])
    return [(skill, found.get(skill.pk, [])) for skill in ranked]


def _ask(
    day: dt.date, asker: Person, skill: Skill, expert: Expert, experts: list[Expert], told: tuple[str, int, str, str]
) -> int:
    state, ago, words, answer = told
    asked_on = day - ago * DAY
    ready = prepare(skill, asked_on)
    request = WritingRequest(
        **ready.values(), skill=skill, asked_by=asker, person_id=expert.person_id, words=words, state=state,
        asked_at=at_noon(asked_on), answer=answer, closed_at=None if state in ("asked", "accepted") else _closed(asked_on),
    )  # fmt: skip
    others = [each.person_id for each in experts if each.person_id != expert.person_id]
    request.instead_id = others[0] if state == "declined" and others else None
    rows = _write(request, asked_on + WRITTEN_AFTER) if state in ("accepted", "written") else 0
    request.save()
    return 1 + rows


def _closed(asked_on: dt.date) -> dt.datetime:
    return at_noon(asked_on + WRITTEN_AFTER)


def _write(request: WritingRequest, done_on: dt.date) -> int:
    """The draft that began with the outline; or what became of it."""
    done = request.state == "written"
    began, ended = request.asked_at + 2 * DAY, at_noon(done_on)
    texts = {"title": title_for(request.skill, request.kind), "body": request.outline + (SHORT if done else "")}
    request.resource = Resource.objects.create(
        kind=request.kind, owner_id=request.person_id, minutes=8 if done else None, state="published" if done else "draft",
        created_at=began, changed_at=ended if done else began, published_at=ended if done else None,
        verified_on=done_on if done else None, verify_by=verify_by(request.kind, done_on) if done else None, **texts,
    )  # fmt: skip
    by = {"resource": request.resource}
    ResourceVersion.objects.create(**by, number=1, author_id=request.person_id, at=request.resource.changed_at, **texts)
    ResourceSkill.objects.create(**by, skill=request.skill, level=request.level)
    if done:
        Verification.objects.create(
            **by, by_id=request.person_id, on=done_on, against="the project of this quarter", number=1
        )
    return 3 + done


def keep_table(day: dt.date) -> int:
    """The whole company, unit by unit, with the figures that are published just now: called while those are of `day`."""
    analysis = analysis_of(Filters(), most=None, with_areas=False)
    rows = [kept(line) for line in analysis.everything]
    if not rows:
        return 0
    snapshot = NeedsSnapshot.objects.create(
        name=KEPT_AS, note=KEPT_FOR, place=words_of(analysis), query=analysis.filters.elsewhere(), fewest=policy().k + 1,
        rows_kept=len(rows), by=Person.objects.filter(employee_number=LEARNING).first(), at=at_noon(day),
    )  # fmt: skip
    numbered = enumerate(rows, start=1)
    made = [NeedsSnapshotRow(snapshot=snapshot, place=number, **asdict(row)) for number, row in numbered]
    return 1 + len(NeedsSnapshotRow.objects.bulk_create(made, batch_size=2000))
