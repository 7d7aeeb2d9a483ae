from datetime import date, timedelta
from decimal import Decimal as D
from itertools import combinations, count

from hypothesis import given, settings
from hypothesis import strategies as st

from ecosystem.core.aggregates import Cell, Mark
from ecosystem.core.differencing import derivable
from ecosystem.core.publishing import EMPTY, FEW, Block, Figure, hold, next_published, publish

MONDAY = date(2026, 11, 16)
UNITS = {"all": None, "a": "all", "b": "all", "b1": "b", "b2": "b"}


class Company:
    """People with a unit and a figure that gets a new version with each change, and who was where on each day."""

    def __init__(self, **sizes):
        self.day = MONDAY
        self.people = {}
        self.versions = count()
        self.history = {}
        self.blocks = []
        for unit, size in sizes.items():
            for _ in range(size):
                self.join(unit)

    def join(self, unit):
        version = next(self.versions)
        self.people[version] = (unit, version)

    def reassess(self, person):
        self.move(person, self.people[person][0])

    def move(self, person, unit):
        self.people[person] = (unit, next(self.versions))

    def leave(self, person):
        del self.people[person]

    def changed(self, leaves, since):
        def within(people):
            return {(person, version) for person, (unit, version) in people.items() if unit in leaves}

        return len({person for person, _ in within(self.history[since]) ^ within(self.people)})

    def cells(self):
        def within(unit):
            return [unit] + [deeper for child, parent in UNITS.items() if parent == unit for deeper in within(child)]

        for unit, parent in UNITS.items():
            people = [version for place, version in self.people.values() if place in within(unit)]
            yield Cell(unit, len(people), parent, {"sum": D(sum(people))})

    def next_day(self):
        self.history[self.day] = dict(self.people)
        found = publish(self.cells(), self.blocks, self.changed, self.day)
        self.blocks = list(found.blocks)
        self.day += timedelta(days=1)
        return found


def test_a_block_keeps_its_value_and_day_until_five_people_in_it_changed():
    company = Company(a=8, b1=8, b2=8)
    first = company.next_day()
    for person in range(4):
        company.reassess(person)
    second = company.next_day()
    assert second.figure("a") == first.figure("a")
    company.reassess(4)
    third = company.next_day()
    assert third.figure("a").day == MONDAY + timedelta(days=2)
    assert third.figure("a").sums != first.figure("a").sums


def test_a_parent_is_the_sum_of_what_its_parts_last_said():
    company = Company(a=8, b1=8, b2=8)
    first = company.next_day()
    for person in [*range(5), 9]:
        company.reassess(person)
    second = company.next_day()
    assert second.figure("b") == first.figure("b")
    total = second.figure("a").sums["sum"] + first.figure("b").sums["sum"]
    assert second.figure("all").sums["sum"] == total
    assert second.figure("all").day == MONDAY


def test_small_units_are_few_and_units_without_people_empty():
    company = Company(a=8, b1=3)
    found = company.next_day()
    assert [found.figure(unit) for unit in ("a", "b", "b1", "b2")] == [FEW, FEW, FEW, EMPTY]
    assert found.figure("all").n == 11


def test_one_joiner_does_not_open_a_unit():
    company = Company(a=8, b1=5, b2=8)
    assert company.next_day().figure("b1") == FEW
    company.join("b1")
    assert company.next_day().figure("b1") == FEW
    for _ in range(5):
        company.join("b1")
    for person in range(13, 18):
        company.reassess(person)
    assert company.next_day().figure("b1").mark is Mark.SHOWN


def test_a_company_below_k_shows_nothing():
    company = Company(a=5)
    assert company.next_day().figure("all") == FEW


def test_the_whole_is_renewed_where_a_part_of_it_cannot_be():
    company = Company(a=8, b1=3, b2=4)
    first = company.next_day()
    assert [first.figure(unit).n for unit in ("b", "b1", "b2")] == [7, None, None]
    for unit in ("b1", "b1", "b1", "b1", "b1", "b1", "b2", "b2"):
        company.join(unit)
    second = company.next_day()
    assert [second.figure(unit).n for unit in ("all", "b", "b1", "b2")] == [23, 15, None, None]
    assert second.figure("a") == first.figure("a")
    for unit in ("b1",) * 5 + ("b2",) * 5:
        company.join(unit)
    third = company.next_day()
    assert [third.figure(unit).n for unit in ("b", "b1", "b2")] == [25, 14, 11]


