"""`manage.py prepare`: everything that must stand before the web server starts. Run it as the role that owns the tables."""

from pathlib import Path

from django.conf import settings
from django.core.management import BaseCommand, call_command

from ecosystem.demo_mark import claim_for_demo
from ecosystem.installation import static_fingerprint


class Command(BaseCommand):
    help = "Create or update the tables, the cache table and the static files. Harmless when nothing is to be done."
    requires_system_checks = []

    def handle(self, **options) -> None:
        if settings.DEMO:
            claim_for_demo()
        # The cache table first: the rights of the application's role are granted after the migrations, on all tables.
        call_command("createcachetable", verbosity=0)
        call_command("migrate", interactive=False, verbosity=options["verbosity"])
        self._collect_static(options["verbosity"])

    def _collect_static(self, verbosity: int) -> None:
        root = Path(settings.STATIC_ROOT)
        stamp, wanted = root / ".fingerprint", static_fingerprint()
        if stamp.exists() and stamp.read_text() == wanted:
            return
        call_command("collectstatic", interactive=False, clear=root.exists(), verbosity=verbosity)
        stamp.write_text(wanted)
