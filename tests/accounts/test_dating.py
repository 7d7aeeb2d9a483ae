import datetime as dt

import pytest

from accounts.dating import end_on, let_hold
from accounts.models import UnitMembership
from ecosystem.core.clock import today
from tests.factories.people import UnitFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def rows(person):
    found = UnitMembership.objects.filter(person=person).order_by("valid_from")
    return [(row.unit.code, row.valid_from, row.valid_to) for row in found]


@pytest.fixture
def start(emil):
    return UnitMembership.objects.get(person=emil).valid_from


def move(person, unit, day):
    return let_hold(UnitMembership, {"person_id": person.pk}, day, unit and {"unit_id": unit.pk})


def test_a_new_row_begins_where_the_old_one_ends(cast, emil, start):
    assert move(emil, cast.sales, today())
    assert rows(emil) == [("ENG", start, today() - DAY), ("SAL", today(), None)]


def test_the_same_again_changes_nothing(cast, emil, start):
    assert not move(emil, cast.engineering, today())
    assert rows(emil) == [("ENG", start, None)]


def test_a_row_that_begins_that_day_is_rewritten(cast, emil, start):
    move(emil, cast.sales, today())
    move(emil, cast.company, today())
    assert rows(emil) == [("ENG", start, today() - DAY), ("ALL", today(), None)]


def test_what_is_planned_stays_planned(cast, emil, start):
    later = today() + 10 * DAY
    move(emil, cast.sales, later)
    move(emil, cast.company, today())
    assert rows(emil) == [
        ("ENG", start, today() - DAY),
        ("ALL", today(), later - DAY),
        ("SAL", later, None),
    ]


def test_nothing_holds_from_a_day_on(cast, emil, start):
    assert move(emil, None, today())
    assert rows(emil) == [("ENG", start, today() - DAY)]
    assert not move(emil, None, today())


def test_after_a_gap_a_row_lasts_until_the_next_one(cast, emil):
    UnitMembership.objects.filter(person=emil).delete()
    move(emil, cast.sales, today() + 10 * DAY)
    assert move(emil, UnitFactory(code="X"), today())
    assert rows(emil)[0] == ("X", today(), today() + 9 * DAY)


def test_ending_drops_what_was_planned_for_later(cast, emil, start):
    move(emil, cast.sales, today() + 10 * DAY)
    assert end_on(UnitMembership, {"person_id": emil.pk}, today()) == 2
    assert rows(emil) == [("ENG", start, today())]
    assert end_on(UnitMembership, {"person_id": emil.pk}, today()) == 0
