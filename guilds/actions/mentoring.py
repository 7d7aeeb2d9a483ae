"""Mentoring: ask a suggested guide, answer, end it on a day or before, and say whether it helped. Known to the two only."""

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, Skill, TeachingOffer
from ecosystem.core.audit import SYSTEM, record
from ecosystem.core.clock import now
from ecosystem.core.errors import Refused
from ecosystem.core.versions import change
from ecosystem.notifications.actions import tell
from guilds.actions.telling import edition
from guilds.mentors import UNANSWERED, in_line
from guilds.models import Mentoring

State = Mentoring.State


@transaction.atomic
def ask_mentor(*, actor: Person, mentor: Person, skill: Skill, words: str, ends_on: dt.date) -> Mentoring:
    """Somebody who offers to teach it, has a place, and is not in one's line. Twice is harmless."""
    offer = _offer(mentor, skill)
    open_one = Mentoring.objects.filter(
        mentor=mentor, learner=actor, skill=skill, state__in=[State.ASKED, State.ACTIVE]
    )
    if known := open_one.first():
        return known
    between = Q(ancestor=mentor, descendant=actor) | Q(ancestor=actor, descendant=mentor)
    if mentor.pk == actor.pk or in_line().filter(between).exists():
        raise Refused(_("A guide is somebody outside your line."))
    _refuse_full(offer, waiting=True)
    mentoring = Mentoring.objects.create(
        mentor=mentor, learner=actor, skill=skill, words=words, ends_on=ends_on, asked_at=now()
    )
    record(actor, "mentoring.asked", mentoring, subject=mentor.pk)
    tell("guilds.mentoring_asked", person_id=mentor.pk, subject_id=mentoring.pk)
    return mentoring


@transaction.atomic
def answer_mentoring(mentoring: Mentoring, *, actor: Person, version: int, yes: bool, answer: str = "") -> None:
    """Yes, while a place is free; or not now. Who asked hears either. Twice is harmless."""
    state = State.ACTIVE if yes else State.DECLINED
    if mentoring.state == state:
        return
    if yes:
        _refuse_full(_offer(mentoring.mentor, mentoring.skill), waiting=False)
    agreed = now() if yes else None
    if not change(mentoring, version, {"state": State.ASKED}, state=state, answer=answer, agreed_at=agreed):
        raise Refused(_("This was taken back or answered meanwhile."))
    record(actor, "mentoring.answered", mentoring, fields=["state"], subject=mentoring.learner_id)
    _tell(mentoring, "guilds.mentoring_answered", mentoring.learner_id)


@transaction.atomic
def end_mentoring(mentoring: Mentoring, *, actor: Person | None) -> None:
    """Before its day by either of the two, or on it by itself; an unanswered wish is taken back, and who asked hears of it
    if they did not do it. Twice is harmless."""
    if mentoring.state == State.ASKED:
        if change(mentoring, None, {"state": State.ASKED}, state=State.DECLINED, ended_at=now()):
            record(actor or SYSTEM, "mentoring.taken_back", mentoring, fields=["state"], subject=mentoring.mentor_id)
            if actor is None:
                _tell(mentoring, "guilds.mentoring_answered", mentoring.learner_id)
        return
    if change(mentoring, None, {"state": State.ACTIVE}, state=State.ENDED, ended_at=now()):
        record(actor or SYSTEM, "mentoring.ended", mentoring, fields=["state"], subject=mentoring.learner_id)
        for person in (mentoring.mentor_id, mentoring.learner_id):
            _tell(mentoring, "guilds.mentoring_ended", person)


@transaction.atomic
def say_helped(mentoring: Mentoring, *, actor: Person, helped: bool, again: bool = False) -> None:
    """The one question, asked of both; they may meet again where both want to. The same twice is harmless."""
    mine, other = ("mentor", "learner") if actor.pk == mentoring.mentor_id else ("learner", "mentor")
    fresh = Mentoring.objects.select_for_update(no_key=True).get(pk=mentoring.pk)
    if (getattr(fresh, f"{mine}_helped"), getattr(fresh, f"{mine}_again")) == (helped, again):
        return
    both = again and getattr(fresh, f"{other}_again")
    change(mentoring, None, {"state": State.ENDED}, **{f"{mine}_helped": helped, f"{mine}_again": again, "again": both})
    record(actor, "mentoring.helped_said", mentoring, fields=[f"{mine}_helped"])


def end_due(day: dt.date) -> int:
    """Those whose day has passed, those of whom one has left, and wishes that nobody answered: they would hold a place."""
    gone = Q(mentor__is_active=False) | Q(learner__is_active=False)
    unanswered = Q(state=State.ASKED, asked_at__lt=now() - UNANSWERED)
    due = Mentoring.objects.filter(Q(ends_on__lt=day) | gone | unanswered, state__in=[State.ASKED, State.ACTIVE])
    for mentoring in due:
        end_mentoring(mentoring, actor=None)
    return len(due)


def _offer(mentor: Person, skill: Skill) -> TeachingOffer:
    """Locked, so that the last place is given once: the earliest of their offers stands for all."""
    offers = TeachingOffer.objects.select_for_update(no_key=True).filter(person=mentor, person__is_active=True)
    held = {offer.skill_id: offer for offer in offers.order_by("pk")}
    if skill.pk not in held:
        raise Refused(_("They do not offer to teach this any more."))
    return held[skill.pk]


def _refuse_full(offer: TeachingOffer, *, waiting: bool) -> None:
    """As many at a time as they said, over all skills; those asked count only for whoever asks next."""
    states = [State.ASKED, State.ACTIVE] if waiting else [State.ACTIVE]
    if Mentoring.objects.filter(mentor=offer.person_id, state__in=states).count() >= offer.places:
        raise Refused(_("All places are taken at the moment."))


def _tell(mentoring: Mentoring, code: str, person_id: int) -> None:
    tell(code, person_id=person_id, subject_id=mentoring.pk, window=edition(mentoring.version))
