"""How a session ends: held, who was there, was it worth it, was it used two weeks later, and what it leaves behind."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from ecosystem.core.audit import SYSTEM, record
from ecosystem.core.clock import now
from ecosystem.core.errors import Refused
from ecosystem.core.versions import change
from ecosystem.notifications.actions import tell, tell_many
from guilds.actions.seats import hold
from guilds.models import GuildResource, Seat, Session
from guilds.session_entries import index_session
from resources.actions.authors import add_co_author
from resources.actions.writing import create_resource
from resources.models import Resource

State = Session.State
AT_A_TIME = 500


@transaction.atomic
def say_attended(session: Session, *, actor: Person) -> None:
    """“I was there”, one tap. Twice is harmless; the host's list stands against it."""
    seat = session.seats.select_for_update().filter(person=actor).first()
    if seat is None or seat.attended:
        return
    if seat.attended is False and seat.attended_by_id != actor.pk:
        raise Refused(_("The host noted that you were not there; ask them."))
    change(seat, None, attended=True, attended_by=actor)
    record(actor, "session.attended", session, fields=["attended"], subject=actor.pk)


@transaction.atomic
def list_attendance(session: Session, *, actor: Person, shown: Collection[int], present: Collection[int]) -> None:
    """The host's list: of those with a seat on the page who was there. Only what differs is written."""
    changed = [
        seat
        for seat in session.seats.seated().filter(person__in=shown).select_for_update(of=("self",)).order_by("pk")
        if seat.attended != (seat.person_id in present)
    ]
    for seat in changed:
        change(seat, None, attended=seat.person_id in present, attended_by=actor)
    if changed:
        record(actor, "session.attendance_listed", session, fields=["attended"])


@transaction.atomic
def say_worth(seat: Seat, *, actor: Person, useful: int, words: str = "") -> None:
    """The one question at the end; who answers was there. Said once, and final: an answer that changes could be told apart."""
    said = {"useful": useful, "words": words, "told_at": now(), "attended": True}
    if change(seat, None, {"useful": None}, **said):
        record(actor, "session.worth_said", seat.session, fields=["useful"], subject=actor.pk)
    elif (seat.useful, seat.words) != (useful, words):
        raise Refused(_("You have answered already; an answer is counted once."))


@transaction.atomic
def say_applied(seat: Seat, *, actor: Person, applied: bool, words: str = "") -> None:
    """The application question two weeks later. Said once."""
    said = {"applied": applied, "applied_words": words, "applied_at": now()}
    if change(seat, None, {"applied": None}, **said):
        record(actor, "session.applied_said", seat.session, fields=["applied"], subject=actor.pk)
    elif (seat.applied, seat.applied_words) != (applied, words):
        raise Refused(_("You have answered already; an answer is counted once."))


def close_held_sessions() -> int:
    """Each quarter of an hour: what is over was held, and who had a seat is asked the one question."""
    over = Session.objects.planned().filter(ends_at__lte=now()).order_by("ends_at", "pk")
    closed = [session for session in over[:AT_A_TIME] if _close(session)]
    return len(closed)


@transaction.atomic
def write_up_session(
    session: Session, *, actor: Person, title: str, summary: str, body: str, **fields: Any
) -> Resource:
    """What came of it, as an article that everybody finds, with credit to the host. Twice is the same article."""
    session = hold(session)
    if session.result_id:
        return Resource.objects.get(pk=session.result_id)
    skills = [(session.skill, session.level)] if session.skill and session.level else []
    article = create_resource(
        actor=actor, kind=Resource.Kind.ARTICLE, title=title, summary=summary, body=body, skills=skills, **fields
    )
    if session.host and session.host.is_active and session.host_id != article.owner_id:
        add_co_author(article, actor=actor, person=session.host)
    if session.guild_id:
        kept = {"note": str(session), "added_by": actor, "added_at": now()}
        GuildResource.objects.get_or_create(guild_id=session.guild_id, resource=article, defaults=kept)
    change(session, None, result=article)
    record(actor, "session.written_up", session, fields=["result"])
    index_session(session)
    people = session.seats.filter(attended=True).exclude(person=actor).values_list("person", flat=True)
    tell_many("guilds.written_up", person_ids=list(people), subject_id=session.pk)
    return article


@transaction.atomic
def _close(session: Session) -> bool:
    session = hold(session)
    if not change(session, None, {"state": State.PLANNED}, state=State.HELD):
        return False
    session.swaps.offered().update(state="withdrawn")
    record(SYSTEM, "session.held", session, fields=["state"])
    index_session(session)
    seated = list(session.seats.seated().exclude(attended=False).values_list("person", flat=True))
    if seated:
        tell_many("guilds.worth_asked", person_ids=seated, subject_id=session.pk)
    if session.host_id:
        tell("guilds.write_up_asked", person_id=session.host_id, subject_id=session.pk)
    return True
