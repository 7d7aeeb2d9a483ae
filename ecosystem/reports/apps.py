from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "ecosystem.reports"
    label = "reports"
