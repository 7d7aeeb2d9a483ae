"""Acts of the voice: publish a message or a short lesson, say that one has read it or puts it aside, keep a draft.

Its words are edited, withdrawn and brought back as those of any resource.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts.models import Person, Unit
from ecosystem.core.audit import record
from ecosystem.core.clock import now
from goals.models import KeyResult, Message, MessageDraft, MessageReading, Objective, Theme
from resources.actions.drafts import keep_typed, of_writing
from resources.actions.files import add_file
from resources.actions.writing import create_resource
from resources.models import Resource

BY_MAIL_EVERY = dt.timedelta(days=7)
Aim = Objective | KeyResult | Theme
COLUMNS: dict[type, str] = {Objective: "objective", KeyResult: "key_result", Theme: "theme"}


@transaction.atomic
def publish_message(
    *,
    actor: Person,
    title: str,
    words: str,
    video: str = "",
    file: Any = None,
    about: Aim | None = None,
    unit: Unit | None = None,
    keep: bool = False,
    writing: str | None = None,
) -> Message:
    """Say it to the company or a unit. `keep` makes it a lesson that is looked after like anything in the library.

    The first one of somebody within seven days is also mentioned by mail. The same words again within the day are the
    same message. A file that is refused keeps all of it back.
    """
    lesson = Resource.Kind.VIDEO if video else Resource.Kind.ARTICLE
    kind = lesson if keep else Resource.Kind.MESSAGE
    resource = create_resource(actor=actor, kind=kind, title=title, body=words, url=video)
    by_mail = (
        last_by_mail(actor) is None
    )  # one at a time: `create_resource` lets an author do one thing after the other
    aim = {COLUMNS[type(about)]: about} if about else {}
    values = {"author": actor, "unit": unit, "by_mail": by_mail, **aim}
    message, is_new = Message.objects.get_or_create(resource=resource, defaults=values)
    if is_new:
        record(actor, "message.published", message, fields=["unit", *aim])
    if file:
        add_file(resource, actor=actor, upload=file)
    drop_draft(actor=actor, writing=writing)
    return message


def last_by_mail(author: Person) -> dt.datetime | None:
    """When the mail last mentioned something of theirs, within seven days."""
    told = Message.objects.filter(author=author, by_mail=True, resource__published_at__gt=now() - BY_MAIL_EVERY)
    return told.order_by("-resource__published_at").values_list("resource__published_at", flat=True).first()


@transaction.atomic
def answer_message(message: Message, *, actor: Person, read: bool) -> None:
    """Read, or put aside: it leaves home. The first answer stands, so that no share moves with one person."""
    answered = {"read": read, "at": now()}
    _reading, is_new = MessageReading.objects.get_or_create(message=message, person=actor, defaults=answered)
    if is_new:
        record(actor, "message.read" if read else "message.put_aside", message)


def keep_draft(*, actor: Person, typed: Mapping[str, str], instead: bool = False) -> MessageDraft | None:
    """The latest words of a writing replace its earlier ones; returns another writing's draft that stands in the way. No
    audit entry: nobody else can know of it."""
    drafts, whose = MessageDraft.objects.filter(person=actor), {"person": actor}
    found: MessageDraft | None = keep_typed(drafts, whose, typed, instead=instead)
    return found


def drop_draft(*, actor: Person, writing: str | None = None) -> None:
    """It was published, or is not wanted any more; what was published drops its own `writing` alone. Twice is harmless."""
    drafts = MessageDraft.objects.filter(person=actor)
    (drafts if writing is None else drafts.filter(of_writing(writing))).delete()
