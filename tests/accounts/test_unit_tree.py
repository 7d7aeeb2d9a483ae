import datetime as dt

import pytest

from accounts.closure import rewrite_units
from accounts.models import Unit, UnitMembership
from accounts.unit_tree import rows_of_tree
from ecosystem.core.clock import today
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


def test_units_stand_below_one_another_with_everybody_in_them(cast):
    PersonFactory(kind="placeholder", unit=cast.sales)
    PersonFactory(is_active=False, unit=cast.sales)
    Unit.objects.create(code="OLD", name="Closed", parent=cast.company, closed_on=today())
    rows = [(row.unit.name, row.depth, row.people) for row in rows_of_tree(Unit.objects.all())]
    assert rows == [("Fernhollow", 0, 9), ("Engineering", 1, 2), ("Sales", 1, 2)]


def test_people_are_counted_in_every_unit_above_theirs_on_the_days_of_their_membership(cast):
    team = Unit.objects.create(code="TEAM", name="Platform", parent=cast.engineering)
    rewrite_units()
    person = PersonFactory(unit=team)
    membership = UnitMembership.objects.get(person=person)

    def counted():
        people = {row.unit.name: row.people for row in rows_of_tree(Unit.objects.all())}
        return people["Platform"], people["Engineering"], people["Sales"], people["Fernhollow"]

    assert counted() == (1, 3, 2, 10)
    membership.valid_to = today() - dt.timedelta(days=1)
    membership.save(update_fields=["valid_to"])
    assert counted() == (0, 2, 2, 9)
    UnitMembership.objects.create(person=person, unit=team, valid_from=today() + dt.timedelta(days=1))
    assert counted() == (0, 2, 2, 9)
