"""“@Emil Test” in a question or an answer: who is meant, by the exact name and nothing less.

A name that nobody or more than one colleague has stays a word: it tells nobody, and says nothing to whoever wrote it. The
number or address that stands after a proposed name (“@Emil Test · E-1001”) tells two of one name apart.
"""

import re

from accounts.forms.fields import SEPARATOR, colleagues
from accounts.models import Person

MOST = 10
WORDS_OF_A_NAME = 6
MARK = re.compile(r"(?<![\w@])@(?=\S)")
WORD = re.compile(r"\S+")
EDGES = ".,;:!?)]}»”\"'"


def mentioned_in(text: str) -> list[int]:
    """Ids of the colleagues who are mentioned, each once; at most ten marks are read."""
    marks = [match.end() for match in MARK.finditer(text)][:MOST]
    spelled = [_spellings(text[start:]) for start in marks]
    names = {name for options in spelled for name, _key in options}
    if not names:
        return []
    people = colleagues().filter(full_name__in=names)
    known: dict[str, list[tuple[int, set[str]]]] = {}
    for pk, name, number, email in people.values_list("pk", "full_name", "employee_number", "email"):
        known.setdefault(name, []).append((pk, {str(number).casefold(), email.casefold()}))
    found = (_meant(options, known) for options in spelled)
    return list(dict.fromkeys(pk for pk in found if pk is not None))


def names_in(text: str, *, before: str = "", but: Person) -> list[str]:
    """The names of those who are mentioned, without who wrote it and without those whom the words of before mentioned."""
    meant = set(mentioned_in(text)).difference(mentioned_in(before), [but.pk])
    people = colleagues().filter(pk__in=meant).order_by("full_name") if meant else ()
    return [person.full_name for person in people]


def _spellings(text: str) -> list[tuple[str, str]]:
    """What may be the name at the start of `text`, the longest first, each with the key that follows it, if any."""
    line = text.split("\n", 1)[0]
    ends = [match.end() for match in WORD.finditer(line)][:WORDS_OF_A_NAME]
    options = []
    for end in reversed(ends):
        name, rest = line[:end], line[end:]
        key = rest.removeprefix(SEPARATOR).split(" ", 1)[0].rstrip(EDGES) if rest.startswith(SEPARATOR) else ""
        options += [(name, key), (name.rstrip(EDGES), key)]
    return options


def _meant(options: list[tuple[str, str]], known: dict[str, list[tuple[int, set[str]]]]) -> int | None:
    """The longest name that exists decides; two of one name need the key."""
    for name, key in options:
        people = known.get(name, [])
        keyed = [pk for pk, keys in people if key and key.casefold() in keys]
        if people:
            exact = keyed or [pk for pk, _keys in people]
            return exact[0] if len(exact) == 1 else None
    return None
