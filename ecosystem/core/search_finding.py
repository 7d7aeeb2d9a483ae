"""What is found for typed words: candidates by title, text and skill, then the best of them, in one statement.

The statements are compiled once in a process. Candidates are numbers that functions in the database find, quickly and whatever
was typed: the most popular ones, and few. Only they are held against the rules of who may know of what, and ranked: by where the
words stand, whether they help with the person's own skills, whether somebody vouches for them, and how useful they were. Where nothing
has all the words, what has most of them can be asked for apart.
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
from ecosystem.core.compiled import Fixed, Word, prepared_rows
from ecosystem.core.models import SearchEntry
from ecosystem.core.search_kinds import EVERYBODY, kinds, near_to, rules, skills_of

MOST_WORDS, MOST_IN_PART = 8, 20
LONGEST_WORD = 40
SHORT = 2
CORRECTED_FROM = 4
RANKED = 24
CANDIDATES = 200
LAST_LETTER = chr(0x10FFFF)
A_MONTH = dt.timedelta(days=30)
A_WORD = 4.0  # more than trust, use and own skills together
ALWAYS = "en"
ASKING = frozenset(
    [
        "explain",
        "explains",
        "find",
        "finds",
        "help",
        "helps",
        "know",
        "knows",
        "learn",
        "need",
        "needs",
        "show",
        "shows",
        "teach",
        "teaches",
        "tell",
        "tells",
        "want",
    ]
)


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


class _Once(Func):
    """A query from typed text that is read once, not for each entry."""

    template = "(SELECT %(expressions)s)"
    output_field = SearchQueryField()


class _Parts(Func):
    """Queries from typed text, one for each word that says something."""

    template = "(SELECT search_parts(%(expressions)s))"
    output_field = ArrayField(SearchQueryField())


class _Among(Func):
    """Whether a number is among those of an array that a function gives."""

    template = "(%(expressions)s)::bigint[]))"
    arg_joiner = " = ANY ((SELECT "
    output_field = models.BooleanField()


def words_of(query: str, most: int = MOST_WORDS) -> list[str]:
    """What is typed, as lower-case words without accents and punctuation: at most so many, each of at most 40 letters."""
    plain = re.sub("[\u0300-\u036f]", "", unicodedata.normalize("NFKD", query.lower()))
    return [word[:LONGEST_WORD] for word in re.findall(r"[^\W_]+", unicodedata.normalize("NFC", plain))][:most]


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


def find_in_part(person: Any, query: str, limit: int = 10, kind: str = "") -> list[Hit]:
    """For when nothing has all the words: what has most of them, in titles, texts and by skill. One statement.

    Words that say nothing by themselves are left out, as are those that only ask (teach me …), and the rest corrected; one
    word alone has no parts.
    """
    words = words_of(query, MOST_IN_PART)
    if len(words) < 2 or (kind and kind not in kinds()):
        return []
    about = [word for word in words if word not in ASKING] or words
    asked = {"person": person, "words": Word(" ".join(about)), "languages": languages_of(person)}
    return [Hit(*row) for row in _in_part(**asked, kind=kind, limit=Fixed(limit), known=rules())]


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


@prepared_rows
def _typed(
    person: Any, query: str, plain: str, upto: str, kind: str, limit: int, known: tuple, short: bool
) -> models.QuerySet:
    matching = SearchQuery(query, search_type="raw", config="simple")
    beginning = 0 if short else limit
    found = _candidates(person, matching, plain, upto, kind, max(limit, RANKED), beginning)
    return _best(_among(found), person, _place(matching, plain, upto))[:limit]


@prepared_rows
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
    matching = SearchQuery(query, search_type="raw", config="simple")
    asked_in = Value(list(languages), output_field=ArrayField(models.TextField()))
    in_full = _InFull(Value(whole, output_field=models.TextField()), asked_in)
    by_title = _candidates(person, matching, plain, upto, kind, CANDIDATES, limit)
    by_text = Func(in_full, near_to(person), _kinds_of(person, kind), CANDIDATES, function="search_in_text")
    place = _place(matching, plain, upto) + SearchRank("text__vector", in_full)
    return _best(_among(by_title) | _among(by_text), person, place)[:limit]


@prepared_rows
def _in_part(
    person: Any, words: str, languages: tuple[str, ...], kind: str, limit: int, known: tuple
) -> models.QuerySet:
    typed = Value(words, output_field=models.TextField())
    asked_in = Value(list(languages), output_field=ArrayField(models.TextField()))
    found = Func(typed, asked_in, near_to(person), _kinds_of(person, kind), CANDIDATES, function="search_in_part")
    parts = [_Parts(typed, asked_in, Value(wide)) for wide in (False, True)]
    met = Func(F("words__vector"), F("text__vector"), *parts, function="search_words_met", output_field=FloatField())
    return _best(_among(found), person, met * Value(A_WORD, output_field=FloatField()))[:limit]


def _prefixes(words: list[str]) -> str:
    return " & ".join(f"'{word}':*" for word in words)


def _candidates(
    person: Any, matching: SearchQuery, plain: str, upto: str, kind: str, most: int, beginning: int
) -> Func:
    """The numbers of the entries to be ranked, by title and skill."""
    typed = [Value(word, output_field=models.TextField()) for word in (plain, upto)]
    few = [near_to(person), _kinds_of(person, kind), most, beginning]
    return Func(matching, *typed, *few, function="search_candidates")


def _kinds_of(person: Any, kind: str) -> Value:
    """Those that are asked for; empty: all."""
    wanted = [kind] if kind else [each.name for each in kinds().values() if each.open] if person is EVERYBODY else []
    return Value(wanted, output_field=ArrayField(models.TextField()))


def _among(numbers: Func) -> Q:
    """The entries with these numbers, which are worked out once."""
    return Q(_Among(F("pk"), numbers))


def _place(matching: SearchQuery, plain: str, upto: str) -> Case:
    return Case(
        When(words__plain=plain, then=4.0),
        When(words__plain__gte=plain, words__plain__lt=upto, then=2.0),
        When(words__vector__matches=_Once(matching), then=1.0),
        default=0.3,
        output_field=FloatField(),
    )


def _best(hits: Q, person: Any, place: Any) -> models.QuerySet:
    """What the person may know of, ranked by place, my skills, trust and use; among equals the popular ones, then the alphabet."""
    score = place + _trust() + F("quality") * Value(0.0005, output_field=FloatField())
    if (mine := skills_of(person)) is not None:
        score += Case(When(skills__overlap=ArraySubquery(mine), then=0.6), default=0.0, output_field=FloatField())
    ranked = SearchEntry.objects.filter(hits).visible_to(person).annotate(score=score)
    return ranked.order_by("-score", "-popularity", "words__plain", "pk").values_list(*Hit._fields)


def _trust() -> Case:
    """Full while somebody vouches for it or nobody has to; a little less for a month; then none.

    Use and own skills together are less than that, so that what is stale stands behind what is as good a match.
    """
    return Case(
        When(Q(holds_until=None) | Q(holds_until__gte=today()), then=1.2),
        When(holds_until__gte=today() - A_MONTH, then=1.11),
        default=0.0,
        output_field=FloatField(),
    )
