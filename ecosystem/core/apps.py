from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules


class KernelConfig(AppConfig):
    """The kernel. At start it reads every app's `rules.py` (permissions) and `search.py` (kinds of things to find)."""

    name = "ecosystem.core"
    label = "core"

    def ready(self):
        from ecosystem.core.roles import grant_after_migrate

        autodiscover_modules("rules", "search")
        post_migrate.connect(grant_after_migrate, sender=self)
