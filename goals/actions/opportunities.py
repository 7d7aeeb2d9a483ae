"""Opportunities in real work: posted, applied for, taken, done and confirmed."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Assessment, Evidence, Person, Project, Skill
from accounts.querysets import line_managers
from accounts.refresh import touch
from ecosystem.core.audit import record
from ecosystem.core.clock import now, today
from ecosystem.core.errors import Refused
from ecosystem.core.twice import twin
from ecosystem.core.versions import already, change
from ecosystem.notifications.actions import tell
from goals.models import Opportunity, OpportunityPlace
from goals.noting import note
from goals.search_work import index_work

MOST_PER_PROJECT = 2
State = OpportunityPlace.State
HELD = (State.TAKEN, State.CONFIRMED)


@transaction.atomic
def post_opportunity(
    *,
    actor: Person,
    title: str,
    skill: Skill,
    level: int,
    needed_by: dt.date,
    effort_hours: int,
    places: int = 1,
    project: Project | None = None,
) -> Opportunity:
    """Offer a piece of work as learning. A project has two open at most, so that offers stay few and meant.

    Sent twice it is one.
    """
    said = {"title": title, "skill": skill, "level": level, "needed_by": needed_by, "effort_hours": effort_hours}
    offer = {"lead": actor, "places": places, "project": project, **said}
    if before := twin(actor, "opportunity.posted", Opportunity.objects.filter(**offer)):
        return before
    if project:
        Project.objects.select_for_update().get(pk=project.pk)
        if Opportunity.objects.open_on(today()).filter(project=project).count() >= MOST_PER_PROJECT:
            raise Refused(_("This project offers two opportunities already. Fill or withdraw one first."))
    opportunity = Opportunity.objects.create(**offer, posted_at=now())
    record(actor, "opportunity.posted", opportunity, fields=list(said))
    index_work(opportunity)
    return opportunity


@transaction.atomic
def change_opportunity(opportunity: Opportunity, *, actor: Person, version: int, **fields) -> None:
    if not change(opportunity, version, where={"status__in": ["open", "filled"]}, **fields):
        raise Refused(_("This opportunity has ended."))
    record(actor, "opportunity.changed", opportunity, fields=list(fields))
    index_work(opportunity)


@transaction.atomic
def withdraw_opportunity(opportunity: Opportunity, *, actor: Person, version: int) -> None:
    """No longer offered; those who asked or take part are told. Twice is harmless."""
    if not change(opportunity, version, where={"status__in": ["open", "filled"]}, status="withdrawn"):
        return
    record(actor, "opportunity.withdrawn", opportunity)
    index_work(opportunity)
    people = opportunity.taken_places.filter(state__in=[State.INVITED, State.APPLIED, State.TAKEN])
    _tell_all(people, "goals.opportunity_withdrawn")
    note(actor.pk, *people.values_list("person_id", flat=True), key=f"opportunity-{opportunity.pk}-withdrawn")


@transaction.atomic
def join_opportunity(opportunity: Opportunity, *, actor: Person) -> OpportunityPlace:
    """Ask to take part; whoever was invited takes the place at once. Asking twice is asking once."""
    row = Opportunity.objects.select_for_update().get(pk=opportunity.pk)
    if row.status != Opportunity.Status.OPEN or row.needed_by < today():
        raise Refused(_("This opportunity is no longer open."))
    place = row.taken_places.filter(person=actor).first()
    if place and place.state in (State.APPLIED, *HELD):
        return place
    if place and place.state == State.INVITED:
        return _take(place, actor)
    place, _made = OpportunityPlace.objects.update_or_create(
        opportunity=row, person=actor, defaults={"state": State.APPLIED, "changed_at": now(), "reason": ""}
    )
    record(actor, "opportunity.applied", row, subject=actor)
    tell("goals.opportunity_applied", person_id=row.lead_id, subject_id=place.pk)
    note(row.lead_id, actor.pk, key=f"opportunity-place-{place.pk}-{place.version}-applied")
    return place


@transaction.atomic
def invite_to_opportunity(
    opportunity: Opportunity, person: Person, *, actor: Person, reason: str = ""
) -> OpportunityPlace:
    """Ask somebody who opted in to offers. They accept or decline."""
    place, made = OpportunityPlace.objects.get_or_create(
        opportunity=opportunity,
        person=person,
        defaults={"state": State.INVITED, "changed_at": now(), "reason": reason},
    )
    if made:
        record(actor, "opportunity.invited", opportunity, subject=person)
        tell("goals.opportunity_invited", person_id=person.pk, subject_id=place.pk)
        note(person.pk, key=f"opportunity-place-{place.pk}-invited")
    return place


@transaction.atomic
def accept_applicant(place: OpportunityPlace, *, actor: Person, version: int) -> None:
    """The lead says yes; the line manager is informed. The last place fills the opportunity."""
    row = Opportunity.objects.select_for_update().get(pk=place.opportunity_id)
    if row.taken_places.filter(state__in=HELD).exclude(pk=place.pk).count() >= row.places:
        raise Refused(_("All places are taken."))
    if not change(place, version, where={"state": State.APPLIED}, state=State.TAKEN, changed_at=now()):
        if place.state in HELD:
            return
        raise Refused(_("They no longer ask for this place."))
    _taken(place, row, actor)


@transaction.atomic
def refuse_applicant(place: OpportunityPlace, *, actor: Person, version: int, reason: str = "") -> None:
    """Not this time, with a reason for the applicant alone."""
    if change(place, version, where={"state": State.APPLIED}, state=State.NOT_CHOSEN, reason=reason, changed_at=now()):
        record(actor, "opportunity.not_chosen", place.opportunity, subject=place.person_id)
        tell("goals.opportunity_answered", person_id=place.person_id, subject_id=place.pk)
        note(actor.pk, place.person_id, key=f"opportunity-place-{place.pk}-{place.version}")


@transaction.atomic
def leave_place(place: OpportunityPlace, *, actor: Person, version: int, reason: str = "") -> None:
    """Decline an invitation, take an application back, or give up a place; the skill rests 30 days before it is offered again."""
    held = {"state__in": [State.INVITED, State.APPLIED, State.TAKEN]}
    if not change(place, version, where=held, state=State.DECLINED, reason=reason, changed_at=now()):
        return
    if Opportunity.objects.filter(pk=place.opportunity_id, status=Opportunity.Status.FILLED).update(status="open"):
        index_work(Opportunity.objects.get(pk=place.opportunity_id))
    record(actor, "opportunity.declined", place.opportunity, subject=actor)
    note(actor.pk, place.opportunity.lead_id, key=f"opportunity-place-{place.pk}-{place.version}")


@transaction.atomic
def confirm_done(place: OpportunityPlace, *, actor: Person, version: int) -> None:
    """The lead confirms that the work was done: an artefact at the opportunity's level enters the person's evidence."""
    where = {"state": State.TAKEN}
    if not change(place, version, where=where, state=State.CONFIRMED, confirmed_on=today(), changed_at=now()):
        return already(place, "confirmed_on")
    opportunity = place.opportunity
    evidence = Evidence.objects.create(
        person_id=place.person_id,
        title=opportunity.title,
        rung=Evidence.Rung.ARTEFACT,
        occurred_on=today(),
        asked=actor,
        confirmed_by=actor,
        confirmed_at=now(),
    )
    Assessment.objects.create(
        person_id=place.person_id,
        skill=opportunity.skill,
        source=Assessment.Source.EVIDENCE,
        level=opportunity.level,
        assessor=actor,
        stated_on=today(),
        released_at=now(),
        evidence=evidence,
    )
    touch([place.person_id], [opportunity.skill_id])
    record(actor, "opportunity.confirmed", opportunity, subject=place.person_id)
    tell("goals.opportunity_confirmed", person_id=place.person_id, subject_id=place.pk)
    note(place.person_id, key=f"opportunity-place-{place.pk}-confirmed")


def _take(place: OpportunityPlace, actor: Person) -> OpportunityPlace:
    change(place, None, where={"state": State.INVITED}, state=State.TAKEN, changed_at=now())
    _taken(place, place.opportunity, actor)
    return place


def _taken(place: OpportunityPlace, opportunity: Opportunity, actor: Person) -> None:
    if opportunity.taken_places.filter(state__in=HELD).count() >= opportunity.places:
        change(opportunity, None, status=Opportunity.Status.FILLED)
        index_work(opportunity)
    record(actor, "opportunity.taken", opportunity, subject=place.person_id)
    tell("goals.opportunity_answered", person_id=place.person_id, subject_id=place.pk)
    for manager in line_managers(place.person).values_list("manager_id", flat=True):
        if manager != actor.pk:
            tell("goals.opportunity_of_report", person_id=manager, subject_id=place.pk)
    note(opportunity.lead_id, place.person_id, key=f"opportunity-place-{place.pk}-{place.version}-taken")


def _tell_all(places, rule: str) -> None:
    for place in places:
        tell(rule, person_id=place.person_id, subject_id=place.pk)
