"""What accounts does by itself, in the organisation's time."""

from django.utils.translation import gettext_lazy as _

from ecosystem.core.schedules import Schedule, nightly

SCHEDULES = [
    Schedule(
        "leavers",
        "accounts.let_leavers_go",
        nightly("00:00"),
        _("At midnight nobody whose last working day has passed can sign in any more, and their goals close as left."),
    ),
    Schedule(
        "closure",
        "accounts.rewrite_closure",
        nightly("00:00"),
        _("At midnight reporting lines and units that begin or end that day take effect in reach and sums."),
    ),
    Schedule(
        "roll_up",
        "accounts.roll_up",
        nightly("00:05"),
        _("Each night what people need and can do is counted anew per skill, unit and day."),
    ),
    Schedule(
        "publish_gaps",
        "accounts.publish_gaps",
        nightly("00:30"),
        _("Once a day the figures of the gap report are published, where enough people are in them."),
    ),
    Schedule(
        "campaigns",
        "accounts.look_after_campaigns",
        nightly("00:45"),
        _("Each night the figures of running campaigns are published, and who is due hears of the skill round."),
    ),
    Schedule(
        "tidy_imports",
        "accounts.tidy_imports",
        nightly("03:20"),
        _("Each night uploaded files that are older than 30 days are removed."),
    ),
    Schedule(
        "tidy_copies",
        "accounts.tidy_copies",
        nightly("03:30"),
        _("Each night copies of people’s own data that are older than seven days are removed."),
    ),
]
