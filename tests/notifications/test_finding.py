"""Who is due: written once, again only after its rest, never to those who do not want it."""

import datetime as dt

import pytest
from django.db.models import DateField, F, Value
from django.db.models.functions import Cast

from accounts.models import Person
from ecosystem.core.clock import now
from ecosystem.notifications import registry
from ecosystem.notifications.finding import Outcome, count_due, ensure_rule_states, find_all, find_due
from ecosystem.notifications.holdout import is_held_out
from ecosystem.notifications.models import FOREVER, MutedRule, Nudge, NudgeRuleState, Preference
from tests.factories.people import PersonFactory
from tests.notifications.conftest import SINCE, message

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 24)


@pytest.fixture(autouse=True)
def everybody(nobody_held_out):
    pass


def answered(nudge, answer="", **fields):
    fields = {"sent_at": now(), "answer": answer, "answered_at": now() if answer else None, **fields}
    Nudge.objects.filter(pk=nudge.pk).update(**fields)


def test_find_writes_a_due_row_for_each_condition(world, find, emil, mara):
    world.put(emil)
    world.put(mara, subject=2, since=dt.date(2026, 11, 1))
    assert find("quiet_goal", DAY) == Outcome(due=2, gone=0)
    row = Nudge.objects.get(person=emil)
    assert (row.subject_kind, row.subject_id, row.window, row.turn, row.ignored) == ("goal", 1, SINCE, 1, 0)
    assert (row.kind, row.rest_until, row.holdout, row.sent_at) == ("nudge", FOREVER, False, None)


def test_find_run_twice_writes_nothing(world, find, emil):
    world.put(emil)
    find("quiet_goal", DAY)
    before = list(Nudge.objects.values())
    assert find("quiet_goal", DAY) == Outcome(0, 0)
    assert find("quiet_goal", DAY + dt.timedelta(days=300)) == Outcome(0, 0)
    assert list(Nudge.objects.values()) == before


def test_find_keeps_rules_apart(world, find, emil):
    world.put(emil)
    world.put(emil, rule="tests.behind_pace")
    assert find("quiet_goal", DAY).due == find("behind_pace", DAY).due == 1


def test_find_notes_where_the_condition_is_gone(world, find, emil, mara):
    world.put(emil)
    world.put(mara)
    find("quiet_goal", DAY)
    answered(Nudge.objects.get(person=mara))
    world.clear(emil)
    world.clear(mara)
    assert find("quiet_goal", DAY + dt.timedelta(days=1)) == Outcome(0, 2)
    assert {row.dropped for row in Nudge.objects.exclude(resolved_at=None)} == {"gone", ""}
    assert Nudge.objects.waiting().count() == 0


def test_find_says_it_again_only_after_the_rest(world, find, emil):
    world.put(emil)
    find("quiet_goal", DAY)
    answered(Nudge.objects.get(), rest_until=DAY + dt.timedelta(days=14))
    assert find("quiet_goal", DAY + dt.timedelta(days=13)).due == 0
    assert find("quiet_goal", DAY + dt.timedelta(days=14)).due == 1
    assert list(Nudge.objects.order_by("turn").values_list("turn", "ignored")) == [(1, 0), (2, 1)]


@pytest.mark.parametrize("answer", ["acted", "snoozed"])
def test_find_counts_no_answered_nudge_as_ignored(world, find, emil, answer):
    world.put(emil)
    find("quiet_goal", DAY)
    answered(Nudge.objects.get(), answer, rest_until=DAY)
    find("quiet_goal", DAY)
    assert list(Nudge.objects.order_by("turn").values_list("turn", "ignored")) == [(1, 0), (2, 0)]


def test_find_starts_anew_with_a_new_episode(world, find, emil):
    world.put(emil)
    find("quiet_goal", DAY)
    answered(Nudge.objects.get(), ignored=3)
    world.put(emil, since=SINCE + dt.timedelta(days=40))
    assert find("quiet_goal", DAY + dt.timedelta(days=40)) == Outcome(0, 1)
    assert find("quiet_goal", DAY + dt.timedelta(days=41)) == Outcome(1, 0)
    latest = Nudge.objects.latest("window")
    assert (latest.turn, latest.ignored) == (1, 0)


def test_find_counts_what_was_never_sent_as_not_ignored(world, find, emil):
    world.put(emil)
    find("quiet_goal", DAY)
    Nudge.objects.update(dropped="switched_off", rest_until=DAY, ignored=1)
    find("quiet_goal", DAY + dt.timedelta(days=1))
    assert Nudge.objects.latest("turn").ignored == 1


@pytest.mark.parametrize(("subject_id", "due"), [(None, 0), (1, 1)], ids=["the rule", "one subject"])
def test_find_leaves_out_what_was_stopped(world, find, state_of, emil, subject_id, due):
    world.put(emil, subject=1)
    world.put(emil, subject=2)
    MutedRule.objects.create(person=emil, rule=state_of("quiet_goal"), subject_id=subject_id, created_at=now())
    MutedRule.objects.create(person=emil, rule=state_of("behind_pace"), subject_id=None, created_at=now())
    assert find("quiet_goal", DAY).due == due


