"""A copy of what is held about somebody, as a ZIP: one JSON file per kind, their files, and a page that shows all of it."""

import json
import re
import zipfile
from collections.abc import Iterator
from typing import IO, Any, NamedTuple

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils.translation import gettext

from ecosystem.core.clock import now
from ecosystem.core.personal_data import DELETE, Bond, bonds, leads_to_person

AT_ONCE = 500
INDEX = "index.html"


class Part(NamedTuple):
    """One kind in the copy: what it is, its file, its rows."""

    words: str
    file: str
    rows: list[dict[str, Any]]


def handed() -> list[Bond]:
    """The kinds that a person's copy holds: their record and what stands beside it first, then as the apps declare them."""
    own = settings.AUTH_USER_MODEL.lower().partition(".")[0]
    known = [each for each in reversed(bonds()) if each.handed is not None]
    return sorted(known, key=lambda each: not each.model.startswith(f"{own}."))


def write_copy(person: Any, to: IO[bytes]) -> int:
    """Write the ZIP; returns the number of rows in it."""
    parts: list[Part] = []
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, each in enumerate(handed(), 1):
            rows = []
            for row in _rows_of(each, person.pk):
                rows.append({name: _value(row, column) for name, column in _columns(each)})
                _add_files(archive, each, row, rows[-1])
            if rows:
                part = Part(str(each.words), f"{number:03}-{_slug(each)}.json", rows)
                archive.writestr(part.file, json.dumps(rows, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1))
                parts.append(part)
        archive.writestr(INDEX, render_to_string("core/own_data.html", {"parts": parts, "person": person, "at": now()}))
    return sum(len(part.rows) for part in parts)


def _rows_of(each: Bond, person_id: int) -> Iterator[Any]:
    rows = each.rows(person_id).filter(each.handed or Q()).order_by("pk")
    related = [column.name for _name, column in _columns(each) if column.is_relation]
    return (rows.select_related(*related) if related else rows).iterator(chunk_size=AT_ONCE)


def _slug(each: Bond) -> str:
    return re.sub(r"[^a-z]+", "-", f"{each.model} {each.path}")


def _columns(each: Bond) -> list[tuple[str, Any]]:
    """No keys of ours, no texts of others, nobody whom the person does not see there, nothing private of somebody else."""
    own = {*each.texts, *each.blank, *each.kept}
    return [(column.name, column) for column in each.table._meta.concrete_fields if _belongs(column, each, own)]


def _belongs(column: Any, each: Bond, own: set[str]) -> bool:
    if (column.primary_key and not column.is_relation) or column.name in {*each.codes, "version"}:
        return False
    if column.is_relation:
        if leads_to_person(column):
            return column.name in each.named
        return each.path.startswith(f"{column.name}__") or not _is_private(column.related_model)
    return column.name in own or bool(column.choices) or not _is_words(column)


def _is_words(column: Any) -> bool:
    kinds = models.CharField | models.TextField | models.JSONField | models.FileField | models.BinaryField
    return isinstance(column, kinds)


def _is_private(model: Any) -> bool:
    """All rows of such a table belong to one person and go with them."""
    return any(each.model == model._meta.label_lower and each.fate == DELETE and not each.where for each in bonds())


def _value(row: Any, column: Any) -> Any:
    if column.is_relation:
        related = getattr(row, column.name)
        return None if related is None else str(related)
    if column.choices:
        return str(getattr(row, f"get_{column.name}_display")())
    value = getattr(row, column.name)
    return str(value) if isinstance(column, models.FileField) else value


def _add_files(archive: zipfile.ZipFile, each: Bond, row: Any, told: dict[str, Any]) -> None:
    """Uploaded files lie in a folder of their own; the row says which one is its."""
    if each.model == settings.AUTH_USER_MODEL.lower():
        return
    for name, column in _columns(each):
        file = getattr(row, name) if isinstance(column, models.FileField) else None
        if not file:
            continue
        told[name] = f"files/{row.pk}-{getattr(row, 'name', '') or file.name.rpartition('/')[2]}"
        try:
            with file.open("rb") as kept, archive.open(told[name], "w") as copy:
                for chunk in kept.chunks():
                    copy.write(chunk)
        except FileNotFoundError:
            told[name] = gettext("The file is no longer there.")
