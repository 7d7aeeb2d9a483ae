"""The radar: what comes together and in which order, against a small model; what is never told; verdicts; its page."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Skill, SkillTarget
from accounts.sql import run
from ecosystem.core.clock import day_of, now, today
from feedback import radar_weight
from feedback.actions.counting import count_signals
from feedback.models import Need, NeedReporter, RadarCount, ZeroHit
from feedback.radar import NEAR, clusters, find
from feedback.radar_sums import fold_radar, rebuild_radar
from goals.models import LearningGoal
from resources.models import CheckQuestion, Lesson, LessonDone, Reaction, ResourceSkill
from tests.factories.feedback import a_need
from tests.factories.goals import GoalFactory, ObstacleFactory
from tests.factories.people import PersonFactory, make_organisation
from tests.factories.resources import ResourceFactory, ResourceSkillFactory
from tests.factories.skills import SkillFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
PAGE = "/needs/radar/"
WORDS = (
    "rotating client secrets", "No guide on rotating client secrets", "rotate secrets", "webhook replay",
    "How to replay a webhook in staging", "replay", "alternative texts for charts", "texts", "charts for charts",
)  # fmt: skip


def searched(words: str, times: int, *, most: int = 3, until: dt.date | None = None) -> None:
    """On so many days that `most` at once make it so many times."""
    day = until or today()
    while times > 0:
        ZeroHit.objects.create(words=words, day=day, count=min(most, times))
        times, day = times - most, day - DAY


def stuck(skill, many: int, **fields) -> None:
    for _number in range(many):
        ObstacleFactory(goal=GoalFactory(owner=PersonFactory(), skill=skill, **fields))


def checked(skill, *, failed: int, passed: int) -> None:
    course = ResourceSkillFactory(resource=ResourceFactory(kind="course"), skill=skill).resource
    lesson = Lesson.objects.create(resource=course, position=1, title="Names", body="…")
    CheckQuestion.objects.create(lesson=lesson, position=1, text="Which?", choices=["a", "b"], right=0)
    for number in range(failed + passed):
        LessonDone.objects.create(lesson=lesson, person=PersonFactory(), right=int(number >= failed), at=now())


# --- what comes together: the statement against a model
SIGNAL = st.tuples(
    st.sampled_from("ndq"),
    st.sampled_from(WORDS),
    st.sampled_from([None, None, 0, 1]),
    st.integers(0, 100),
    st.sets(st.integers(0, 5), min_size=1, max_size=4),
    st.integers(11, 20),
)
NUMBER = st.tuples(st.sampled_from(["obstacle", "check"]), st.integers(0, 1), st.sampled_from([0, 11, 15]))


@pytest.fixture
def ground(organisation):
    people = [PersonFactory() for _ in range(6)]
    skills = [SkillFactory(name="Secrets"), SkillFactory(name="Webhooks")]
    SkillTarget.objects.create(
        source="objective:1", source_name="O1", skill=skills[1], level=1, valid_from=today() - DAY
    )
    return people, skills


def laid_out(ground, signals) -> dict[str, dict]:
    """The rows of the signals, and the model's own copy of them by the name that the statement uses."""
    people, skills = ground
    model = {}
    for kind, words, skill, days, who, times in signals:
        at, about = now() - days * DAY, None if skill is None else skills[skill]
        if kind == "n":
            row = Need.objects.create(
                words=words, skill=about, reported_at=at, turn_since=today(), due_on=None, hop="learning"
            )
            NeedReporter.objects.bulk_create(NeedReporter(need=row, person=people[n], at=at) for n in who)
        elif kind == "d":
            row = ResourceFactory(title=words, owner=None)
            if about:
                ResourceSkill.objects.create(resource=row, skill=about, level=2)
            Reaction.objects.bulk_create(Reaction(resource=row, person=people[n], kind="outdated", at=at) for n in who)
        else:
            if any(one["words"] == words and one["kind"] == "q" for one in model.values()):
                continue
            row = RadarCount.objects.create(
                kind="search", code=f"{len(model):012x}", words=words, skill=about, n=times, since=at.date()
            )
        key = f"q{row.code}" if kind == "q" else f"{kind}{row.pk}"
        model[key] = {
            "kind": kind, "words": words, "skill": about and about.pk, "since": day_of(at),
            "who": set() if kind == "q" else who, "times": times if kind == "q" else 0,
        }  # fmt: skip
    return model


