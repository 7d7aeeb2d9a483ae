"""How many of a group, told as a range: nothing about a few of them follows, whoever reads it."""

import pytest

from ecosystem.core.batches import told
from tests.feasible import stays_open


@pytest.mark.parametrize("k", [5, 7])
def test_of_any_few_others_more_than_one_number_stays_possible(k):
    """By trying all of it: every number of every group of up to thirty, every line, and readers within the group or not."""
    for of in range(31):
        for line in range(of + 1):
            for number in range(of + 1):
                found = told(number, of, k, line)
                assert found.low <= number <= found.high
                assert stays_open(range(found.low, found.high + 1), of, k), (of, line, found)


def test_a_range_begins_at_the_line_where_a_batch_fits_on_either_side():
    assert [told(n, 30, line=8).low for n in (0, 7, 8, 13, 14, 25, 30)] == [0, 0, 8, 8, 14, 20, 20]
    assert [told(n, 30, line=3).low for n in (5, 6, 11, 12, 30)] == [0, 6, 6, 12, 24]


def test_of_fewer_than_two_batches_nothing_is_told():
    assert not any(told(n, 11).says_something for n in range(12))
    assert all(told(n, 12).says_something for n in range(13))
