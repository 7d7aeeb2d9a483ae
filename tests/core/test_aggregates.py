from decimal import Decimal as D
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecosystem.core.aggregates import (
    Bound,
    Cell,
    Forest,
    K,
    Line,
    Mark,
    Share,
    differencing_safe,
    floor_k,
    says_concentration,
    share,
    splits,
    suppress,
    two_digits,
)
from ecosystem.core.differencing import derivable, margins_safe

SHOWN, FEW, EMPTY = Mark.SHOWN, Mark.FEW, Mark.EMPTY


def row(total, *parts):
    return [Cell("all", total), *(Cell(n, size, "all") for n, size in enumerate(parts))]


@pytest.mark.parametrize(
    ("total", "parts", "marks"),
    [
        (5, [], [FEW]),
        (6, [], [SHOWN]),
        (0, [0], [EMPTY, EMPTY]),
        (30, [20, 10], [SHOWN, SHOWN, SHOWN]),
        (33, [20, 10, 3], [SHOWN, SHOWN, FEW, FEW]),
        (36, [20, 10, 3, 3], [SHOWN, SHOWN, SHOWN, FEW, FEW]),
        (35, [20, 10, 2, 3], [SHOWN, SHOWN, FEW, FEW, FEW]),
        (34, [20, 10, 2, 2], [SHOWN, SHOWN, FEW, FEW, FEW]),
        (30, [20, 10, 0], [SHOWN, SHOWN, SHOWN, EMPTY]),
        (23, [20], [SHOWN, FEW]),
        (23, [20, 3], [SHOWN, FEW, FEW]),
        (8, [4, 4], [SHOWN, FEW, FEW]),
        (4, [4], [FEW, FEW]),
        (20, [20], [SHOWN, SHOWN]),
    ],
)
def test_small_cells_take_the_next_smallest_with_them(total, parts, marks):
    assert list(suppress(row(total, *parts)).values()) == marks


def test_a_remainder_below_a_hidden_unit_is_seen():
    cells = [
        Cell("all", 43),
        Cell("a", 20, "all"),
        Cell("b", 23, "all"),
        Cell("b1", 20, "b"),
        Cell("b2", 3, "b"),
    ]
    assert suppress(cells) == {"all": SHOWN, "a": SHOWN, "b": SHOWN, "b1": FEW, "b2": FEW}
    cells = [Cell("all", 26), Cell("b", 23, "all"), Cell("b1", 12, "b"), Cell("b2", 11, "b")]
    assert suppress(cells) == {"all": SHOWN, "b": FEW, "b1": SHOWN, "b2": FEW}


def test_k_is_a_floor_and_only_raised():
    assert (floor_k(1), floor_k(12)) == (5, 12)
    assert suppress([Cell("all", 6)], k=1) == {"all": SHOWN}
    assert suppress([Cell("all", 4)], k=1) == {"all": FEW}
    assert suppress([Cell("all", 10)], k=10) == {"all": FEW}


@pytest.mark.parametrize(
    "cells",
    [
        [Cell("a", 5), Cell("a", 6)],
        [Cell("a", 5, "nowhere")],
        [Cell("a", 5, "b"), Cell("b", 5, "a")],
        [Cell("a", 5), Cell("b", 6, "a")],
    ],
)
def test_what_is_no_tree_of_people_is_refused(cells):
    with pytest.raises(ValueError, match="trees"):
        suppress(cells)


def table(*counts):
    """Skills × two units and the company, with each unit's and the company's total over all skills."""
    cells, lines = [], []
    for skill, (north, south) in enumerate(counts):
        top = (skill, "company")
        cells += [Cell(top, north + south), Cell((skill, "north"), north, top), Cell((skill, "south"), south, top)]
    sizes = {"north": max(c[0] for c in counts), "south": max(c[1] for c in counts)}
    cells += [Cell(("sum", "company"), sum(sizes.values()))]
    cells += [Cell(("sum", unit), n, ("sum", "company")) for unit, n in sizes.items()]
    for unit in ("company", "north", "south"):
        lines.append(Line(("sum", unit), [(skill, unit) for skill in range(len(counts))]))
    return cells, lines


