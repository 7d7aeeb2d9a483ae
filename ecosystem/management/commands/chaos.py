"""`manage.py chaos`: kills the parts of a small installation of its own in the middle of their work, and says what held."""

import argparse
import os
import subprocess
import sys

from django.core.management import BaseCommand, CommandError

from ecosystem.chaos.machines import environment
from ecosystem.installation import MANAGE

MARK = "CHAOS_HERE"


class Command(BaseCommand):
    help = "Kill worker, scheduler, Redis and PostgreSQL of an installation of its own, and compare what is left."
    requires_system_checks = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--people", type=int, default=240, metavar="N", help="how large the company is")
        parser.add_argument("--kills", type=int, default=12, metavar="N", help="how many in each trial that kills")
        parser.add_argument("--seed", type=int, default=1, metavar="N", help="which points of the work")
        parser.add_argument("--only", default="", metavar="night,nudges", help="only these trials")

    def handle(self, *, people: int, kills: int, seed: int, only: str, **options) -> None:
        from ecosystem.chaos.trials import TRIALS

        wanted = [name for name in only.split(",") if name] or list(TRIALS)
        if unknown := [name for name in wanted if name not in TRIALS]:
            raise CommandError(f"Not tried here: {', '.join(unknown)}. There are {', '.join(TRIALS)}.")
        if os.environ.get(MARK):
            self._try(wanted, people, kills, seed)
            return
        words = [f"--people={people}", f"--kills={kills}", f"--seed={seed}", f"--only={','.join(wanted)}"]
        done = subprocess.run([*MANAGE, "chaos", *words], env={**os.environ, **environment(), MARK: "1"})
        sys.exit(done.returncode)

    def _try(self, wanted: list[str], people: int, kills: int, seed: int) -> None:
        from ecosystem.chaos.rows import table
        from ecosystem.chaos.trials import run

        rows = run(wanted, people, kills, seed, lambda what: self.stderr.write(f"… {what}"))
        self.stdout.write(table(rows))
        if any(row.held is False for row in rows):
            raise CommandError("Not everything held.")
