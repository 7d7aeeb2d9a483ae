"""What guilds do by themselves, in the organisation's time."""

from django.utils.translation import gettext_lazy as _

from ecosystem.core.schedules import Schedule, every, nightly

SCHEDULES = [
    Schedule(
        "guilds_of_leavers",
        "guilds.look_after_leavers",
        nightly("00:20"),
        _(
            "Each night whoever has left no longer tends, sponsors or belongs to a guild; where nobody tends it, members are asked."
        ),
    ),
    Schedule(
        "end_terms",
        "guilds.end_terms",
        nightly("00:30"),
        _("Each night the terms of stewards whose last day has passed end, and their place is open."),
    ),
    Schedule(
        "count_guilds",
        "guilds.count_guilds",
        nightly("00:45"),
        _("Each night it is counted, from the acts of 90 days, who is core, active or listening in each guild."),
    ),
    Schedule(
        "count_guild_health",
        "guilds.count_health",
        nightly("00:50"),
        _("Each night the health of each guild is counted: rhythm, speakers, who learns from whom, skills, resources."),
    ),
    Schedule(
        "read_calendar_replies",
        "guilds.read_calendar_replies",
        every(minutes=5),
        _("Every five minutes answers of calendars are read from the folder in which they arrive, if one is named."),
    ),
    Schedule(
        "make_sessions",
        "guilds.make_sessions",
        nightly("00:35"),
        _(
            "Each night every series has its sessions of the next 90 days, and those of a week come into its host’s calendar."
        ),
    ),
    Schedule(
        "sessions_of_leavers",
        "guilds.sessions_of_leavers",
        nightly("00:40"),
        _("Each night whoever has left holds no seat any more, and what they would have hosted is offered to others."),
    ),
    Schedule(
        "close_sessions",
        "guilds.close_sessions",
        every(minutes=15),
        _("Every quarter of an hour what is over counts as held, and who had a seat is asked one question."),
    ),
    Schedule(
        "make_slots",
        "guilds.make_slots",
        nightly("01:00"),
        _("Each night the quarters of office hours are made four weeks ahead, at the wall clock of where they are."),
    ),
    Schedule(
        "free_slots",
        "guilds.free_slots",
        every(minutes=15),
        _("The evening before, quarters of office hours that nobody booked are given back; those held are noted."),
    ),
    Schedule(
        "end_mentoring",
        "guilds.end_mentoring",
        nightly("01:10"),
        _(
            "Each night mentoring whose day has passed ends, and both are asked whether it helped; wishes unanswered for two weeks go."
        ),
    ),
    Schedule(
        "draw_coffee",
        "guilds.draw_coffee",
        nightly("06:30"),
        _("On working days members who want to meet by chance are drawn in pairs, as often as their guild meets."),
    ),
]
