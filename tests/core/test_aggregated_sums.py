"""Sums over parts in which the same people may be: no difference of what is shown is about a few."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.core.aggregated_sums import suppress_sums
from ecosystem.core.aggregates import K, Mark

SHOWN, FEW, EMPTY = Mark.SHOWN, Mark.FEW, Mark.EMPTY
SHOWN, FEW, EMPTY = Mark.SHOWN, Mark.FEW, Mark.EMPTY
SHOWN, FEW, EMPTY = Mark.SHOWN, Mark.FEW, Mark.EMPTY


# --- sums over parts in which the same people may be
PARTS = st.sampled_from("abcdef")


def crowd(**sizes):
    return {part: frozenset(f"{part}{n}" for n in range(size)) for part, size in sizes.items()}


@pytest.mark.parametrize(
    ("sizes", "figures", "marks"),
    [
        ({"a": 12, "b": 2}, {"all": "ab", "a": "a"}, {"all": SHOWN, "a": FEW}),
        ({"a": 12, "b": 6}, {"all": "ab", "a": "a", "b": "b"}, {"all": SHOWN, "a": SHOWN, "b": SHOWN}),
        ({"a": 12, "b": 9, "c": 3}, {"all": "abc", "a": "a", "b": "b", "c": "c"}, {"a": SHOWN, "b": FEW, "c": FEW}),
        ({"a": 12}, {"all": "ab", "a": "a", "b": "b"}, {"all": SHOWN, "a": SHOWN, "b": EMPTY}),
    ],
)
def test_sums_and_their_parts(sizes, figures, marks):
    found = suppress_sums({key: frozenset(parts) for key, parts in figures.items()}, crowd(**sizes))
    assert {key: found[key] for key in marks} == marks


def test_the_same_people_in_several_parts_are_counted_once():
    same = frozenset(range(3))
    found = suppress_sums({"all": frozenset("ab"), "a": frozenset("a")}, {"a": same, "b": same})
    assert set(found.values()) == {FEW}


def test_a_figure_published_elsewhere_hides_the_sum_instead():
    figures = {"all": frozenset("ab"), "a": frozenset("a")}
    assert suppress_sums(figures, crowd(a=12, b=2), fixed={"a"}) == {"all": FEW, "a": SHOWN}


@given(
    st.dictionaries(st.integers(0, 7), st.frozensets(PARTS, min_size=1), min_size=1),
    st.dictionaries(PARTS, st.frozensets(st.integers(0, 20), max_size=14)),
)
def test_no_shown_sum_minus_a_shown_part_is_about_few(figures, people):
    marks = suppress_sums(figures, people)
    shown = [figures[key] for key in figures if marks[key] is SHOWN]
    for whole in shown:
        for part in [frozenset(), *(each for each in shown if each < whole)]:
            left = frozenset().union(*(people.get(leaf, frozenset()) for leaf in whole - part))
            assert not 0 < len(left) <= K
