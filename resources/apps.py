from django.apps import AppConfig


class ResourcesConfig(AppConfig):
    name = "resources"
    label = "resources"

    def ready(self) -> None:
        from resources import care_announcements, nudges, rules, search  # noqa: F401
