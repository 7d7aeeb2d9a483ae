"""The page of results: what is shown, and the facets that narrow it further, counted over what is shown."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import compress
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ecosystem.core.models import SearchEntry
from ecosystem.core.palette import Shown, shown
from ecosystem.core.search_finding import CANDIDATES, Hit, find_in_part, find_text
from ecosystem.core.search_kinds import kinds

ON_PAGE = 50
IN_PART = 20
FEW = 5
MOST_CHOICES = 8
RELIANCE = {"good": _("Fresh"), "watch": _("Ageing or due"), "need": _("Stale")}


class Choice(NamedTuple):
    """`address`: the page with this choice made, or taken back where it is made already; then it is the only one shown."""

    label: Any
    number: int
    made: bool
    address: str


class Facet(NamedTuple):
    label: Any
    choices: list[Choice]


class Page(NamedTuple):
    """`in_part`: nothing has all the words, and these have some of them. `near`: few have all; what has most follows."""

    hits: list[Shown]
    near: list[Shown]
    found: int
    more: bool
    facets: list[Facet]
    narrowed: bool
    in_part: bool


def page_of(person: Any, query: str, wanted: dict[str, str]) -> Page:
    """One statement, and one for the names of skills; one more where few have all the words, three where nothing has.

    `wanted`: kind, skill, trust, as the address has them.
    """
    whole, near = _found(person, query, wanted.get("kind", ""))
    rows = shown([*whole, *near])
    values: dict[str, Callable[[Shown], Iterable[str]]] = {
        "kind": lambda row: [row.hit.kind],
        "skill": lambda row: map(str, row.hit.skills),
        "trust": lambda row: [row.badge.kind] if row.badge else [],
    }
    made = {name: value for name, value in wanted.items() if name in values and value}
    fits = [all(made[name] in values[name](row) for name in made) for row in rows]
    kept = list(compress(rows, fits))
    first = sum(fits[: len(whole)])
    labels = {"kind": _kind_names(), "skill": _skill_names(person, kept), "trust": RELIANCE}
    names = {"kind": _("Kind"), "skill": _("Skill"), "trust": _("How far to rely on it")}
    facets = [Facet(names[name], _choices(kept, of, labels[name], name, query, made)) for name, of in values.items()]
    narrow = [facet for facet in facets if len(facet.choices) > 1 or any(choice.made for choice in facet.choices)]
    in_part = not whole and bool(near)
    full, rest = (kept, []) if in_part else (kept[:first], kept[first:])
    return Page(full[:ON_PAGE], rest, len(kept), len(rows) >= CANDIDATES, narrow, bool(made), in_part)


def _found(person: Any, query: str, kind: str) -> tuple[list[Hit], list[Hit]]:
    """What has all the words and, where that is little, what has most of them."""
    whole = find_text(person, query, kind=kind)
    if len(whole) >= FEW:
        return whole, []
    known = {(hit.kind, hit.object_id) for hit in whole}
    near = find_in_part(person, query, IN_PART, kind)
    return whole, [hit for hit in near if (hit.kind, hit.object_id) not in known]


def _choices(
    rows: Sequence[Shown],
    of: Callable[[Shown], Iterable[str]],
    labels: dict[str, Any],
    name: str,
    query: str,
    made: dict[str, str],
) -> list[Choice]:
    chosen = made.get(name)
    counted = Counter(value for row in rows for value in of(row) if value in labels and chosen in (None, value))
    order = list(RELIANCE) if name == "trust" else [value for value, _number in counted.most_common(MOST_CHOICES)]
    found = []
    for value in order:
        if counted[value]:
            is_made = chosen == value
            rest = {key: one for key, one in made.items() if key != name} | ({} if is_made else {name: value})
            address = f"{reverse('core:search')}?{urlencode({'q': query, **rest})}"
            found.append(Choice(labels[value], counted[value], is_made, address))
    return found


def _kind_names() -> dict[str, Any]:
    return {name: kind.label for name, kind in kinds().items()}


def _skill_names(person: Any, rows: Sequence[Shown]) -> dict[str, str]:
    """By the titles of the entries that lead: of the skills that most hits help with."""
    counted = Counter(skill for row in rows for skill in row.hit.skills)
    leading = [kind.name for kind in kinds().values() if kind.leads]
    if not counted or not leading:
        return {}
    entries = SearchEntry.objects.visible_to(person).filter(kind__in=leading)
    common = [skill for skill, _number in counted.most_common(3 * MOST_CHOICES)]
    return {str(pk): title for pk, title in entries.filter(object_id__in=common).values_list("object_id", "title")}
