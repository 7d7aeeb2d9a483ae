"""Words of goals in templates."""

import datetime as dt
from decimal import Decimal

from django import template

from accounts.models import TeachingOffer
from goals.models import LearningGoal
from goals.standing import day_of
from goals.wording import value_words

register = template.Library()


@register.filter
def said(goal: LearningGoal, value: Decimal | None) -> str:
    """`{{ goal|said:check_in.value }}`: 2 of 6, 50 %, done."""
    return value_words(goal, value)


@register.filter
def iso_day(text: str | None) -> dt.date | None:
    """A day that came as text with a row."""
    return day_of(text)


@register.filter
def way_word(way: str) -> str:
    """How somebody teaches, in words."""
    return str(dict(TeachingOffer.Way.choices).get(way, way))
