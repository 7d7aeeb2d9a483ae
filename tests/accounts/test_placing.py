"""Generated sequences of moves agree with a small model: one manager a day, what is planned stays, never a circle."""

import datetime as dt
import itertools

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.actions.people import move_person
from accounts.models import ReportingClosure, ReportingLine
from accounts.placing import Place
from ecosystem.core.audit import SYSTEM
from ecosystem.core.clock import today
from ecosystem.core.errors import Refused
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
PEOPLE, DAYS = 4, 8
moves = st.lists(
    st.tuples(st.integers(0, PEOPLE - 1), st.integers(0, DAYS - 1), st.none() | st.integers(0, PEOPLE - 1)),
    max_size=12,
)


class Model:
    """Per person one cell a day: which row holds, and whom it names. The last day stands for all that follow."""

    def __init__(self) -> None:
        self.cells = [[None] * DAYS for _person in range(PEOPLE)]
        self.rows = itertools.count()

    def move(self, person: int, day: int, manager: int | None) -> bool:
        before = [list(row) for row in self.cells]
        cells, held = self.cells[person], self.cells[person][day]
        if held is not None and held[1] == manager:
            return True
        new = None if manager is None else (next(self.rows), manager)
        for later in range(day, DAYS):
            if cells[later] != held:
                break
            cells[later] = new
        if any(self.circles(on) for on in range(DAYS)):
            self.cells = before
            return False
        return True

    def circles(self, day: int) -> bool:
        for start in range(PEOPLE):
            seen, here = set(), start
            while here is not None and here not in seen:
                seen.add(here)
                held = self.cells[here][day]
                here = held[1] if held else None
            if here is not None:
                return True
        return False

    def lines(self, day: int) -> set[tuple[int, int]]:
        return {(person, cells[day][1]) for person, cells in enumerate(self.cells) if cells[day]}


def stored(people, day: int) -> set[tuple[int, int]]:
    number = {person.pk: n for n, person in enumerate(people)}
    lines = ReportingLine.objects.on(today() + dt.timedelta(days=day)).filter(person__in=number)
    return {(number[line.person_id], number[line.manager_id]) for line in lines}


@given(moves)
@settings(max_examples=20)
def test_moves_agree_with_a_small_model(organisation, sequence):
    with transaction.atomic():
        people, model = [PersonFactory() for _person in range(PEOPLE)], Model()
        for person, day, manager in sequence:
            place = Place(manager=None if manager is None else people[manager])
            expected = model.move(person, day, manager)
            try:
                with transaction.atomic():
                    move_person(people[person], actor=SYSTEM, day=today() + dt.timedelta(days=day), place=place)
                done = True
            except Refused:
                done = False
            people[person].refresh_from_db()
            assert done == expected
            assert [stored(people, on) for on in range(DAYS)] == [model.lines(on) for on in range(DAYS)]
        direct = ReportingClosure.objects.filter(depth=1, descendant__in=people).values_list("descendant", "ancestor")
        assert set(direct) == {(people[a].pk, people[b].pk) for a, b in model.lines(0)}
        transaction.set_rollback(True)
