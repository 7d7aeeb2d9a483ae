"""`manage.py benchmark`: how much Understory costs on this machine, against a bare page and bare scans of the same run."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from django.core.management import BaseCommand, CommandError, call_command

from ecosystem.benchmark import company, runs
from ecosystem.benchmark.place import WEB_URL, place, recipe
from ecosystem.benchmark.publishing import NoPlace, publish
from ecosystem.benchmark.rows import table, write
from ecosystem.installation import MANAGE

LEAST = 60


class Command(BaseCommand):
    help = (
        "Measure the ratios of docs/benchmarks.md with a made-up company of so many people, in a database of its own."
    )
    requires_system_checks = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--people", type=int, metavar="N", help="measure with a company of so many people")
        what.add_argument(
            "--publish", type=Path, nargs="+", metavar="FILE", help="write such files of rows into docs/benchmarks.md"
        )
        parser.add_argument(
            "--only", default="", metavar="G1,G7", help="only these rows; `relevance` needs no --people"
        )
        parser.add_argument("--json", type=Path, metavar="FILE", help="keep the rows there too")

    def handle(self, *, people: int | None, only: str, json: Path | None, **options) -> None:
        if options["publish"]:
            self._publish(options["publish"])
        elif people is None and only.strip().upper() != runs.RELEVANCE:
            raise CommandError("Say --people N, or --publish and the files.")
        else:
            self._measure(LEAST if people is None else people, only, json)

    def _publish(self, files: list[Path]) -> None:
        try:
            publish(files)
        except (NoPlace, OSError, ValueError, KeyError) as error:
            raise CommandError(str(error)) from error

    def _measure(self, people: int, only: str, json: Path | None) -> None:
        wanted = [name.strip().upper() for name in only.split(",") if name.strip()] or list(runs.MEASURES)
        if unknown := [name for name in wanted if name not in runs.MEASURES]:
            raise CommandError(f"Not measured here: {', '.join(unknown)}. There are {', '.join(runs.MEASURES)}.")
        if people < LEAST:
            raise CommandError(f"A company has {LEAST} people or more.")
        if WEB_URL not in os.environ:
            self._start_over(people, wanted, json)
            return
        self._prepare(people)
        rows = runs.measure(wanted, self._say)
        self.stdout.write(table(rows))
        if json:
            write(json, people, rows)

    def _start_over(self, people: int, wanted: list[str], json: Path | None) -> None:
        """The same command once more, on the database of that size."""
        words = ["--people", str(people), "--only", ",".join(wanted), *(["--json", str(json)] if json else [])]
        with place(people) as environment:
            done = subprocess.run([*MANAGE, "benchmark", *words], env=environment)
        if done.returncode:
            sys.exit(done.returncode)

    def _prepare(self, people: int) -> None:
        """Tables and static files, then the company, where it is not there yet."""
        self._say("tables and static files")
        call_command("prepare", verbosity=0)
        if not company.count():
            company.build(people, self._say)
            company.fill_search(self._say)
            company.mark(recipe())
        elif not company.is_of_today():
            company.work(self._say)

    def _say(self, what: str) -> None:
        self.stderr.write(f"… {what}")
