"""Migrations: none is missing, and none would stop people who work while it runs."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

APPS = ("core", "notifications", "accounts", "resources", "guilds", "goals", "feedback", "reports")
OURS = ("--include-apps", *APPS, "--quiet", "ok", "ignore")
pytestmark = pytest.mark.django_db


def test_models_and_migrations_agree():
    said = StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=said)
    except SystemExit:
        pytest.fail(f"a migration is missing: {said.getvalue()}")


def test_each_migration_can_run_beside_the_previous_release(capsys):
    try:
        call_command("lintmigrations", *OURS, no_cache=True, ignore_initial_migrations=True)
    except (SystemExit, CommandError):
        pytest.fail(f"django-migration-linter says: {capsys.readouterr().out}", pytrace=False)
