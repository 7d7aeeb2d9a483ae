"""Search: one table of entries over all apps, safe by each kind's own rule, quick while typing, forgiving of typos.

Triggers keep the words of the entries in narrow side tables. Titles are matched by prefixes; where
that finds nothing, a word that begins no known word is replaced by the three closest ones that exist.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchQueryField, SearchVectorField
from django.db import connection, models, transaction
from django.db.models import Case, Func, Value, When

from ecosystem.core.models import SearchEntry, SearchLexeme, SearchTitle
from ecosystem.core.search_kinds import Kind, kinds, register

__all__ = ["Kind", "find", "find_text", "index", "kinds", "refill", "register", "remove", "words_of"]

MOST_WORDS = 8
LONGEST_WORD = 40
SHORT = 2
CORRECTED_FROM = 4
RANKED = 20
LAST_LETTER = chr(0x10FFFF)
BATCH = 2000
REPLACED = ["title", "subtitle", "body", "url", "language", "audience", "popularity"]


@SearchVectorField.register_lookup
class Matches(models.Lookup):
    """`vector__matches=query` for a query made in the database."""

    lookup_name = "matches"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        vector, vector_params = self.process_lhs(compiler, connection)
        query, query_params = self.process_rhs(compiler, connection)
        return f"{vector} @@ {query}", [*vector_params, *query_params]


class _InFull(Func):
    """A query from typed text: all words, stemmed or as they stand."""

    template = "(SELECT search_text_query(%(expressions)s))"
    output_field = SearchQueryField()


def words_of(query: str) -> list[str]:
    """What is typed, as lower-case words without accents and punctuation: at most eight, each of at most 40 letters."""
    plain = re.sub("[\u0300-\u036f]", "", unicodedata.normalize("NFKD", query.lower()))
    return [word[:LONGEST_WORD] for word in re.findall(r"[^\W_]+", unicodedata.normalize("NFC", plain))][:MOST_WORDS]


def find(person: Any, query: str, limit: int = 10, kind: str = "") -> list[SearchEntry]:
    """The best entries that `person` may know of, by title: those that begin as typed, then the popular ones.

    One statement; two more, with corrected words, only where the typed ones find nothing.
    """
    words = words_of(query)
    if not words:
        return []
    titles = SearchTitle.objects.visible_to(person).of_kind(kind)
    hits = titles.filter(vector__matches=_prefixes(words)).popular(max(limit, RANKED))
    if len("".join(words)) > SHORT:
        hits = hits.union(_beginning(titles, words, limit))
    return _ranked(hits, words, limit) or _corrected(titles, words, limit)


def find_text(person: Any, query: str, limit: int = 50) -> list[SearchEntry]:
    """A search in full, in titles and texts: for the page of results."""
    words = words_of(query)
    if not words:
        return []
    titles = SearchTitle.objects.visible_to(person)
    in_title = titles.filter(vector__matches=_prefixes(words)).popular(max(limit, RANKED))
    in_text = SearchEntry.objects.visible_to(person).filter(text__vector__matches=_InFull(Value(" ".join(words))))
    in_text = in_text.order_by("-popularity", "pk")[:limit].values("pk")
    return _ranked(in_title.union(in_text), words, limit) or _corrected(titles, words, limit)


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


def _prefixes(words: list[str]) -> SearchQuery:
    return SearchQuery(" & ".join(f"'{word}':*" for word in words), search_type="raw", config="simple")


def _beginning(titles: Any, words: list[str], limit: int) -> models.QuerySet:
    """In the order of the alphabet, so that the very title that was typed is among them however many follow."""
    typed = " ".join(words)
    return titles.filter(plain__gte=typed, plain__lt=typed + LAST_LETTER).order_by("plain")[:limit].values("entry")


def _corrected(titles: Any, words: list[str], limit: int) -> list[SearchEntry]:
    """The corrected query is asked for first: only when it is known can the database plan how to find its few hits."""
    if max(map(len, words)) < CORRECTED_FROM:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT search_title_query(%s)::text", [words])
        query = SearchQuery(cursor.fetchone()[0], search_type="raw", config="simple")
    return _ranked(titles.filter(vector__matches=query).popular(limit), words, limit)


def _ranked(hits: models.QuerySet, words: list[str], limit: int) -> list[SearchEntry]:
    typed = " ".join(words)
    place = Case(When(words__plain=typed, then=0), When(words__plain__startswith=typed, then=1), default=2)
    best = SearchEntry.objects.filter(pk__in=hits).annotate(place=place)
    return list(best.order_by("place", "-popularity", "words__plain", "pk")[:limit])


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
