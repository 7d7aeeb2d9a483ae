"""What people do with needs: report, join, take on, pass on, claim, answer, decline, merge, and say whether it helped."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person, Skill
from accounts.querysets import line_managers
from ecosystem.core.audit import SYSTEM, record
from ecosystem.core.clock import now, today
from ecosystem.core.errors import Refused
from ecosystem.core.twice import in_turn
from ecosystem.core.versions import change
from feedback.actions.steps import (
    Kind,
    Status,
    announce,
    hand_to,
    in_two_weeks,
    nameless,
    step,
    tell_whose_turn,
    to_state,
)
from feedback.chain import ASK_AFTER, conclusion
from feedback.models import Need, NeedReporter
from feedback.querysets import UNSETTLED, WAITING
from feedback.search_entries import index_need
from resources.models import Resource

TO_LEARNING = {Need.Source.TEAM, Need.Source.RADAR}


@transaction.atomic
def report_need(
    *,
    actor: Person,
    words: str,
    skill: Skill | None = None,
    source: str = Need.Source.PAGE,
    about: Resource | None = None,
    anonymous: bool = False,
) -> Need:
    """It is the line manager's turn; L&D's where the name is kept back, where nobody is above, or where a manager reports
    for the team. The same words of the same person, while it is open, are the same need."""
    in_turn("feedback.report_need", actor.pk)
    if twin := Need.objects.unsettled().filter(words__iexact=words, reporters__person=actor).first():
        return twin
    holder = None if anonymous or source in TO_LEARNING else _line_manager_of(actor)
    need = Need.objects.create(
        words=words, skill=skill, source=source, about=about, reported_at=now(), **hand_to(holder)
    )
    NeedReporter.objects.create(need=need, person=actor, anonymous=anonymous, at=now())
    step(need, Kind.REPORTED, nameless(actor, anonymous), fields=["words", "skill"])
    tell_whose_turn(need, actor)
    index_need(need)
    return need


@transaction.atomic
def join_need(need: Need, *, actor: Person, anonymous: bool = False) -> None:
    """“I need this too.” Twice is harmless."""
    need = _locked(need)
    if need.status not in UNSETTLED:
        raise Refused(_("This need is settled. If it is not settled for you, report it anew."))
    defaults = {"anonymous": anonymous, "at": now()}
    _row, new = NeedReporter.objects.get_or_create(need=need, person=actor, defaults=defaults)
    if new:
        step(need, Kind.JOINED, nameless(actor, anonymous))


@transaction.atomic
def leave_need(need: Need, *, actor: Person) -> None:
    """“I do not need it any more.” With the last one it is withdrawn. Twice is harmless."""
    need = _locked(need)
    row = need.reporters.filter(person=actor).first()
    if row is None:
        return
    if need.status not in UNSETTLED:
        raise Refused(_("This need is settled already."))
    row.delete()
    record(nameless(actor, row.anonymous), "need.left", need)
    if not need.reporters.exists():
        words = _("Nobody needs it any more.")
        claimer = need.claimed_by_id
        change(need, None, status=Status.DECLINED, answer=words, due_on=None)
        announce(need, step(need, Kind.DECLINED, SYSTEM, words), actor, also=[need.turn_id, claimer])


@transaction.atomic
def accept_need(need: Need, *, actor: Person, version: int, words: str = "", due_on: dt.date | None = None) -> None:
    """Taken on by whose turn it is, with a day; anybody may still make it. Twice is harmless."""
    hop = Need.Hop.MANAGER if need.turn_id == actor.pk and need.hop == Need.Hop.MANAGER else Need.Hop.LEARNING
    mine = {"status": Status.ACCEPTED, "turn_id": actor.pk}
    if to_state(need, version, [Status.OPEN], mine, hop=hop, due_on=due_on or in_two_weeks()):
        announce(need, step(need, Kind.ACCEPTED, actor, words, fields=["turn", "due_on"]), actor)


@transaction.atomic
def pass_on_need(need: Need, *, actor: Any, version: int | None, words: str = "") -> None:
    """From somebody's hand to all of L&D, with a line that everybody may read. Twice is harmless."""
    values = hand_to(None)
    mine = {name: values.pop(name) for name in ("status", "hop", "turn_id")}
    if to_state(need, version, WAITING, mine, where={"turn__isnull": False}, **values):
        announce(need, step(need, Kind.PASSED_ON, actor, words, fields=["turn"]), actor)


@transaction.atomic
def claim_need(need: Need, *, actor: Person, version: int, words: str = "", due_on: dt.date | None = None) -> None:
    """“I can teach this.” The first one makes it, by a day, and may say how. Twice is harmless."""
    if need.status == Status.CLAIMED and need.claimed_by_id != actor.pk:
        raise Refused(_("%(name)s makes it already.") % {"name": need.claimed_by})
    mine = {"status": Status.CLAIMED, "claimed_by_id": actor.pk}
    if to_state(need, version, WAITING, mine, claimed_at=now(), due_on=due_on or in_two_weeks()):
        announce(
            need, step(need, Kind.CLAIMED, actor, words, fields=["claimed_by", "due_on"]), actor, also=[need.turn_id]
        )


