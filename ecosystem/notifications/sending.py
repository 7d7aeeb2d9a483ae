"""Sending: one person at a time, all that may be said to them as one message, decided and done in one transaction."""

import datetime as dt
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection, transaction

from ecosystem.core.clock import now
from ecosystem.core.outbox import enqueue_many
from ecosystem.core.policy import policy
from ecosystem.notifications.delivery import Item, ring_bell, send_mail
from ecosystem.notifications.models import FOREVER, Nudge
from ecosystem.notifications.pacing import Decision, Reach, Sent, Waiting, decide, next_opening
from ecosystem.notifications.quiet import wait_after
from ecosystem.notifications.registry import Kind
from ecosystem.notifications.wishes import Wishes

HISTORY = dt.timedelta(days=9)
PEOPLE_AT_ONCE = 500
SEND_TO_PERSON = "notifications.send_to_person"


def hand_out(moment: dt.datetime | None = None, limit: int = 5000) -> int:
    """One task for each person to whom something may be said now. Returns how many people were looked at."""
    moment = moment or now()
    waiting = Nudge.objects.ready(moment).order_by("person_id").values_list("person_id", flat=True).distinct()
    ids = list(waiting[:limit])
    for start in range(0, len(ids), PEOPLE_AT_ONCE):
        _hand_out(ids[start : start + PEOPLE_AT_ONCE], moment)
    return len(ids)


@transaction.atomic
def send_to_person(person_id: int, moment: dt.datetime | None = None) -> int:
    """Say what may be said to one person now. Returns how many rows went out; a second call finds none."""
    moment = moment or now()
    _lock(person_id)
    person = get_user_model().objects.for_reaching().filter(pk=person_id, is_active=True).first()
    pile = list(Nudge.objects.ready(moment).filter(person_id=person_id).select_related("rule").order_by("pk"))
    if person is None:
        _drop(pile, Nudge.Dropped.UNREACHABLE, moment)
        return 0
    wishes = Wishes.of(person_id)
    for nudge in pile:
        nudge.person = person
    wanted = [nudge for nudge in pile if wishes.wants(nudge)]
    _drop([nudge for nudge in pile if nudge not in wanted], Nudge.Dropped.SWITCHED_OFF, moment)
    return _say(person, wanted, wishes, moment)


def _say(person: Any, pile: list[Nudge], wishes: Wishes, moment: dt.datetime) -> int:
    """Decide, ask each condition again, and decide anew without those that are gone."""
    worded: Callable[[Nudge], Item | None] = cache(lambda nudge: _worded(nudge, wishes))
    pile = _without_late(pile, moment)
    pile = _without_gone(pile, [nudge for nudge in pile if nudge.kind == Kind.SERVICE], worded, moment)
    ring_bell([item for nudge in pile if nudge.kind == Kind.SERVICE and (item := worded(nudge))], moment)
    while True:
        decision = _decide(person, pile, moment)
        chosen = {nudge.pk: nudge for nudge in pile if nudge.pk in decision.send}
        left = _without_gone(pile, list(chosen.values()), worded, moment)
        if left == pile:
            break
        pile = left
    items = [item for pk in decision.send if (item := worded(chosen[pk]))]
    ring_bell(items, moment)
    send_mail(person, items)
    _confirm(items, person, moment)
    _put_off(decision, pile, moment)
    return len(items)


def _decide(person: Any, pile: Sequence[Nudge], moment: dt.datetime) -> Decision:
    history = Nudge.objects.filter(person_id=person.pk).sent_since(moment - HISTORY)
    sent = [
        Sent(at, Kind(kind), (subject_kind, subject_id))
        for at, kind, subject_kind, subject_id in history.values_list("sent_at", "kind", "subject_kind", "subject_id")
    ]
    waiting = [
        Waiting(
            nudge.pk, Kind(nudge.kind), (nudge.subject_kind, nudge.subject_id), nudge.due_at,
            nudge.rule.rule.priority, _deadline(nudge),
        )
        for nudge in pile
    ]  # fmt: skip
    return decide(waiting, sent, moment=moment, reach=reach_of(person), policy=policy())