def test_a_column_total_does_not_give_the_hidden_cell_away():
    cells, lines = table((20, 3), (20, 20), (30, 30))
    marks = suppress(cells, lines=lines)
    hidden = {key for key, mark in marks.items() if mark is FEW}
    assert {(0, "south"), (0, "north"), (1, "south"), (1, "north")} <= hidden
    assert exposed(cells, marks, lines) == set()


def test_two_hidden_skills_of_the_same_three_people_hide_a_third():
    cells, lines = table((20, 3), (20, 3), (30, 30))
    assert suppress(cells, lines=lines)[(2, "south")] is FEW


def test_differencing_is_safe_where_both_sides_are_empty_or_large():
    assert [differencing_safe(n, 20) for n in (0, 5, 6, 14, 15, 20)] == [True, False, True, True, False, True]
    assert not differencing_safe(10, 30, k=10)


def test_a_filter_that_would_expose_three_people_is_refused():
    cells = [Cell("all", 60), Cell("design", 30, "all"), Cell("sales", 30, "all")]
    parts = {
        "all": {"toronto": 35, "lisbon": 25},
        "design": {"toronto": 15, "lisbon": 15},
        "sales": {"toronto": 20, "lisbon": 10},
    }
    assert splits(cells, parts, k_parts=5) == {"all", "design", "sales"}
    assert splits(cells, parts) == {"all"}
    parts["design"], parts["sales"] = {"toronto": 27, "lisbon": 3}, {"toronto": 8, "lisbon": 22}
    assert splits(cells, parts, k_parts=5) == {"all"}


def test_parts_that_do_not_add_up_are_refused():
    with pytest.raises(ValueError, match="add up"):
        splits([Cell("all", 30)], {"all": {"toronto": 29}})


@pytest.mark.parametrize(
    ("part", "n", "expected"),
    [
        (0, 100, (Bound.BELOW, 5)),
        (4, 100, (Bound.BELOW, 5)),
        (5, 100, (Bound.ABOUT, 5)),
        (90, 100, (Bound.ABOUT, 90)),
        (91, 100, (Bound.ABOVE, 90)),
        (100, 100, (Bound.ABOVE, 90)),
        (0, 6, (Bound.BELOW, 20)),
        (1, 6, (Bound.BELOW, 20)),
        (2, 6, (Bound.ABOUT, 35)),
        (5, 6, (Bound.ABOVE, 80)),
        (6, 6, (Bound.ABOVE, 80)),
        (1, 8, (Bound.BELOW, 15)),
        (3, 8, (Bound.ABOUT, 40)),
        (0, 1, (Bound.BELOW, 50)),
    ],
)
def test_shares_go_in_steps_of_five_with_bands_at_the_ends(part, n, expected):
    assert share(part, n) == Share(*expected)


def test_a_share_of_nobody_is_null():
    assert share(0, 0) is None


@given(st.integers(6, 400), st.data())
def test_nobody_and_everybody_are_never_told_apart_from_one_person(n, data):
    assert share(0, n) == share(1, n)
    assert share(n, n) == share(n - 1, n)
    part = data.draw(st.integers(0, n))
    shown = share(part, n)
    if shown.bound is Bound.ABOUT:
        assert abs(shown.points - 100 * part / n) <= 2.5
        assert shown.points % 5 == 0


@pytest.mark.parametrize(
    ("value", "rounded"),
    [("0", "0"), ("16", "16"), ("163", "160"), ("165", "170"), ("999.9", "1000"), ("0.0475", "0.048"), ("7", "7")],
)
def test_severity_to_two_digits(value, rounded):
    assert two_digits(D(value)) == D(rounded)
    assert "E" not in str(two_digits(D(value)))


@pytest.mark.parametrize(
    ("people", "needing", "is_company", "says"),
    [(240, 5, True, True), (240, 4, True, False), (8, 5, True, True), (10, 5, False, True), (9, 9, False, False)],
)
def test_concentration_is_said_of_the_company_and_units_of_ten(people, needing, is_company, says):
    assert says_concentration(people, needing, is_company) is says


