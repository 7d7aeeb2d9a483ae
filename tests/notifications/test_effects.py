"""What rules achieve: measured alike in both arms, said carefully, retired when useless."""

import datetime as dt

import pytest

from ecosystem.core.models import AuditEntry
from ecosystem.core.periods import cycle_of
from ecosystem.notifications.effects import measure, measure_all, retire_if_useless
from ecosystem.notifications.holdout import Arms
from ecosystem.notifications.models import MutedRule, Nudge, NudgeEffect, NudgeRuleState
from ecosystem.notifications.verdicts import few, least_detectable, verdict_of
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
CYCLE = cycle_of(dt.date(2026, 11, 24), 1)
FIRST = dt.datetime(2026, 10, 5, 6, tzinfo=dt.UTC)


@pytest.fixture
def rows(state_of, organisation):
    """Nudges of people of their own: rows(count, held=…, after_days=…, due=…)."""
    state = state_of("quiet_goal")

    def make(count, *, held=False, after_days=None, due=FIRST, people=None):
        people = people or PersonFactory.create_batch(count, employed=False)
        resolved = due + dt.timedelta(days=after_days) if after_days is not None else None
        Nudge.objects.bulk_create(
            Nudge(
                rule=state, person=person, subject_kind="goal", subject_id=Nudge.objects.count() + 1, kind="nudge",
                window=due.date(), due_at=due, send_after=due, holdout=held, resolved_at=resolved,
                sent_at=None if held else due,
            )
            for person in people
        )  # fmt: skip
        return people

    return make


def test_measure_counts_people_once_and_both_arms_alike(at, state_of, rows):
    at("2026-11-24 10:00")
    rows(3, after_days=2)
    rows(1, after_days=20)
    again = rows(2)
    rows(2, people=again, after_days=1, due=FIRST + dt.timedelta(days=7))
    rows(1, held=True, after_days=14)
    rows(1, held=True)
    rows(4, due=dt.datetime(2026, 11, 20, 6, tzinfo=dt.UTC))
    for _time in range(2):
        measure(state_of("quiet_goal"), CYCLE)
    effect = NudgeEffect.objects.get()
    assert (effect.reminded, effect.reminded_acted, effect.held, effect.held_acted) == (6, 3, 2, 1)
    assert effect.cycle_start == dt.date(2026, 10, 1)


def test_measure_counts_who_stopped_the_rule(at, state_of, rows):
    moment = at("2026-11-24 10:00")
    first, second = rows(2)
    state = state_of("quiet_goal")
    MutedRule.objects.create(person=first, rule=state, created_at=moment)
    MutedRule.objects.create(person=second, rule=state, subject_id=1, created_at=moment)
    Nudge.objects.filter(person=second).update(answer="wrong_person", answered_at=moment)
    measure(state, CYCLE)
    effect = NudgeEffect.objects.get()
    assert (effect.stopped, effect.wrong_person) == (1, 1)


def effects(state, *cycles):
    starts = [dt.date(2026, 4, 1), dt.date(2026, 7, 1), dt.date(2026, 10, 1)]
    for start, arms in zip(starts, cycles, strict=False):
        NudgeEffect.objects.create(
            rule=state, cycle_start=start, cycle_label="Q", measured_at=FIRST,
            reminded=arms.nudged, reminded_acted=arms.nudged_acted, held=arms.held_out, held_acted=arms.held_out_acted,
        )  # fmt: skip
    return list(NudgeEffect.objects.all())


USELESS, HELPFUL, SMALL = Arms(8000, 3000, 2000, 900), Arms(800, 500, 200, 80), Arms(30, 15, 8, 4)


@pytest.mark.parametrize(
    ("cycles", "state_after"),
    [
        ([USELESS, USELESS], "retired"),
        ([USELESS], "on"),
        ([HELPFUL, HELPFUL], "on"),
        ([SMALL, SMALL], "on"),
        ([HELPFUL, USELESS], "retired"),
    ],
    ids=["useless", "one cycle", "helpful", "too few", "helpful, then useless"],
)
def test_a_rule_without_effect_retires_after_two_cycles(at, state_of, cycles, state_after):
    at("2026-11-24 10:00")
    effects(state_of("quiet_goal"), *cycles)
    for _time in range(2):
        retire_if_useless(state_of("quiet_goal"), CYCLE)
    assert state_of("quiet_goal").state == state_after
    assert AuditEntry.objects.filter(verb="nudge_rule.retired").count() == (state_after == "retired")


def test_only_rules_on_trial_are_measured(at, world, rows):
    at("2026-11-24 10:00")
    rows(1, after_days=2)
    measure_all()
    measured = NudgeRuleState.objects.filter(effects__isnull=False).distinct()
    assert {state.rule.kind.value for state in measured} == {"nudge"}


@pytest.mark.parametrize(
    ("arms", "shown", "words"),
    [
        ([HELPFUL], True, "22 points more people acted"),
        ([USELESS], True, "It does not help"),
        ([SMALL], True, "No effect can be told from chance"),
        ([Arms(5, 5, 40, 0)], False, "Too few people"),
        ([Arms(40, 40, 5, 0)], False, "Too few people"),
        ([], False, "Too few people"),
    ],
    ids=["helpful", "useless", "small", "few reminded", "few held out", "none"],
)
def test_the_verdict_claims_no_more_than_its_numbers(state_of, arms, shown, words):
    verdict = verdict_of(effects(state_of("quiet_goal"), *arms))
    assert verdict.sentence.startswith(words)
    assert verdict.shown is shown


def test_few_people_show_only_large_differences():
    """240 people, a fifth held out: about 22 points."""
    assert least_detectable(Arms(192, 0, 48, 0)) == 23


@pytest.mark.parametrize(("number", "words"), [(0, "fewer than 6"), (5, "fewer than 6"), (6, "6"), (40, "40")])
def test_counts_of_people_are_told_from_six_on(organisation, number, words):
    assert few(number) == words
