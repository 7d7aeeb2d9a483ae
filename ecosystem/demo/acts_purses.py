"""The small budgets of the demo's guilds: granted, asked for, set aside, spent; every sum is that of the ledger."""

import datetime as dt
import random
from decimal import Decimal

from ecosystem.demo.acts_skills import at_noon
from ecosystem.demo.circles import DAY, Circle, Company
from feedback.models import Funding
from guilds.models import BudgetRequest, LedgerEntry, Purse

State, Kind = BudgetRequest.State, LedgerEntry.Kind
GRANTED = 62  # days ago
NOTHING = Decimal(0)
ASKED = (  # what for, share of what was granted, how it stands, share of it that was spent, asked so many days ago
    ("Books that we lend out", Decimal("0.1"), State.SPENT, Decimal("0.85"), 50),
    ("A speaker from outside", Decimal("0.3"), State.APPROVED, NOTHING, 18),
    ("Licences for the tool that we try", Decimal("0.2"), State.DECLINED, NOTHING, 30),
    ("Coffee and cake for the next session", Decimal("0.05"), State.ASKED, NOTHING, 3),
)
DECLINED = "The company has licences already; ask Workplace IT."
FUNDED = "Ten people each quarter dare to say what went wrong."
MARKS = Decimal("0.01")


def fill_purses(rng: random.Random, day: dt.date, company: Company, circles: list[Circle]) -> int:
    """A grant for those that have a budget, requests at every stage, and the money of a sponsor."""
    funded = [circle for circle in circles if circle.told.granted]
    entries, requests, sums = [], [], {}
    for circle in funded:
        asked = _requests(rng, circle, day)
        lines = [_granted(circle, company, day), *(line for request in asked for line in _lines(circle, request))]
        requests += asked
        entries += lines
        sums[circle.guild.pk] = sum((line.amount for line in lines), NOTHING)
    BudgetRequest.objects.bulk_create(requests)
    LedgerEntry.objects.bulk_create(entries)
    Purse.objects.bulk_create(Purse(guild_id=guild, balance=balance) for guild, balance in sums.items())
    _by_the_chief(day, company, entries[0])
    return len(requests) + len(entries)


def _granted(circle: Circle, company: Company, day: dt.date) -> LedgerEntry:
    actor = company.named[circle.told.sponsor or "Thandeka Rosenqvist"]
    words = FUNDED if circle.told.name == "AI Practice" else "For this half of the year"
    return LedgerEntry(
        guild=circle.guild,
        kind=Kind.GRANTED,
        amount=Decimal(circle.told.granted),
        words=words,
        actor=actor,
        at=at_noon(day - GRANTED * DAY),
    )


def _requests(rng: random.Random, circle: Circle, day: dt.date) -> list[BudgetRequest]:
    """Asked by members, answered by a steward two days later."""
    rows = []
    for title, share, state, spent, ago in ASKED:
        amount = (circle.told.granted * share).quantize(MARKS)
        author = rng.choice([*circle.active, *circle.core[len(circle.stewards) :], *circle.stewards[1:]])
        answered = state != State.ASKED
        rows.append(
            BudgetRequest(
                guild=circle.guild, author=author, title=title, amount=amount, state=state, asked_at=at_noon(day - ago * DAY),
                spent=(amount * spent).quantize(MARKS) if state == State.SPENT else None,
                decided_by=circle.stewards[0] if answered else None,
                decided_at=at_noon(day - (ago - 2) * DAY) if answered else None,
                reason=DECLINED if state == State.DECLINED else "",
            )
        )  # fmt: skip
    return rows


def _lines(circle: Circle, request: BudgetRequest) -> list[LedgerEntry]:
    """What stands in the ledger of a request: set aside; spent; what was left over came back."""
    if request.state not in {State.APPROVED, State.SPENT}:
        return []
    of = {"guild": circle.guild, "request": request, "actor": circle.stewards[0], "words": request.title}
    at, amount = request.decided_at, request.amount
    rows = [LedgerEntry(kind=Kind.SET_ASIDE, amount=-amount, bound=amount, at=at, **of)]
    if request.spent:
        later, rest = at + 9 * DAY, amount - request.spent
        rows.append(
            LedgerEntry(kind=Kind.SPENT, amount=NOTHING, bound=-request.spent, spent=request.spent, at=later, **of)
        )
        rows.append(LedgerEntry(kind=Kind.RETURNED, amount=rest, bound=-rest, at=later, **of))
    return rows


def _by_the_chief(day: dt.date, company: Company, entry: LedgerEntry) -> None:
    """The money of the first guild is hers, with what it shall change and a day to look at it again."""
    chief = company.named["Saoirse Mbeki-Holt"]
    Funding.objects.create(
        by=chief, guild=entry.guild, entry=entry, amount=entry.amount, owner=company.named["Wanjiku Sato-Lind"],
        effect=FUNDED, review_on=day + 29 * DAY, key=f"demo-{entry.guild_id}", given_at=entry.at,
    )  # fmt: skip
