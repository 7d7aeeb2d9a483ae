"""The sums of the radar: one stored row per root, and a mark for each root on which something was said or taken back since.

The database itself leaves the marks (triggers of the migration `sums_of_the_radar`), so that no act, merge or erasure can
forget it, and nobody waits for a row that many people share. The page works out anew what is marked and reads the rest:
nobody sees their own act ignored, and what is taken back is gone at once. Every few minutes, and at night for all, the
rows are brought up to date and the marks are taken away.
"""

from django.db import transaction

from accounts.sql import number, run
from ecosystem.core.policy import policy
from feedback.sql_radar_sums import RENEW, RENEW_ALL, TAKE

LOCK = "SELECT pg_advisory_xact_lock(hashtext('feedback.radar_sums'))"


@transaction.atomic
def fold_radar() -> int:
    """Bring what is marked up to date. Returns how many rows changed; what is said meanwhile leaves a mark of its own."""
    run(LOCK)
    roots = sorted({root for (root,) in run(TAKE)})
    return number(RENEW, {"roots": roots, "zone": policy().time_zone}) if roots else 0


@transaction.atomic
def rebuild_radar() -> int:
    """All rows from scratch; equal to folding all marks. Returns how many rows changed."""
    run(LOCK)
    run(TAKE)
    return number(RENEW_ALL, {"zone": policy().time_zone})
