"""The clock of a need: working days, hops, and what the reporters' words decide."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.core.periods import working_days_between
from feedback.chain import conclusion, did_not_help, due_day, latest_since, next_step

FRIDAY = dt.date(2026, 11, 20)
days = st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31))


@pytest.mark.parametrize(
    ("hop", "day", "due"),
    [
        ("manager", dt.date(2026, 11, 24), ""),  # two working days
        ("manager", dt.date(2026, 11, 25), "remind"),
        ("manager", dt.date(2026, 11, 26), "remind"),
        ("manager", dt.date(2026, 11, 27), "pass_on"),
        ("learning", dt.date(2026, 11, 30), ""),
        ("learning", dt.date(2026, 12, 1), "remind_learning"),
    ],
)
def test_the_chain_counts_working_days(hop, day, due):
    assert next_step(hop, FRIDAY, day) == due


def test_holidays_do_not_count():
    assert next_step("manager", FRIDAY, dt.date(2026, 11, 25), [dt.date(2026, 11, 24)]) == ""
    assert due_day("manager", FRIDAY, [dt.date(2026, 11, 24)]) == dt.date(2026, 11, 30)


@pytest.mark.parametrize(("hop", "due"), [("manager", dt.date(2026, 11, 27)), ("learning", dt.date(2026, 12, 1))])
def test_the_due_day_is_the_day_of_the_next_step(hop, due):
    assert due_day(hop, FRIDAY) == due


@given(day=days, number=st.integers(1, 10))
def test_who_waits_since_the_latest_day_is_due_and_a_day_later_is_not(day, number):
    since = latest_since(day, number)
    assert working_days_between(since, day) == number
    assert working_days_between(since + dt.timedelta(days=1), day) < number


@given(yes=st.integers(0, 9), no=st.integers(0, 9), left=st.integers(0, 9))
def test_the_words_decide_as_soon_as_the_rest_cannot_change_it(yes, no, left):
    ends = {did_not_help(yes + more, no + left - more) for more in range(left + 1)}
    decided = conclusion(yes, no, left)
    if decided:
        assert ends == {decided == "reopen"}
    else:
        assert len(ends) == 2 or yes + no == 0
    assert conclusion(yes, no, left, over=True) == ("reopen" if did_not_help(yes, no) else "close")
