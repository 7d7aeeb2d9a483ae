from django.apps import AppConfig
from django.conf import settings
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class KernelConfig(AppConfig):
    """The kernel. At start it reads every app's `rules.py` (permissions), `search.py` (kinds of things to find) and
    `personal_data.py` (what its tables hold of people)."""

    name = "ecosystem.core"
    label = "core"

    def ready(self):
        from ecosystem.core import kernel_data, navigation  # noqa: F401
        from ecosystem.core.roles import grant_after_migrate

        autodiscover_modules("rules", "search", "personal_data")
        post_migrate.connect(grant_after_migrate, sender=self)
        navigation.register("organisation", _("Operations"), "core:operations", "activity", "core.view_operations", 90)
        navigation.register(
            "me", _("How figures are counted"), "core:definitions", "ruler", "core.view_definitions", 80
        )
        navigation.register("me", _("Style"), "core:style", "swatch-book", "core.view_style", 90)
        if settings.DEMO:
            navigation.register("me", _("Mailbox of the demo"), "core:mailbox", "mail", "core.view_mailbox", 85)
