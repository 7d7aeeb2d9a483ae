"""Mail: rendered and stored in the action's transaction, sent by the outbox, tried for a day, then parked."""

import datetime as dt
import logging
import re
import smtplib
from collections.abc import Callable
from email.utils import format_datetime
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import environ
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.template import Context
from django.template.loader import get_template, render_to_string

from ecosystem.core.clock import now
from ecosystem.core.mail_held import MailHeld, is_held, let_go
from ecosystem.core.mail_told import as_stored, in_the_log, server_named
from ecosystem.core.models import OutgoingMail
from ecosystem.core.outbox import enqueue
from ecosystem.core.policy import policy

TASK = "core.send_mail"
TO_THE_LOG = "django.core.mail.backends.console.EmailBackend"
GIVE_UP_AFTER = dt.timedelta(hours=24)
FIRST_PAUSE = dt.timedelta(minutes=1)
LONGEST_PAUSE = dt.timedelta(hours=2)
SILENT, LEAVE_ALONE = 3.0, 60.0  # seconds: a failure that took longer, and how long nobody asks after it
KEEP = dt.timedelta(days=30)
METHOD = re.compile(r"^METHOD:(\w+)\s*$", re.MULTILINE)
ORGANIZER = re.compile(
    r"^ORGANIZER\b.*:mailto:([^\s:<>]+)\s*$", re.MULTILINE
)  # of an entry whose lines are whole again
EMPTY_LINES = re.compile(r"\n\s*\n\s*\n")

log = logging.getLogger(__name__)
_checks: dict[str, Callable[[OutgoingMail], bool]] = {}
_to_come: list[Callable[[], int]] = []
_silent_until = 0.0


def register_check(name: str, holds: Callable[[OutgoingMail], bool]) -> None:
    """Name a condition that is asked again at the moment of sending; when it no longer holds, the mail is withdrawn."""
    if name in _checks:
        raise ImproperlyConfigured(f"The mail check {name!r} is registered twice.")
    _checks[name] = holds


def register_to_come(count: Callable[[], int]) -> None:
    """How many messages an app above keeps back until their person can be reached."""
    _to_come.append(count)


def to_come() -> int:
    """Messages that are not written yet, because it is too early or too late in the day of whom they are for."""
    return sum(count() for count in _to_come)


def queue_mail(
    *,
    to: str,
    template: str,
    context: dict[str, Any],
    key: str,
    person_id: int | None = None,
    unsubscribe_url: str | None = None,
    check: str = "",
    about: dict[str, Any] | None = None,
    after: dt.datetime | None = None,
    calendar: str = "",
) -> OutgoingMail:
    """Render `<template>.subject.txt`, `.txt` and `.html`, and leave the mail to the outbox. The key makes it once.

    `check` names a condition registered with `register_check`, `about` the ids that it needs. `calendar` is an entry
    (RFC 5545, with its METHOD) that goes along, for calendars as a part of the text and for people as a file.
    """
    mail = OutgoingMail(
        key=key,
        to=to,
        person_id=person_id,
        unsubscribe_url=unsubscribe_url or "",
        check_name=check,
        about=about or {},
        created_at=after or now(),
        calendar=calendar,
        **_rendered(template, {**context, "unsubscribe_url": unsubscribe_url}),
    )
    OutgoingMail.objects.bulk_create([mail], ignore_conflicts=True)
    mail = OutgoingMail.objects.get(key=key)
    enqueue(TASK, key=f"mail-{mail.pk}", after=after, mail_id=str(mail.pk))
    return mail


def send_mail(mail_id: str) -> None:
    """Send one mail unless that is done or no longer right. A refusing server means later, not lost."""
    mail = OutgoingMail.objects.unsent().select_related("person").filter(pk=mail_id).first()
    if mail is None:
        return
    if not _still_right(mail):
        mail.withdrawn_at = now()
        mail.save(update_fields=["withdrawn_at"])
        return
    if is_held():
        mail.parked_at, mail.last_error = now(), as_stored(MailHeld())
        mail.save(update_fields=["parked_at", "last_error"])
        return
    try:
        _hand_over(mail)
    except (OSError, smtplib.SMTPException) as error:
        _try_later(mail, error)
        return
    mail.attempts += 1
    mail.sent_at, mail.last_error = now(), ""
    mail.save(update_fields=["attempts", "sent_at", "last_error"])


def _hand_over(mail: OutgoingMail) -> None:
    """A server that says nothing takes ten seconds of each mail, so it is left alone for a while: other work goes on."""
    global _silent_until
    began = monotonic()
    if began < _silent_until:
        raise TimeoutError("The mail server said nothing a moment ago; it is asked again in a minute.")
    try:
        message_of(mail).send()
    except (OSError, smtplib.SMTPException):
        if monotonic() - began > SILENT:
            _silent_until = monotonic() + LEAVE_ALONE
        raise


