"""`manage.py load_demo`: the demo company, by the product's own import, or the activity that follows it."""

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from ecosystem.demo.activity import run
from ecosystem.demo.load import load_company


class Command(BaseCommand):
    help = "Load the demo company (or, with --activity, what its people did), into a database that `demo` made."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--activity", action="store_true", help="what people did, with progress lines")

    def handle(self, *, activity: bool, **options) -> None:
        if not settings.DEMO:
            raise CommandError("Only the demo may hold the demo company.")
        if activity:
            run()
            self.stdout.write("All activity is in.")
        else:
            load_company()
