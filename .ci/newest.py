"""Whether Django and allauth are locked at the newest release that pyproject.toml allows, which for Django is the newest patch of its series.

A sentence for each that is not, and an error then; nothing where all is well, so that cron writes only when there is something to do.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WATCHED = ("django", "django-allauth")


def behind(locked: str, newest: str) -> list[str]:
    """A sentence for each watched package whose version in the lock is another than in the newest one."""
    return [
        f"WARNING: {name} {version(locked, name)} is locked, {version(newest, name)} is out."
        for name in WATCHED
        if version(locked, name) != version(newest, name)
    ]


def version(lock: str, name: str) -> str:
    found = re.search(rf"^{name}==([^ ;\\\n]+)", lock, re.MULTILINE)
    return found[1] if found else "no release"


def newest_lock() -> str:
    """As the lock would be if both were upgraded now. Asks the package index."""
    uv, upgrades = Path(sys.executable).with_name("uv"), [f"--upgrade-package={name}" for name in WATCHED]
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "requirements.lock"
        fresh.write_text((ROOT / "requirements.lock").read_text())
        options = ["--quiet", "--universal", "--no-header", "--no-annotate", "--python-version=3.11", "--all-extras"]
        command = [uv, "pip", "compile", *options, *upgrades, "pyproject.toml", f"--output-file={fresh}"]
        subprocess.run(command, cwd=ROOT, check=True)
        return fresh.read_text()


def main() -> int:
    try:
        newest = newest_lock()
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"WARNING: whether Django and allauth are at their newest is not known ({error}).")
        return 1
    found = behind((ROOT / "requirements.lock").read_text(), newest)
    print(*found, sep="\n", end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
