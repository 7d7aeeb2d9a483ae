"""Coffee by chance: nobody is left out who could meet somebody, nobody meets the same person again soon."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import Leave
from ecosystem.core.clock import now, today
from guilds.actions.coffee import APART, TABLE, draw_round, draw_rounds, is_due, say_met, tables_of
from guilds.actions.members import set_coffee
from guilds.coffee_pairs import draw, together
from guilds.models import CoffeePair, Guild, Membership
from tests.factories.people import PersonFactory

MONDAY = dt.date(2026, 12, 7)


@settings(max_examples=150, deadline=None)
@given(st.sets(st.integers(1, 60), max_size=25), st.data())
def test_everybody_meets_at_most_once_and_nobody_again(people, data):
    ids = sorted(people)
    pairs = [frozenset((a, b)) for a in ids for b in ids if a < b]
    met = set(data.draw(st.lists(st.sampled_from(pairs), unique=True, max_size=len(pairs)))) if pairs else set()
    groups = draw(people, met, seed=data.draw(st.integers(0, 99)))
    seated = [one for group in groups for one in group]
    assert len(seated) == len(set(seated)) and set(seated) <= people
    assert all(len(group) in (2, 3) and list(group) == sorted(group) for group in groups)
    assert not met & {pair for group in groups for pair in together(group)}
    left = people - set(seated)
    assert all(frozenset((a, b)) in met for a in left for b in left if a != b)


@settings(max_examples=100, deadline=None)
@given(st.integers(2, 40), st.integers(0, 99))
def test_with_nothing_in_the_way_all_meet_and_an_odd_number_makes_one_trio(number, seed):
    groups = draw(range(1, number + 1), seed=seed)
    assert sorted(one for group in groups for one in group) == list(range(1, number + 1))
    assert [len(group) for group in groups].count(3) == number % 2
    assert groups == draw(range(1, number + 1), seed=seed)


@settings(max_examples=40, deadline=None)
@given(st.integers(9, 16), st.integers(0, 99))
def test_six_rounds_bring_no_pair_twice(number, seed):
    met: list[set] = []
    for turn in range(APART):
        groups = draw(range(number), set().union(*met), seed=seed + turn)
        new = {pair for group in groups for pair in together(group)}
        assert not new & set().union(*met)
        met.append(new)


def test_people_who_share_few_guilds_meet_first():
    shared = {frozenset((1, 2)): 3, frozenset((3, 4)): 2}
    for seed in range(20):
        assert not {(1, 2), (3, 4)} & set(draw([1, 2, 3, 4], shared=shared, seed=seed))


def test_as_often_as_the_guild_meets():
    assert is_due(None, 7, MONDAY)
    assert is_due(MONDAY - dt.timedelta(days=7), 7, MONDAY) and not is_due(MONDAY - dt.timedelta(days=6), 7, MONDAY)
    assert is_due(MONDAY - dt.timedelta(days=31), 0, MONDAY) and not is_due(MONDAY - dt.timedelta(days=30), 0, MONDAY)


@pytest.fixture
def guild(organisation) -> Guild:
    moment = now()
    guild = Guild.objects.create(
        name="Tracing", purpose="See", audience="All", charter_changed_at=moment, founded_at=moment, state_since=moment
    )
    for _number in range(5):
        Membership.objects.create(
            guild=guild, person=PersonFactory(), joined_on=today(), changed_at=moment, coffee=True
        )
    return guild


@pytest.mark.django_db
def test_a_round_is_drawn_once_for_those_who_want_it(guild):
    out, *_others = people = [place.person for place in guild.memberships.select_related("person").order_by("pk")]
    set_coffee(guild, actor=out, wants=False)
    assert draw_rounds(MONDAY + dt.timedelta(days=5)) == 0  # a Saturday
    assert draw_rounds(MONDAY) == 4
    assert (draw_rounds(MONDAY), draw_round(guild, MONDAY)) == (0, 0)
    assert CoffeePair.objects.visible_to(out).count() == 0
    assert all(CoffeePair.objects.visible_to(person).count() == 1 for person in people[1:])
    pair = CoffeePair.objects.first()
    say_met(pair, actor=pair.a)
    say_met(pair, actor=pair.b)
    assert CoffeePair.objects.filter(met=True).count() == 1


@pytest.mark.django_db
def test_who_is_away_keeps_nobody_waiting(guild):
    away = guild.memberships.first().person
    Leave.objects.create(person=away, valid_from=MONDAY - dt.timedelta(days=3), valid_to=MONDAY)
    assert draw_round(guild, MONDAY) == 4
    assert not CoffeePair.objects.visible_to(away).exists()


def test_many_are_drawn_at_tables_and_nobody_is_left_alone():
    for number in (0, 1, 2, TABLE, TABLE + 1, 20 * TABLE + 7):
        tables = tables_of(list(range(number)), seed=7)
        assert sorted(one for table in tables for one in table) == list(range(number))
        assert max(map(len, tables)) <= TABLE and (number < 2 or min(map(len, tables)) > 1)


@pytest.mark.django_db
def test_rounds_of_a_guild_repeat_nobody_within_six(guild):
    day = MONDAY
    for _turn in range(4):
        draw_round(guild, day)
        day += dt.timedelta(days=31)
    rows = CoffeePair.objects.values_list("a", "b", "c")
    pairs = [pair for row in rows for pair in together(one for one in row if one)]
    assert len(pairs) == len(set(pairs))
