"""What executives and L&D put forward, for home: new messages and what they picked. Parts of one statement of `waiting`."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, DateField, F, IntegerField, JSONField, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, JSONObject, Left, TruncDate

from accounts.models import Person
from ecosystem.core.addresses import address
from ecosystem.core.clock import today
from goals.models import Message
from resources.models import Pick
from resources.querysets import PICKS_ON_HOME

MESSAGE, PICK = "message", "pick"
MESSAGES_SHOWN, WORDS_SHOWN = 2, 240


@dataclass(frozen=True)
class Forward:
    """`words` are how a message begins, or why something was picked (none: put forward at the bench).

    `until` is set for picks, `about` for messages.
    """

    kind: str
    pk: int
    title: str
    name: str | None
    words: str
    about: str | None = None
    until: dt.date | None = None

    @property
    def is_message(self) -> bool:
        return self.kind == MESSAGE

    @property
    def url(self) -> str:
        return address("resources:resource_page", self.pk)


def parts(person: Person, columns: tuple[str, ...]) -> list[Any]:
    """New messages for somebody and the latest picks, as rows that fit the union of home."""
    return [as_rows(_messages(person), MESSAGE, columns), as_rows(_picks(), PICK, columns)]


def put_forward(rows: list[tuple[str, Any]]) -> list[Forward]:
    """From (sort, last column) of those rows: messages, then picks, then what the bench put forward; the latest first."""
    found = [(told.pop("at"), kind, told) for kind, told in rows if kind in (MESSAGE, PICK)]
    found.sort(key=lambda row: row[0], reverse=True)
    found.sort(key=lambda row: (row[1] == PICK, row[1] == PICK and not row[2]["words"]))
    return [_forward(kind, told) for _at, kind, told in found]


def _forward(kind: str, told: dict[str, Any]) -> Forward:
    until = told.pop("until", None)
    return Forward(kind=kind, until=until and dt.date.fromisoformat(until), **told)


def _messages(person: Person) -> QuerySet[Any]:
    about = Coalesce("objective__title", "key_result__title", "theme__name")
    told = JSONObject(
        pk="pk",
        title="resource__title",
        name="author__full_name",
        words=Left("resource__body", WORDS_SHOWN),
        about=about,
        at="resource__published_at",
    )
    rows: Any = Message.objects.new_for(person).annotate(told=told, day=TruncDate("resource__published_at"))
    return rows.order_by("-resource__published_at", "-pk")[:MESSAGES_SHOWN]


def _picks() -> QuerySet[Any]:
    told = JSONObject(
        pk="resource_id",
        title="resource__title",
        name="person__full_name",
        words="reason",
        until="until",
        at="at",
    )
    rows: Any = Pick.objects.put_forward(today())
    return rows.annotate(told=told, day=TruncDate("at"))[:PICKS_ON_HOME]


def as_rows(found: Any, sort: str, columns: tuple[str, ...]) -> Any:
    """Rows with `day` and `told` (what is shown of them, in one column) as they fit the union of home."""
    nothing = Value("", CharField())
    rows = found.annotate(
        sort=Value(sort, CharField()),
        key=F("pk"),
        whose=nothing,
        line=nothing,
        since=Cast(F("day"), DateField()),
        together=Value(0, IntegerField()),
        news=Cast(F("told"), JSONField()),
    )
    return rows.values_list(*columns)