def reach_of(person: Any) -> Reach:
    return Reach(person.zone, person.is_reachable, person.next_reachable)


def _worded(nudge: Nudge, wishes: Wishes) -> Item | None:
    """The item with its words; None when the condition is gone."""
    rule = nudge.rule.rule
    if rule.still_due is not None and not rule.still_due(nudge):
        return None
    message = rule.context(nudge)
    return Item(nudge, message, *wishes.channels(rule.category)) if message else None


def _deadline(nudge: Nudge) -> dt.datetime | None:
    rule = nudge.rule.rule
    return rule.deadline(nudge) if rule.deadline else None


def _without_late(pile: list[Nudge], moment: dt.datetime) -> list[Nudge]:
    late = [nudge for nudge in pile if (end := _deadline(nudge)) and end <= moment]
    _drop(late, Nudge.Dropped.TOO_LATE, moment)
    return [nudge for nudge in pile if nudge not in late]


def _without_gone(
    pile: list[Nudge], asked: Sequence[Nudge], worded: Callable[[Nudge], Item | None], moment: dt.datetime
) -> list[Nudge]:
    gone = [nudge for nudge in asked if worded(nudge) is None]
    _drop(gone, Nudge.Dropped.GONE, moment)
    return [nudge for nudge in pile if nudge not in gone]


def _confirm(items: Sequence[Item], person: Any, moment: dt.datetime) -> None:
    """Note what was said and why, and until when it rests."""
    for item in items:
        item.nudge.sent_at, item.nudge.why = moment, item.message.why[:300]
        item.nudge.rest_until = rest_after(item.nudge, moment.astimezone(person.zone).date())
    Nudge.objects.bulk_update([item.nudge for item in items], ["sent_at", "why", "rest_until"])


def rest_after(nudge: Nudge, day: dt.date) -> dt.date:
    """The day from which the same may be said again if nobody answers this time either. Only nudges back off."""
    ignored = 0 if nudge.kind == Kind.SERVICE else nudge.ignored + 1
    wait = wait_after(dt.timedelta(days=nudge.rule.rule.wait), ignored)
    return FOREVER if wait is None else day + wait


def _put_off(decision: Decision, pile: Sequence[Nudge], moment: dt.datetime) -> None:
    for pk, when in decision.later.items():
        Nudge.objects.filter(pk=pk).update(send_after=when)
    _drop([nudge for nudge in pile if nudge.pk in decision.never], Nudge.Dropped.UNREACHABLE, moment)


def _drop(nudges: Sequence[Nudge], reason: str, moment: dt.datetime) -> None:
    """Never said. When the condition still holds tomorrow, it is found anew."""
    if nudges:
        rows = Nudge.objects.waiting().filter(pk__in=[nudge.pk for nudge in nudges])
        rows.update(dropped=reason, rest_until=moment.date())


def _hand_out(ids: Sequence[int], moment: dt.datetime) -> None:
    """Put off in one statement each those who are out of their hours; tasks only for the others."""
    served = set(
        Nudge.objects.ready(moment).filter(person_id__in=ids, kind=Kind.SERVICE).values_list("person_id", flat=True)
    )
    later: dict[dt.datetime, list[int]] = {}
    for person in get_user_model().objects.for_reaching().filter(pk__in=ids, is_active=True):
        opening = next_opening(moment, reach_of(person), policy())
        if person.pk not in served and opening and opening > moment:
            later.setdefault(opening, []).append(person.pk)
    for opening, people in later.items():
        Nudge.objects.ready(moment).filter(person_id__in=people).update(send_after=opening)
    put_off = {pk for people in later.values() for pk in people}
    work = [(f"send-{pk}-{moment:%Y%m%dT%H%M}", {"person_id": pk}) for pk in ids if pk not in put_off]
    enqueue_many(SEND_TO_PERSON, work)


def _lock(person_id: int) -> None:
    """Two tasks for one person wait for each other, so that neither misses what the other sends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('notifications.person', %s))", [person_id])
