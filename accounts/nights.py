"""What happens each night, and after changes that concern everybody: closures, stored rows and cells, in this order."""

import datetime as dt

from accounts.closure import rewrite_reporting, rewrite_units
from accounts.publication import forget_old_publications, publish
from accounts.refresh import touch
from accounts.rollup import forget_old_cells, rebuild
from ecosystem.core.clock import today


def rewrite_closure() -> int:
    """Units and reporting lines as of today. Returns the rows written or taken away."""
    return rewrite_units() + rewrite_reporting()


def rebuild_sums() -> int:
    """Everything that is stored about today: for the first start, an import, a changed tree of units."""
    return rewrite_closure() + touch() + rebuild()


def roll_up(day: dt.date) -> int:
    """One night's work. A night that was missed is made up for from the dated rows, and leaves today alone."""
    rows = rebuild_sums() if day >= today() else rebuild(day)
    return rows + forget_old_cells()


def publish_gaps(day: dt.date | None = None) -> int:
    """The day's publication, once; then what no page can show any more goes. Returns the rows written or taken away."""
    return publish(day) + forget_old_publications()


def day_of(period: str) -> dt.date:
    """The day that a night's job is about; a run by hand is about today."""
    try:
        return dt.date.fromisoformat(period)
    except ValueError:
        return today()
