"""What every act on a need does: one step on its way with words for all, its entry in the search, and who is told."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from ecosystem.core.audit import SYSTEM, record
from ecosystem.core.clock import now, today
from ecosystem.core.errors import Refused
from ecosystem.core.versions import change
from ecosystem.notifications.actions import tell, tell_many
from feedback.chain import due_day
from feedback.days_off import days_off
from feedback.models import Need, NeedMove, NeedReporter
from feedback.search_entries import index_need

Kind = NeedMove.Kind
Status = Need.Status


def hand_to(holder: int | None) -> dict[str, Any]:
    """The columns of a need that now waits for one person as line manager, or for all of L&D."""
    hop, day = (Need.Hop.MANAGER if holder else Need.Hop.LEARNING), today()
    return {
        "status": Status.OPEN,
        "hop": hop,
        "turn_id": holder,
        "turn_since": day,
        "due_on": due_day(hop, day, days_off(day)),
    }


def to_state(
    need: Need, version: int | None, states: Iterable[str], mine: dict[str, Any], where: Any = None, **values: Any
) -> bool:
    """One conditional UPDATE. False when it is so already (`mine` says how one recognises it); else it was settled otherwise."""
    if change(need, version, where={"status__in": list(states), **(where or {})}, **values, **mine):
        return True
    if all(getattr(need, name) == value for name, value in mine.items()):
        return False
    raise Refused(_("Meanwhile this need has moved on: %(state)s.") % {"state": need.get_status_display()})


def step(need: Need, kind: str, actor: Any, words: str = "", *, fields: Iterable[str] = ()) -> NeedMove:
    """Note it for everybody and in the audit. Whoever keeps their name back, and the clock, act as nobody."""
    named = actor if isinstance(actor, Person) else None
    record(actor, f"need.{kind}", need, fields=list(fields))
    return NeedMove.objects.create(need=need, kind=kind, actor=named, words=words[:300], at=now())


def announce(need: Need, move: NeedMove, actor: Any, *, also: Iterable[int | None] = ()) -> None:
    """Tell every reporter, and those whose turn or work it was; never whoever did it. The search follows."""
    people = set(NeedReporter.objects.filter(need=need).values_list("person_id", flat=True))
    people |= {pk for pk in also if pk}
    people.discard(actor.pk if isinstance(actor, Person) else None)
    tell_many("feedback.need_moved", person_ids=sorted(people), subject_id=move.pk)
    index_need(need)


def tell_whose_turn(need: Need, actor: Any) -> None:
    """The line manager hears at once; L&D read their list and hear after seven working days."""
    if need.turn_id and need.turn_id != getattr(actor, "pk", None):
        tell("feedback.need_yours", person_id=need.turn_id, subject_id=need.pk, window=need.turn_since)


def in_two_weeks() -> dt.date:
    """What is promised without a day is expected by then."""
    return today() + dt.timedelta(days=14)


def nameless(actor: Person, anonymous: bool) -> Any:
    """Who keeps the name from colleagues leaves none on the need's way nor in the audit; the report itself knows, for L&D."""
    return SYSTEM if anonymous else actor
