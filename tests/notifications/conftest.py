"""A world of conditions: rules of the tests find whoever stands in it."""

import datetime as dt

import pytest

from ecosystem.notifications import registry
from ecosystem.notifications.finding import ensure_rule_states, find_due
from ecosystem.notifications.models import NudgeRuleState
from ecosystem.notifications.registry import Bar, Message

SINCE = dt.date(2026, 11, 3)


class World:
    """Conditions that hold: (rule, subject, person) → the day since when."""

    def __init__(self):
        self.holds = {}

    def put(self, person, subject=1, since=SINCE, rule="tests.quiet_goal"):
        self.holds[rule, subject, person.pk] = since

    def clear(self, person, subject=1, rule="tests.quiet_goal"):
        self.holds.pop((rule, subject, person.pk), None)

    def found(self, rule):
        rows = [(subject, person, since) for (code, subject, person), since in self.holds.items() if code == rule]
        values = ", ".join(["(%s::bigint, %s::bigint, %s::date)"] * len(rows)) or "(0, null, null)"
        sql = f"SELECT * FROM (VALUES {values}) AS row(subject_id, person_id, since)"
        return sql, [value for row in rows for value in row]

    def still(self, nudge):
        return (nudge.rule.code, nudge.subject_id, nudge.person_id) in self.holds


def message(nudge):
    return Message(
        subject="Accessible forms needs two minutes",
        sentence=f"Your goal Accessible forms {nudge.subject_id} is behind its pace: 1 of 6, about 2 expected.",
        needs=f"Accessible forms {nudge.subject_id}",
        why="no check-in on this goal for 16 days",
        body="An audit passed on Friday, so the next value is probably 2.",
        url=f"/goals/{nudge.subject_id}/",
        action="Check in",
        bar=Bar(1 / 6, 0.4, "behind", "1 of 6 forms", "2.4 expected today", "6 by 31 January"),
    )


@pytest.fixture
def registered(monkeypatch):
    """Rules and categories of one test; those of the product stay."""
    monkeypatch.setattr(registry, "_rules", dict(registry._rules))
    monkeypatch.setattr(registry, "_categories", dict(registry._categories))


@pytest.fixture
def world(registered, organisation):
    """Five rules over one world: two nudges on goals, one on another kind of subject, a digest rule and a service."""
    found = World()
    registry.category("tests", "Goal reminders", "When a goal of yours waits for you.")
    registry.category("tests-more", "Other reminders", "When something else waits for you.")

    def add(name, cls, category="tests", kind="goal", **more):
        code = f"tests.{name}"
        registry.rule(
            code,
            category,
            cls,
            f"The sentence of {name}.",
            name=f"The {name} rule",
            subject_kind=kind,
            context=more.pop("context", message),
            find=lambda _today: found.found(code),
            still_due=found.still,
            **more,
        )

    add("quiet_goal", "nudge", wait=14)
    add("behind_pace", "nudge", wait=7, priority=10)
    add("faded_skill", "nudge", category="tests-more", kind="skill")
    add("orphan", "digest", category="tests-more")
    add("obstacle", "service", category="tests-more", kind="obstacle", wait=3)
    registry.rule(
        "tests.answer",
        "tests-more",
        "service",
        "Somebody answered you.",
        name="An answer to you",
        subject_kind="comment",
        context=message,
    )
    ensure_rule_states()
    return found


@pytest.fixture
def state_of(world):
    return lambda name: NudgeRuleState.objects.get(code=f"tests.{name}")


@pytest.fixture
def find(state_of):
    """Run one rule on a day; returns what it wrote."""
    return lambda name, day: find_due(state_of(name), day)


@pytest.fixture
def nobody_held_out(monkeypatch):
    """The draw gives everybody a place among those who are reminded."""
    monkeypatch.setattr("ecosystem.notifications.finding.HOLDOUT_SQL", "false")


@pytest.fixture
def at(time_machine):
    """Set the clock: at("2026-11-24 10:00")."""

    def travel(text):
        moment = dt.datetime.fromisoformat(text)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
        time_machine.move_to(moment, tick=False)
        return moment

    return travel
