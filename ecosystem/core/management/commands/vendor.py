"""Third-party browser files: fetched by npm, pinned by version and hash, kept in static/vendor with their licences."""

import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

FOLDER = Path("static/vendor")
MANIFEST = "manifest.json"


class Command(BaseCommand):
    help = "Fetches the files named in static/vendor/manifest.json again; --check only compares their hashes."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="fetch nothing; fail when a file differs from its hash"
        )

    def handle(self, *args: object, check: bool, **options: object) -> None:
        folder = settings.BASE_DIR / FOLDER
        packages = json.loads((folder / MANIFEST).read_text())
        if not check:
            for package in packages:
                fetch(package, folder)
            (folder / MANIFEST).write_text(json.dumps(packages, indent=2) + "\n")
        wrong = [entry["name"] for package in packages for entry in package["files"] if not intact(entry, folder)]
        if wrong:
            raise CommandError(f"Not as pinned in {FOLDER / MANIFEST}: {', '.join(wrong)}")
        self.stdout.write(f"{sum(len(package['files']) for package in packages)} files are as pinned.")


def intact(entry: dict, folder: Path) -> bool:
    path = folder / entry["name"]
    return path.exists() and sha256(path) == entry["sha256"]


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def fetch(package: dict, folder: Path) -> None:
    """Copy or, for fonts, subset each file of one package; a new version brings new hashes into the manifest."""
    with tempfile.TemporaryDirectory() as scratch:
        unpacked = unpack(f"{package['package']}@{package['version']}", Path(scratch))
        for entry in package["files"]:
            source, target = unpacked / entry["source"], folder / entry["name"]
            if "unicodes" in entry:
                subset(source, target, entry, package)
            else:
                shutil.copyfile(source, target)
            entry["sha256"] = sha256(target)


def unpack(spec: str, scratch: Path) -> Path:
    run(["npm", "pack", "--silent", spec], scratch)
    with tarfile.open(next(scratch.glob("*.tgz"))) as archive:
        archive.extractall(scratch, filter="data")
    return scratch / "package"


def subset(source: Path, target: Path, entry: dict, package: dict) -> None:
    """Keep the weights, characters and features that the design uses, so that a first visit loads one small file."""
    tools = ["uv", "tool", "run", "--from", package["tools"]]
    narrowed = source.with_suffix(".ttf")
    run(
        [*tools, "fonttools", "varLib.instancer", "-q", "-o", str(narrowed), str(source), package["axes"]],
        source.parent,
    )
    run(
        [
            *(*tools, "pyftsubset", str(narrowed), f"--unicodes={entry['unicodes']}", "--flavor=woff2", "--no-hinting"),
            *(f"--layout-features={package['features']}", f"--output-file={target}"),
        ],
        source.parent,
    )


def run(command: list[str], folder: Path) -> None:
    beside = Path(sys.executable).with_name(command[0])
    tool = str(beside) if beside.exists() else shutil.which(command[0])
    if not tool:
        raise CommandError(f"`{command[0]}` is needed to fetch these files, and is not installed.")
    done = subprocess.run([tool, *command[1:]], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CommandError(done.stderr.strip() or f"{command[0]} failed")
