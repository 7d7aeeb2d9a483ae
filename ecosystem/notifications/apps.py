from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "ecosystem.notifications"
    label = "notifications"

    def ready(self) -> None:
        """Let every app register its rules, and give each rule the row in which L&D switches it."""
        from ecosystem.core import figures, mail, navigation
        from ecosystem.notifications.delivery import STILL_RIGHT, is_still_right
        from ecosystem.notifications.finding import ensure_rule_states
        from ecosystem.notifications.inbox import count_waiting, unread_for
        from ecosystem.notifications.today import MEASURES, nudges_of_a_day

        autodiscover_modules("nudges")
        mail.register_check(STILL_RIGHT, is_still_right)
        mail.register_to_come(count_waiting)
        figures.register(MEASURES, nudges_of_a_day)
        navigation.provide("unread", lambda request: unread_for(request.user))
        navigation.register(
            "organisation", _("Reminders"), "notifications:rule_list", "bell-ring", "notifications.view_rules", 80
        )
        navigation.register(
            "me", _("What you hear"), "notifications:preferences_change", "bell", "notifications.change_preferences", 40
        )
        post_migrate.connect(ensure_rule_states, sender=self, dispatch_uid="notifications.rule_states")
