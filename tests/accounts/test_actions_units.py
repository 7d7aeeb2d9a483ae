import pytest

from accounts.actions import units as acts
from accounts.models import Site, UnitClosure
from ecosystem.core import search
from ecosystem.core.errors import Refused, Stale
from ecosystem.core.models import AuditEntry, OutboxMessage

pytestmark = pytest.mark.django_db


def test_a_new_unit_is_found_and_part_of_the_tree(cast, pia):
    unit = acts.add_unit(actor=pia, name="Data & AI", parent=cast.engineering)
    assert unit.code == "DATA-AI"
    assert UnitClosure.objects.filter(ancestor=cast.company, descendant=unit, depth=2).exists()
    assert search.find(cast.otto, "data")[0].subtitle == "Engineering"


def test_codes_are_never_given_twice(cast, pia):
    assert [acts.add_unit(actor=pia, name="Ops", parent=unit).code for unit in (None, cast.company, cast.sales)] == [
        "OPS",
        "OPS-2",
        "OPS-3",
    ]


def test_a_moved_unit_takes_everything_below_along(cast, pia):
    below = acts.add_unit(actor=pia, name="Below", parent=cast.engineering)
    acts.change_unit(cast.engineering, actor=pia, version=1, parent=cast.sales)
    assert UnitClosure.objects.filter(ancestor=cast.sales, descendant=below, depth=2).exists()
    assert OutboxMessage.objects.filter(task="accounts.rebuild_sums").exists()


def test_a_unit_cannot_be_part_of_itself(cast, pia):
    with pytest.raises(Refused) as refusal:
        acts.change_unit(cast.company, actor=pia, version=1, parent=cast.engineering)
    assert refusal.value.field == "parent"


def test_a_stale_change_of_a_unit_is_refused(cast, pia):
    acts.change_unit(cast.sales, actor=pia, version=1, name="Sales and more")
    with pytest.raises(Stale):
        acts.change_unit(cast.sales, actor=pia, version=1, name="Sales only")


def test_a_unit_closes_only_when_it_is_empty(cast, pia):
    with pytest.raises(Refused):
        acts.close_unit(cast.sales, actor=pia, version=1)
    unit = acts.add_unit(actor=pia, name="Empty", parent=cast.sales)
    acts.close_unit(unit, actor=pia, version=1)
    acts.close_unit(unit, actor=pia, version=unit.version)
    assert AuditEntry.objects.filter(verb="unit.closed").count() == 1
    assert search.find(cast.otto, "empty") == []
    acts.reopen_unit(unit, actor=pia, version=None)
    assert unit.closed_on is None


def test_a_unit_with_open_units_below_stays_open(cast, pia):
    unit = acts.add_unit(actor=pia, name="Upper")
    acts.add_unit(actor=pia, name="Lower", parent=unit)
    with pytest.raises(Refused):
        acts.close_unit(unit, actor=pia, version=None)


def test_sites_are_added_and_changed(cast, pia):
    site = acts.add_site(actor=pia, name="Pune", time_zone="Asia/Kolkata")
    acts.change_site(site, actor=pia, version=1, country="IN")
    assert Site.objects.get(code="PUNE").country == "IN"
    assert AuditEntry.objects.get(verb="site.changed").fields == ["country"]
