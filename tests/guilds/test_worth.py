"""What closing answers may say: whole lots only, words without names."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from ecosystem.core.aggregates import Bound
from guilds.worth import Said, worth_of

START = dt.datetime(2026, 12, 10, 13, tzinfo=dt.UTC)


def said(*values: int) -> list[Said]:
    return [Said(value, f"words {n}", START + dt.timedelta(minutes=n)) for n, value in enumerate(values)]


def test_five_answers_say_nothing_and_six_say_shares():
    assert worth_of(said(2, 2, 2, 2, 2), 2, 5, is_host=True).people == 0
    six = worth_of(said(2, 2, 2, 1, 1, 0), 2, 5, is_host=False)
    assert (six.people, six.yes.points, six.no.bound, six.words) == (6, 50, Bound.BELOW, ())
    assert len(worth_of(said(2, 2, 2, 1, 1, 0), 2, 5, is_host=True).words) == 6


def test_words_are_for_everybody_from_ten_on():
    twelve = worth_of(said(*[1] * 12), 2, 5, is_host=False)
    assert len(twelve.words) == 12
    assert worth_of(said(*[1] * 11), 2, 5, is_host=False).words == ()


@given(st.lists(st.integers(0, 2), max_size=40), st.integers(0, 9), st.booleans())
def test_no_answer_can_be_told_from_the_one_before(values, k, is_host):
    """Between two moments either nothing changes, or a lot of more than k answers came."""
    answers = said(*values)
    before = worth_of([], 2, k, is_host)
    for number in range(1, len(answers) + 1):
        now = worth_of(answers[:number], 2, k, is_host)
        assert now == before or now.people - before.people > max(5, k)
        before = now
