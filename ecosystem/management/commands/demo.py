"""`manage.py demo`: the product with an invented company in it, on this machine only."""

import shutil

from django.core.management import BaseCommand

from ecosystem.embedded import OtherVersion
from ecosystem.installation import Installation, loopback


class Command(BaseCommand):
    help = (
        "Run Understory with the demo company at http://localhost:8000. Ctrl-C stops it; starting again keeps the data."
    )
    requires_system_checks = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--fresh", action="store_true", help="start over: forget the data of earlier runs")

    def handle(self, *, port: int, fresh: bool, **options) -> None:
        extra = {"DEMO": "true", "LOG_FORMAT": "lines", "LOG_LEVEL": "WARNING"}
        demo = Installation("demo", port=port, binds=loopback(port), extra=extra)
        with demo.supervised():
            if fresh:
                _forget(demo)
            _start_database(demo)
            demo.prepare()
            demo.start_web()
            _load_company(demo)
            demo.wait_for_web()
            demo.supervisor.say(f"\nUnderstory is at http://localhost:{port} — Ctrl-C stops it.\n")
            demo.start_background_work()
            demo.start_once("activity", "load_demo", "--activity")
            demo.supervisor.run()


def _start_database(demo: Installation) -> None:
    """Data of another PostgreSQL version are moved aside: the demo makes them again."""
    try:
        demo.start_database()
    except OtherVersion:
        aside = demo.folder.with_name("demo-of-an-earlier-version")
        shutil.rmtree(aside, ignore_errors=True)
        demo.folder.rename(aside)
        demo.supervisor.say(f"The demo's data are of another PostgreSQL version; they now lie in {aside}.")
        demo.start_database()


def _load_company(demo: Installation) -> None:
    loaded = demo.folder / "company.done"
    if not loaded.exists():
        with demo.step("Importing the demo company from its files"):
            demo.manage("load_demo")
        loaded.touch()


def _forget(demo: Installation) -> None:
    for thing in demo.folder.iterdir():
        shutil.rmtree(thing) if thing.is_dir() else thing.unlink()
