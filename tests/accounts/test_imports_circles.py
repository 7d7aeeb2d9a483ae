from hypothesis import given
from hypothesis import strategies as st

from accounts.imports.circles import circles, without_ends

EDGES = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=40)


def reaches(edges, start, end):
    seen, waiting = set(), [start]
    for node in waiting:
        for low, high in edges:
            if low == node and high == end:
                return True
            if low == node and high not in seen:
                seen.add(high)
                waiting.append(high)
    return False


def test_a_tree_has_no_circle():
    assert circles([(2, 1), (3, 1), (4, 2)]) == []


def test_a_circle_is_found_in_its_order_and_nothing_beside_it():
    assert circles([(1, 2), (2, 3), (3, 1), (4, 1), (1, 9), (7, 8)]) == [[1, 2, 3]]


@given(EDGES)
def test_every_node_on_a_circle_is_in_one_and_every_circle_is_one(edges):
    edges = [edge for edge in edges if edge[0] != edge[1]]
    found = circles(edges)
    for way in found:
        assert all(pair in edges for pair in zip(way, [*way[1:], way[0]], strict=True))
    on_one = {node for edge in edges for node in edge if reaches(edges, node, node)}
    assert bool(on_one) == bool(found)
    assert {node for way in found for node in way} <= on_one
    assert all(edge in edges for edge in without_ends(edges))
