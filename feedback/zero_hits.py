"""Searches that found nothing: the words and how many people a day, never who."""

from urllib.parse import urlencode

from django.db import connection

from accounts.models import Person
from ecosystem.core.addresses import address
from ecosystem.core.clock import today
from ecosystem.core.rules import allows
from feedback.models import Need, ZeroHit

LONGEST = Need._meta.get_field("words").max_length


def where_to_ask(person: Person, words: str) -> str:
    """The form of a need, filled with what was typed."""
    if not allows(person, "feedback.report_need"):
        return ""
    return f"{address('feedback:need_new')}?{urlencode({'words': words[:LONGEST], 'source': Need.Source.SEARCH})}"


def count_miss(words: str) -> None:
    """One more of today. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {ZeroHit._meta.db_table} AS known (words, day, count) VALUES (%s, %s, 1) "
            "ON CONFLICT (words, day) DO UPDATE SET count = known.count + 1",
            [words, today()],
        )
