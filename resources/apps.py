from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResourcesConfig(AppConfig):
    name = "resources"
    label = "resources"

    def ready(self) -> None:
        from accounts import fresh_resources, skill_learning
        from ecosystem.core import markdown, navigation
        from resources import (  # noqa: F401
            care_announcements,
            nudges,
            recruiting_announcements,
            rules,
            search,
            to_learn,
            together_announcements,
            writing_announcements,
        )
        from resources.at_level import fresh_at_level

        fresh_resources.provide(fresh_at_level)
        skill_learning.provide("resource", to_learn.SOURCE)
        markdown.files_from("/library/files/")
        navigation.register(
            "own", _("Library"), "resources:resource_list", "book-open", "resources.list_resources", 40, phone=5
        )
        navigation.register("me", _("From elsewhere"), "resources:keep", "bookmark", "resources.share_resource", 75)
        navigation.register(
            "organisation", _("Gardener’s bench"), "resources:garden", "shovel", "resources.tend_library", 45
        )
