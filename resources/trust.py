"""How far a resource can be relied on, in a word with its mark, the day and what it was verified against."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ecosystem.core.templatetags.ui import short_date
from resources import freshness
from resources.models import Resource

NEW = dt.timedelta(days=30)
MARKS = {"fresh": ("good", "on_track"), "ageing": ("watch", "watch"), "old": ("watch", "watch")}


@dataclass(frozen=True)
class Trust:
    """For a badge: `kind` of the badge, `shape`, `word`; beside it, where there is room, `detail` or only `against` what."""

    kind: str
    shape: str
    word: str
    detail: str = ""
    against: str = ""


def trust_of(resource: Any, day: dt.date) -> Trust:
    """Of a resource loaded `with_trust()`: due and stale come first, then how fresh it is and since when."""
    stage = freshness.stage(resource.state, resource.verify_by, day)
    detail, against = _detail(resource, day), _against(resource)
    if stage == Resource.State.ARCHIVED:
        return Trust("plain", "na", _("Archived"))
    if stage == Resource.State.DRAFT:
        return Trust("info", "none", _("Draft"))
    if stage == "stale":
        since = short_date(resource.verified_on or resource.verify_by)
        return Trust("need", "behind", _("Not verified since %(day)s") % {"day": since}, detail, against)
    if stage == "due":
        return Trust(
            "watch", "watch", _("Due since %(day)s") % {"day": short_date(resource.verify_by)}, detail, against
        )
    return _by_freshness(resource, day, detail, against)


def _by_freshness(resource: Any, day: dt.date, detail: str, against: str) -> Trust:
    outdated = getattr(resource, "outdated", 0)
    if outdated >= freshness.DOUBTED_FROM:
        words = ngettext("%(n)d says outdated", "%(n)d say outdated", outdated) % {"n": outdated}
        return Trust("watch", "watch", words, detail, against)
    if resource.kind not in freshness.HALF_LIFE:
        return Trust("plain", "on_track", _("Does not age"))
    if resource.verified_on is None:
        return Trust("plain", "none", _("Not verified yet"))
    word = freshness.freshness_word(freshness.freshness(resource.kind, resource.verified_on, day))
    if word == "fresh" and not getattr(resource, "against", None):
        is_new = day - resource.verified_on <= NEW
        return Trust("info", "early", _("New, not verified yet") if is_new else _("Not verified yet"), detail)
    kind, shape = MARKS[word]
    return Trust(kind, shape, f"{_word(word)}, {_since(resource)}", detail, against)


def _word(word: str) -> str:
    return {"fresh": _("Fresh"), "ageing": _("Ageing"), "old": _("Old")}[word]


def _since(resource: Any) -> str:
    """`verified` is said only where somebody vouched for it apart from sharing it."""
    words = _("verified %(day)s") if getattr(resource, "against", None) else _("shared %(day)s")
    return words % {"day": short_date(resource.verified_on)}


def _against(resource: Any) -> str:
    against = getattr(resource, "against", None)
    return _("against %(what)s") % {"what": against} if against else ""


def _detail(resource: Any, day: dt.date) -> str:
    """Against what, and how long ago."""
    if resource.verified_on is None:
        return ""
    days = (day - resource.verified_on).days
    age = _("today") if days <= 0 else ngettext("%(n)d day ago", "%(n)d days ago", days) % {"n": days}
    against = getattr(resource, "against", None)
    return _("against %(what)s, %(age)s") % {"what": against, "age": age} if against else age
