"""What tests of a guild's budget share: asking, and what must hold of every ledger."""

from decimal import Decimal

from guilds.actions import budget
from guilds.models import BudgetRequest, Guild, LedgerEntry, Purse

ALL_OF_IT, HALF, A_THIRD = Decimal(900), Decimal(450), Decimal(300)


def sums(guild: Guild) -> tuple:
    found = guild.ledger.sums()
    return tuple(found[name] for name in ("granted", "free", "bound", "spent"))


def holds(guild: Guild) -> None:
    """The purse is the sum of the ledger, and nothing is below zero: neither of the guild nor of any request."""
    granted, free, bound, spent = sums(guild)
    balance = Purse.objects.filter(guild=guild).values_list("balance", flat=True).first() or Decimal(0)
    assert balance == free >= 0 and bound >= 0 and spent >= 0 and granted == free + bound + spent
    for request in guild.budget_requests.with_held():
        its = LedgerEntry.objects.filter(request=request).sums()
        assert its["bound"] == request.held >= 0
        assert its["spent"] == (request.spent or 0) <= request.amount
        assert request.held == 0 or request.state == "approved"


def ask(guild, actor, amount=A_THIRD, title="Two audits") -> BudgetRequest:
    return budget.ask_budget(guild, actor=actor, title=title, amount=Decimal(amount))


def approved(guild, actor, by, amount=A_THIRD) -> BudgetRequest:
    request = ask(guild, actor, amount, f"Of {amount}")
    budget.approve_request(request, actor=by, version=request.version)
    return request
