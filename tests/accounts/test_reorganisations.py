"""Generated reorganisations — hires, moves, circles, leaves, returns, dated today or later, nights — agree with a small model:
for every pair of people who leads whom, and who may know of and read whose goal."""

import datetime as dt
import itertools
from copy import deepcopy

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.actions.leaving import end_employment, let_leavers_go
from accounts.actions.people import hire_person, move_person, rehire_person
from accounts.closure import rewrite_reporting
from accounts.models import ReportingClosure, ReportingLine
from accounts.placing import Place
from ecosystem.core import policy
from ecosystem.core.audit import SYSTEM
from ecosystem.core.errors import Refused
from ecosystem.core.rules import allows
from goals.models import LearningGoal
from tests.factories.goals import GoalFactory

pytestmark = pytest.mark.django_db
PEOPLE, DAYS, DAY = 5, 9, dt.timedelta(days=1)
BEGAN = dt.datetime(2027, 3, 1, 12, tzinfo=dt.UTC)

who = st.integers(0, PEOPLE - 1)
ahead = st.integers(0, 3)
hires = st.tuples(st.just("hire"), who, ahead, st.none() | who)
moves = st.tuples(st.just("move"), who, ahead, st.none() | who)
leaves = st.tuples(st.just("leave"), who, st.integers(-1, 2), st.none() | who)
nights = st.tuples(st.just("night"), st.just(0), st.just(0), st.none())
company = [("hire", number, 0, number - 1 if number else None) for number in range(PEOPLE)]
sequences = st.lists(hires | moves | moves | leaves | nights, min_size=4, max_size=9)


class Model:
    """Per person when they work, first and last day, and per day the line that holds: its number and whom it names."""

    def __init__(self):
        self.today, self.rows = 0, itertools.count()
        self.work, self.lines = [[] for _ in range(PEOPLE)], [[None] * DAYS for _ in range(PEOPLE)]

    def hold(self, who, day, boss):
        held, cells = self.lines[who][day], self.lines[who]
        if (held and held[1]) != boss:
            until = next((later for later in range(day, DAYS) if cells[later] != held), DAYS)
            cells[day:until] = [None if boss is None else (next(self.rows), boss)] * (until - day)

    def hire(self, who, day, boss):
        assert not self.work[who] or self.work[who][-1][1] < day
        self.work[who].append([day, DAYS])
        self.hold(who, day, boss)

    def move(self, who, day, boss):
        last = next(last for first, last in self.work[who] if first <= day <= last)
        self.hold(who, day, boss)
        self.lines[who][last + 1 :] = [None] * len(self.lines[who][last + 1 :])

    def leave(self, who, last, heir):
        assert self.work[who] and self.work[who][-1][1] >= self.today and self.work[who][-1][0] <= last
        led = {
            (other, line)
            for other in range(PEOPLE)
            for line in self.lines[other][last + 1 :]
            if line and line[1] == who
        }
        assert heir is not None or not led
        above = self.lines[who][last] and self.lines[who][last][1]
        for other, line in led:
            self.hold(other, max(last + 1, self.lines[other].index(line)), above if other == heir else heir)
        self.work[who][-1][1], self.lines[who][last + 1 :] = last, [None] * len(self.lines[who][last + 1 :])

    def above(self, who, day):
        line, found = self.lines[who][day], []
        while line and line[1] not in found:
            found, line = [*found, line[1]], self.lines[line[1]][day]
        return found

    def works(self, who):
        return any(last >= self.today for _first, last in self.work[who])


class Company:
    """The same acts on the product."""

    def __init__(self):
        self.people = {}

    def hire(self, who, day, boss):
        place = Place(manager=self.people.get(boss))
        if who in self.people:
            rehire_person(self.people[who], actor=SYSTEM, start=self.on(day), place=place)
            return
        told = {"email": f"p{who}@example.com", "full_name": f"P {who}"}
        person = hire_person(actor=SYSTEM, start=self.on(day), place=place, **told)
        GoalFactory(owner=person, visibility="manager")
        self.people[who] = person

    def move(self, who, day, boss):
        move_person(self.people[who], actor=SYSTEM, day=self.on(day), place=Place(manager=self.people.get(boss)))

    def leave(self, who, day, heir):
        end_employment(self.people[who], actor=SYSTEM, last_day=self.on(day), successor=self.people.get(heir))

    @staticmethod
    def on(day):
        return BEGAN.date() + day * DAY


