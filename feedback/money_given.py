"""Money that was given, beside what it was given for: on the page of a session, on the form, and in the guild's ledger."""

from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _

from accounts.models import Person
from feedback.models import Funding
from guilds.models import LedgerEntry, Session
from guilds.money import money


def funding_of_session(session: Session, person: Person) -> list[Funding]:
    """Who funds it, for those who may read it, the first first. One statement."""
    rows = Funding.objects.visible_to(person).filter(session=session)
    return list(rows.select_related("by", "owner").order_by("given_at", "pk"))


def given_already(of: Any, person: Person) -> str:
    """That somebody funds it already, and with how much; empty where they do not."""
    rows = Funding.objects.filter(by=person, **{of._meta.model_name: of})
    if not isinstance(of, Session):
        rows = rows.filter(session=None)
    sum_given: Decimal | None = rows.aggregate(given=Sum("amount"))["given"]
    if not sum_given:
        return ""
    return _("You fund it with %(amount)s already; this is added to it.") % {"amount": money(sum_given)}


def entries_of(funding: Funding) -> QuerySet[LedgerEntry]:
    """The lines of the guild's ledger that are of this money: what was granted and, for a session, what became of it.

    Whoever reads the funding reads them, also without reading the rest of the budget.
    """
    own = Q(pk=funding.entry_id)
    if funding.session_id and funding.by_id:
        set_aside = Q(request__session=funding.session_id, request__decided_by=funding.by_id)
        own |= set_aside & Q(request__amount=funding.amount, at__gte=funding.given_at)
    return LedgerEntry.objects.filter(own).select_related("actor").order_by("at", "pk")
