"""What the library does by itself, in the organisation's time."""

from django.utils.translation import gettext_lazy as _

from ecosystem.core.schedules import Schedule, nightly

SCHEDULES = [
    Schedule(
        "pass_on_resources",
        "resources.pass_on_what_leavers_own",
        nightly("00:15"),
        _(
            "Each night what leavers shared passes to a co-author, somebody who teaches the skill, or the lead of the unit."
        ),
    ),
    Schedule(
        "check_links",
        "resources.check_links",
        nightly("02:30"),
        _(
            "Each night addresses in the library are asked whether they still answer, on the hosts that an operator allowed."
        ),
    ),
    Schedule(
        "count_library",
        "resources.count_library",
        nightly("00:25"),
        _(
            "Each night it is counted how much of the library is fresh, for the line of the quarter, and how often each "
            "resource was opened so far."
        ),
    ),
]
