"""Whether search finds what is meant, on the set that the benchmark prints too."""

import pytest

from ecosystem.benchmark.relevance import TYPO, answers, queries, recall

pytestmark = pytest.mark.django_db


def test_the_set_is_large_enough_and_of_many_kinds():
    kinds = {asked.how for asked in queries()}
    assert len(queries()) >= 60
    assert kinds == {"title", "typing", "synonym", "typo", "text", "question", "natural", "language", "people", "trust"}
    assert len({asked.query.lower() for asked in queries()}) == len(queries())


def test_what_is_meant_stands_among_the_first_five(emil):
    given = answers(emil)
    missed = {answer.asked.query: answer.found[:5] for answer in given if answer.recall < 1}
    typos = [answer for answer in given if answer.asked.how == TYPO]
    assert recall(given) >= 0.9, missed
    assert recall(typos) >= 0.95, missed