def test_blocks_too_small_for_a_raised_k_are_renewed_at_once():
    old = [Block(frozenset("a"), 7, {}, MONDAY)]
    fresh = [Block(frozenset("ab"), 20, {}, MONDAY)]
    assert hold(old, fresh, lambda leaves, since: 1, k=5) == old
    assert hold(old, fresh, lambda leaves, since: 1, k=10) == fresh


def test_a_closed_unit_does_not_keep_the_rest_hidden():
    gone = Block(frozenset({"gone"}), 9, {"sum": D(9)}, MONDAY)
    shared = Block(frozenset({"a", "gone"}), 9, {"sum": D(1)}, MONDAY)
    cells = [Cell("all", 9, None, {"sum": D(2)}), Cell("a", 9, "all", {"sum": D(2)})]
    assert publish(cells, [gone], lambda leaves, since: 0, MONDAY).figure("all").sums == {"sum": D(2)}
    kept = publish(cells, [shared, Block(frozenset({"all"}), 0, {}, MONDAY)], lambda leaves, since: 1, MONDAY)
    assert kept.figure("a").sums == kept.figure("all").sums == {"sum": D(1)}


def test_a_cell_that_stands_alone():
    old, new = Figure(Mark.SHOWN, 8, {}, MONDAY), Figure(Mark.SHOWN, 9, {}, MONDAY + timedelta(days=1))
    assert next_published(None, new, 0) == new
    assert next_published(old, new, 4) == old
    assert next_published(old, new, 5) == new
    assert next_published(old, FEW, 1) == FEW
    assert next_published(FEW, new, 1) == FEW
    assert next_published(old, new, 9, k=10) == old


acts = st.tuples(
    st.sampled_from(["join", "leave", "move", "reassess", "reassess_unit", "hire_five"]),
    st.integers(0, 99),
    st.sampled_from(list(UNITS)),
)
days = st.lists(st.lists(acts, max_size=12), min_size=1, max_size=5)
sizes = st.fixed_dictionaries(dict.fromkeys(UNITS, st.integers(0, 9)))


def act(company, verb, which, unit):
    if verb == "join":
        company.join(unit)
    elif verb == "hire_five":
        for _ in range(5):
            company.join(unit)
    elif verb == "reassess_unit":
        for person in [person for person, (place, _) in company.people.items() if place == unit]:
            company.reassess(person)
    elif company.people:
        person = sorted(company.people)[which % len(company.people)]
        company.move(person, unit) if verb == "move" else getattr(company, verb)(person)


def functional(company, block):
    """What a block's figure is the sum of: each (person, version) in its leaves on its day."""
    return frozenset((p, v) for p, (unit, v) in company.history[block.day].items() if unit in block.leaves)


@settings(max_examples=120)
@given(sizes, days)
def test_no_series_of_publications_gives_a_person_or_a_few_away(sizes, days):
    company = Company(**sizes)
    seen = []
    for acts_of_day in [[], *days]:
        for one in acts_of_day:
            act(company, *one)
        found = company.next_day()
        for block in found.blocks:
            assert block.sums.get("sum", 0) == sum(v for _, v in functional(company, block))
        seen.append({functional(company, block) for block in found.blocks} - {frozenset()})
    everything = {variable for blocks in seen for block in blocks for variable in block}
    equations = [dict.fromkeys(block, 1) for blocks in seen for block in blocks]
    assert derivable(everything, equations) == set()
    for before, after in combinations(seen, 2):
        for old, new in ((o, n) for o in pairs(before) for n in pairs(after)):
            different = {person for person, _ in old ^ new}
            assert not different or len(different) >= 5


def pairs(blocks):
    yield from blocks
    yield from (a | b for a, b in combinations(blocks, 2))
