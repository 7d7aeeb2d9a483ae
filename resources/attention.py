"""What somebody shares that needs them, each with its reasons: the author's attention list."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Person
from ecosystem.core.clock import now, today
from resources import freshness
from resources.forms.care import AnswerDoubtForm, VerifyForm
from resources.links import ATTENTION_AFTER, fails_since
from resources.models import Reaction, Resource, WritingRequest
from resources.querysets import ResourceQuerySet
from resources.trust import Trust, trust_of

SHOWN = 50


@dataclass
class Needy:
    """One resource with why it stands here, and the doubts that wait, each with the form to answer it."""

    resource: Resource
    trust: Trust
    is_late: bool
    is_poor: bool
    link_fails_since: dt.datetime | None
    doubts: list[tuple[Reaction, AnswerDoubtForm]] = field(default_factory=list)
    verify: VerifyForm = field(default_factory=VerifyForm)


def needing_author(person: Person, day: dt.date) -> ResourceQuerySet:
    """Published, owned or co-written: past its day, doubted, seen enough and found poor, or with a dead address for a week."""
    doubted = Exists(Reaction.objects.waiting().filter(resource=OuterRef("pk")))
    poor = Q(views__gte=freshness.ATTENTION_VIEWS, score__lt=freshness.ATTENTION_SCORE)
    poor &= Q(reacted__gte=freshness.ATTENTION_REACTIONS)
    dead = Q(link_check__failing_since__lt=now() - ATTENTION_AFTER)
    mine = Resource.objects.published().filter(pk__in=Resource.objects.of(person).order_by().values("pk"))
    return mine.annotate(reacted=_reacted()).filter(Q(verify_by__lt=day) | Q(doubted) | poor | dead)


def _reacted() -> Coalesce:
    """How many reactions for and against stand; answered doubts do not."""
    counted = freshness.POSITIVE | freshness.NEGATIVE
    standing = Reaction.objects.filter(resource=OuterRef("pk"), kind__in=counted)
    standing = standing.exclude(kind__in=freshness.NEGATIVE, answered_at__isnull=False).order_by()
    return Coalesce(Subquery(standing.values("resource").annotate(n=Count("pk")).values("n")), 0)


def attention_of(person: Person, wrong: Any = None, about: int | None = None) -> dict[str, Any]:
    """For the screen: three statements. `wrong` is the form of the reaction `about` that was sent back."""
    day = today()
    doubts = Prefetch("reactions", Reaction.objects.waiting().order_by("at", "pk"), to_attr="waiting")
    rows = needing_author(person, day).with_trust().select_related("link_check").prefetch_related(doubts)
    found = list(rows.order_by("verify_by", "pk")[: SHOWN + 1])
    needy = [_needy(row, day, wrong, about) for row in found[:SHOWN]]
    requests = WritingRequest.objects.open().for_page().filter(person=person).order_by("due_on", "pk")
    return {"needy": needy, "more": len(found) > SHOWN, "wrong": wrong, "requests": list(requests)}


def _needy(row: Any, day: dt.date, wrong: Any, about: int | None) -> Needy:
    poor = row.views >= freshness.ATTENTION_VIEWS and row.reacted >= freshness.ATTENTION_REACTIONS
    return Needy(
        resource=row,
        trust=trust_of(row, day),
        is_late=row.verify_by is not None and row.verify_by < day,
        is_poor=poor and row.score is not None and row.score < freshness.ATTENTION_SCORE,
        link_fails_since=fails_since(getattr(row, "link_check", None)),
        doubts=[(doubt, _answer_form(doubt, wrong, about)) for doubt in row.waiting],
    )


def _answer_form(doubt: Reaction, wrong: Any, about: int | None) -> AnswerDoubtForm:
    """Each form on the page has fields of its own names for the reader's software."""
    if wrong is not None and about == doubt.pk:
        return wrong
    return AnswerDoubtForm(initial={"version": doubt.version}, auto_id=f"id_%s-{doubt.pk}")
