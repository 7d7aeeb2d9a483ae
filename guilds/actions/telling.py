"""When the same thing is said anew: the edition of what it is about makes a window of its own."""

import datetime as dt

from ecosystem.notifications.models import ONCE


def edition(number: int) -> dt.date:
    """What was said of one edition is said again of the next, also on the same day."""
    return ONCE + dt.timedelta(days=number)
