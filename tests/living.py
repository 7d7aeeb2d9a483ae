"""The demo's company with what its people did, made once in a process for the files that live in it: see `tests.kept`."""

from django.db import connection

from accounts.sql import run
from ecosystem.demo import activity
from ecosystem.demo.load import load_company
from tests.kept import Kept


def _lived_in() -> None:
    load_company()
    activity.run()


_kept = Kept(_lived_in)


def living_company() -> None:
    """With the statistics of its rows, without which some statements take minutes; of nothing else, for whoever counts the
    rows of what all databases share waits for others who do."""
    _kept()
    run("ANALYZE " + ", ".join(connection.introspection.django_table_names(only_existing=True, include_views=False)))
