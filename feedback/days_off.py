"""The days on which nobody is expected to answer: public holidays and the organisation's own."""

import datetime as dt

from accounts.models.reach import public_holidays
from ecosystem.core.policy import policy


def days_off(day: dt.date) -> frozenset[dt.date]:
    """Those around this day."""
    rules = policy()
    return public_holidays(rules.holiday_country, day.year) | frozenset(rules.extra_holidays)
