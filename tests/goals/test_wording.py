"""The sentence of a goal and the words beside its bar."""

import datetime as dt
from decimal import Decimal

import pytest

from accounts.models import Skill
from goals.models import LearningGoal
from goals.pace import Forecast
from goals.standing import forecast_of, standing_of
from goals.wording import figures_of, forecast_words, levels_words, plain, sentence_of, value_words

START, DUE = dt.date(2026, 11, 1), dt.date(2027, 1, 31)
DAY = dt.date(2026, 12, 8)


def goal(**fields) -> LearningGoal:
    defaults = {
        "baseline": Decimal(0),
        "target": Decimal(6),
        "current": Decimal(1),
        "unit_of_measure": "forms",
        "start_date": START,
        "due_date": DUE,
    }
    return LearningGoal(**{**defaults, **fields})


def said(one: LearningGoal, day: dt.date = DAY) -> str:
    standing = standing_of(one, day)
    sentence = sentence_of(one, standing, forecast_of(one, standing))
    need = f" *{sentence.need}*" if sentence.need else ""
    return f"{sentence.before}{need} {sentence.after}".strip().replace("* .", "*.")


def test_the_sentence_of_the_picture():
    assert said(goal()) == "1 of 6 forms; at this pace it is *2 or 3* by 31 January."


@pytest.mark.parametrize(
    ("fields", "day", "sentence"),
    [
        ({"current": Decimal(3)}, DAY, "3 of 6 forms; at this pace it is 6 by 31 January."),
        ({"current": Decimal(6)}, DAY, "6 of 6 forms; you are there. Close it with what you learned."),
        ({"current": Decimal(4)}, DUE + dt.timedelta(days=1), "4 of 6 forms; it was *due on 31 January*."),
        ({"current": Decimal(0)}, DAY, "0 of 6 forms; *2.4 were expected by today*."),
        ({"current": Decimal(0)}, START, "0 of 6 forms; the target is 6 by 31 January."),
        ({"current": None}, DAY, "No check-in yet; the target is 6 by 31 January."),
        ({"measure": "yes_no", "current": Decimal(0), "unit_of_measure": ""}, DAY, "Not yet; the day is 31 January."),
    ],
)
def test_sentences_on_the_days_of_a_goal(fields, day, sentence):
    assert said(goal(**fields), day) == sentence


def test_sentence_of_an_ended_goal():
    moment = dt.datetime(2026, 12, 3, 12, tzinfo=dt.UTC)
    assert said(goal(closed_at=moment, outcome="partly")) == "Closed on 3 December: partly reached."
    assert said(goal(cancelled_at=moment)) == "Cancelled on 3 December."


@pytest.mark.parametrize(
    ("value", "low", "high", "words"),
    [
        (".41", None, None, "2 or 3"),
        (".5", None, None, "3"),
        ("1.4", None, None, "6"),
        (".5", ".4", ".6", "2 to 4"),
        (".45", "0", "1", "2 or 3"),
        (".3", "0", ".3", "0 to 2"),
    ],
)
def test_forecast_words_name_whole_steps_up_to_the_target(value, low, high, words):
    edges = [None if edge is None else Decimal(edge) for edge in (low, high)]
    assert forecast_words(goal(), Forecast(Decimal(value), *edges)) == words


def test_forecast_words_of_percentages_and_downwards():
    assert forecast_words(goal(measure="percentage", target=Decimal(100)), Forecast(Decimal(".55"))) == "55\u00a0%"
    assert forecast_words(goal(baseline=Decimal("8.4"), target=Decimal(7)), Forecast(Decimal(".5"))) == "7.7"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, ("1 of 6", "forms", "expected 2.4")),
        (
            {"measure": "percentage", "target": Decimal(100), "current": Decimal(50)},
            ("50\u00a0%", "forms", "expected 41\u00a0%"),
        ),
        (
            {"baseline": Decimal("8.4"), "target": Decimal(7), "current": Decimal("7.6")},
            ("7.6, from 8.4 to 7", "forms", "expected 7.8"),
        ),
        ({"measure": "yes_no", "current": Decimal(1)}, ("Done", "", "")),
        ({"current": None}, ("No check-in yet", "", "expected 2.4")),
    ],
)
def test_figures_beside_the_bar(fields, words):
    one = goal(**fields)
    figures = figures_of(one, standing_of(one, DAY))
    assert (figures.value, figures.unit, figures.expectation) == words


def test_value_words():
    assert value_words(goal(), Decimal(2)) == "2 of 6"
    assert value_words(goal(baseline=Decimal(8), target=Decimal(7)), Decimal("7.5")) == "7.5 forms"
    assert value_words(goal(measure="yes_no"), Decimal(1)) == "done"
    assert value_words(goal(), None) == ""


def test_levels_words():
    one = goal(skill=Skill(name="Accessibility"), from_level=Decimal(0), to_level=2)
    names = ["None", "Aware", "Working"]
    assert levels_words(one, names=names) == "Accessibility, 0 None to 2 Working"
    assert levels_words(one) == "Accessibility 0 to 2"
    assert levels_words(one, with_start=False) == "Accessibility to 2"
    assert (
        levels_words(goal(skill=one.skill, from_level=Decimal("0.4"), to_level=2), names=names)
        == "Accessibility, 0.4 to 2 Working"
    )
    assert levels_words(goal()) == ""


@pytest.mark.parametrize(
    ("value", "words"), [(None, ""), (Decimal("2.00"), "2"), (Decimal("2.50"), "2.5"), (Decimal("1000"), "1000")]
)
def test_plain_numbers_for_fields(value, words):
    assert plain(value) == words
