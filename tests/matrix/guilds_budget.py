"""The budget of a guild that emil tends, with mara and dario; xenia sponsors it. mara asks for money."""

from decimal import Decimal

from guilds.actions.budget import approve_request, ask_budget, book_spending, decline_request, grant_budget
from guilds.models import BudgetRequest, LedgerEntry
from tests.factories.guilds import GuildFactory
from tests.matrix import only

READS = ("emil", "mara", "dario", "xenia", "lena")
KEY = "6f1c0e0a-4a57-4f7e-9b59-2f1d9f0d7c11"

MATRIX = {
    "guilds:budget": only(*READS),
    "guilds:budget_grant": only("xenia", "lena"),
    "guilds:budget_grant POST": only("xenia", "lena", status=302),
    "guilds:budget_ask": only("emil", "mara", "dario"),
    "guilds:budget_ask POST": only("emil", "mara", "dario", status=302),
    "guilds:budget_answer": only("emil", "xenia", "lena", others=404) | {"mara": 403, "dario": 403},
    "guilds:budget_answer POST": only("emil", "xenia", "lena", status=302, others=404) | {"mara": 403, "dario": 403},
    "guilds:budget_withdraw": only("mara", others=404)
    | {"mara": 302}
    | dict.fromkeys(["emil", "dario", "xenia", "lena"], 403),
    "guilds:budget_book": only("emil", "mara", "xenia", "lena", others=404) | {"dario": 403},
    "guilds:budget_book POST": only("emil", "mara", "xenia", "lena", status=302, others=404) | {"dario": 403},
    "guilds:budget_correct": only("emil", "mara", "xenia", "lena", others=404) | {"dario": 403},
    "guilds:budget_correct POST": only("emil", "mara", "xenia", "lena", status=302, others=404) | {"dario": 403},
}


def _guild(cast, **fields):
    guild = GuildFactory(steward=cast.emil, people=[cast.mara, cast.dario], sponsor=cast.xenia, **fields)
    grant_budget(guild, actor=cast.xenia, amount=Decimal(500), words="For the spring.")
    return guild


def _asked(cast, **fields) -> BudgetRequest:
    return ask_budget(_guild(cast, **fields), actor=cast.mara, title="A screen reader", amount=Decimal(120))


def _set_aside(cast, **fields) -> BudgetRequest:
    request = _asked(cast, **fields)
    approve_request(request, actor=cast.emil, version=1)
    return request


def _booked(cast, **fields) -> LedgerEntry:
    return book_spending(_set_aside(cast, **fields), actor=cast.mara, version=2, spent=Decimal(100))


def _pk(make):
    return lambda cast: {"pk": make(cast).pk}


OBJECTS = {
    **{f"guilds:{name}": _pk(_guild) for name in ("budget_grant", "budget_ask")},
    "guilds:budget": lambda cast: {"pk": _asked(cast).guild_id},
    "guilds:budget_answer": _pk(_asked),
    "guilds:budget_withdraw": _pk(_asked),
    "guilds:budget_book": _pk(_set_aside),
    "guilds:budget_correct": _pk(_booked),
}
POSTS = {
    "guilds:budget_grant": {"key": KEY, "amount": "250", "words": "Two talks"},
    "guilds:budget_ask": {"title": "Two books", "amount": "60"},
    "guilds:budget_answer": {"version": "1", "yes": "1"},
    "guilds:budget_withdraw": {"version": "1"},
    "guilds:budget_book": {"version": "2", "key": KEY, "spent": "80", "last": "on"},
    "guilds:budget_correct": {"words": "It was 80."},
}


def _every_request(cast) -> None:
    for fields in ({}, {"joining": "hidden"}):
        _asked(cast, **fields)
        _set_aside(cast, **fields)
        _booked(cast, **fields)
        decline_request(_asked(cast, **fields), actor=cast.emil, version=1, reason="Not now.")
        left = ask_budget(_guild(cast, **fields), actor=cast.otto, title="From before", amount=Decimal(9))
        decline_request(left, actor=cast.emil, version=1, reason="Not now.")


def _every_entry(cast) -> None:
    _booked(cast)
    _booked(cast, joining="hidden")


VISIBLE = {
    BudgetRequest: ("guilds.view_budget_request", _every_request),
    LedgerEntry: ("guilds.view_ledger", _every_entry),
}
