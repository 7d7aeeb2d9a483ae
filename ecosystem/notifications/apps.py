from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules


class NotificationsConfig(AppConfig):
    name = "ecosystem.notifications"
    label = "notifications"

    def ready(self) -> None:
        """Let every app register its rules, and give each rule the row in which L&D switches it."""
        from ecosystem.notifications.finding import ensure_rule_states

        autodiscover_modules("nudges")
        post_migrate.connect(ensure_rule_states, sender=self, dispatch_uid="notifications.rule_states")
