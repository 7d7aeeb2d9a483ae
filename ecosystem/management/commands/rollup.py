"""`manage.py rollup`: count what people need and can do, for today or a past day, and publish it."""

import datetime as dt

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.db import transaction

from accounts.nights import publish_gaps, rebuild_sums
from accounts.publication import forget_all_publications
from accounts.rollup import fold, rebuild
from ecosystem.core.clock import today
from ecosystem.core.jobs import run_job, start_run


class Command(BaseCommand):
    help = "Roll up the gaps per skill, unit and day: what changed since the last run, or everything."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--on", type=dt.date.fromisoformat, metavar="DATE", help="a past day, from its dated rows")
        parser.add_argument("--full", action="store_true", help="rebuild everything that is stored about today")
        parser.add_argument("--anew", action="store_true", help="forget what was published before (demo only)")

    def handle(self, *, on: dt.date | None, full: bool, anew: bool, **options) -> None:
        if anew and not settings.DEMO:
            raise CommandError("Only the demo may forget what was published.")
        if on and on > today():
            raise CommandError("That day has not come yet.")
        with run_job(start_run("roll_up")) as run, transaction.atomic():
            if anew:
                forget_all_publications()
            run.rows = self._roll_up(on, full)
            published = publish_gaps(on)
        self.stdout.write(f"{run.rows} rows rolled up, {published} published, for {on or today():%Y-%m-%d}.")

    def _roll_up(self, on: dt.date | None, full: bool) -> int:
        if on and on < today():
            return rebuild(on)
        return rebuild_sums() if full else fold()
