"""`manage.py chaos`: kills the parts of a small installation of its own in the middle of their work, and says what held."""

import argparse
import os
import sys

from django.core.management import BaseCommand, CommandError

from ecosystem.chaos.machines import environment
from ecosystem.installation import MANAGE

MARK = "CHAOS_HERE"


class Command(BaseCommand):
    help = "Kill worker, scheduler, Redis and PostgreSQL of an installation of its own, and compare what is left."
    requires_system_checks = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        from ecosystem.chaos.trials import WHAT

        trials = "; ".join(f"{name}: {what}" for name, what in WHAT.items())
        for name, default, what in (
            ("--people", 240, "how large the company is"),
            ("--kills", 12, "how many in each trial that kills"),
            ("--seed", 1, "which points of the work"),
        ):
            parser.add_argument(name, type=int, default=default, metavar="N", help=f"{what}; {default} unless given")
        parser.add_argument(
            "--only", default="", metavar="night,nudges", help=f"only these trials; all unless given. {trials}"
        )

    def handle(self, *, people: int, kills: int, seed: int, only: str, **options) -> None:
        from ecosystem.chaos.trials import TRIALS

        wanted = [name for name in only.split(",") if name] or list(TRIALS)
        if unknown := [name for name in wanted if name not in TRIALS]:
            raise CommandError(f"Not tried here: {', '.join(unknown)}. There are {', '.join(TRIALS)}.")
        if os.environ.get(MARK):
            self._try(wanted, people, kills, seed)
            return
        words = [f"--people={people}", f"--kills={kills}", f"--seed={seed}", f"--only={','.join(wanted)}"]
        sys.stdout.flush()
        os.execve(sys.executable, [*MANAGE, "chaos", *words], {**os.environ, **environment(), MARK: "1"})

    def _try(self, wanted: list[str], people: int, kills: int, seed: int) -> None:
        from ecosystem.chaos.rows import gather, table
        from ecosystem.chaos.trials import run

        rows, whole = gather(run(wanted, people, kills, seed, lambda what: self.stderr.write(f"… {what}")))
        self.stdout.write(table(rows))
        if not whole:
            self.stdout.write("Ended early; what is not in the table was not tried to its end.")
            sys.exit(130)
        if any(row.held is False for row in rows):
            raise CommandError("Not everything held.")
