"""What is found for typed words: candidates by title, text and skill, then the best of them, in one statement.

The statements are compiled once in a process. Candidates are the most popular ones by number; only they are ranked: by where
the words stand, whether they help with the person's own skills, whether somebody vouches for them, and how useful they were.
"""

import datetime as dt
import re
import unicodedata
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery, SearchQueryField, SearchRank, SearchVectorField
from django.db import connection, models
from django.db.models import Case, F, FloatField, Func, Q, Value, When
from django.utils.translation import get_language

from ecosystem.core.clock import today
from ecosystem.core.compiled import Fixed, Word, compiled_rows
from ecosystem.core.models import SearchEntry, SearchTitle
from ecosystem.core.search_kinds import kinds, rules, skills_of

MOST_WORDS = 8
LONGEST_WORD = 40
SHORT = 2
CORRECTED_FROM = 4
RANKED = 40
CANDIDATES = 200
LED = 20
LAST_LETTER = chr(0x10FFFF)
A_MONTH = dt.timedelta(days=30)
ALWAYS = "en"


class Hit(NamedTuple):
    """What stands in a list of results."""

    kind: str
    object_id: int
    title: str
    subtitle: str
    url: str
    language: str
    holds_until: dt.date | None
    facts: dict[str, Any]
    skills: list[int]

    def __str__(self) -> str:
        return self.title


@SearchVectorField.register_lookup
class Matches(models.Lookup):
    """`vector__matches=query` for a query made in the database."""

    lookup_name = "matches"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        vector, vector_params = self.process_lhs(compiler, connection)
        query, query_params = self.process_rhs(compiler, connection)
        return f"{vector} @@ {query}", [*vector_params, *query_params]


class _InFull(Func):
    """A query from typed text: all words, as they stand or by the stems of some languages."""

    template = "(SELECT search_text_query(%(expressions)s))"
    output_field = SearchQueryField()


class _LedBy(Func):
    """A query for whatever the things that another query finds lead to."""

    template = "(SELECT search_led_by(%(expressions)s))"
    output_field = SearchQueryField()


def words_of(query: str) -> list[str]:
    """What is typed, as lower-case words without accents and punctuation: at most eight, each of at most 40 letters."""
    plain = re.sub("[\u0300-\u036f]", "", unicodedata.normalize("NFKD", query.lower()))
    return [word[:LONGEST_WORD] for word in re.findall(r"[^\W_]+", unicodedata.normalize("NFC", plain))][:MOST_WORDS]


def find(person: Any, query: str, limit: int = 10, kind: str = "") -> list[Hit]:
    """The best entries that `person` may know of, by title, other names and skill.

    One statement; two more, with corrected words, only where the typed ones find nothing.
    """
    words = words_of(query)
    if not words or (kind and kind not in kinds()):
        return []
    return _typed_now(person, words, _prefixes(words), limit, kind) or _corrected(person, words, limit, kind)


def find_text(person: Any, query: str, limit: int = CANDIDATES, kind: str = "") -> list[Hit]:
    """A search in full, in titles and texts: for the page of results."""
    words = words_of(query)
    if not words or (kind and kind not in kinds()):
        return []
    found = _full(
        **_asked(person, words, _prefixes(words), limit, kind),
        whole=Word(" ".join(words)),
        languages=languages_of(person),
    )
    return [Hit(*row) for row in found] or _corrected(person, words, limit, kind)


def languages_of(person: Any) -> tuple[str, ...]:
    """In which a person reads: the one that they chose, the one of the page, and always English."""
    chosen = [getattr(person, "locale", ""), get_language(), ALWAYS]
    return tuple(sorted({language[:2].lower() for language in chosen if language}))


def _typed_now(person: Any, words: list[str], query: str, limit: int, kind: str) -> list[Hit]:
    short = len("".join(words)) <= SHORT
    return [Hit(*row) for row in _typed(**_asked(person, words, query, limit, kind), short=short)]


def _corrected(person: Any, words: list[str], limit: int, kind: str) -> list[Hit]:
    """The corrected query is asked for first: only when it is known can the database plan how to find its few hits."""
    if max(map(len, words)) < CORRECTED_FROM:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT query::text, closest FROM search_corrected(%s)", [words])
        query, closest = cursor.fetchone()
    return _typed_now(person, closest.split(), query, limit, kind)


