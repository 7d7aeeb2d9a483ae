"""Search: one table of entries over all apps, safe by each kind's own rule, quick while typing, forgiving of typos.

Triggers keep the words of the entries in narrow side tables. Titles are matched by prefixes; where
that finds nothing, a word that begins no known word is replaced by the three closest ones that exist,
if they are close. Where nothing has all the words, what has most of them is asked for.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import transaction
from django.db.models import BigIntegerField, F, Func, Value

from ecosystem.core.models import SearchEntry, SearchLexeme
from ecosystem.core.search_finding import Hit, find, find_in_part, find_text, words_of
from ecosystem.core.search_kinds import EVERYBODY, Kind, kinds, register, register_mine, register_near, whose

__all__ = [
    "EVERYBODY",
    "Hit",
    "Kind",
    "find",
    "find_in_part",
    "find_text",
    "index",
    "kinds",
    "refill",
    "register",
    "register_mine",
    "register_near",
    "remove",
    "replace_skill",
    "whose",
    "words_of",
]

BATCH = 2000
REPLACED = [
    "title", "subtitle", "body", "url", "language", "audience", "popularity", "also", "skills", "leads", "quality",
    "holds_until", "facts",
]  # fmt: skip


def index(
    kind: str,
    object_id: int,
    *,
    title: str,
    url: str,
    body: str = "",
    audience: str = "",
    subtitle: str = "",
    language: str = "en",
    popularity: int = 0,
    also: str = "",
    skills: Iterable[int] = (),
    quality: int = 0,
    holds_until: dt.date | None = None,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Add or replace the entry of one object, in the transaction of the action that changed it. One statement.

    `also`: its other names. `skills`: the numbers of those it helps with. `quality`: 0–1000, as far as people found it
    useful. `holds_until`: the day up to which somebody vouches for it. `facts`: what a hit shows beside its title.
    """
    row = {"kind": kind, "object_id": object_id, "title": title, "subtitle": subtitle, "body": body, "url": url}
    row |= {"audience": audience, "language": language, "popularity": popularity, "also": also, "skills": skills}
    _write([{**row, "quality": quality, "holds_until": holds_until, "facts": facts}])


def remove(kind: str, object_id: int) -> None:
    """Forget one object."""
    SearchEntry.objects.filter(kind=kind, object_id=object_id).delete()


def replace_skill(old: int, new: int) -> int:
    """Whatever helped with one skill helps with another, once each, as two have become one. One statement; returns how many."""
    numbers = Func(
        F("skills"),
        Value(old),
        Value(new),
        template="ARRAY(SELECT DISTINCT unnest(array_replace(%(expressions)s)) ORDER BY 1)",
        output_field=ArrayField(BigIntegerField()),
    )
    return SearchEntry.objects.filter(skills__contains=[old]).update(skills=numbers)


@transaction.atomic
def refill(only: Iterable[str] | None = None) -> int:
    """Build the entries of all kinds (or of some) anew, after imports; returns how many there are."""
    wanted = list(kinds()) if only is None else list(only)
    SearchEntry.objects.filter(kind__in=wanted).delete()
    if only is None:
        SearchLexeme.objects.all().delete()
    written = 0
    for name in wanted:
        written += _write({"kind": name, **row} for row in kinds()[name].fill())
    return written


def _write(rows: Iterable[dict[str, Any]]) -> int:
    """Add or replace in batches; the triggers see each batch as one set."""
    written, batch = 0, []
    for row in rows:
        batch.append(_entry(row))
        if len(batch) == BATCH:
            written += _flush(batch)
            batch = []
    return written + _flush(batch)


def _entry(row: dict[str, Any]) -> SearchEntry:
    known = kinds().get(row["kind"])
    cut = {"title": row["title"][:300], "subtitle": row.get("subtitle", "")[:300]}
    lists = {"skills": sorted(row.get("skills") or ()), "facts": dict(row.get("facts") or {})}
    return SearchEntry(**{**row, **cut, **lists, "leads": known is not None and known.leads})


def _flush(batch: list[SearchEntry]) -> int:
    SearchEntry.objects.bulk_create(
        batch, update_conflicts=True, unique_fields=["kind", "object_id"], update_fields=REPLACED
    )
    return len(batch)
