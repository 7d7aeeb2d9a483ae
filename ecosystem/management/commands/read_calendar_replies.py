"""`manage.py read_calendar_replies FILE|-`: answers of calendars, piped in by the mail server or read from a file."""

import sys
from pathlib import Path

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from ecosystem.core.errors import Refused
from guilds.actions.replies import read_folder, take_mail
from guilds.calendar_reading import LARGEST

BROKEN = 65  # EX_DATAERR: a mail server gives such a mail back to whoever sent it


class Command(BaseCommand):
    help = "Read the answer of a calendar from a mail, or all that arrived in the folder of CALENDAR_REPLIES."

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", nargs="?", metavar="FILE|-", help="one mail; - reads it from the standard input")

    def handle(self, *, file: str | None, **options) -> None:
        if file is None:
            self._read_folder()
            return
        try:
            outcome = take_mail(_content(file), name="piped" if file == "-" else Path(file).name)
        except Refused as refusal:
            raise CommandError(str(refusal.sentence), returncode=BROKEN) from refusal
        self.stdout.write(str(outcome.label))

    def _read_folder(self) -> None:
        path = Path(settings.CALENDAR_REPLIES)
        if not settings.CALENDAR_REPLIES or not path.exists():
            raise CommandError("Name a mail, or a folder of mails in CALENDAR_REPLIES.")
        taken, refused = read_folder(path)
        self.stdout.write(f"{taken} answers read, {refused} mails refused.")


def _content(file: str) -> bytes:
    """A little more than the largest that is read: enough to see that it is too large."""
    if file == "-":
        return sys.stdin.buffer.read(LARGEST + 1)
    try:
        with Path(file).open("rb") as mail:
            return mail.read(LARGEST + 1)
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
