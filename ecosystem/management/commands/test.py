"""`manage.py test [pytest options]`: the whole suite, with PostgreSQL, a real worker, a real browser and a real Redis."""

import importlib.util
import os
import shutil
import subprocess
import sys

from django.core.management import BaseCommand

DEBIAN_PACKAGES = {  # and what each of them gives us: any one will do
    "chromium-headless-shell": ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"),
    "redis-server": ("redis-server",),
}
HELP = """\
usage: manage.py test [--long] [options and paths of pytest]

Runs the whole suite, or the tests of the paths given, with PostgreSQL, a worker, Redis and a browser that are real.

  --long      also the tests that take minutes: the trials of `manage.py chaos`, which kill what they run on and alone
              need ten to twenty minutes; imports of 100,000 rows; a thousand people who want the same seats; every form
              posted twice; texts that attack, on every page; our own code with its rules taken out, to see tests fail
  -n N        in so many processes at once; two unless given
  -k WORDS    only tests whose names have these words
"""
SPREADS = ("-n", "--numprocesses", "-x", "--pdb", "--co", "--collect-only")


class Command(BaseCommand):
    help = "Run the tests. Options and paths are pytest's; --long adds the long ones."
    requires_system_checks = []

    def run_from_argv(self, argv: list[str]) -> None:
        """Everything after `test` is pytest's business."""
        given = argv[2:]
        if {"-h", "--help"} & set(given):
            tell_options()
            return
        get_missing_programs()
        spread = [] if any(word.startswith(SPREADS) for word in given) else ["-n", "2", "--dist", "loadscope"]
        os.environ.pop("DJANGO_SETTINGS_MODULE", None)  # pytest's own configuration names the settings of the tests
        sys.stdout.flush()
        os.execv(sys.executable, [sys.executable, "-m", "pytest", *spread, *given])


def tell_options() -> None:
    """Ours first; pytest's where the tools of developers are there already."""
    print(HELP, flush=True)
    if importlib.util.find_spec("pytest"):
        print("All options of pytest:\n", flush=True)
        os.environ.pop("DJANGO_SETTINGS_MODULE", None)
        subprocess.run([sys.executable, "-m", "pytest", "--help"], check=False)
    else:
        print("The other options are pytest's, which the first run of the tests brings along.")


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
