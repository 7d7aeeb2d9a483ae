"""When somebody can be reached: their own working days, holidays and leave. Which hours of the day is not asked here."""

import datetime as dt
from functools import cached_property, lru_cache
from typing import Any

from ecosystem.core.clock import now
from ecosystem.core.policy import policy
from ecosystem.notifications.quiet import Rhythm, is_at_work, next_at_work

WHOLE_DAY = {"opens": dt.time.min, "closes": dt.time.max}
YEARS_AHEAD = 2


class Reachable:
    """For a person with `zone`, `working_days`, `site` and `leaves`."""

    zone: Any
    working_days: list[int]
    site: Any
    site_id: int | None
    leaves: Any

    @cached_property
    def rhythm(self) -> Rhythm:
        """Working days of one's own; public holidays of the site's country, else of the organisation's; leave."""
        rules = policy()
        country = (self.site.country if self.site_id and self.site else "") or rules.holiday_country
        year = now().astimezone(self.zone).year
        return Rhythm(
            self.zone,
            working_days=frozenset(self.working_days),
            holidays=public_holidays(country, year) | frozenset(rules.extra_holidays),
            leave=[(leave.valid_from, leave.valid_to) for leave in self.leaves.all()],
            **WHOLE_DAY,
        )

    def is_reachable(self, moment: dt.datetime) -> bool:
        """At work on the local day of this moment."""
        return is_at_work(moment.astimezone(self.zone).date(), self.rhythm)

    def next_reachable(self, moment: dt.datetime) -> dt.datetime | None:
        """The moment itself, or local midnight of the next day at work; None when none is in sight."""
        return next_at_work(moment, self.rhythm)


@lru_cache(maxsize=256)
def public_holidays(country: str, year: int) -> frozenset[dt.date]:
    """From the year before to two years ahead; none for an empty or unknown country."""
    import holidays  # 0.4 s that only those who send reminders have to wait

    if country not in holidays.list_supported_countries():
        return frozenset()
    return frozenset(holidays.country_holidays(country, years=range(year - 1, year + YEARS_AHEAD + 1)))
