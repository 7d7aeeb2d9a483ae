"""Handing on what somebody leads: by hand while they are here, by itself after their last day; and what ends with them."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from ecosystem.core.audit import SYSTEM, record
from ecosystem.core.clock import now, today
from ecosystem.core.errors import Refused
from ecosystem.core.outbox import enqueue_many
from ecosystem.core.versions import change
from ecosystem.notifications.actions import tell
from goals.actions.goals import close_goals_of_leaver
from goals.actions.objectives import end_objective
from goals.actions.sponsoring import end_sponsorships_of_leaver
from goals.leads import KINDS, Led, leads_of, left_something_open, next_above, own_objectives, places_held
from goals.models import KeyResult, Objective, Opportunity, OpportunityPlace, Suggestion
from goals.noting import note
from goals.search_work import index_work

Choice = tuple[Led, int | None, Person]  # what, the edition that was seen (None: whichever), to whom


@transaction.atomic
def hand_on(person: Person, choices: Iterable[Choice], *, actor: Any) -> int:
    """Each of these is led by somebody else from now on; an objective takes the person's key results in it along.

    Whoever leads something new hears of it once. All or nothing; the same again is harmless. Returns how many moved.
    """
    taken: dict[int, list[Led]] = defaultdict(list)
    for led, version, to in choices:
        _refuse_unfit(person, to)
        if _give(led, version, person, to):
            record(actor, f"{KINDS[type(led)].name}.handed_on", led, fields=[KINDS[type(led)].column], subject=to)
            taken[to.pk].append(led)
    for to_id, items in taken.items():
        if to_id != actor.pk:
            _tell(to_id, items, person, actor)
    return sum(len(items) for items in taken.values())


def _refuse_unfit(person: Person, to: Person) -> None:
    if to.pk == person.pk or not to.is_active or to.kind != Person.Kind.PERSON:
        raise Refused(_("Choose somebody else who works here."))


def _give(led: Led, version: int | None, person: Person, to: Person) -> bool:
    column = KINDS[type(led)].column
    if not change(led, version, where={column: person.pk}, **{column: to}):
        if getattr(led, f"{column}_id") == to.pk:
            return False
        raise Refused(_("“%(title)s” is led by somebody else already.") % {"title": led.title})
    if isinstance(led, Objective):
        along = vars(led).get("going_along")
        for result in KeyResult.objects.filter(objective=led, owner=person) if along is None else along:
            change(result, None, where={"owner": person}, owner=to)
    if isinstance(led, Opportunity):
        _free(places_held().filter(opportunity=led, person=to).select_related("opportunity"))  # nobody leads themselves
        note(person.pk, to.pk, key=f"opportunity-{led.pk}-{led.version}-handed-on")
    return True


def _tell(to_id: int, items: list[Led], person: Person, actor: Any) -> None:
    """One message about all of them; its subject is the first."""
    params: dict[str, int] = {"led_by": person.pk, "more": len(items) - 1}
    if actor is not SYSTEM:
        params["chosen_by"] = actor.pk
    code = f"goals.{KINDS[type(items[0])].name}_handed_on"
    tell(code, person_id=to_id, subject_id=items[0].pk, window=today(), **params)


@transaction.atomic
def leave_nothing_open(person: Person, *, actor: Any) -> None:
    """After the last day: goals close as left, suggestions, places and sponsorships end, what they led passes up the line.

    A second call finds nothing.
    """
    close_goals_of_leaver(person, actor=actor)
    _end_suggestions(person, actor=actor)
    _give_up_places(person, actor=actor)
    end_sponsorships_of_leaver(person, actor=actor)
    for objective in own_objectives().filter(owner=person):
        end_objective(objective, actor=actor, version=None, status=Objective.Status.CANCELLED)
    heir, leads = next_above(person), leads_of(person)
    if heir and leads:
        hand_on(person, [(led, None, heir) for led in leads], actor=actor)


def _end_suggestions(person: Person, *, actor: Any) -> None:
    """Those to them and by them: nobody would answer, or read the answer."""
    waiting = Suggestion.objects.waiting()
    ended = list(waiting.filter(person=person) | waiting.filter(suggested_by=person))
    for suggestion in ended:
        change(suggestion, None, where={"state": "open"}, state=Suggestion.State.WITHDRAWN, answered_at=now())
    if ended:
        record(actor, "suggestion.ended_as_left", person, fields=["state"], subject=person)
        note(*(suggestion.person_id for suggestion in ended), key=f"suggestions-left-{person.pk}-{ended[-1].pk}")


def _give_up_places(person: Person, *, actor: Any) -> None:
    """What they had asked for or taken is free again."""
    held = _free(places_held().filter(person=person).select_related("opportunity"))
    if held:
        record(actor, "opportunity.left", person, fields=["state"], subject=person)
        leads = {place.opportunity.lead_id for place in held}
        note(person.pk, *leads, key=f"places-left-{person.pk}-{held[-1].pk}-{held[-1].version}")


def _free(places: Iterable[OpportunityPlace]) -> list[OpportunityPlace]:
    """Nobody holds these any more; work that was full has a place again."""
    held = list(places)
    for place in held:
        change(place, None, state=OpportunityPlace.State.DECLINED, changed_at=now())
        if change(place.opportunity, None, where={"status": "filled"}, status=Opportunity.Status.OPEN):
            index_work(place.opportunity)
    return held


def look_after_leavers() -> int:
    """Once a night: a task for everybody who is out and still has something open. Returns for how many."""
    people = list(left_something_open(today()).values_list("pk", flat=True))
    work = [(f"left-open-{pk}-{today()}", {"person_id": pk}) for pk in people]
    enqueue_many("goals.close_goals_of_leaver", work)
    return len(people)
