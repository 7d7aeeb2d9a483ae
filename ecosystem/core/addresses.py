"""Addresses made of whole numbers, quickly: Django finds the way to each name once in a process."""

from collections.abc import Iterable
from functools import cache

from django.conf import settings
from django.urls import get_script_prefix, get_urlconf, reverse

MARK = 1 << 40  # stands for a number in the address that is kept


def address(name: str, *numbers: int) -> str:
    """The same as `reverse(name, args=numbers)`."""
    parts = _parts(name, len(numbers), get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())
    if len(parts) == 1:
        return parts[0]
    return "".join([text for pair in zip(parts, map(str, numbers), strict=False) for text in pair]) + parts[-1]


def addresses(names: Iterable[str]) -> list[str]:
    """Of views whose address has no parts."""
    urlconf, prefix = get_urlconf() or settings.ROOT_URLCONF, get_script_prefix()
    return [_parts(name, 0, urlconf, prefix)[0] for name in names]


@cache
def _parts(name: str, count: int, urlconf: str, _prefix: str) -> list[str]:
    """What stands before, between and behind the numbers, in their order."""
    marks = [MARK + place for place in range(count)]
    rest, parts = reverse(name, urlconf=urlconf, args=marks), []
    for mark in marks:
        before, _, rest = rest.partition(str(mark))
        parts.append(before)
    return [*parts, rest]
