from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "ecosystem.reports"
    label = "reports"

    def ready(self) -> None:
        from ecosystem.core import navigation

        navigation.register("own", _("Home"), "reports:home", "house", "reports.view_home", 10, phone=1)
        navigation.register("team", _("Team"), "reports:team", "users", "reports.view_team", 10, phone=4)
        navigation.register("organisation", _("Gaps"), "reports:gaps", "grid-3x3", "reports.view_gaps", 10, phone=3)
        navigation.register(
            "organisation",
            _("Training needs"),
            "reports:needs_analysis",
            "clipboard-list",
            "reports.view_needs_analysis",
            15,
        )
        navigation.register(
            "organisation", _("Alignment"), "reports:alignment", "waypoints", "reports.view_alignment", 20
        )
