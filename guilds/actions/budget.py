"""Acts on a guild's budget: grant, ask, say yes or no, book what was spent, set a booking right, give back the rest.

The purse is changed by one conditional UPDATE that the database refuses below zero, a request says yes only once, and
bookings hold the request's row while they read what is left of it: the same money is never promised or spent twice,
however many act at once. Each act holds the guild first, so that none falls beside its end or its merge, and adds to the
ledger; nothing in it is ever changed.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.models import AccessRole, Person, RoleGrant
from ecosystem.core.audit import record
from ecosystem.core.clock import now
from ecosystem.core.errors import Refused
from ecosystem.core.versions import change
from ecosystem.notifications.actions import tell, tell_many
from guilds.actions.members import stewards_of
from guilds.models import BudgetRequest, Guild, LedgerEntry, Purse

State, Kind = BudgetRequest.State, LedgerEntry.Kind
NOTHING = Decimal(0)
LONGEST = 200


@transaction.atomic
def grant_budget(guild: Guild, *, actor: Person, amount: Decimal, words: str, key: str = "") -> LedgerEntry:
    """Money to be promised by the guild. `key` is of the form that was sent: the same form twice is one grant."""
    held = _hold(guild)
    if known := _known(guild, key):
        return known
    _refuse_ended(held)
    _purse(guild)
    Purse.objects.filter(guild=guild).update(balance=F("balance") + amount)
    entry = _enter(guild, Kind.GRANTED, actor, words, amount=amount, key=key)
    record(actor, "guild.budget_granted", guild, fields=["budget"])
    tell_many("guilds.budget_granted", person_ids=_besides(stewards_of(guild), actor), subject_id=entry.pk)
    return entry


@transaction.atomic
def ask_budget(
    guild: Guild, *, actor: Person, title: str, amount: Decimal, link: str = "", session: Any = None
) -> BudgetRequest:
    """Asked of the stewards and the sponsor. The same while it waits is the same request."""
    _refuse_ended(_hold(guild))
    same = {"author": actor, "title": title, "amount": amount, "link": link, "session": session, "state": State.ASKED}
    if twin := guild.budget_requests.filter(**same).first():
        return twin
    request = BudgetRequest.objects.create(guild=guild, asked_at=now(), **same)
    record(actor, "guild.budget_asked", guild, fields=["title", "amount"])
    tell_many("guilds.budget_asked", person_ids=_who_decides(guild, actor), subject_id=request.pk)
    return request


@transaction.atomic
def approve_request(request: BudgetRequest, *, actor: Person, version: int) -> None:
    """The amount is set aside. Refused where the purse holds less, or where it is one's own request. Twice is harmless."""
    if request.author_id == actor.pk:
        raise Refused(_("Somebody else says yes to your own request."))
    _hold(request.guild)
    decided = {"state": State.APPROVED, "decided_by": actor, "decided_at": now()}
    if not change(request, version, {"state": State.ASKED}, **decided):
        _settled_already(request, State.APPROVED)
        return
    if not _take(request.guild, request.amount):
        raise Refused(_("The budget does not hold that much any more."))
    _enter(request.guild, Kind.SET_ASIDE, actor, request.title, request, amount=-request.amount, bound=request.amount)
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
    """While it waits, or before all of it is spent: what is still set aside comes back. Twice is harmless."""
    over = State.SPENT if request.spent else State.WITHDRAWN
    if request.state in {State.SPENT, State.WITHDRAWN}:
        return
    _hold(request.guild)
    if not change(request, version, {"state__in": [State.ASKED, State.APPROVED]}, state=over):
        _settled_already(request, over)
        return
    _give_back(request, held_for(request), actor)
    record(actor, "guild.budget_withdrawn", request, fields=["state"])


@transaction.atomic
def book_spending(
    request: BudgetRequest,
    *,
    actor: Person,
    version: int,
    spent: Decimal,
    words: str = "",
    last: bool = True,
    key: str = "",
) -> LedgerEntry:
    """What something really cost, at most what is still set aside; after the `last` booking the rest comes back.

    `key` is of the form that was sent: the same form twice is one booking.
    """
    stands, held = _hold_request(request)
    if known := _known(request.guild, key):
        return known
    if stands == State.APPROVED and spent > held:
        raise Refused(_("At most %(left)s, which is what is set aside. Ask for the rest.") % {"left": held}, "spent")
    total = Coalesce(F("spent"), NOTHING) + spent
    state = State.SPENT if last else State.APPROVED
    if not change(request, version, {"state": State.APPROVED}, state=state, spent=total):
        raise Refused(_("This request is settled: %(state)s.") % {"state": request.get_state_display()})
    entry = _enter(
        request.guild, Kind.SPENT, actor, words or request.title, request, bound=-spent, spent=spent, key=key
    )
    if last:
        _give_back(request, held - spent, actor)
    record(actor, "guild.budget_spent", request, fields=["spent"])
    return entry


@transaction.atomic
def correct_entry(entry: LedgerEntry, *, actor: Person, words: str) -> LedgerEntry:
    """A counter-entry takes a booking or a grant back; what was written stays. Twice is the same counter-entry.

    After a booking its money is set aside again, to be booked right or given back. A grant is taken back only while
    nobody was promised its money.
    """
    _hold(entry.guild)
    if known := LedgerEntry.objects.filter(corrects=entry).first():
        return known
    if entry.kind == Kind.SPENT:
        _reopen(entry)
    elif entry.kind != Kind.GRANTED:
        raise Refused(_("Only grants and bookings are corrected."))
    elif not _take(entry.guild, entry.amount):
        raise Refused(_("Some of this money is promised already; take that back first."))
    moves = {"amount": -entry.amount, "bound": -entry.bound, "spent": -entry.spent}
    counter = _enter(entry.guild, Kind.CORRECTED, actor, words, entry.request, corrects=entry, **moves)
    record(actor, "guild.budget_corrected", entry.guild, fields=["budget"], reason=words)
    return counter