def _asked(person: Any, words: list[str], query: str, limit: int, kind: str) -> dict[str, Any]:
    plain = Word(" ".join(words))
    asked = {"query": Word(query), "plain": plain, "upto": Word(plain + LAST_LETTER)}
    return {"person": person, **asked, "kind": kind, "limit": Fixed(limit), "known": rules()}


@compiled_rows
def _typed(
    person: Any, query: str, plain: str, upto: str, kind: str, limit: int, known: tuple, short: bool
) -> models.QuerySet:
    titles = SearchTitle.objects.visible_to(person).of_kind(kind)
    matching = SearchQuery(query, search_type="raw", config="simple")
    hits = titles.filter(vector__matches=matching).popular(max(limit, RANKED))
    if not short:
        hits = hits.union(_beginning(titles, plain, upto, limit), _led(titles, matching))
    return _best(hits, person, _place(matching, plain, upto))[:limit]


@compiled_rows
def _full(
    person: Any,
    query: str,
    plain: str,
    upto: str,
    kind: str,
    limit: int,
    known: tuple,
    whole: str,
    languages: tuple[str, ...],
) -> models.QuerySet:
    titles = SearchTitle.objects.visible_to(person).of_kind(kind)
    matching = SearchQuery(query, search_type="raw", config="simple")
    asked_in = Value(list(languages), output_field=ArrayField(models.TextField()))
    in_full = _InFull(Value(whole, output_field=models.TextField()), asked_in)
    texts = SearchEntry.objects.visible_to(person).filter(text__vector__matches=in_full)
    texts = texts.filter(kind=kind) if kind else texts
    in_text = texts.order_by("-popularity", "pk")[:CANDIDATES].values("pk")
    hits = titles.filter(vector__matches=matching).popular(CANDIDATES)
    hits = hits.union(_beginning(titles, plain, upto, limit), _led(titles, matching), in_text)
    place = _place(matching, plain, upto) + SearchRank("text__vector", in_full)
    return _best(hits, person, place)[:limit]


def _prefixes(words: list[str]) -> str:
    return " & ".join(f"'{word}':*" for word in words)


def _beginning(titles: Any, plain: str, upto: str, limit: int) -> models.QuerySet:
    """In the order of the alphabet, so that the very title that was typed is among them however many follow."""
    return titles.filter(plain__gte=plain, plain__lt=upto).order_by("plain")[:limit].values("entry")


def _led(titles: Any, matching: SearchQuery) -> models.QuerySet:
    """What helps with the skills that are typed, by whatever name. Sorted by a sum, so that the database does not walk all
    entries by popularity for a few."""
    led = titles.filter(vector__matches=_LedBy(matching)).annotate(liked=F("popularity") + 0)
    return led.order_by("-liked", "entry")[:LED].values("entry")


def _place(matching: SearchQuery, plain: str, upto: str) -> Case:
    return Case(
        When(words__plain=plain, then=4.0),
        When(words__plain__gte=plain, words__plain__lt=upto, then=2.0),
        When(words__vector__matches=matching, then=1.0),
        default=0.3,
        output_field=FloatField(),
    )


def _best(hits: models.QuerySet, person: Any, place: Any) -> models.QuerySet:
    """Ranked by place, my skills, trust and use; among equals the popular ones, then the alphabet."""
    score = place + _trust() + F("quality") * Value(0.0005, output_field=FloatField())
    if (mine := skills_of(person)) is not None:
        score += Case(When(skills__overlap=ArraySubquery(mine), then=0.6), default=0.0, output_field=FloatField())
    ranked = SearchEntry.objects.filter(pk__in=hits).annotate(score=score)
    return ranked.order_by("-score", "-popularity", "words__plain", "pk").values_list(*Hit._fields)


def _trust() -> Case:
    """Full while somebody vouches for it or nobody has to; a little for a month; then none."""
    return Case(
        When(Q(holds_until=None) | Q(holds_until__gte=today()), then=0.3),
        When(holds_until__gte=today() - A_MONTH, then=0.15),
        default=0.0,
        output_field=FloatField(),
    )
