"""The registry of what tables hold of people: it names what was forgotten, and refuses what makes no sense."""

from collections.abc import Iterator

import pytest
from django.apps.registry import Apps
from django.core.exceptions import ImproperlyConfigured
from django.db import models

from ecosystem.core import personal_data
from ecosystem.core.personal_data import DELETE, KEEP, UNLINK, bond, bonds, undeclared


@pytest.fixture
def registry(monkeypatch) -> Iterator[None]:
    for name in ("_bonds", "_traces", "_nobody"):
        monkeypatch.setattr(personal_data, name, dict(getattr(personal_data, name)))


def test_nothing_of_people_was_forgotten():
    assert list(undeclared()) == []


def forgotten_diary():
    class Diary(models.Model):  # noqa: DJ008
        writer = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="+")
        readers = models.ManyToManyField("accounts.Person", related_name="+")
        words = models.TextField()
        mood = models.CharField(max_length=4, choices=[("good", "Good")])

        class Meta:
            app_label = "accounts"
            apps = Apps()

    return Diary


def test_a_forgotten_table_field_and_text_are_named(registry):
    diary = forgotten_diary()
    found = list(undeclared([diary]))
    assert "accounts.Diary: say what it holds of people, or that it holds nothing" in found
    assert "accounts.Diary.writer leads to a person" in found
    assert "accounts.Diary.readers leads to a person" in found
    bond("accounts.Diary", "writer", "Your diary")
    assert list(undeclared([diary])) == ["accounts.Diary.readers leads to a person", "accounts.Diary.words is a text"]


def test_what_makes_no_sense_is_an_error_at_start(registry):
    with pytest.raises(ImproperlyConfigured):
        bond("accounts.Leave", "person", "again")
    with pytest.raises(ImproperlyConfigured):
        bond("accounts.Diary", "writer", "it stays, nobody knows why", KEEP)
    with pytest.raises(ImproperlyConfigured):
        bond("accounts.Diary", "writer", "it stays, what of its words?", UNLINK, texts=("words",))


def test_every_declaration_names_columns_that_exist():
    for each in bonds():
        names = {column.name for column in each.table._meta.get_fields()}
        assert {*each.texts, *each.blank, *each.kept, *each.codes, *each.named} <= names, each.key
        each.rows(0).exists  # noqa: B018 – an unknown path raises


def test_what_becomes_empty_may_be_empty():
    assert [
        each.key for each in bonds() if each.fate == UNLINK and not each.table._meta.get_field(each.path).null
    ] == []


def test_rows_that_others_need_are_not_deleted_with_somebody():
    """Deleting a row takes with it what hangs on it; nothing of another person may hang there but what is said here."""
    hanging = {
        f"{related.related_model._meta.label}.{related.field.name}"
        for each in bonds()
        if each.fate == DELETE
        for related in each.table._meta.related_objects
        if related.on_delete is models.PROTECT and related.related_model._meta.app_label != "pghistory"
    }
    assert hanging <= {"goals.PathStep.resource"}  # of what was never published nothing leads there