def attempt(act, *given, refusal):
    """Whether it was done; what was refused left nothing behind."""
    try:
        with transaction.atomic():
            act(*given)
    except refusal:
        return False
    return True


def tried(model, act, who, day, other):
    """The model after the act, or as it was where that is refused."""
    later = deepcopy(model)
    done = attempt(getattr(later, act), who, day, other, refusal=(AssertionError, StopIteration))
    if done and not any(each in later.above(each, on) for each in range(PEOPLE) for on in range(DAYS)):
        return later, True
    return model, False


def seen(company, number_of):
    """Of each pair, on this very day: who leads, who stands above, who knows of the other's goal, and who reads it."""
    people = {pk: person for pk, person in ((p.pk, p) for p in company.people.values()) if person.is_active}
    goals = list(LearningGoal.objects.filter(owner__in=number_of))
    pairs = {"knows": set(), "reads": set()}
    for person in people.values():
        known = LearningGoal.objects.visible_to(person).filter(owner__in=number_of)
        pairs["knows"] |= {(number_of[person.pk], number_of[owner]) for owner in known.values_list("owner", flat=True)}
        pairs["reads"] |= {
            (number_of[person.pk], number_of[goal.owner_id])
            for goal in goals
            if allows(person, "goals.read_goal", goal)
        }
    above = ReportingClosure.objects.filter(depth__gte=1, descendant__in=number_of).values_list(
        "ancestor", "descendant"
    )
    return {**pairs, "above": {(number_of[a], number_of[b]) for a, b in above}}


def foreseen(model, company):
    above = {(boss, each) for each in range(PEOPLE) for boss in model.above(each, model.today)}
    leads = {(cells[model.today][1], each) for each, cells in enumerate(model.lines) if cells[model.today]}
    own = {(each, each) for each in company.people}
    mine = {pair for pair in above | own if model.works(pair[0])}
    return {"knows": mine, "reads": {pair for pair in mine if pair in leads | own}, "above": above}


def play(sequence):
    model, there = Model(), Company()
    with time_machine.travel(BEGAN, tick=False) as traveller, transaction.atomic(), policy.scope():
        for act, who, ahead, other in [*company, *sequence]:
            if act == "night":
                if model.today + 5 >= DAYS:
                    continue
                model.today += 1
                traveller.move_to(BEGAN + model.today * DAY, tick=False)
                let_leavers_go(there.on(model.today))
                rewrite_reporting(there.on(model.today))
            elif other is None or (other in there.people and model.works(other)):
                after, expected = tried(model, act, who, model.today + ahead, other)
                done = who in there.people or act == "hire"
                done = done and attempt(getattr(there, act), who, model.today + ahead, other, refusal=Refused)
                assert done == expected, (act, who, ahead, other)
                model = after
            for person in there.people.values():
                person.refresh_from_db()
            agree(model, there)
        transaction.set_rollback(True)


def agree(model, there):
    number_of = {person.pk: number for number, person in there.people.items()}
    assert {number for number, person in there.people.items() if person.is_active} == set(
        filter(model.works, there.people)
    )
    for day in range(DAYS):
        lines = ReportingLine.objects.on(there.on(day)).filter(person__in=number_of).values_list("person", "manager")
        stored = {number_of[a]: number_of[b] for a, b in lines}
        assert stored == {each: cells[day][1] for each, cells in enumerate(model.lines) if cells[day]}, day
    assert seen(there, number_of) == foreseen(model, there)


QUIET = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]}


@given(sequences)
@settings(max_examples=8, **QUIET)
def test_every_pair_is_as_the_model_says(organisation, sequence):
    play(sequence)


@pytest.mark.long
@given(sequences)
@settings(max_examples=150, **QUIET)
def test_every_pair_is_as_the_model_says_for_long(organisation, sequence):
    play(sequence)


def test_a_story_with_all_of_it(organisation):
    """What chance may not come upon: who leads leaves, is coming back, leads others from a later day on; a report is the heir."""
    night = ("night", 0, 0, None)
    play(
        [
            ("leave", 1, 0, 0),
            ("move", 3, 1, 0),
            night,
            ("hire", 1, 1, 2),
            ("move", 2, 2, 1),
            ("move", 4, 2, 1),
            night,
            night,
            ("leave", 2, 0, 1),
            night,
        ]
    )
