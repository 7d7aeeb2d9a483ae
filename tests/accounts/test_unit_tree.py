import pytest

from accounts.models import Unit
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
