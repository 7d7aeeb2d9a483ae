"""How fresh the library is and was: one row a day, counted from dated rows, and the line that is drawn from them."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ecosystem.core.templatetags.ui import number
from resources.freshness import DOUBTED_FROM, HALF_LIFE
from resources.models import LibraryDay

SHOWN = dt.timedelta(days=91)
COMPARED = dt.timedelta(days=28)
WEEK = 7

# how many half-lives ago each was vouched for last, as of the day; two who say “outdated” count as one half-life more
COUNT = """
INSERT INTO resources_libraryday (day, published, fresh, ageing, old)
SELECT %(day)s, count(*), count(*) FILTER (WHERE age <= 1), count(*) FILTER (WHERE age > 1 AND age <= 2),
    count(*) FILTER (WHERE age > 2)
FROM (
    SELECT CASE
        WHEN life.days IS NULL THEN 0
        WHEN resource.verified_on IS NULL THEN 3
        ELSE (%(day)s - coalesce(vouched.day, (resource.published_at AT TIME ZONE 'UTC')::date))::numeric / life.days
    END + (coalesce(doubt.people, 0) >= %(doubted)s)::int AS age
    FROM resources_resource resource
    LEFT JOIN (SELECT unnest(%(kinds)s::text[]) AS kind, unnest(%(days)s::int[]) AS days) life ON life.kind = resource.kind
    LEFT JOIN (
        SELECT resource_id, max("on") AS day FROM resources_verification WHERE "on" <= %(day)s GROUP BY resource_id
    ) vouched ON vouched.resource_id = resource.id
    LEFT JOIN (
        SELECT resource_id, count(*) AS people FROM resources_reaction
        WHERE kind = 'outdated' AND (at AT TIME ZONE 'UTC')::date <= %(day)s
            AND (answered_at IS NULL OR (answered_at AT TIME ZONE 'UTC')::date > %(day)s)
        GROUP BY resource_id
    ) doubt ON doubt.resource_id = resource.id
    WHERE resource.published_at IS NOT NULL AND (resource.published_at AT TIME ZONE 'UTC')::date <= %(day)s
        AND (resource.state = 'published' OR (resource.archived_at AT TIME ZONE 'UTC')::date > %(day)s)
) known
ON CONFLICT (day) DO UPDATE
SET published = excluded.published, fresh = excluded.fresh, ageing = excluded.ageing, old = excluded.old
"""


def count_library(day: dt.date) -> int:
    """Count that day, today or past, by `resources.freshness`. A second count of a day replaces the first. One statement."""
    values: dict[str, Any] = {
        "day": day,
        "kinds": list(HALF_LIFE),
        "days": list(HALF_LIFE.values()),
        "doubted": DOUBTED_FROM,
    }
    with connection.cursor() as cursor:
        cursor.execute(COUNT, values)
        return cursor.rowcount


@dataclass(frozen=True)
class FreshLine:
    """The share of fresh resources over a quarter: for the line all days, for the table one a week, the latest first."""

    days: list[LibraryDay]

    @property
    def latest(self) -> LibraryDay | None:
        return self.days[-1] if self.days else None

    @property
    def values(self) -> list[float]:
        return [share_of(day) for day in self.days]

    @property
    def weekly(self) -> list[LibraryDay]:
        return self.days[::-1][::WEEK]

    @property
    def change(self) -> int | None:
        """In points, against four weeks before the latest count, or the first count after that; None with one count."""
        if len(self.days) < 2 or self.latest is None:
            return None
        since = self.latest.day - COMPARED
        before = next(day for day in self.days if day.day >= since)
        return None if before == self.latest else round(share_of(self.latest) - share_of(before))

    @property
    def finding(self) -> str:
        """What the line says, in one sentence."""
        if self.latest is None or not self.latest.published:
            return _("How fresh the library is, is counted each night.")
        share = number(round(share_of(self.latest)))
        now = _("%(share)s %% of %(n)d resources are fresh") % {"share": share, "n": self.latest.published}
        if not self.change:
            return _("%(now)s.") % {"now": now}
        n = abs(self.change)
        if self.change > 0:
            words = ngettext(
                "%(now)s, %(n)d point more than four weeks ago.", "%(now)s, %(n)d points more than four weeks ago.", n
            )
        else:
            words = ngettext(
                "%(now)s, %(n)d point less than four weeks ago.", "%(now)s, %(n)d points less than four weeks ago.", n
            )
        return words % {"now": now, "n": n}


def share_of(day: LibraryDay) -> float:
    """In percent; nothing published is nothing fresh."""
    return 100 * day.fresh / day.published if day.published else 0.0


def fresh_line(day: dt.date) -> FreshLine:
    """The counts of the last 13 weeks. One statement."""
    return FreshLine(list(LibraryDay.objects.filter(day__gt=day - SHOWN, day__lte=day).order_by("day")))
