"""The wiring as an application: it carries the product's own commands and wakes Celery up in every process."""

from importlib import import_module

from django.apps import AppConfig


class EcosystemConfig(AppConfig):
    name = "ecosystem"

    def ready(self):
        import_module("ecosystem.celery")