@pytest.mark.parametrize(("in_app", "email", "due"), [(False, False, 0), (True, False, 1), (False, True, 1)])
def test_find_leaves_out_those_who_switched_everything_off(world, find, emil, in_app, email, due):
    world.put(emil)
    Preference.objects.create(person=emil, category="tests", in_app=in_app, email=email)
    assert find("quiet_goal", DAY).due == due


def test_find_takes_a_queryset(world, emil):
    """Percent signs of its literals survive."""
    people = Person.objects.extra(where=["full_name LIKE 'Emil%%' OR full_name = %s"], params=["%s"])
    found = people.values(subject_id=F("pk"), person_id=F("pk"), since=Cast(Value("2026-11-01"), DateField()))
    registry.rule(
        "tests.by_queryset",
        "tests",
        "digest",
        "Found by a queryset.",
        name="By queryset",
        subject_kind="person",
        context=message,
        find=lambda _day: found,
    )
    ensure_rule_states()
    assert find_due(NudgeRuleState.objects.get(code="tests.by_queryset"), DAY).due == 1
    assert Nudge.objects.get().person == emil


def test_find_keeps_the_row_that_came_in_between(world, emil):
    """A condition that holds twice stands for another run that was quicker: the key is taken while rows are written."""
    registry.rule(
        "tests.twice",
        "tests",
        "digest",
        "Found twice.",
        name="Twice",
        subject_kind="goal",
        context=message,
        find=lambda _day: (
            "SELECT 1 AS subject_id, %s AS person_id, date '2026-11-01' AS since FROM generate_series(1, 2)",
            [emil.pk],
        ),
    )
    ensure_rule_states()
    rule = NudgeRuleState.objects.get(code="tests.twice")
    assert [find_due(rule, DAY) for _ in range(2)] == [Outcome(1, 0), Outcome(0, 0)]
    assert Nudge.objects.get().person == emil


def test_find_says_it_again_once_after_several_rests(world, find, emil):
    """Each turn left an open row whose rest is over: they are one thing to say, not several."""
    world.put(emil)
    for turn in (1, 2, 3):
        assert find("quiet_goal", DAY).due == 1
        answered(Nudge.objects.get(turn=turn), rest_until=DAY)
    assert sorted(Nudge.objects.values_list("turn", flat=True)) == [1, 2, 3]
    assert find("quiet_goal", DAY) == Outcome(1, 0)


def test_find_all_runs_the_rules_that_are_on(world, state_of, emil):
    world.put(emil)
    world.put(emil, rule="tests.obstacle", subject=5)
    NudgeRuleState.objects.filter(code="tests.obstacle").update(state="draft")
    assert find_all(DAY).due == 1


def test_count_due_previews_without_writing(world, state_of, emil, mara):
    for subject in (1, 2):
        world.put(emil, subject=subject)
    world.put(mara)
    assert count_due(state_of("quiet_goal"), DAY) == 2
    assert Nudge.objects.count() == 0


def test_a_rule_has_one_row_however_often_it_is_ensured(world):
    ensure_rule_states()
    ensure_rule_states()
    assert NudgeRuleState.objects.filter(code__startswith="tests.").count() == 6


class TestHoldout:
    @pytest.fixture(autouse=True)
    def everybody(self):
        pass

    @pytest.fixture
    def people(self, organisation):
        return PersonFactory.create_batch(60, employed=False)

    def test_find_draws_the_same_lots_as_the_formula(self, world, find, state_of, people):
        for person in people:
            world.put(person)
        find("quiet_goal", DAY)
        salt = state_of("quiet_goal").salt
        expected = {person.pk for person in people if is_held_out("tests.quiet_goal", person.pk, salt)}
        assert set(Nudge.objects.filter(holdout=True).values_list("person_id", flat=True)) == expected
        assert 0 < len(expected) < 30

    def test_the_draw_holds_for_a_cycle_and_is_new_in_the_next(self, world, find, state_of, people):
        world.put(people[0])
        find("quiet_goal", DAY)
        salt = state_of("quiet_goal").salt
        find("quiet_goal", DAY + dt.timedelta(days=30))
        assert state_of("quiet_goal").salt == salt != ""
        find("quiet_goal", DAY + dt.timedelta(days=60))
        assert state_of("quiet_goal").salt != salt

    def test_a_held_out_row_rests_until_the_next_cycle(self, world, find, people):
        for person in people:
            world.put(person)
        find("quiet_goal", DAY)
        held = Nudge.objects.filter(holdout=True)
        assert set(held.values_list("rest_until", flat=True)) == {dt.date(2027, 1, 1)}
        assert not Nudge.objects.waiting().filter(pk__in=held).exists()
        assert find("quiet_goal", dt.date(2026, 12, 31)).due == 0
        assert find("quiet_goal", dt.date(2027, 1, 1)).due == held.filter(turn=1).count()

    @pytest.mark.parametrize("name", ["orphan", "obstacle"])
    def test_services_and_digests_hold_nobody_out(self, world, find, people, name):
        for person in people:
            world.put(person, rule=f"tests.{name}")
        find(name, DAY)
        assert Nudge.objects.filter(holdout=True).count() == 0
