"""The wiring as an application: it carries the product's own commands and wakes Celery up in every process."""

from importlib import import_module

from django.apps import AppConfig


class EcosystemConfig(AppConfig):
    name = "ecosystem"

    def ready(self) -> None:
        from accounts.managers import bring_along
        from ecosystem.core.navigation import provide
        from ecosystem.notes import last_look, notes_of

        import_module("ecosystem.celery")
        bring_along("last_look", last_look)
        provide("notes", notes_of)
