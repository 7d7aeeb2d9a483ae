from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GuildsConfig(AppConfig):
    name = "guilds"
    label = "guilds"

    def ready(self) -> None:
        from accounts import belonging, skill_learning
        from ecosystem.core import navigation
        from guilds import (  # noqa: F401
            announcements,
            budget_announcements,
            budget_rules,
            calendar_mail,
            calendar_rules,
            health_rules,
            host_mail,
            meeting_announcements,
            meeting_nudges,
            meeting_rules,
            nudges,
            rules,
            search,
            session_announcements,
            session_kind,
            session_nudges,
            session_rules,
            slot_mail,
            to_learn,
        )
        from guilds.lists import guilds_of_person

        skill_learning.provide("hours", to_learn.SOURCE)
        belonging.provide("guild_list", guilds_of_person)
        navigation.register("own", _("Guilds"), "guilds:guild_list", "messages-square", "guilds.list_guilds", 41)
        navigation.register(
            "me", _("Office hours"), "guilds:office_hours_list", "clock", "guilds.list_office_hours", 17
        )
        navigation.register(
            "me",
            _("Mentoring"),
            "guilds:mentoring_list",
            "graduation-cap",
            "guilds.find_mentor",
            18,
            also=_("find a mentor"),
        )
        navigation.register("me", _("Sessions"), "guilds:session_list", "calendar-days", "guilds.list_sessions", 14)
