"""The closures are exactly the pairs of the dated lines, and a move writes only what it moves."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.closure import move_people, rewrite_reporting, rewrite_units
from accounts.models import ClosureDay, Person, ReportingClosure, ReportingLine, Unit, UnitClosure
from accounts.sql import run
from ecosystem.core.clock import today
from tests.factories.people import LONG_AGO, PersonFactory, UnitFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def pairs() -> set[tuple[int, int, int]]:
    return set(ReportingClosure.objects.values_list("ancestor", "descendant", "depth"))


def expected_pairs(day: dt.date) -> set[tuple[int, int, int]]:
    """By walking up from each person."""
    manager = dict(ReportingLine.objects.on(day).values_list("person", "manager"))
    found = set()
    for person in Person.objects.values_list("pk", flat=True):
        above, depth = person, 0
        while above is not None:
            found.add((above, person, depth))
            above, depth = manager.get(above), depth + 1
    return found


def rehang(person, manager, day) -> None:
    ReportingLine.objects.filter(person=person).delete()
    ReportingLine.objects.create(person=person, manager=manager, valid_from=day)


def test_everybody_with_everybody_above(emil, mara, nora):
    assert pairs() == expected_pairs(today())
    assert (nora.pk, emil.pk, 2) in pairs()
    assert (emil.pk, emil.pk, 0) in pairs()
    assert ClosureDay.objects.get().day == today()


def test_a_second_rewrite_writes_nothing(cast):
    assert rewrite_reporting() == 0
    assert rewrite_units() == 0


def test_lines_count_on_their_days(emil, mara, dario):
    ReportingLine.objects.filter(person=emil).update(valid_to=today())
    ReportingLine.objects.create(person=emil, manager=dario, valid_from=today() + DAY)
    assert rewrite_reporting() == 0
    rewrite_reporting(today() + DAY)
    assert pairs() == expected_pairs(today() + DAY)
    assert (dario.pk, emil.pk, 1) in pairs()
    assert (mara.pk, emil.pk, 1) not in pairs()


def test_a_move_takes_everybody_below_along(mara, emil, nora, otto):
    rehang(mara, otto, today())
    assert move_people([mara.pk]) == 4, "otto above mara and emil; nora one further from both"
    assert pairs() == expected_pairs(today())


def test_a_move_of_nobody(cast):
    assert move_people([]) == 0
    assert move_people([0]) == 0


@settings(max_examples=20)
@given(moves=st.lists(st.tuples(st.integers(1, 11), st.integers(0, 11)), max_size=6))
def test_moves_equal_a_rewrite(organisation, moves):
    people = [PersonFactory() for _ in range(12)]
    for number in range(1, 12):
        ReportingLine.objects.create(
            person=people[number], manager=people[(number - 1) // 2], valid_from=today() - LONG_AGO
        )
    rewrite_reporting()
    for person, manager in moves:
        below = ReportingClosure.objects.filter(ancestor=people[person], descendant=people[manager])
        if not below.exists():
            rehang(people[person], people[manager], today())
            move_people([people[person].pk])
    moved = pairs()
    assert moved == expected_pairs(today())
    assert rewrite_reporting() == 0


def test_a_move_costs_what_it_moves(cast):
    """Rows written grow with the people moved, not with the company."""
    top = PersonFactory(manager=cast.nora)
    leaf = PersonFactory(manager=top)
    for _ in range(30):
        PersonFactory(manager=top)
    rewrite_reporting()
    rehang(leaf, cast.mara, today())
    assert move_people([leaf.pk]) == 2, "top no longer, mara now; nora stays two above, and nobody else is written"


def test_the_tree_of_units(cast):
    team = UnitFactory(code="TEAM", parent=cast.engineering)
    assert rewrite_units() == 3
    found = set(UnitClosure.objects.filter(descendant=team).values_list("ancestor", "depth"))
    assert found == {(team.pk, 0), (cast.engineering.pk, 1), (cast.company.pk, 2)}
    Unit.objects.filter(pk=team.pk).update(parent=cast.sales)
    assert rewrite_units() == 2
    assert UnitClosure.objects.filter(descendant=team, ancestor=cast.sales, depth=1).exists()
    assert not UnitClosure.objects.filter(descendant=team, ancestor=cast.engineering).exists()


def test_a_circle_is_refused_at_the_end_of_the_transaction(emil, mara):
    with pytest.raises(IntegrityError, match="circle"), transaction.atomic():
        rehang(mara, emil, today())
        run("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_line_that_was_taken_back_makes_no_circle(emil, mara):
    other = PersonFactory(manager=mara)
    rehang(emil, other, today())
    rehang(emil, mara, today())
    rehang(other, emil, today())
    run("SET CONSTRAINTS ALL IMMEDIATE")


def test_an_import_that_looked_at_all_lines_at_once_is_believed(emil, mara):
    run("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    with transaction.atomic():
        run("SET LOCAL understory.lines_checked = 'on'")
        rehang(mara, emil, today())
        run("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)
