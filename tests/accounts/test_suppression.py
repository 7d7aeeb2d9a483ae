"""One skill over units and sites: nothing about a few people follows, from one day, from filters, or from two days."""

import datetime as dt
import itertools
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.movements import Movement, Movements
from accounts.suppression import COMPANY, SUMS, SkillTable
from ecosystem.core.aggregates import Mark

K = 5
MONDAY, TUESDAY = dt.date(2026, 11, 16), dt.date(2026, 11, 17)
PARENT = {1: COMPANY, 2: 1, 3: 1, 4: COMPANY}
SITES = (1, 2, 3)


def counts(people: int) -> tuple[int, ...]:
    return (people, *(people for _ in SUMS))


def table(own: dict[tuple[int, int], int], day=MONDAY, since=None, parent=None) -> SkillTable:
    return SkillTable({spot: counts(n) for spot, n in own.items() if n}, parent or PARENT, since or {}, day, K)


def marks(own) -> dict:
    made = table(own).publish([], [])
    return {key: figure.mark for key, figure in made.figures.items()}


# --- one day ----------------------------------------------------------------------------------------------------------


def test_six_are_shown_five_are_few():
    assert marks({(4, 1): 6})[4] is Mark.SHOWN
    assert marks({(4, 1): 5})[4] is Mark.FEW


def test_one_small_unit_hides_another():
    found = marks({(2, 1): 3, (3, 1): 20, (4, 1): 30, (1, 1): 0})
    assert (found[2], found[3], found[1]) == (Mark.FEW, Mark.FEW, Mark.SHOWN)


def test_a_units_own_few_people_hide_a_part_of_it():
    found = marks({(1, 1): 2, (2, 1): 20, (3, 1): 30})
    assert (found[2], found[3], found[1]) == (Mark.FEW, Mark.SHOWN, Mark.SHOWN)


def test_the_company_includes_people_without_a_unit():
    made = table({(COMPANY, 1): 7, (4, 1): 8}).publish([], [])
    assert made.figures[COMPANY].n == 15
    assert made.figures[4].n == 8


def test_a_filter_by_site_is_shown_where_both_sides_are_large():
    made = table({(4, 1): 20, (4, 2): 20}, parent={4: COMPANY}).publish([], [])
    assert made.site_figures[4, 1].n == 20


def test_a_filter_that_would_expose_three_people_is_few():
    """Unit 2 has 14 people of whom 11 are at site 2, as is nobody else: the unit minus the site would be three people."""
    made = table({(2, 2): 11, (2, 1): 3, (3, 1): 30}).publish([], [])
    assert made.figures[2].mark is Mark.SHOWN
    assert {key: figure.mark for key, figure in made.site_figures.items()} == dict.fromkeys(
        [(2, 1), (2, 2), (1, 1), (1, 2), (COMPANY, 1), (COMPANY, 2)], Mark.FEW
    ) | {(3, 1): Mark.SHOWN}


def test_where_all_are_at_one_site_the_filter_says_the_same():
    made = table({(4, 1): 8, (2, 2): 9}).publish([], [])
    assert made.site_figures[4, 1] == made.figures[4]


def test_small_sites_are_kept_together():
    made = table({(4, 1): 40, (4, 2): 30, (4, 3): 2, (4, 0): 12}, parent={4: COMPANY}).publish([], [])
    found = {site: figure.mark for (unit, site), figure in made.site_figures.items() if unit == 4}
    assert found == {1: Mark.SHOWN, 2: Mark.SHOWN, 3: Mark.FEW}


# --- two days ---------------------------------------------------------------------------------------------------------


def movement(was, now, people, same=False) -> dict:
    return {MONDAY: Movements.of([Movement(was, now, same, people)])}


@pytest.mark.parametrize(("changed", "day"), [(4, MONDAY), (5, TUESDAY)])
def test_a_figure_keeps_its_day_until_enough_people_changed(changed, day):
    first = table({(4, 1): 20}).publish([], [])
    since = movement((4, 1), (4, 1), changed)
    second = table({(4, 1): 20}, TUESDAY, since).publish(first.blocks, first.site_blocks)
    assert second.figures[4].day == day


def test_what_nobody_changed_keeps_its_day():
    first = table({(4, 1): 20}).publish([], [])
    second = table({(4, 1): 20}, TUESDAY).publish(first.blocks, first.site_blocks)
    assert second.figures[4] == first.figures[4]


def test_people_who_left_a_unit_count_as_changed_there():
    first = table({(4, 1): 20}).publish([], [])
    since = movement((4, 1), None, 6)
    second = table({(4, 1): 14}, TUESDAY, since).publish(first.blocks, first.site_blocks)
    assert (second.figures[4].n, second.figures[4].day) == (14, TUESDAY)


