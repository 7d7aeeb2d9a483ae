"""Acts on a guild's budget: grant, ask, say yes or no, settle what was spent. Each moves the purse and the ledger together.

The purse is changed by one conditional UPDATE that the database refuses below zero, and a request says yes only once: the
same money is never promised twice, however many ask at once.
"""

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from ecosystem.core.audit import record
from ecosystem.core.clock import now
from ecosystem.core.errors import Refused
from ecosystem.core.versions import change
from ecosystem.notifications.actions import tell, tell_many
from guilds.actions.members import stewards_of
from guilds.actions.telling import edition
from guilds.models import BudgetRequest, Guild, LedgerEntry, Purse

State, Kind = BudgetRequest.State, LedgerEntry.Kind


@transaction.atomic
def grant_budget(guild: Guild, *, actor: Person, amount: Decimal, words: str, key: str = "") -> LedgerEntry:
    """Money to be promised by the guild. `key` is of the form that was sent: the same form twice is one grant."""
    if key and (known := guild.ledger.filter(kind=Kind.GRANTED, key=key).first()):
        return known
    _purse(guild)
    Purse.objects.filter(guild=guild).update(balance=F("balance") + amount)
    entry = _enter(guild, Kind.GRANTED, amount, actor, words, key=key)
    record(actor, "guild.budget_granted", guild, fields=["budget"])
    tell_many("guilds.budget_granted", person_ids=stewards_of(guild), subject_id=entry.pk)
    return entry


@transaction.atomic
def ask_budget(guild: Guild, *, actor: Person, title: str, amount: Decimal, session: Any = None) -> BudgetRequest:
    """Asked of the stewards and the sponsor. The same while it waits is the same request."""
    Guild.objects.select_for_update(no_key=True).get(pk=guild.pk)
    same = {"author": actor, "title": title, "amount": amount, "session": session, "state": State.ASKED}
    if twin := guild.budget_requests.filter(**same).first():
        return twin
    request = BudgetRequest.objects.create(guild=guild, asked_at=now(), **same)
    record(actor, "guild.budget_asked", guild, fields=["title", "amount"])
    deciding = {*stewards_of(guild), guild.sponsor_id} - {None, actor.pk}
    tell_many("guilds.budget_asked", person_ids=sorted(deciding), subject_id=request.pk)
    return request


@transaction.atomic
def approve_request(request: BudgetRequest, *, actor: Person, version: int) -> None:
    """The amount is set aside. Refused where the purse holds less, or where it is one's own request. Twice is harmless."""
    if request.author_id == actor.pk:
        raise Refused(_("Somebody else says yes to your own request."))
    decided = {"state": State.APPROVED, "decided_by": actor, "decided_at": now()}
    if not change(request, version, {"state": State.ASKED}, **decided):
        _settled_already(request, State.APPROVED)
        return
    took = Purse.objects.filter(guild=request.guild_id, balance__gte=request.amount)
    if not took.update(balance=F("balance") - request.amount):
        raise Refused(_("The budget does not hold that much any more."))
    _enter(request.guild, Kind.SET_ASIDE, -request.amount, actor, request.title, request)
    _answered(request, actor)


@transaction.atomic
def decline_request(request: BudgetRequest, *, actor: Person, version: int, reason: str) -> None:
    """With a reason that its author reads. Twice is harmless."""
    decided = {"state": State.DECLINED, "decided_by": actor, "decided_at": now(), "reason": reason}
    if not change(request, version, {"state": State.ASKED}, **decided):
        _settled_already(request, State.DECLINED)
        return
    _answered(request, actor)


@transaction.atomic
def withdraw_request(request: BudgetRequest, *, actor: Person, version: int) -> None:
    """By its author, while it waits or the money is not spent yet; what was set aside comes back. Twice is harmless."""
    if request.state == State.WITHDRAWN:
        return
    was_set_aside = request.state == State.APPROVED
    if not change(request, version, {"state__in": [State.ASKED, State.APPROVED]}, state=State.WITHDRAWN):
        _settled_already(request, State.WITHDRAWN)
        return
    if was_set_aside:
        _give_back(request, request.amount, actor)
    record(actor, "guild.budget_withdrawn", request, fields=["state"])


@transaction.atomic
def settle_request(request: BudgetRequest, *, actor: Person, version: int, spent: Decimal) -> None:
    """What it really cost, at most what was set aside; the rest comes back. Twice is harmless."""
    if spent > request.amount:
        raise Refused(_("At most what was set aside. Ask for the rest."))
    if not change(request, version, {"state": State.APPROVED}, state=State.SPENT, spent=spent):
        _settled_already(request, State.SPENT)
        return
    if rest := request.amount - spent:
        _give_back(request, rest, actor)
    record(actor, "guild.budget_settled", request, fields=["spent"])


def _settled_already(request: BudgetRequest, wanted: str) -> None:
    if request.state != wanted:
        raise Refused(_("This request is settled: %(state)s.") % {"state": request.get_state_display()})


def _answered(request: BudgetRequest, actor: Person) -> None:
    record(actor, "guild.budget_answered", request, fields=["state"], subject=request.author_id)
    if request.author_id:
        tell("guilds.budget_answered", person_id=request.author_id, subject_id=request.pk, window=edition(request.version))


def _give_back(request: BudgetRequest, amount: Decimal, actor: Person) -> None:
    Purse.objects.filter(guild=request.guild_id).update(balance=F("balance") + amount)
    _enter(request.guild, Kind.RETURNED, amount, actor, request.title, request)


def _purse(guild: Guild) -> Purse:
    return Purse.objects.get_or_create(guild=guild)[0]


def _enter(
    guild: Guild,
    kind: str,
    amount: Decimal,
    actor: Person,
    words: str,
    request: BudgetRequest | None = None,
    key: str = "",
) -> LedgerEntry:
    """One line of the ledger, beside the move of the purse that it is about."""
    return LedgerEntry.objects.create(
        guild=guild, kind=kind, amount=amount, actor=actor, words=words, request=request, key=key, at=now()
    )
