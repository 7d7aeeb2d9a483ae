"""What may be said to people: categories they can switch off, and rules that say who is due and why.

Apps register theirs in their own `nudges.py`; this module knows none of them.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from ecosystem.notifications.models import Nudge

Text = str | Promise
Found = QuerySet | tuple[str, Sequence[Any]]
"""A queryset of `.values(…)` or a SELECT with its parameters, naming the columns subject_id, person_id and since."""


class Kind(models.TextChoices):
    SERVICE = "service", _("Service")
    NUDGE = "nudge", _("Nudge")
    DIGEST = "digest", _("Digest")


@dataclass(frozen=True)
class Bar:
    """The pace bar of a message. `done` and `expected` are shares from 0 to 1, `state` one of the pace; labels stand below."""

    done: float
    expected: float = 0
    state: str = "on_track"
    done_label: str = ""
    expected_label: str = ""
    target_label: str = ""


@dataclass(frozen=True)
class Message:
    """One idea with one button. `needs` are the words of `sentence` that a person has to act on. `mail_url`: where the
    button of a mail leads, if it is answered there without signing in."""

    subject: str
    sentence: str
    why: str
    url: str
    action: str
    body: str = ""
    needs: str = ""
    mail_url: str = ""
    bar: Bar | None = None


@dataclass(frozen=True)
class Category:
    code: str
    label: Text
    sentence: Text


@dataclass(frozen=True)
class Rule:
    """Who is due, why, and what is said.

    `find(today)` gives everybody for whom the condition holds, one row for each subject and person, with the day since
    when it does: a new day is a new episode. Without `find` the rule is told by an action through `tell`. `still_due` is asked again at sending. `wait` is
    the number of days before the same thing is said again, `outcome_days` how long acting on it counts as its effect.
    `deadline(nudge)` is the moment after which it would come too late. `visible(person, subject_ids)` keeps what the
    person may still know of, for messages about somebody else.
    """

    code: str
    category: str
    kind: Kind
    subject_kind: str
    name: Text
    sentence: Text
    context: Callable[["Nudge"], Message]
    find: Callable[[dt.date], Found] | None = None
    still_due: Callable[["Nudge"], bool] | None = None
    deadline: Callable[["Nudge"], dt.datetime | None] | None = None
    visible: Callable[[Any, Iterable[int]], set[int]] | None = None
    wait: int = 14
    outcome_days: int = 14
    priority: int = 50
    starts: str = "on"

    @property
    def is_tried(self) -> bool:
        """Only nudges are held out from some people."""
        return self.kind == Kind.NUDGE


_categories: dict[str, Category] = {}
_rules: dict[str, Rule] = {}


def category(code: str, label: Text, sentence: Text) -> None:
    """Name something that each person can switch off, per channel."""
    if code in _categories:
        raise ImproperlyConfigured(f"The category {code!r} is registered twice.")
    _categories[code] = Category(code, label, sentence)


def rule(code: str, category: str, cls: str, sentence: Text, **more: Any) -> Rule:
    """Register a rule. A code that exists, or a category that does not, is an error at start."""
    if code in _rules:
        raise ImproperlyConfigured(f"The rule {code!r} is registered twice.")
    if category not in _categories:
        raise ImproperlyConfigured(f"The rule {code!r} names the category {category!r}, which is not registered.")
    _rules[code] = Rule(code=code, category=category, kind=Kind(cls), sentence=sentence, **more)
    return _rules[code]


def categories() -> list[Category]:
    return list(_categories.values())


def category_of(code: str) -> Category | None:
    """The category of that code; None when the software no longer has it."""
    return _categories.get(code)


def rules() -> list[Rule]:
    return list(_rules.values())


def registered(code: str) -> Rule:
    return _rules[code]


def rule_of(code: str) -> Rule | None:
    """The rule of that code; None when the software no longer has it."""
    return _rules.get(code)
