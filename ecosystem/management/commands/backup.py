"""`manage.py backup FILE`: the whole company in one file, also while `serve` runs."""

from pathlib import Path

from django.core.management import BaseCommand

from ecosystem import backups
from ecosystem.embedded import OWNER
from ecosystem.installation import Installation


class Command(BaseCommand):
    help = "Write the database and the uploaded files of `serve` into one file. May run while `serve` runs."
    requires_system_checks = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *, file: Path, **options) -> None:
        serve = Installation("serve")
        with serve.database():
            backups.write(file.resolve(), serve.url(OWNER), serve.folder / backups.FILES)
        self.stdout.write(f"Kept in {file}.")
