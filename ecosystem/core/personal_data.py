"""What each table holds of people, said once by the app that keeps it: whose it is, what it is to them, what erasing does.

An app's `personal_data.py` declares every field that leads to a person (`bond`) and every table that holds nothing of
people (`nobody`). A test walks all models and names the field that was forgotten. The person's own copy of their data
and the erasing of somebody who has left read nothing but these declarations.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise
DELETE, UNLINK, KEEP = "delete", "unlink", "keep"
FATES: dict[str, Text] = {
    DELETE: _("deleted"),
    UNLINK: _("the place becomes empty"),
    KEEP: _("stays, without the name"),
}
OF_OTHERS = _("It belongs to somebody else or to everybody; a former colleague takes the place of the name.")
WORK = _("It was written for everybody and is the company’s work; a former colleague takes the place of the name.")
COUNTED = _("It is counted in figures that others have read; without it they would change.")
ANSWERABLE = _("Who did what must stay accountable; a former colleague takes the place of the name.")


@dataclass(frozen=True)
class Bond:
    """How the rows of one table lead to a person (`path`, a lookup) and what becomes of them.

    `texts`: what is theirs and goes with the row. Where the row stays, `blank` is emptied and `kept` stays for the
    reason `why`. `named`: other people whom the person sees there too. `where` narrows the rows, `handed` those
    of which the person gets a copy: what they may read on a screen today, and nothing else; None: nothing.
    """

    model: str
    path: str
    words: Text
    fate: str = DELETE
    texts: tuple[str, ...] = ()
    blank: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    why: Text = ""
    where: Mapping[str, Any] = field(default_factory=dict)
    handed: Q | None = field(default_factory=Q)

    @property
    def key(self) -> str:
        narrowed = ",".join(f"{name}={value}" for name, value in self.where.items())
        return f"{self.model}.{self.path}" + (f"[{narrowed}]" if narrowed else "")

    @property
    def table(self) -> Any:
        return apps.get_model(self.model)

    @property
    def becomes(self) -> Text:
        return FATES[self.fate]

    def rows(self, person_id: int) -> models.QuerySet:
        return self.table._base_manager.filter(**{self.path: person_id}, **self.where)


@dataclass(frozen=True)
class Trace:
    """What names a person, or holds their number, without a field that leads to them. `clean(person, limit)` returns the rows it cleared.

    A person is gone over again until nothing is cleared any more.
    """

    key: str
    words: Text
    clean: Callable[[Any, int], int]
    why: Text = ""


_bonds: dict[str, Bond] = {}
_traces: dict[str, Trace] = {}
_nobody: dict[str, Text] = {}
_afterwards: list[Callable[[int], None]] = []


def bond(model: str, path: str, words: Text, fate: str = DELETE, **more: Any) -> Bond:
    """Declare one way from a table to people. Twice, or a row that stays without a reason, is an error at start."""
    declared = Bond(model.lower(), path, words, fate, **more)
    if declared.key in _bonds:
        raise ImproperlyConfigured(f"{declared.key} is declared twice.")
    if fate not in FATES or (fate == KEEP and not declared.why) or (declared.kept and not declared.why):
        raise ImproperlyConfigured(f"{declared.key} stays: say why.")
    if declared.texts and fate != DELETE:
        raise ImproperlyConfigured(f"{declared.key}: the row stays, so say which texts are emptied and which are kept.")
    _bonds[declared.key] = declared
    return declared


def refers(model: str, paths: Mapping[str, Text], why: Text = OF_OTHERS) -> None:
    """People who only stand in rows of others: the rows stay."""
    for path, words in paths.items():
        bond(model, path, words, KEEP, why=why, handed=None)


def empties(model: str, paths: Mapping[str, Text]) -> None:
    """Places that somebody held; they become empty."""
    for path, words in paths.items():
        bond(model, path, words, UNLINK, handed=None)


def trace(key: str, words: Text, clean: Callable[[Any, int], int], why: Text = "") -> None:
    if key in _traces:
        raise ImproperlyConfigured(f"The trace {key!r} is declared twice.")
    _traces[key] = Trace(key, words, clean, why)


def nobody(why: Text, *labels: str) -> None:
    """Tables whose texts are nobody's personal data."""
    for label in labels:
        _nobody[label.lower()] = why


def afterwards(act: Callable[[int], None]) -> None:
    """What an app counts anew once somebody is erased, by their number."""
    _afterwards.append(act)


def bonds() -> list[Bond]:
    """All of them: apps that build on others first, parts before the whole."""
    return list(reversed(_bonds.values()))


def traces() -> list[Trace]:
    return list(_traces.values())


def followers() -> list[Callable[[int], None]]:
    return list(_afterwards)


# --- what was forgotten ----------------------------------------------------------------------------------------------
def undeclared(found: Iterable[type[models.Model]] | None = None) -> Iterator[str]:
    """Each table, field to a person and free text that no declaration speaks of, by name."""
    for model in found if found is not None else tables():
        yield from _undeclared_in(model)


def _undeclared_in(model: type[models.Model]) -> Iterator[str]:
    label = model._meta.label
    mine = [each for each in _bonds.values() if each.model == model._meta.label_lower]
    if not mine and label.lower() not in _nobody:
        yield f"{label}: say what it holds of people, or that it holds nothing"
    paths = {each.path for each in mine}
    for column in (*model._meta.local_fields, *model._meta.local_many_to_many):
        if leads_to_person(column) and column.name not in paths:
            yield f"{label}.{column.name} leads to a person"
    if label.lower() not in _nobody:
        said = {name for each in mine for name in (*each.texts, *each.blank, *each.kept, *each.codes)}
        yield from (
            f"{label}.{column.name} is a text" for column in free_texts(model) if mine and column.name not in said
        )


def leads_to_person(column: Any) -> bool:
    return bool(column.related_model) and _label(column.related_model) == settings.AUTH_USER_MODEL.lower()


def tables() -> list[type[models.Model]]:
    """Models with a table of their own."""
    known = apps.get_models(include_auto_created=True)
    return [model for model in known if model._meta.managed and not model._meta.proxy]


def tables_of_people() -> dict[str, list[str]]:
    """Each table with a field that leads to a person, and its columns."""
    found: dict[str, list[str]] = {}
    for model in tables():
        columns = [str(column.column) for column in model._meta.local_fields if leads_to_person(column)]
        if columns:
            found[model._meta.db_table] = columns
    return found


def _label(model: Any) -> str:
    return model.lower() if isinstance(model, str) else model._meta.label_lower


def free_texts(model: type[models.Model]) -> Iterator[models.Field]:
    """Columns that can hold words: no choice out of a list."""
    for column in model._meta.local_fields:
        if is_text(column) or isinstance(column, models.FileField | models.BinaryField):
            yield column


def is_text(column: Any) -> bool:
    if isinstance(column, ArrayField):
        return is_text(column.base_field)
    return isinstance(column, models.CharField | models.TextField | models.JSONField) and not column.choices
