from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "ecosystem.core"
    label = "core"