@transaction.atomic
def release_need(need: Need, *, actor: Any, version: int | None) -> None:
    """Free for others again; whose turn it was, answers anew. Twice is harmless."""
    before, values = need.claimed_by_id, hand_to(need.turn_id if need.hop == Need.Hop.MANAGER else None)
    mine = {"status": Status.OPEN, "claimed_by_id": None}
    del values["status"]
    if to_state(need, version, [Status.CLAIMED], mine, claimed_at=None, **values):
        announce(need, step(need, Kind.RELEASED, actor, fields=["claimed_by"]), actor, also=[before])
        tell_whose_turn(need, actor)


@transaction.atomic
def resolve_need(need: Need, *, actor: Person, version: int, result: Resource | None = None, answer: str = "") -> None:
    """Answered, by a resource or in a sentence. After 30 days those who needed it say whether it helped. Twice is harmless."""
    if result is None and not answer:
        raise Refused(_("Name what answers it: something in the library, or a sentence."))
    values = {
        "result": result,
        "answer": answer,
        "claimed_by_id": need.claimed_by_id or actor.pk,
        "resolved_at": now(),
        "ask_again_on": today() + ASK_AFTER,
        "due_on": None,
    }
    if not to_state(need, version, UNSETTLED, {"status": Status.RESOLVED}, **values):
        return
    need.reporters.update(helped=None, helped_at=None)
    words = " · ".join(part for part in (str(result or ""), answer) if part)
    announce(
        need, step(need, Kind.RESOLVED, actor, words, fields=["result", "answer"]), actor, also=[need.claimed_by_id]
    )


@transaction.atomic
def decline_need(need: Need, *, actor: Person, version: int, reason: str) -> None:
    """Not to be answered here, and why. Twice is harmless."""
    values = {"answer": reason, "due_on": None}
    if to_state(need, version, UNSETTLED, {"status": Status.DECLINED}, **values):
        announce(need, step(need, Kind.DECLINED, actor, reason, fields=["answer"]), actor, also=[need.claimed_by_id])


@transaction.atomic
def merge_needs(need: Need, *, actor: Person, version: int, into: Need) -> None:
    """The same need twice becomes one: who reported it moves along, and both say so. Twice is harmless."""
    if need.pk == into.pk:
        raise Refused(_("A need cannot be merged into itself."))
    pair = Need.objects.select_for_update().in_bulk(sorted([need.pk, into.pk]))
    if pair[into.pk].status not in UNSETTLED and pair[need.pk].status != Status.MERGED:
        raise Refused(_("“%(need)s” is settled; merge into one that is open.") % {"need": into})
    mine = {"status": Status.MERGED, "merged_into_id": into.pk}
    claimer = need.claimed_by_id
    if not to_state(need, version, UNSETTLED, mine, due_on=None):
        return
    move = step(need, Kind.MERGED, actor, into.words, fields=["merged_into"])
    announce(need, move, actor, also=[claimer])
    _move_reporters(need, into)
    step(into, Kind.MERGED, actor, need.words)


@transaction.atomic
def tell_whether_it_helped(need: Need, *, actor: Person, helped: bool) -> None:
    """One reporter's word. As soon as the words decide it, the need is closed or opens again by itself. Twice is harmless."""
    need = _locked(need)
    if need.status != Status.RESOLVED or need.closed_at:
        return
    told = need.reporters.filter(person=actor).exclude(helped=helped).update(helped=helped, helped_at=now())
    if told:
        row = need.reporters.get(person=actor)
        record(nameless(actor, row.anonymous), "need.told", need, fields=["helped"])
        conclude(need)


def conclude(need: Need, *, over: bool = False) -> None:
    """Close a need that helped, open one again that did not. `over`: nobody is waited for any more."""
    said = list(need.reporters.values_list("helped", flat=True))
    yes, no = said.count(True), said.count(False)
    decided = conclusion(yes, no, len(said) - yes - no, over=over)
    if decided == "close":
        if change(need, None, where={"status": Status.RESOLVED, "closed_at": None}, closed_at=now()):
            words = _("%(yes)s of %(all)s said that it helped.") % {"yes": yes, "all": yes + no} if yes else ""
            announce(need, step(need, Kind.CLOSED, SYSTEM, words), SYSTEM, also=[need.claimed_by_id])
    elif decided == "reopen":
        _reopen(need, yes, no)


def _reopen(need: Need, yes: int, no: int) -> None:
    claimer = need.claimed_by_id
    values = {
        "reopened": need.reopened + 1,
        "resolved_at": None,
        "ask_again_on": None,
        "claimed_by_id": None,
        "claimed_at": None,
        "result": None,
        "answer": "",
    }
    if change(need, None, where={"status": Status.RESOLVED, "closed_at": None}, **hand_to(None), **values):
        words = _("It helped %(yes)s of %(all)s.") % {"yes": yes, "all": yes + no}
        announce(need, step(need, Kind.REOPENED, SYSTEM, words), SYSTEM, also=[claimer])


def _move_reporters(need: Need, into: Need) -> None:
    """Who is on both stays as on the one that remains, with or without a name."""
    need.reporters.filter(person__in=list(into.reporters.values_list("person", flat=True))).delete()
    need.reporters.update(need=into)


def _locked(need: Need) -> Need:
    """How it stands now, and nobody changes it meanwhile."""
    return Need.objects.select_for_update().get(pk=need.pk)


def _line_manager_of(person: Person) -> int | None:
    """Of today, if they are still here."""
    above = Person.objects.filter(pk__in=line_managers(person), is_active=True)
    return above.values_list("pk", flat=True).first()