def test_what_follows_from_equations():
    triangle = [{"ab": 1, "a": -1, "b": -1}, {"bc": 1, "b": -1, "c": -1}, {"ac": 1, "a": -1, "c": -1}]
    assert derivable({"a", "b", "c"}, triangle) == {"a", "b", "c"}
    assert derivable({"a", "b", "c"}, triangle[:2]) == set()
    assert derivable({"a"}, triangle[:1]) == {"a"}
    assert derivable(set(), triangle) == set()


@pytest.mark.parametrize(
    ("table_of_people", "safe"),
    [
        ([{"y": 6, "z": 1}, {"z": 6}], False),
        ([{"y": 6, "z": 7}, {"z": 6}], True),
        ([{"y": 3, "z": 3}, {"y": 3, "z": 3}], True),
        ([{"y": 6}, {"z": 6}], True),
        ([{"x": 1, "y": 6}, {"y": 6, "z": 6}], False),
        ([{"x": 9, "y": 1}, {"y": 9, "x": 1}], True),
        ([{"x": 3}], False),
        ([{"x": 1, "y": 6}, {"y": 1, "z": 6}, {"z": 1, "x": 6}], True),
        ([], True),
    ],
)
def test_margins_give_a_small_group_away_or_not(table_of_people, safe):
    assert margins_safe(table_of_people, 5) is safe


@given(st.lists(st.fixed_dictionaries(dict.fromkeys("xyz", st.integers(0, 8))), min_size=1, max_size=4))
def test_margins_are_safe_exactly_when_no_rows_minus_columns_are_a_few(people):
    groups = []
    for size in range(len(people) + 1):
        for rows in combinations(people, size):
            others = [row for row in people if not any(row is r for r in rows)]
            for within in (set(c) for n in range(4) for c in combinations("xyz", n)):
                if not any(other[part] for other in others for part in within):
                    groups.append(sum(n for row in rows for part, n in row.items() if part not in within))
    assert margins_safe(people, 5) is all(n == 0 or n > 5 for n in groups)


# Properties: trees of units, drawn from the leaves up, so that every parent has its children's people and some of its own.


