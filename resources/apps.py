from django.apps import AppConfig


class ResourcesConfig(AppConfig):
    name = "resources"
    label = "resources"

    def ready(self) -> None:
        from resources import rules, search  # noqa: F401
