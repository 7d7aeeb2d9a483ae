"""`manage.py prepare`: everything that must stand before the web server starts. Run it as the role that owns the tables."""

import gc
from pathlib import Path

from django.conf import settings
from django.core.management import BaseCommand, call_command

from ecosystem.demo_mark import claim_for_demo


class Command(BaseCommand):
    help = "Create or update the tables, the cache table and the static files. Harmless when nothing is to be done."
    requires_system_checks = []

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--only", choices=["database", "static"], help="one of the two; static files need no database"
        )

    def handle(self, *, only: str | None, **options) -> None:
        if only != "static":
            self._prepare_database(options["verbosity"])
        if only != "database":
            self._collect_static(options["verbosity"])

    def _prepare_database(self, verbosity: int) -> None:
        if settings.DEMO:
            claim_for_demo()
        # The cache table first: the rights of the application's role are granted after the migrations, on all tables.
        call_command("createcachetable", verbosity=0)
        gc.disable()  # for each step Django draws all models anew; to look for garbage meanwhile costs a quarter more
        try:
            call_command("migrate", interactive=False, verbosity=verbosity)
        finally:
            gc.enable()

    def _collect_static(self, verbosity: int) -> None:
        call_command("collectstatic", interactive=False, clear=Path(settings.STATIC_ROOT).exists(), verbosity=verbosity)