@transaction.atomic
def end_budget(guild: Guild, *, actor: Person, into: Guild | None = None) -> None:
    """With the guild: what is free ends, or goes `into` another guild; what waits is taken back, what is set aside may
    still be booked, and what comes back of it goes the same way. Twice is harmless."""
    waiting = guild.budget_requests.select_for_update(no_key=True).filter(state=State.ASKED)
    for request in waiting.order_by("pk"):
        withdraw_request(request, actor=actor, version=request.version)
    _empty(guild, actor, into)


def held_for(request: BudgetRequest) -> Decimal:
    """What is set aside for a request and neither spent nor given back: from the ledger, in one statement."""
    return LedgerEntry.objects.filter(request=request).sums()["bound"]


def _hold(guild: Guild) -> Guild:
    """Until this transaction ends nobody else grants, asks or corrects here."""
    return Guild.objects.select_for_update(no_key=True).get(pk=guild.pk)


def _hold_request(request: BudgetRequest) -> tuple[str, Decimal]:
    """Until this transaction ends nobody else books or gives back. Returns how it stands and what is left of it."""
    _hold(request.guild)
    held = BudgetRequest.objects.select_for_update(no_key=True).get(pk=request.pk)
    return held.state, held_for(request)


def _reopen(entry: LedgerEntry) -> None:
    """The request of a booking that is taken back is open again."""
    request = entry.request
    assert request is not None, "a booking is of a request"
    _hold_request(request)
    change(request, None, state=State.APPROVED, spent=F("spent") - entry.spent)


def _take(guild: Guild, amount: Decimal) -> bool:
    """Out of what is free to promise, if it is there: one conditional UPDATE."""
    purse = Purse.objects.filter(guild=guild, balance__gte=amount)
    return bool(purse.update(balance=F("balance") - amount))


def _give_back(request: BudgetRequest, amount: Decimal, actor: Person) -> None:
    """Free to be promised again; of a guild that has ended it goes on as the rest of its money did."""
    if not amount:
        return
    Purse.objects.filter(guild=request.guild_id).update(balance=F("balance") + amount)
    _enter(request.guild, Kind.RETURNED, actor, request.title, request, amount=amount, bound=-amount)
    guild = _hold(request.guild)
    if not guild.is_at_work:
        _empty(guild, actor, _heir(guild))


def _empty(guild: Guild, actor: Person, into: Guild | None) -> None:
    """All that is free leaves the purse: into that of another guild, or for good. Both ledgers say so."""
    purse = Purse.objects.select_for_update().filter(guild=guild).first()
    if purse is None or not purse.balance:
        return
    rest = purse.balance
    Purse.objects.filter(pk=purse.pk).update(balance=0)
    _enter(guild, Kind.ENDED, actor, _("To: %(guild)s") % {"guild": _named(into)} if into else "", amount=-rest)
    record(actor, "guild.budget_ended", guild, fields=["budget"])
    if into:
        grant_budget(into, actor=actor, amount=rest, words=_("From: %(guild)s") % {"guild": _named(guild)})


def _heir(guild: Guild) -> Guild | None:
    """The guild at work that it has become part of, held; None where that has closed, too."""
    heir: Guild | None = guild
    while heir and heir.state == Guild.State.MERGED:
        heir = Guild.objects.select_for_update(no_key=True).filter(merged=heir).first()
    return heir if heir and heir.is_at_work else None


def _named(guild: Guild) -> str:
    """In the ledger of another one, whose readers need not know of a hidden one."""
    return str(_("another guild")) if guild.joining == Guild.Joining.HIDDEN else guild.name


def _refuse_ended(guild: Guild) -> None:
    if not guild.is_at_work:
        raise Refused(_("This guild is closed."))


def _settled_already(request: BudgetRequest, wanted: str) -> None:
    if request.state != wanted:
        raise Refused(_("This request is settled: %(state)s.") % {"state": request.get_state_display()})


def _answered(request: BudgetRequest, actor: Person) -> None:
    record(actor, "guild.budget_answered", request, fields=["state"], subject=request.author_id)
    if request.author_id:
        tell("guilds.budget_answered", person_id=request.author_id, subject_id=request.pk)


def _who_decides(guild: Guild, author: Person) -> list[int]:
    """Stewards and sponsor besides the author; where there is nobody else, L&D."""
    deciding = _besides([*stewards_of(guild), *([guild.sponsor_id] if guild.sponsor_id else [])], author)
    if deciding or guild.joining == Guild.Joining.HIDDEN:
        return deciding
    grants = RoleGrant.objects.active().filter(role=AccessRole.LEARNING, person__is_active=True)
    return _besides(grants.values_list("person", flat=True), author)


def _besides(people: Iterable[int], actor: Person) -> list[int]:
    return sorted({*people} - {actor.pk})


def _known(guild: Guild, key: str) -> LedgerEntry | None:
    return guild.ledger.filter(key=key).first() if key else None


def _purse(guild: Guild) -> Purse:
    return Purse.objects.get_or_create(guild=guild)[0]


def _enter(
    guild: Guild, kind: str, actor: Person, words: str, request: BudgetRequest | None = None, **moves: Any
) -> LedgerEntry:
    """One line of the ledger, beside the move of the purse that it is about."""
    moves.setdefault("amount", NOTHING)
    return LedgerEntry.objects.create(
        guild=guild, kind=kind, actor=actor, words=words[:LONGEST], request=request, at=now(), **moves
    )
