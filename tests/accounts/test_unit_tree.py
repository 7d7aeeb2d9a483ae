import datetime as dt

import pytest

from accounts import unit_tree
from accounts.closure import rewrite_units
from accounts.models import Unit, UnitMembership
from accounts.unit_tree import upper_tree
from ecosystem.core.clock import today
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


def test_units_stand_below_one_another_with_everybody_in_them(cast):
    PersonFactory(kind="placeholder", unit=cast.sales)
    PersonFactory(is_active=False, unit=cast.sales)
    Unit.objects.create(code="OLD", name="Closed", parent=cast.company, closed_on=today())
    rows = [(row.unit.name, row.depth, row.people) for row in upper_tree(Unit.objects.all()).rows]
    assert rows == [("Fernhollow", 0, 9), ("Engineering", 1, 2), ("Sales", 1, 2)]


def test_people_are_counted_in_every_unit_above_theirs_on_the_days_of_their_membership(cast):
    team = Unit.objects.create(code="TEAM", name="Platform", parent=cast.engineering)
    rewrite_units()
    person = PersonFactory(unit=team)
    membership = UnitMembership.objects.get(person=person)

    def counted():
        people = {row.unit.name: row.people for row in upper_tree(Unit.objects.all()).rows}
        return people["Platform"], people["Engineering"], people["Sales"], people["Fernhollow"]

    assert counted() == (1, 3, 2, 10)
    membership.valid_to = today() - dt.timedelta(days=1)
    membership.save(update_fields=["valid_to"])
    assert counted() == (0, 2, 2, 9)
    UnitMembership.objects.create(person=person, unit=team, valid_from=today() + dt.timedelta(days=1))
    assert counted() == (0, 2, 2, 9)


def below(parent, *names, closed_on=None):
    return [Unit.objects.create(code=name, name=name, parent=parent, closed_on=closed_on) for name in names]


def test_as_many_levels_as_fit_are_shown_whole(cast, monkeypatch):
    monkeypatch.setattr(unit_tree, "MOST", 6)
    below(below(cast.engineering, "Platform", "Apps", "Data")[0], "Storage", "Search")
    tree = upper_tree(Unit.objects.all())
    assert [row.unit.name for row in tree.rows] == ["Fernhollow", "Engineering", "Apps", "Data", "Platform", "Sales"]
    assert tree.more
    Unit.objects.filter(code__in=["Storage", "Search"]).delete()
    assert not upper_tree(Unit.objects.all()).more
    below(cast.sales, "North")
    tree = upper_tree(Unit.objects.all())
    assert [row.unit.name for row in tree.rows] == ["Fernhollow", "Engineering", "Sales"]
    assert tree.more


def test_a_first_level_that_is_too_long_is_cut(cast, monkeypatch):
    monkeypatch.setattr(unit_tree, "MOST", 2)
    below(None, "Abroad", "Bistro")
    tree = upper_tree(Unit.objects.all())
    assert [row.unit.name for row in tree.rows] == ["Abroad", "Bistro"]
    assert tree.more


def test_an_open_unit_below_a_closed_one_stays_in_the_list(cast):
    (closed,) = below(cast.sales, "North", closed_on=today())
    below(closed, "Harbour")
    rewrite_units()
    tree = upper_tree(Unit.objects.all())
    assert [(row.unit.name, row.depth) for row in tree.rows if row.unit.name in ("North", "Harbour")] == [
        ("Harbour", 0)
    ]
    assert not tree.more


def test_people_are_counted_up_to_a_thousand(cast, monkeypatch):
    monkeypatch.setattr(unit_tree, "COUNTED", 2)
    found = [(row.unit.name, row.people, row.more_people) for row in upper_tree(Unit.objects.all()).rows]
    assert found == [("Fernhollow", 2, True), ("Engineering", 2, False), ("Sales", 2, False)]


def test_the_pages_say_that_there_are_more(cast, client_for, monkeypatch):
    monkeypatch.setattr(unit_tree, "COUNTED", 1)
    pia = client_for(cast.pia)
    assert "1+" in pia.get("/organisation/units/").content.decode()
    assert "More than" in pia.get(cast.company.get_absolute_url()).content.decode()
