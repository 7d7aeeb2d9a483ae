"""What happens to needs by itself, each night: reminders, the next hop, leavers' needs, and the question whether it helped."""

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef

from accounts.models import RoleGrant
from ecosystem.core.audit import SYSTEM
from ecosystem.core.clock import today
from ecosystem.notifications.actions import tell_many
from feedback.actions.needs import conclude, pass_on_need, release_need
from feedback.actions.steps import Kind, step
from feedback.chain import ANSWER_WITHIN, REMIND, latest_since, next_step
from feedback.days_off import days_off
from feedback.models import Need, NeedMove


def walk_needs(day: dt.date) -> int:
    """Everything that is due by this day. Returns how many needs moved; twice is harmless."""
    return free_from_leavers() + go_along_the_chain(day) + ask_whether_they_helped(day) + conclude_overdue(day)


def free_from_leavers() -> int:
    """What somebody who is no longer here had in hand or had promised goes on without them."""
    held = Need.objects.waiting().filter(turn__is_active=False)
    promised = Need.objects.filter(status="claimed", claimed_by__is_active=False)
    moved = 0
    for need in held:
        pass_on_need(need, actor=SYSTEM, version=None)
        moved += 1
    for need in promised.select_related("turn"):
        _release(need)
        moved += 1
    return moved


def go_along_the_chain(day: dt.date) -> int:
    """Remind a line manager after 3 working days, pass on after 5, remind L&D after 7."""
    off = days_off(day)
    waiting = Need.objects.filter(status="open", turn_since__lte=latest_since(day, REMIND, off))
    return sum(_go_along(need, next_step(need.hop, need.turn_since, day, off)) for need in waiting)


def ask_whether_they_helped(day: dt.date) -> int:
    """Thirty days after the answer each reporter is asked, once."""
    asked = NeedMove.objects.filter(need=OuterRef("pk"), kind=Kind.ASKED, at__gte=OuterRef("resolved_at"))
    return sum(_ask(need) for need in Need.objects.to_ask_again(day).filter(~Exists(asked)))


def conclude_overdue(day: dt.date) -> int:
    """Two weeks after the question, what was said decides."""
    asked = NeedMove.objects.filter(need=OuterRef("pk"), kind=Kind.ASKED, at__gte=OuterRef("resolved_at"))
    late = Need.objects.to_ask_again(day - ANSWER_WITHIN).filter(Exists(asked))
    for need in (found := list(late)):
        _conclude(need)
    return len(found)


@transaction.atomic
def _conclude(need: Need) -> None:
    conclude(Need.objects.select_for_update().get(pk=need.pk), over=True)


@transaction.atomic
def _release(need: Need) -> None:
    release_need(need, actor=SYSTEM, version=None)
    if need.turn and not need.turn.is_active:
        pass_on_need(need, actor=SYSTEM, version=None)


@transaction.atomic
def _go_along(need: Need, due: str) -> int:
    if due == "pass_on":
        pass_on_need(need, actor=SYSTEM, version=None)
        return 1
    people = _learning() if due == "remind_learning" else [need.turn_id] if due and need.turn_id else []
    told = tell_many("feedback.need_waits", person_ids=people, subject_id=need.pk, window=need.turn_since)
    if told:
        step(need, Kind.REMINDED, SYSTEM)
    return int(bool(told))


@transaction.atomic
def _ask(need: Need) -> int:
    people = list(need.reporters.filter(helped=None).values_list("person_id", flat=True))
    tell_many("feedback.need_helped", person_ids=people, subject_id=need.pk, window=need.ask_again_on or today())
    step(need, Kind.ASKED, SYSTEM)
    return 1


def _learning() -> list[int]:
    """Everybody who is L&D today."""
    held = RoleGrant.objects.active().filter(role="learning", unit=None, person__is_active=True)
    return sorted(set(held.values_list("person_id", flat=True)))