def alike(words: set[str]) -> dict[tuple[str, str], float]:
    """PostgreSQL's own measure of the shorter in the longer, for every pair."""
    rows = run(
        "SELECT a, b, word_similarity(a, b) FROM unnest(%s::text[]) a, unnest(%s::text[]) b WHERE length(a) <= length(b)",
        [list(words), list(words)],
    )
    measured = {(a, b): near for a, b, near in rows}
    return {(a, b): measured[(a, b) if len(a) <= len(b) else (b, a)] for a in words for b in words}


def is_a_name(words: str, skill: int) -> bool:
    """Whether the words are nearly the name of the skill and nothing else."""
    name = Skill.objects.get(pk=skill).name
    return run("SELECT similarity(%s, %s)", [name, words])[0][0] >= NEAR


def may_follow(one: dict, two: dict, older: bool) -> bool:
    """A skill that somebody named holds; one that was guessed from a search gives way to it, unless it is called by name."""
    if one["skill"] is None:
        return two["skill"] is not None or older
    guessed = one["kind"] == "q" and not is_a_name(one["words"], one["skill"])
    return guessed and two["skill"] is not None and two["kind"] != "q"


def together(model: dict[str, dict], day: dt.date) -> dict[str, set[str]]:
    """Which texts come together: each without a skill of its own follows the one that it is most like."""
    near = alike({one["words"] for one in model.values()})
    leader = {}
    for key, one in model.items():
        after = [
            (
                -near[one["words"], two["words"]],
                two["skill"] is None,
                two["skill"] != one["skill"],
                two["since"],
                other,
            )
            for other, two in model.items()
            if other != key
            and near[one["words"], two["words"]] >= NEAR
            and may_follow(one, two, (two["since"], other) < (one["since"], key))
        ]
        if after:
            leader[key] = min(after)[-1]
    found: dict[str, set[str]] = {}
    for key in model:
        root = key
        while root in leader:
            root = leader[root]
        skill = model[root]["skill"]
        found.setdefault(f"s{skill}" if skill else root, set()).add(key)
    return found


def expected(model, numbers, skills, day) -> list[tuple]:
    """(root, texts, voices, weight), the weightiest first."""
    found = together(model, day)
    for _kind, skill in numbers:
        found.setdefault(f"s{skills[skill].pk}", set())
    rows = []
    for root, texts in found.items():
        mine = {kind: row for (kind, skill), row in numbers.items() if root == f"s{skills[skill].pk}"}
        people = len(set().union(*(model[text]["who"] for text in texts)))
        counted = {kind: row.n for kind, row in mine.items()}
        times = sum(model[text]["times"] for text in texts)
        heard = radar_weight.voices(people, counted.get("obstacle", 0), counted.get("check", 0), times)
        days = [model[text]["since"] for text in texts] + [row.since for row in mine.values() if row.n]
        if heard:
            weight = radar_weight.weight(heard, root == f"s{skills[1].pk}", (day - min(days)).days)
            rows.append((root, texts, heard, weight))
    return sorted(rows, key=lambda row: (-row[-1], row[0]))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(signals=st.lists(SIGNAL, max_size=9), numbers=st.lists(NUMBER, max_size=3))
def test_the_statement_brings_together_what_the_model_does(ground, signals, numbers):
    skills = ground[1]
    with transaction.atomic():
        model = laid_out(ground, signals)
        counts = {
            (kind, skill): RadarCount.objects.create(
                kind=kind, code=f"s{skill}", skill=skills[skill], n=n, since=today() - n * DAY
            )
            for (kind, skill), n in {(kind, skill): n for kind, skill, n in numbers}.items()
        }
        found = find(today(), most=100)
        assert [(row.root, set(row.texts), row.voices) for row in found] == [
            row[:3] for row in expected(model, counts, skills, today())
        ]
        assert {text for row in found for text in row.texts} == set(model)
        fold_radar()
        assert find(today(), most=100) == found  # put together, and marked: the very same
        assert rebuild_radar() == 0
        transaction.set_rollback(True)


