"""Acts of executives: fund a need, a guild or a session; say what came of it; thank an author; put a proposal aside."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from ecosystem.core.audit import record
from ecosystem.core.clock import now, today
from ecosystem.core.errors import Refused
from ecosystem.core.versions import change
from ecosystem.notifications.actions import tell
from feedback.actions.steps import Kind, announce, step
from feedback.effects import effect_of
from feedback.models import DeskAnswer, Funding, Need, Thanks
from feedback.querysets import UNSETTLED
from guilds.actions.budget import approve_request, ask_budget, grant_budget
from guilds.models import Guild, Session
from guilds.money import money
from resources.models import Resource


@transaction.atomic
def fund_need(need: Need, *, actor: Person, key: str, **given: Any) -> Funding:
    """Everybody who needs it hears of it; what it shall change stands on its page. The same form twice is once."""
    need = Need.objects.select_for_update(no_key=True).get(pk=need.pk)
    if known := Funding.objects.filter(key=key).first():
        return known
    if need.status not in UNSETTLED:
        raise Refused(_("This need is settled already."))
    funding = _give(actor, key, given, need=need)
    words = _("%(amount)s: %(effect)s") % {"amount": money(funding.amount), "effect": funding.effect}
    announce(need, step(need, Kind.FUNDED, actor, words, fields=["funding"]), actor)
    return funding


@transaction.atomic
def fund_guild(guild: Guild, *, actor: Person, key: str, session: Session | None = None, **given: Any) -> Funding:
    """Into the guild's purse, by its ledger; for a session it is set aside for the host at once. The same form twice is once."""
    Guild.objects.select_for_update(no_key=True).get(pk=guild.pk)
    if known := Funding.objects.filter(key=key).first():
        return known
    amount, effect = given["amount"], given["effect"]
    words = _("For “%(title)s”: %(effect)s") % {"title": session, "effect": effect} if session else effect
    entry = grant_budget(guild, actor=actor, amount=amount, words=words[:200], key=key)
    funding = _give(actor, key, given, guild=guild, session=session, entry=entry)
    if session and session.host and session.host_id != actor.pk:
        _set_aside(guild, session, actor, amount)
    return funding


@transaction.atomic
def review_funding(funding: Funding, *, actor: Person, version: int, came: str, words: str = "") -> None:
    """What came of it, beside what was expected; the latest word stands."""
    change(funding, version, came=came, words=words, reviewed_at=now())
    record(actor, "funding.reviewed", funding, fields=["came", "words"])


@transaction.atomic
def thank_author(resource: Resource, *, actor: Person, words: str = "") -> Thanks:
    """By name, with the effect as it stands now. Once a month for the same thing."""
    person = resource.owner
    if person is None or not person.is_active:
        raise Refused(_("Whoever shared it is no longer here."))
    effect = effect_of(resource)
    values = {"words": words, "used": effect.used, "closed": effect.closed, "at": now()}
    month = today().replace(day=1)
    thanks, is_new = Thanks.objects.get_or_create(
        by=actor, person=person, resource=resource, month=month, defaults=values
    )
    if is_new:
        record(actor, "author.thanked", resource, fields=["words"], subject=person.pk)
        tell("feedback.thanked", person_id=person.pk, subject_id=thanks.pk)
    return thanks


@transaction.atomic
def publish_thanks(thanks: Thanks, *, actor: Person, version: int, public: bool) -> None:
    """Whoever was thanked lets everybody read it, or keeps it between the two. Twice is harmless."""
    if thanks.public == public:
        return
    change(thanks, version, public=public)
    record(actor, "thanks.published" if public else "thanks.kept", thanks, fields=["public"])


@transaction.atomic
def not_this(*, actor: Person, kind: str, subject_id: int) -> None:
    """This proposal rests for ninety days. Twice is harmless."""
    row: dict[str, Any] = {"person": actor, "kind": kind, "subject_id": subject_id}
    _answer, is_new = DeskAnswer.objects.update_or_create(**row, defaults={"at": now()})
    if is_new:
        record(actor, "desk.not_this", actor, fields=[kind])


def _give(actor: Person, key: str, given: dict[str, Any], **what: Any) -> Funding:
    funding = Funding.objects.create(by=actor, key=key, given_at=now(), **what, **given)
    record(actor, "funding.given", funding, fields=["amount", "owner", "effect", "review_on"])
    if funding.owner_id and funding.owner_id != actor.pk:
        tell("feedback.funding_yours", person_id=funding.owner_id, subject_id=funding.pk)
    return funding


def _set_aside(guild: Guild, session: Session, actor: Person, amount: Decimal) -> None:
    host: Any = session.host
    asked = ask_budget(guild, actor=host, title=str(session), amount=amount, session=session)
    approve_request(asked, actor=actor, version=asked.version)


def proposed_review(day: dt.date) -> dt.date:
    """A quarter from now."""
    return day + dt.timedelta(days=91)
