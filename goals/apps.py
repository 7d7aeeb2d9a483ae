from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GoalsConfig(AppConfig):
    name = "goals"
    label = "goals"

    def ready(self) -> None:
        from accounts import skill_learning, skill_notes
        from accounts.managers import bring_along
        from ecosystem.core import navigation
        from goals import (  # noqa: F401
            announcements,
            announcements_coaching,
            announcements_leads,
            announcements_paths,
            announcements_sponsors,
            message_nudges,
            nudges,
            receivers,
            to_learn,
        )
        from goals.actions.guild_heritage import HERITAGE
        from goals.guild_initiatives import has_taken_something_on
        from goals.guild_page_parts import GuildGoals, aims_of_guild, goals_of_guild, sponsors_of_guild
        from goals.imports import kinds  # noqa: F401
        from goals.needs import goals_in_need
        from goals.skill_panel import goals_by_skill
        from guilds import heritage, ladder, page_parts

        bring_along("goals_in_need", goals_in_need)
        skill_notes.provide(goals_by_skill)
        page_parts.provide("guild_aims", aims_of_guild, meta="goals/partials/guild_serves.html")
        page_parts.provide("guild_goals", goals_of_guild, read=GuildGoals, main="goals/pieces/guild_goals.html")
        page_parts.provide("guild_sponsors", sponsors_of_guild, aside="goals/pieces/guild_sponsor.html")
        heritage.provide(HERITAGE)
        ladder.initiatives_are(has_taken_something_on)
        skill_learning.provide("path", to_learn.SOURCE)
        navigation.register(
            "own",
            _("Goals"),
            "goals:goal_list",
            "target",
            "goals.list_goals",
            20,
            phone=2,
            count=lambda request: getattr(request.user, "goals_in_need", 0),
        )
        navigation.register("own", _("Paths"), "goals:path_list", "route", "goals.list_paths", 43)
        navigation.register(
            "own", _("Opportunities"), "goals:opportunity_list", "briefcase", "goals.list_opportunities", 50, phone=6
        )
        navigation.register("organisation", _("OKRs"), "goals:okr_tree", "network", "goals.view_okrs", 30)
        navigation.register("organisation", _("Messages"), "goals:message_list", "megaphone", "goals.write_message", 35)
