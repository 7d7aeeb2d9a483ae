"""A published share in words. What is stored is a number that sorts (`publication.points`); nobody reads it bare."""

from django.utils.translation import gettext as _

from accounts.publication import share_of
from ecosystem.core.aggregates import Bound, Share


def points_text(points: int | None) -> str:
    """As a heat cell shows it: `45`, `< 15`, `> 90`; nobody is a dash."""
    found = share_of(points)
    if found is None:
        return "–"
    return f"{ {Bound.BELOW: '< ', Bound.ABOUT: '', Bound.ABOVE: '> '}[found.bound] }{found.points}"


def share_words(points: int | None) -> str:
    """The same in a sentence: about, under or over so many percent."""
    found = share_of(points)
    if found is None:
        return _("nobody")
    return words_of(found)


def words_of(found: Share) -> str:
    """Of a share as `aggregates.share` gives it."""
    words = {Bound.BELOW: _("under %(n)s %%"), Bound.ABOUT: _("about %(n)s %%"), Bound.ABOVE: _("over %(n)s %%")}
    return words[found.bound] % {"n": found.points}


def step_of(points: int | None) -> int:
    """The step itself, for a bar: the edge of the band at the ends."""
    found = share_of(points)
    return found.points if found else 0