@st.composite
def trees(draw, most=9):
    sizes = st.integers(0, 14)
    parents = [None] + [draw(st.integers(0, key - 1)) for key in range(1, draw(st.integers(1, most)))]
    n = [draw(sizes) if draw(st.booleans()) or key >= len(parents) // 2 else 0 for key in range(len(parents))]
    for key in range(len(parents) - 1, 0, -1):
        n[parents[key]] += n[key]
    return [Cell(key, n[key], parent) for key, parent in enumerate(parents)]


def below(cells, key):
    return {c.key for c in cells if c.parent == key} | {
        deeper for c in cells if c.parent == key for deeper in below(cells, c.key)
    }


def remainders(cells, marks):
    """For each shown cell and each set of shown cells within it that are apart: the people left over."""
    n = {c.key: c.n for c in cells}
    inside = {key: below(cells, key) for key in n}
    for key in (k for k in n if marks[k] is SHOWN):
        shown = [other for other in inside[key] if marks[other] is SHOWN]
        for size in range(len(shown) + 1):
            for chosen in combinations(shown, size):
                if all(a not in inside[b] and b not in inside[a] for a, b in combinations(chosen, 2)):
                    yield key, chosen, n[key] - sum(n[other] for other in chosen)


def exposed(cells, marks, lines=()):
    """Hidden cells that exact linear algebra works out of what is shown."""
    forest = Forest(cells)
    equations = [*forest.equations(), *({line.total: 1, **dict.fromkeys(line.parts, -1)} for line in lines)]
    hidden = {key for key, mark in marks.items() if mark is FEW}
    return derivable(hidden | {("own", key) for key, own in forest.own.items() if own}, equations) & hidden


@given(trees(), st.sampled_from([5, 6, 10]))
def test_no_difference_of_shown_cells_is_about_a_few(cells, k):
    marks = suppress(cells, k)
    for key, chosen, left in remainders(cells, marks):
        assert left == 0 or left > k, (key, chosen, left)


@given(trees(most=14))
def test_hidden_cells_do_not_follow_and_no_row_has_exactly_one(cells):
    marks = suppress(cells)
    forest = Forest(cells)
    assert exposed(cells, marks) == set()
    for parent, own in forest.own.items():
        hidden = sum(marks[child] is FEW for child in forest.children[parent]) + bool(own)
        if marks[parent] is SHOWN and any(marks[child] is FEW for child in forest.children[parent]):
            assert hidden >= 2


@given(trees(most=14))
def test_small_cells_are_hidden_empty_ones_are_empty_and_nothing_hides_twice(cells):
    marks = suppress(cells)
    for cell in cells:
        if cell.n <= K:
            assert marks[cell.key] is (FEW if cell.n else EMPTY)
    assert suppress(cells) == marks
    if cells[0].n > K:
        assert marks[cells[0].key] is SHOWN


@st.composite
def tables(draw):
    counts = draw(st.lists(st.tuples(st.integers(0, 14), st.integers(0, 14)), min_size=2, max_size=4))
    return table(*counts)


@settings(max_examples=150)
@given(tables())
def test_no_hidden_cell_of_a_table_follows_from_its_margins(drawn):
    cells, lines = drawn
    marks = suppress(cells, lines=lines)
    assert exposed(cells, marks, lines) == set()
    for _key, _chosen, left in remainders(cells, marks):
        assert left == 0 or left > K
    for line in lines:
        members = [line.total, *line.parts]
        assert sum(marks[key] is FEW for key in members) != 1


@st.composite
def crossings(draw):
    cells = draw(trees(most=6))
    forest = Forest(cells)
    parts = {cell.key: {"x": 0, "y": 0, "z": 0} for cell in cells}
    for key in forest.upwards:
        own = forest.own.get(key, forest.n(key))
        x = draw(st.integers(0, own))
        y = draw(st.integers(0, own - x))
        for part, size in zip("xyz", (x, y, own - x - y), strict=True):
            parts[key][part] += size
            for child in forest.children[key]:
                parts[key][part] += parts[child][part]
    return cells, parts


@settings(max_examples=150)
@given(crossings())
def test_no_difference_of_filtered_cells_is_about_a_few(drawn):
    cells, parts = drawn
    chosen = splits(cells, parts, k_parts=5)
    marks = suppress(cells)
    assert all(marks[key] is SHOWN for key in chosen)
    for part in "xyz":
        column = [Cell(cell.key, parts[cell.key][part], cell.parent) for cell in cells]
        shown = {key: SHOWN if key in chosen else FEW for key in parts}
        for key, others, left in remainders(column, shown):
            assert left == 0 or left > K, (part, key, others, left)
    groups = positive_groups(cells, parts, marks, chosen)
    assert all(size == 0 or size > K for size in groups)


def positive_groups(cells, parts, marks, chosen):
    """People behind every 0/1 combination (with factors −1, 0, 1) of shown totals and filtered cells, for few of them."""
    forest = Forest(cells)
    atoms = {}
    vectors = []
    for key in parts:
        under = {key} | below(cells, key)
        for part in "xyz":
            own = parts[key][part] - sum(parts[child][part] for child in forest.children[key])
            atoms[key, part] = own
        if marks[key] is SHOWN:
            vectors.append(frozenset((u, p) for u in under for p in "xyz"))
        if key in chosen:
            vectors += [frozenset((u, p) for u in under) for p in "xyz"]
    for plus in range(1, 3):
        for added in combinations(vectors, plus):
            for minus in range(3):
                for taken in combinations(vectors, minus):
                    count = {a: sum(a in v for v in added) - sum(a in v for v in taken) for a in atoms}
                    if all(value in (0, 1) or atoms[a] == 0 for a, value in count.items()):
                        yield sum(size for a, size in atoms.items() if count[a] == 1)