def test_a_search_stands_with_the_need_that_says_nearly_the_same_not_with_a_guess(cast):
    privacy = SkillFactory(name="Privacy")
    research = SkillFactory(name="User research", alternative_labels=["Interviews"])
    a_need(cast.emil, "What to do when a client wants the raw interview notes", skill=privacy)
    a_need(cast.otto, "A checklist for research with children", skill=research)
    searched("raw interview notes", 14)
    searched("interview", 12)
    count_signals(today())
    assert set(RadarCount.objects.values_list("skill", flat=True)) == {research.pk}
    found = {one.title: (len(one.needs), one.searched) for one in clusters()}
    assert found == {"Privacy": (1, ["raw interview notes"]), "User research": (1, ["interview"])}


def test_only_the_loudest_are_compared(ground):
    model = laid_out(ground, [("n", word, None, 1, {0}, 0) for word in WORDS[:3]] * 3)
    assert len(find(today())) < len(model)
    assert len(find(today(), compared=0)) == len(model)


# --- the order
@pytest.mark.parametrize(
    ("heard", "on_objective", "days", "weight"),
    [(9, True, 9, "23.4"), (9, False, 0, "9.0"), (1, False, 90, "4.0"), (1, False, 400, "4.0"), (2, True, 45, "10.0")],
)
def test_the_weight_of_a_cluster(heard, on_objective, days, weight):
    assert radar_weight.weight(heard, on_objective, days) == Decimal(weight)


def test_nothing_is_younger_than_today(db):
    make_organisation(time_zone="America/Toronto")
    with time_machine.travel(dt.datetime(2026, 12, 8, 3, 30, tzinfo=dt.UTC), tick=False):
        a_need(PersonFactory(), anonymous=True)
        [one] = clusters()
        assert (one.found.since, one.days, clusters(today() - DAY)[0].days) == (today(), 0, 0)


def test_two_searches_are_one_voice_more():
    assert radar_weight.voices(3, 11, 0, 14) == 21 and radar_weight.voices(0, 0, 0, 11) == 6


# --- what is never told
def test_too_few_are_neither_told_nor_counted(organisation):
    few, many = SkillFactory(name="Secrets"), SkillFactory(name="Webhooks")
    stuck(few, 10)
    stuck(many, 11)
    stuck(few, 5, visibility="me")
    checked(few, failed=1, passed=4)
    checked(many, failed=5, passed=2)
    count_signals(today())
    assert {(row.kind, row.skill_id, row.n) for row in RadarCount.objects.all()} == {
        ("obstacle", many.pk, 11),
        ("check", many.pk, 0),
    }
    [only] = clusters()
    assert (only.found.voices, only.signals[-1]) == (11, "fewer than 6 people did not pass a check")


def test_words_are_shown_only_where_many_searched_them_and_never_a_name(organisation):
    PersonFactory(full_name="Ána Lúcio", is_active=False)
    searched("webhook replay", 12)
    searched("too few", 10)
    searched("one person again and again", 40, most=1)
    searched("why did ana lucio leave", 30)
    searched("long ago", 30, until=today() - 100 * DAY)
    assert count_signals(today()) == 1 and count_signals(today()) == 0
    assert list(RadarCount.objects.values_list("words", "n")) == [("webhook replay", 12)]


def test_a_number_stays_until_at_least_five_have_come_or_gone(organisation):
    skill = SkillFactory()
    stuck(skill, 12)
    count_signals(today())
    stuck(skill, 4)
    count_signals(today())
    assert RadarCount.objects.get().n == 12
    stuck(skill, 1)
    count_signals(today() + DAY)
    assert RadarCount.objects.get().n == 17
    LearningGoal.objects.update(cancelled_at=now())
    count_signals(today() + DAY)
    assert not RadarCount.objects.exists()


def test_a_number_that_falls_below_the_least_stays_until_five_have_gone(organisation):
    skill = SkillFactory()
    stuck(skill, 12)
    count_signals(today())
    for gone, told in ((4, [12]), (1, [])):
        goals = LearningGoal.objects.filter(cancelled_at=None).order_by("pk").values_list("pk", flat=True)[:gone]
        LearningGoal.objects.filter(pk__in=list(goals)).update(cancelled_at=now())
        count_signals(today())
        assert list(RadarCount.objects.values_list("n", flat=True)) == told
