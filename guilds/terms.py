"""How long somebody tends a guild: pure dates."""

import datetime as dt

TERM_MONTHS = 9
NOTICE = dt.timedelta(days=30)


def term_end(since: dt.date, months: int = TERM_MONTHS) -> dt.date:
    """The last day of the month in which the term ends; nine months unless said otherwise."""
    year, month = divmod(since.month - 1 + months + 1, 12)
    return dt.date(since.year + year, month + 1, 1) - dt.timedelta(days=1)