def retry_mail(mail: OutgoingMail) -> bool:
    """Try a parked mail for another day; False when it is not parked."""
    moment = now()
    fresh = {"parked_at": None, "attempts": 0, "created_at": moment}
    retried = bool(OutgoingMail.objects.parked().filter(pk=mail.pk).update(**fresh))
    if retried:
        enqueue(TASK, key=f"mail-{mail.pk}-again-{moment:%Y%m%d%H%M%S%f}", mail_id=str(mail.pk))
    return retried


@transaction.atomic
def send_held_mail() -> int:
    """Mail is sent from now on, and what was held meanwhile goes out. Returns how many that were."""
    let_go()
    held = OutgoingMail.objects.parked().filter(last_error__startswith=MailHeld.__name__)
    return sum(retry_mail(mail) for mail in held)


def message_of(mail: OutgoingMail) -> EmailMultiAlternatives:
    """The message: the same Message-ID at every try, so that a rare duplicate is recognised as one.

    One answers to whoever invites in the calendar entry that goes along.
    """
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    headers = {
        "Message-ID": f"<{mail.pk}@{host}>",
        "Date": format_datetime(mail.created_at),
        "Auto-Submitted": "auto-generated",
    }
    if mail.unsubscribe_url:
        headers["List-Unsubscribe"] = f"<{mail.unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    answers = ORGANIZER.findall(mail.calendar.replace("\r\n ", ""))
    message = EmailMultiAlternatives(
        mail.subject, mail.text, sender(), [mail.to], headers=headers, connection=_server(), reply_to=answers[:1]
    )
    message.attach_alternative(mail.html, "text/html")
    if mail.calendar:
        method = METHOD.search(mail.calendar)
        kind = f"text/calendar; method={method[1]}" if method else "text/calendar"
        message.attach_alternative(mail.calendar, kind)
        message.attach("invite.ics", mail.calendar.encode(), "application/ics")
    return message


def forget_old_mail() -> int:
    """Mails are no archive: what was sent or withdrawn a month ago goes."""
    old = now() - KEEP
    sent, _ = OutgoingMail.objects.filter(sent_at__lt=old).delete()
    withdrawn, _ = OutgoingMail.objects.filter(withdrawn_at__lt=old).delete()
    return sent + withdrawn


def _rendered(template: str, context: dict[str, Any]) -> dict[str, str]:
    """Subject and text are plain: what HTML would escape stays as it is."""
    everywhere = {"site_url": settings.PUBLIC_URL, "organisation": policy().name, **context}
    subject = " ".join(_plain(f"{template}.subject.txt", everywhere).split())[:250]
    html = render_to_string(f"{template}.html", {**everywhere, "subject": subject})
    return {"subject": subject, "text": EMPTY_LINES.sub("\n\n", _plain(f"{template}.txt", everywhere)), "html": html}


def _plain(name: str, context: dict[str, Any]) -> str:
    template: Any = get_template(name)
    return template.template.render(Context(context, autoescape=False))


def _still_right(mail: OutgoingMail) -> bool:
    if mail.person is not None and not mail.person.is_active:
        return False
    return _checks[mail.check_name](mail) if mail.check_name else True


def _try_later(mail: OutgoingMail, error: Exception) -> None:
    moment = now()
    mail.attempts += 1
    mail.last_error = as_stored(error)
    pause = min(FIRST_PAUSE * 2 ** min(mail.attempts - 1, 10), LONGEST_PAUSE)
    if moment + pause > mail.created_at + GIVE_UP_AFTER:
        mail.parked_at = moment
    else:
        key = f"mail-{mail.pk}-{mail.created_at:%Y%m%d%H%M%S}-{mail.attempts}"
        enqueue(TASK, key=key, after=moment + pause, mail_id=str(mail.pk))
    mail.save(update_fields=["attempts", "last_error", "parked_at"])
    told = {"reason": in_the_log(mail.last_error), "server": server_named()}
    log.warning("mail_not_accepted", extra={"mail": str(mail.pk), "attempts": mail.attempts, **told})


def has_server() -> bool:
    """Whether mails reach anybody: a server was entered, or the installation has one; in the demo the mailbox shows them."""
    return bool(policy().mail_url) or settings.DEMO or settings.EMAIL_BACKEND != TO_THE_LOG


def sender() -> str:
    """The address that mails come from."""
    return policy().mail_from or settings.DEFAULT_FROM_EMAIL


def _server() -> Any:
    """The organisation's own mail server where one is entered, else the installation's."""
    url = policy().mail_url
    if not url:
        return get_connection()
    told = environ.Env.email_url_config(url)
    return get_connection(
        backend=told["EMAIL_BACKEND"],
        host=told.get("EMAIL_HOST"),
        port=told.get("EMAIL_PORT"),
        username=told.get("EMAIL_HOST_USER"),
        password=told.get("EMAIL_HOST_PASSWORD"),
        use_tls=told.get("EMAIL_USE_TLS", False),
        use_ssl=told.get("EMAIL_USE_SSL", False),
        timeout=settings.EMAIL_TIMEOUT,
    )
