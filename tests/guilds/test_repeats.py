"""Presets as rules, rules as words, and rules that follow to another day."""

import datetime as dt

import pytest

from ecosystem.core.errors import Refused
from guilds.repeats import moved_rule, rule_for, words_of

FIRST_TUESDAY, FIFTH_THURSDAY = dt.date(2026, 12, 1), dt.date(2026, 12, 31)


@pytest.mark.parametrize(
    ("repeat", "day", "rule", "words"),
    [
        ("weekly", FIRST_TUESDAY, "FREQ=WEEKLY;BYDAY=TU", "every Tuesday"),
        ("fortnightly", FIRST_TUESDAY, "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "every two weeks on Tuesday"),
        ("monthly", FIRST_TUESDAY, "FREQ=MONTHLY;BYDAY=1TU", "the first Tuesday of each month"),
        ("monthly", FIFTH_THURSDAY, "FREQ=MONTHLY;BYDAY=-1TH", "the last Thursday of each month"),
    ],
)
def test_presets_begin_with_the_day_of_the_first(repeat, day, rule, words):
    assert (rule_for(repeat, day), words_of(rule)) == (rule, words)


def test_a_rule_of_ones_own_is_read_and_kept():
    assert rule_for("own", FIRST_TUESDAY, "RRULE:FREQ=WEEKLY;BYDAY=TU,TH") == "FREQ=WEEKLY;BYDAY=TU,TH"
    assert words_of("FREQ=WEEKLY;BYDAY=TU,TH") == "FREQ=WEEKLY;BYDAY=TU,TH"
    with pytest.raises(Refused):
        rule_for("own", FIRST_TUESDAY, "every full moon")
    with pytest.raises(Refused, match="Example: FREQ=WEEKLY"):
        rule_for("own", FIRST_TUESDAY, "every other Tuesday")


def test_a_rule_of_one_weekday_follows_to_another_day():
    assert moved_rule("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", dt.date(2026, 12, 3)) == "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH"
    assert moved_rule("FREQ=MONTHLY;BYDAY=1TU", dt.date(2026, 12, 9)) == "FREQ=MONTHLY;BYDAY=2WE"
    for other in ("FREQ=WEEKLY;BYDAY=TU,TH", "FREQ=DAILY", "FREQ=WEEKLY;COUNT=5;BYDAY=TU"):
        with pytest.raises(Refused):
            moved_rule(other, dt.date(2026, 12, 3))
