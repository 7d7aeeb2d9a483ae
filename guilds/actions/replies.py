"""What a calendar answered becomes what happens to the seat: once per message, and only where it was asked.

A mail counts when it came to the secret address of its invitation, a file when the guest hands it in.
"""

import datetime as dt
import logging
import mailbox
import uuid
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from ecosystem.core.audit import record
from ecosystem.core.clock import now
from ecosystem.core.errors import Refused
from guilds.actions.seats import give_up_seat, hold, save_seat
from guilds.actions.swaps import offer_swap
from guilds.calendar_reading import LARGEST, Answer, read_mail
from guilds.models import CalendarReply, Seat, Session
from guilds.reply_addresses import seat_of

MOST_AT_ONCE = 500
READ = "RS"  # seen, as a Maildir and as an mbox say it
Said = Seat.Reply

log = logging.getLogger(__name__)


class Outcome(TextChoices):
    KEPT = "kept", _("Noted: you come.")
    TENTATIVE = "tentative", _("Noted: maybe. Your seat stays yours.")
    GIVEN_UP = "given_up", _("Noted: you can’t make it. The seat is free for others.")
    OFFERED = "offered", _("Noted: you can’t host it. Others are asked; you host it until somebody takes it over.")
    KNOWN = "known", _("This answer was noted before.")
    OVERTAKEN = "overtaken", _("This answer is of an earlier edition, or a later one came before it. Nothing changed.")
    OVER = "over", _("The session is over or was cancelled. Nothing changed.")


def take_mail(raw: bytes, *, name: str) -> Outcome:
    """What one mail says. A refusal is written down with its reason and `name`, under which the mail is found again."""
    try:
        return take_reply(read_mail(raw))
    except Refused as refusal:
        log.warning("calendar_answer_refused", extra={"mail": name, "because": str(refusal.sentence)})
        raise


@transaction.atomic
def take_reply(answer: Answer, *, actor: Person | None = None) -> Outcome:
    """Keep or give up the seat as the calendar says. The same message twice is harmless, and so are those overtaken.

    `actor`: who handed in a file; a mail speaks for whoever was asked under its secret.
    """
    session = hold(_session_of(answer.uid))
    seat = _seat_of(answer, session, actor)
    if CalendarReply.objects.filter(message_id=answer.message_id).exists():
        return Outcome.KNOWN
    if _is_overtaken(answer, session, seat.person):
        return Outcome.OVERTAKEN
    if session.state != Session.State.PLANNED or session.ends_at <= now():
        return Outcome.OVER
    _note(answer, session, seat)
    return _follow(answer.said, session, seat.person, seat)


def read_folder(path: Path) -> tuple[int, int]:
    """What arrived in a Maildir or mbox since it was last read: (taken, refused). What was read is marked as seen."""
    box: Any = mailbox.Maildir(path, create=False) if path.is_dir() else mailbox.mbox(path, create=False)
    taken = refused = 0
    box.lock()
    try:
        for key in _unread(box):
            try:
                take_mail(_content(box, key), name=str(key))
                taken += 1
            except Refused:
                refused += 1
            _mark(box, key)
        box.flush()
    finally:
        box.unlock()
        box.close()
    return taken, refused


def _unread(box: Any) -> list[Any]:
    return [key for key in box.iterkeys() if not set(READ) & set(box.get_message(key).get_flags())][:MOST_AT_ONCE]


def _content(box: Any, key: Any) -> bytes:
    """A little more than the largest that is read: enough to see that it is too large."""
    with box.get_file(key) as file:
        return file.read(LARGEST + 1)


def _mark(box: Any, key: Any) -> None:
    message = box.get_message(key)
    if isinstance(message, mailbox.MaildirMessage):
        message.set_subdir("cur")
        message.add_flag("S")
    else:
        message.add_flag("RO")
    box[key] = message


def _session_of(uid: str) -> Session:
    """By the part before the @: the host of the address may have changed since."""
    try:
        return Session.objects.get(uid=uuid.UUID(uid.partition("@")[0]))
    except (Session.DoesNotExist, ValueError) as nothing:
        raise Refused(_("This answer is about no session here.")) from nothing


def _seat_of(answer: Answer, session: Session, actor: Person | None) -> Seat:
    """Nobody gives up the seat of somebody else: one's own for a file, the one that was asked about for a mail."""
    seats = session.seats.select_related("person").filter(person__is_active=True)
    if actor is None:
        asked = seat_of(answer.secrets, answer.attendee)
        seat = seats.filter(pk=asked).first() if asked else None
        if seat is None:
            raise Refused(_("This did not come to the address that the invitation of this guest names."))
        return seat
    if actor.email.casefold() != answer.attendee.casefold():
        raise Refused(_("This answer is for %(name)s, and only they can give it.") % {"name": answer.attendee[:120]})
    seat = seats.filter(person=actor).first()
    if seat is None:
        raise Refused(_("Nobody of this address was invited to this session."))
    return seat


def _is_overtaken(answer: Answer, session: Session, person: Person) -> bool:
    """Of an edition before the last move, or older than what they said since."""
    later = CalendarReply.objects.filter(session=session, person=person, at__gt=answer.at)
    return answer.sequence < session.sequence or later.exists()


def _note(answer: Answer, session: Session, seat: Seat) -> None:
    moment = now()
    told = {"told_sequence": -1} if answer.said == Said.DECLINED else {}
    CalendarReply.objects.create(
        message_id=answer.message_id,
        session=session,
        person_id=seat.person_id,
        reply=answer.said,
        sequence=answer.sequence,
        at=min(answer.at, moment + dt.timedelta(minutes=5)),
    )
    Seat.objects.filter(pk=seat.pk).update(reply=answer.said, replied_at=moment, **told)


def _follow(said: str, session: Session, person: Person, seat: Seat) -> Outcome:
    if person.pk == session.host_id:
        return _follow_host(said, session, person)
    if said == Said.DECLINED:
        give_up_seat(session, actor=person)
        return Outcome.GIVEN_UP
    if said == Said.TENTATIVE:
        record(person, "session.maybe", session)
        return Outcome.TENTATIVE
    if seat.state in {Seat.State.INVITED, Seat.State.DECLINED}:
        save_seat(session, actor=person)
    else:
        record(person, "session.accepted", session)
    return Outcome.KEPT


def _follow_host(said: str, session: Session, person: Person) -> Outcome:
    """A host has no seat to give up: who can't make it offers the session to others."""
    if said == Said.DECLINED:
        offer_swap(session, actor=person)
        return Outcome.OFFERED
    record(person, "session.accepted" if said == Said.ACCEPTED else "session.maybe", session)
    return Outcome.KEPT
