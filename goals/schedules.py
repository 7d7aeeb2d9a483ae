"""What goals do by themselves, in the organisation's time."""

from django.utils.translation import gettext_lazy as _

from ecosystem.core.schedules import Schedule, nightly

SCHEDULES = [
    Schedule(
        "open_cycles",
        "goals.open_cycles",
        nightly("00:01"),
        _("Each night the cycle of the day and the next one exist."),
    ),
    Schedule(
        "end_what_leavers_left",
        "goals.end_what_leavers_left",
        nightly("00:10"),
        _(
            "Each night what leavers left open ends: goals, suggestions, places, sponsorships; what they led passes up the "
            "line."
        ),
    ),
    Schedule(
        "end_sponsorships",
        "goals.end_sponsorships",
        nightly("00:12"),
        _("Each night sponsorships, and offers to sponsor, end with the guild or the objective that they were for."),
    ),
    Schedule(
        "rebuild_states",
        "goals.rebuild_states",
        nightly("00:40"),
        _(
            "Each night what home and the team dashboard show of each person, and the sums above, are counted anew; "
            "obstacles go to the line manager of the day."
        ),
    ),
    Schedule(
        "read_people_at_level",
        "goals.read_people_at_level",
        nightly("00:45"),
        _("Each night key results that count people at a skill level are read from the assessed levels."),
    ),
    Schedule(
        "publish_alignment",
        "goals.publish_alignment",
        nightly("00:50"),
        _("Once a day the figures of the alignment summary are published, where enough people are in them."),
    ),
]
