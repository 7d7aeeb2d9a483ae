"""`manage.py test [pytest options]`: the whole suite, with PostgreSQL, a real worker, a real browser and a real Redis."""

import os
import shutil
import subprocess
import sys

from django.core.management import BaseCommand

DEBIAN_PACKAGES = {  # and what each of them gives us: any one will do
    "chromium-headless-shell": ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"),
    "redis-server": ("redis-server",),
}
SPREADS = ("-n", "--numprocesses", "-x", "--pdb", "--co", "--collect-only")


class Command(BaseCommand):
    help = "Run the tests. Options and paths are pytest's; --long adds the long ones."
    requires_system_checks = []

    def run_from_argv(self, argv: list[str]) -> None:
        """Everything after `test` is pytest's business."""
        get_missing_programs()
        given = argv[2:]
        spread = [] if any(word.startswith(SPREADS) for word in given) else ["-n", "2", "--dist", "loadscope"]
        os.environ.pop("DJANGO_SETTINGS_MODULE", None)  # pytest's own configuration names the settings of the tests
        sys.stdout.flush()
        os.execv(sys.executable, [sys.executable, "-m", "pytest", *spread, *given])


def get_missing_programs() -> None:
    """Install what the tests drive where we may; otherwise say how, and the tests that need it are reported as not run."""
    missing = missing_packages()
    if not missing:
        return
    command = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Installing Debian's {' and '.join(missing)} …", flush=True)
        env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for step in (["apt-get", "update", "-q"], command):
            subprocess.run(step, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        missing = missing_packages()
    if missing:
        print(f"Not here: {' and '.join(missing)}. On Debian and Ubuntu, as root: {' '.join(command)}", file=sys.stderr)


def missing_packages() -> list[str]:
    return [package for package, programs in DEBIAN_PACKAGES.items() if not any(map(shutil.which, programs))]
