"""When something may be said: classes, caps, rest per subject, quiet hours. Pure; sending and its tests both ask here."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from ecosystem.core.policy import Policy
from ecosystem.notifications.quiet import URGENT_WITHIN, next_allowed
from ecosystem.notifications.registry import Kind

SUBJECT_REST = dt.timedelta(hours=72)
MOST_AT_ONCE = 5
WEEK = 7

Subject = tuple[str, int]


@dataclass(frozen=True)
class Waiting:
    """A row that is due for one person."""

    id: int
    kind: Kind
    subject: Subject
    due_at: dt.datetime
    priority: int = 50
    deadline: dt.datetime | None = None


@dataclass(frozen=True)
class Sent:
    """What this person was sent lately. Rows with one moment went out as one message."""

    at: dt.datetime
    kind: Kind
    subject: Subject


@dataclass(frozen=True)
class Reach:
    """When somebody can be reached: their zone, and the questions a person answers about leave, weekends and holidays."""

    zone: ZoneInfo
    is_reachable: Callable[[dt.datetime], bool]
    next_reachable: Callable[[dt.datetime], dt.datetime | None]


@dataclass
class Decision:
    """Ids to send now as one message, ids to look at again with the moment, ids that can never be sent."""

    send: list[int] = field(default_factory=list)
    later: dict[int, dt.datetime] = field(default_factory=dict)
    never: list[int] = field(default_factory=list)


def decide(
    waiting: Sequence[Waiting], sent: Sequence[Sent], *, moment: dt.datetime, reach: Reach, policy: Policy
) -> Decision:
    """Split what is due for one person into what goes out now, later and never."""
    desk = _Desk(sent, moment, reach, policy, next_opening(moment, reach, policy))
    decision = Decision()
    for one in sorted(waiting, key=lambda one: (one.kind != Kind.SERVICE, one.priority, one.due_at, one.id)):
        when = desk.earliest(one)
        if when is None:
            decision.never.append(one.id)
        elif when <= moment:
            decision.send.append(one.id)
            desk.going.append(one)
        else:
            decision.later[one.id] = when
    return decision


def next_opening(moment: dt.datetime, reach: Reach, policy: Policy) -> dt.datetime | None:
    """The first moment from `moment` on that is inside the hours of the person's day and finds them at work.

    None when they can never be reached again. Twelve rounds bridge any run of weekends, holidays and leave, because
    `next_reachable` leaps over each whole.
    """
    for _round in range(12):
        opening = next_allowed(moment, reach.zone, policy.quiet_until, policy.quiet_from)
        if reach.is_reachable(opening):
            return opening
        at_work = reach.next_reachable(opening)
        if at_work is None:
            return None
        moment = at_work
    return None


def capped_days(sent: Sequence[Sent], zone: ZoneInfo) -> list[dt.date]:
    """The person's local dates of the messages that count for the caps, one entry per message."""
    return [at.astimezone(zone).date() for at in sorted({one.at for one in sent if one.kind != Kind.SERVICE})]


def first_free_day(days: Sequence[dt.date], start: dt.date, policy: Policy) -> dt.date:
    """The first date from `start` on with room under the cap of the day and of the seven days that end with it."""
    day = start
    while not _has_room(days, day, policy):
        day += dt.timedelta(days=1)
    return day


def _has_room(days: Sequence[dt.date], day: dt.date, policy: Policy) -> bool:
    week = [one for one in days if dt.timedelta(0) <= day - one < dt.timedelta(days=WEEK)]
    return week.count(day) < policy.nudges_per_day and len(week) < policy.nudges_per_week


@dataclass
class _Desk:
    """One sitting over one person's pile; `going` is what leaves in the message of this sitting."""

    sent: Sequence[Sent]
    moment: dt.datetime
    reach: Reach
    policy: Policy
    opening: dt.datetime | None
    going: list[Waiting] = field(default_factory=list)

    def earliest(self, one: Waiting) -> dt.datetime | None:
        if one.kind == Kind.SERVICE:
            urgent = one.deadline is not None and self.moment < one.deadline < self.moment + URGENT_WITHIN
            return self.moment if urgent and self.reach.is_reachable(self.moment) else self.opening
        free = self._free_from(one)
        if free is None or free <= self.moment:
            return self.opening if free else None
        return next_opening(free, self.reach, self.policy)

    def _free_from(self, one: Waiting) -> dt.datetime | None:
        """The moment from which the caps and the rest of its subject leave room for a nudge; None where caps are 0."""
        if not (self.policy.nudges_per_day and self.policy.nudges_per_week):
            return None
        together = [other for other in self.going if other.kind != Kind.SERVICE]
        said = [was.at for was in self.sent if was.subject == one.subject and was.kind != Kind.SERVICE]
        said += [self.moment for other in together if other.subject == one.subject]
        return max([self._room_from(len(together)), *(at + SUBJECT_REST for at in said)])

    def _room_from(self, together: int) -> dt.datetime:
        today = self.moment.astimezone(self.reach.zone).date()
        day = first_free_day(capped_days(self.sent, self.reach.zone), today, self.policy)
        if day == today and together >= MOST_AT_ONCE:
            day += dt.timedelta(days=1)
        return self.moment if day == today else dt.datetime.combine(day, dt.time(), tzinfo=self.reach.zone)
