"""What a mutation is."""

from typing import NamedTuple


class Mutation(NamedTuple):
    """In `file` the text `old`, which stands there once, becomes `new`."""

    guard: str
    file: str
    old: str
    new: str
    red: str