def test_moving_within_a_group_changes_nothing_in_it():
    moved = Movements.of([Movement((2, 1), (3, 1), True, 9), Movement((4, 1), (4, 2), True, 9)])
    assert [moved.in_units({2}), moved.in_units({2, 3}), moved.in_units({4})] == [9, 0, 0]
    assert [moved.in_spots({(4, 1)}), moved.in_spots({(4, 1), (4, 2)})] == [9, 0]


# --- linear algebra over people ---------------------------------------------------------------------------------------

UNITS = (COMPANY, 1, 2, 3, 4)
sizes = st.sampled_from([0, 0, 0, 2, 3, 6, 11, 12, 15])


@st.composite
def histories(draw):
    """Two days of the same people: where each is, and which edition of their figure is counted."""
    sites = SITES[: draw(st.integers(1, 3))]
    first, second = [], []
    for spot in itertools.product(UNITS, sites):
        for _ in range(draw(st.integers(1, 2))):
            size = draw(sizes)
            first += [(*spot, 0)] * size
            moves = draw(st.sampled_from(["stays", "stays", "changes", "moves"]))
            some = draw(st.integers(0, size))
            there = (draw(st.sampled_from(UNITS)), draw(st.sampled_from(sites))) if moves == "moves" else spot
            second += [(*there, int(moves == "changes"))] * some + [(*spot, 0)] * (size - some)
    return first, second


def own_of(people) -> Counter:
    return Counter((unit, site) for unit, site, _ in people)


def moved(first, second) -> Movements:
    return Movements.of(
        [
            Movement(a[:2], b[:2], a[2] == b[2], n)
            for (a, b), n in Counter(zip(first, second, strict=True)).items()
            if a != b
        ]
    )


def vectors(made, days: dict, sites: bool = True) -> set[tuple]:
    """What each shown figure is the sum of: (person, edition) pairs, by its blocks and their days. Who moved from a held
    block to a renewed one may be in it twice."""
    known = set()
    for figures, blocks, leaves_of in (
        (made.figures, made.blocks, lambda key: units_within(key)),
        (made.site_figures, made.site_blocks, lambda key: {(unit, key[1]) for unit in units_within(key[0])}),
    ):
        for key, figure in figures.items():
            if not sites and blocks is made.site_blocks:
                continue
            if figure.mark is not Mark.SHOWN or (blocks is made.site_blocks and figure == made.figures[key[0]]):
                continue
            within = [block for block in blocks if block.leaves & leaves_of(key)]
            known.add(tuple(sorted(entry for block in within for entry in members(block, days[block.day]))))
    return known


def units_within(key) -> set[int]:
    found = {key}
    while more := {unit for unit, above in PARENT.items() if above in found} - found:
        found |= more
    return found


def members(block, people):
    spots = isinstance(next(iter(block.leaves)), tuple)
    for number, (unit, site, edition) in enumerate(people):
        if (unit, site) in block.leaves if spots else unit in block.leaves:
            yield number, edition


def small_groups(known: set[tuple], most: int):
    """Groups of a few people whose sum is a sum or difference of so many shown figures."""
    for size in range(1, most + 1):
        for chosen in itertools.combinations(known, size):
            for signs in itertools.product((1, -1), repeat=size - 1):
                total: Counter = Counter(chosen[0])
                for sign, group in zip(signs, chosen[1:], strict=True):
                    for entry in group:
                        total[entry] += sign
                factors = {factor for factor in total.values() if factor}
                behind = {entry[0] for entry, factor in total.items() if factor}
                if factors in ({1}, {-1}) and len(behind) < K:
                    yield behind, chosen


@settings(max_examples=150)
@given(histories())
def test_no_figures_of_two_days_give_away_a_few_people(history):
    first, second = history
    days = {MONDAY: first, TUESDAY: second}
    monday = table(own_of(first)).publish([], [])
    since = {MONDAY: moved(first, second)}
    tuesday = table(own_of(second), TUESDAY, since).publish(monday.blocks, monday.site_blocks)
    known = vectors(monday, days) | vectors(tuesday, days)
    assert list(small_groups(known, most=2)) == []
    by_unit = vectors(monday, days, sites=False) | vectors(tuesday, days, sites=False)
    assert list(small_groups(by_unit, most=3)) == []


@settings(max_examples=150)
@given(histories())
def test_no_filters_of_one_day_give_away_a_few_people(history):
    first, _ = history
    made = table(own_of(first)).publish([], [])
    assert list(small_groups(vectors(made, {MONDAY: first}), most=3)) == []


@settings(max_examples=150)
@given(histories())
def test_shown_figures_add_up(history):
    first, _ = history
    made = table(own_of(first)).publish([], [])
    for key, figure in made.figures.items():
        if figure.mark is Mark.SHOWN:
            assert figure.n == sum(n for (unit, _), n in own_of(first).items() if unit in units_within(key)) > K
    for (key, site), figure in made.site_figures.items():
        here = sum(n for (unit, at), n in own_of(first).items() if unit in units_within(key) and at == site)
        assert here > 0
        if figure.mark is Mark.SHOWN:
            assert figure.n == here > K
