"""Search: one table of entries over all apps, safe by each kind's own rule, quick while typing, forgiving of typos.

Triggers keep the words of the entries in narrow side tables. Titles are matched by prefixes; a word that begins no
known word is replaced by the three closest ones that exist. All in one statement: the database functions
`search_title_query` and `search_text_query` make the query from what was typed.
"""

import re
from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.search import SearchQueryField, SearchVectorField
from django.db import models, transaction
from django.db.models import Case, Func, IntegerField, Q, Value, When
from django.db.models.functions import Lower

from ecosystem.core.models import SearchEntry, SearchLexeme
from ecosystem.core.search_kinds import Kind, kinds, register

__all__ = ["Kind", "find", "find_text", "index", "kinds", "refill", "register", "remove", "words_of"]

MOST_WORDS = 8
LONGEST_WORD = 40
SHORT = 2
RANKED = 500
BATCH = 2000
REPLACED = ["title", "subtitle", "body", "url", "language", "audience", "popularity"]


@SearchVectorField.register_lookup
class Matches(models.Lookup):
    """`vector__matches=query` for a query made in the database."""

    lookup_name = "matches"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        vector, vector_params = self.process_lhs(compiler, connection)
        query, query_params = self.process_rhs(compiler, connection)
        return f"{vector} @@ {query}", [*vector_params, *query_params]


class _TitleQuery(Func):
    """From a list of words: each as a prefix, or its closest corrections."""

    function = "search_title_query"
    output_field = SearchQueryField()


class _TextQuery(Func):
    """From typed text: all words, stemmed or as they stand."""

    function = "search_text_query"
    output_field = SearchQueryField()


def words_of(query: str) -> list[str]:
    """What is typed, as lower-case words without punctuation: at most eight, each of at most 40 letters."""
    return [word[:LONGEST_WORD] for word in re.findall(r"[^\W_]+", query.lower())][:MOST_WORDS]


def find(person: Any, query: str, limit: int = 10, kind: str = "") -> list[SearchEntry]:
    """The best entries that `person` may know of, by title: those that begin as typed, then the popular ones."""
    words = words_of(query)
    if not words:
        return []
    visible = SearchEntry.objects.visible_to(person).filter(Q(kind=kind) if kind else Q())
    hits = visible.filter(words__vector__matches=_TitleQuery(Value(words)))
    popular = hits.order_by("-words__popularity", "words__entry")
    if len("".join(words)) <= SHORT:  # one or two letters hit half of the table: take the popular ones, rank nothing
        return list(popular[:limit])
    return _ranked(popular[:RANKED], words, limit)


def find_text(person: Any, query: str, limit: int = 50) -> list[SearchEntry]:
    """A search in full, in titles and texts: for the page of results."""
    words = words_of(query)
    if not words:
        return []
    in_title = Q(words__vector__matches=_TitleQuery(Value(words)))
    in_text = Q(text__vector__matches=_TextQuery(Value(" ".join(words))))
    hits = SearchEntry.objects.visible_to(person).filter(in_title | in_text)
    return _ranked(hits.order_by("-words__popularity", "words__entry")[:RANKED], words, limit)


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
) -> None:
    """Add or replace the entry of one object, in the transaction of the action that changed it. One statement."""
    row = {"kind": kind, "object_id": object_id, "title": title, "subtitle": subtitle, "body": body, "url": url}
    _write([{**row, "audience": audience, "language": language, "popularity": popularity}])


def remove(kind: str, object_id: int) -> None:
    """Forget one object."""
    SearchEntry.objects.filter(kind=kind, object_id=object_id).delete()


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


def _ranked(capped: models.QuerySet, words: list[str], limit: int) -> list[SearchEntry]:
    begins = Case(When(lower__startswith=" ".join(words), then=0), default=1, output_field=IntegerField())
    best = SearchEntry.objects.filter(pk__in=capped.values("pk")).annotate(lower=Lower("title"))
    return list(best.annotate(begins=begins).order_by("begins", "-popularity", "lower", "pk")[:limit])


def _write(rows: Iterable[dict[str, Any]]) -> int:
    """Add or replace in batches; the triggers see each batch as one set."""
    written, batch = 0, []
    for row in rows:
        row = {**row, "title": row["title"][:300], "subtitle": row.get("subtitle", "")[:300]}
        batch.append(SearchEntry(**row))
        if len(batch) == BATCH:
            written += _flush(batch)
            batch = []
    return written + _flush(batch)


def _flush(batch: list[SearchEntry]) -> int:
    SearchEntry.objects.bulk_create(
        batch, update_conflicts=True, unique_fields=["kind", "object_id"], update_fields=REPLACED
    )
    return len(batch)
