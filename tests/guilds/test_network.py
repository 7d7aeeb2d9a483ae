"""The network figures against the worked vectors and graphs, and what holds for every graph."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guilds.health_page import hundredths
from guilds.network import Network, network_of

A, B, C, D = "ABCD"
ONE_UNIT = dict.fromkeys("ABCD", "Engineering")


def complete(people: str) -> set:
    return {(u, v) for u in people for v in people if u != v}


def test_twelve_across_and_twenty_eight_within_are_minus_two_fifths():
    network = Network(people=25, edges=40, external=12, internal=28)
    assert str(hundredths(network.e_i)) == "-0.40" and str(hundredths(network.cross_unit)) == "0.30"


@pytest.mark.parametrize(
    ("people", "edges", "density", "reciprocity"),
    [
        ("", set(), None, None),
        ("A", set(), None, None),
        ("AB", set(), "0.00", None),
        ("AB", {(A, B)}, "0.50", "0.00"),
        ("AB", {(A, B), (B, A)}, "1.00", "1.00"),
        ("ABC", {(A, B), (B, C), (C, A)}, "0.50", "0.00"),
        ("ABC", {(A, B), (B, A), (A, C)}, "0.50", "0.67"),
        ("ABCD", {(A, B), (A, C), (A, D)}, "0.25", "0.00"),
        ("ABCD", {(A, B), (B, A), (C, D), (D, C)}, "0.33", "1.00"),
        ("ABCD", complete("ABCD"), "1.00", "1.00"),
    ],
    ids=["nobody", "one", "two apart", "one way", "a pair", "a circle", "a pair and one", "a star", "two pairs", "all"],
)
def test_worked_graphs(people, edges, density, reciprocity):
    network = network_of(edges, dict.fromkeys(people, "Engineering"))
    said = [hundredths(value) for value in (network.density, network.reciprocity)]
    assert [None if value is None else str(value) for value in said] == [density, reciprocity]


def test_to_oneself_to_strangers_and_twice_do_not_count():
    network = network_of([(A, B), (A, B), (A, A), (A, "X"), ("X", B)], ONE_UNIT)
    assert network == Network(people=4, edges=1, mutual=0, external=0, internal=1)


def test_units_across_within_and_unknown():
    units = {A: "Engineering", B: "Engineering", C: "Sales", D: None}
    network = network_of({(A, B), (B, A), (A, C), (C, D), (D, A)}, units)
    assert (network.edges, network.external, network.internal) == (5, 1, 2)
    assert str(hundredths(network.e_i)) == "-0.33" and str(hundredths(network.cross_unit)) == "0.33"
    assert network_of({(C, D)}, units).e_i is None
    assert network_of({(A, C), (C, A)}, units).e_i == 1


GRAPHS = st.tuples(
    st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=40),
    st.dictionaries(st.integers(0, 7), st.sampled_from(["Engineering", "Sales", None]), max_size=8),
)


@given(GRAPHS)
def test_what_holds_for_every_graph(graph):
    edges, units = graph
    network = network_of(edges, units)
    for share in (network.density, network.reciprocity, network.cross_unit):
        assert share is None or 0 <= share <= 1
    assert network.mutual % 2 == 0 and network.mutual <= network.edges <= network.people * max(0, network.people - 1)
    assert network_of({(v, u) for u, v in edges}, units) == network, "turned around it is the same"
    renamed = network_of({(u + 100, v + 100) for u, v in edges}, {who + 100: unit for who, unit in units.items()})
    assert renamed == network, "who it is does not matter"
    if network.e_i is not None:
        assert network.e_i == pytest.approx(2 * network.cross_unit - 1)
    both = network_of(edges | {(v, u) for u, v in edges}, units)
    assert both.reciprocity in (None, 1)
