"""Interleavings of two people who change the same row. Site is a versioned model with a simple state."""

import threading

import pytest
from django.core.exceptions import FieldError
from django.db import connection, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.utils.functional import SimpleLazyObject

from accounts.models import Site, Unit
from ecosystem.core.errors import Stale
from ecosystem.core.versions import already, change
from tests.factories.people import SiteFactory, UnitFactory

pytestmark = pytest.mark.django_db


def test_a_change_raises_the_version_and_the_object_follows():
    site = SiteFactory(name="Old")
    assert change(site, 1, name="New")
    assert (site.name, site.version) == ("New", 2)
    assert Site.objects.values_list("name", "version").get() == ("New", 2)


def test_a_change_of_the_seen_edition_is_one_statement(django_assert_num_queries):
    site = SiteFactory()
    with django_assert_num_queries(1):
        change(site, 1, name="New")


def test_whoever_is_signed_in_comes_wrapped_and_is_changed_all_the_same():
    site = SiteFactory(name="One")
    assert change(SimpleLazyObject(lambda: site), 1, name="Two")
    assert (site.name, Site.objects.get(pk=site.pk).name) == ("Two", "Two")


def test_values_become_what_the_column_holds():
    site = SiteFactory(name="Old")
    change(site, 1, name=5)
    assert site.name == "5"


@pytest.mark.parametrize(
    ("where", "met"),
    [
        ({"region": "North"}, True),
        ({"region": "South"}, False),
        ({"region__in": ["South", "North"]}, True),
        ({"region__in": ("South", "North")}, True),
        ({"region__in": []}, False),
        ({"region__gt": "Mid", "region__lte": "North"}, True),
        ({"region__gte": "Oslo"}, False),
        ({"region__lt": "North"}, False),
        ({"region__isnull": False}, True),
        ({"region__isnull": True}, False),
        ({"region": None}, False),
    ],
)
def test_the_state_is_asked_of_the_row(where, met):
    site = SiteFactory(name="Old", region="North")
    assert change(site, 1, where=where, name="New") is met
    assert Site.objects.values_list("name", "version").get() == (("New", 2) if met else ("Old", 1))


@pytest.mark.parametrize(
    ("where", "met"),
    [
        ({"name__icontains": "qUA"}, True),
        ({"name__icontains": "cove"}, False),
        ({"parent__name": "Harbour"}, True),
        ({"parent__name__in": ["Cove"]}, False),
        ({"parent__parent": None, "name__startswith": "Q"}, True),
        ({"pk__gt": 0}, True),
        ({"name": F("code")}, False),
    ],
)
@pytest.mark.parametrize("values", [{"name": "New"}, {"name": Concat("code", Value("!"))}])
def test_whatever_filter_knows_can_be_asked(where, met, values):
    unit = UnitFactory(name="Quay", code="Q", parent=UnitFactory(name="Harbour"))
    assert change(unit, 1, where=where, **values) is met
    unit.refresh_from_db()
    assert (unit.name != "Quay", unit.version) == (met, 1 + met)


@pytest.mark.django_db(transaction=True)
def test_whoever_waited_for_the_row_sees_it_as_it_is_now(eventually):
    unit, outcomes = UnitFactory(name="Quay", parent=UnitFactory(name="Harbour")), []

    def second():
        try:
            outcomes.append(change(Unit.objects.get(pk=unit.pk), 1, where={"parent__name": "Harbour"}, name="Mine"))
        except Stale as stale:
            outcomes.append(stale.current.name)
        finally:
            connection.close()

    thread = threading.Thread(target=second)
    with transaction.atomic():
        change(Unit.objects.get(pk=unit.pk), 1, name="Theirs")
        thread.start()
        eventually(_somebody_waits)
    thread.join()
    assert outcomes == ["Theirs"]


def _somebody_waits() -> bool:
    """For the end of the transaction that this connection is in."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted AND transactionid = pg_current_xact_id()::xid")
        return cursor.fetchone() is not None


def test_what_nobody_knows_is_loud():
    with pytest.raises(FieldError):
        change(SiteFactory(), 1, where={"region__sounds_like": "nor"}, name="New")


def test_nothing_but_the_version_can_change():
    site = SiteFactory()
    assert change(site, 1)
    assert Site.objects.get(pk=site.pk).version == 2


def test_a_computed_value_is_read_back():
    site = SiteFactory(name="Old", region="North")
    change(site, 1, name=F("region"))
    assert site.name == "North"


def test_a_stale_edition_never_overwrites():
    site = SiteFactory(name="Old")
    mine = Site.objects.get(pk=site.pk)
    change(site, 1, name="Theirs")
    with pytest.raises(Stale) as stale:
        change(mine, 1, name="Mine")
    assert stale.value.current.name == "Theirs"
    assert Site.objects.get().name == "Theirs"


def test_without_an_edition_only_the_state_counts():
    site = SiteFactory()
    mine = Site.objects.get(pk=site.pk)
    change(site, 1, name="Theirs")
    assert change(mine, None, where={"region": ""}, region="South")
    assert (mine.name, mine.region, mine.version) == ("Theirs", "South", 3)


def test_a_row_in_another_state_is_left_alone_and_the_object_follows():
    site = SiteFactory(region="taken")
    mine = Site.objects.get(pk=site.pk)
    mine.region = ""
    assert change(mine, 1, where={"region": ""}, region="mine") is False
    assert mine.region == "taken"
    assert already(mine, "region") is None


def test_the_second_of_two_calls_is_harmless():
    site = SiteFactory(region="")
    again = Site.objects.get(pk=site.pk)
    assert change(site, 1, where={"region": ""}, region="done")
    assert change(again, 1, where={"region": ""}, region="done") is False
    assert already(again, "region") is None


def test_an_unset_field_was_not_done_before():
    with pytest.raises(Stale):
        already(SiteFactory(region=""), "region")


def test_a_row_that_is_gone_is_no_silent_success():
    site = SiteFactory()
    Site.objects.all().delete()
    with pytest.raises(Site.DoesNotExist):
        change(site, 1, name="New")


@pytest.mark.django_db(transaction=True)
def test_of_ten_at_once_one_wins():
    site = SiteFactory(region="")
    start, won = threading.Barrier(10), []

    def close(number):
        mine = Site.objects.get(pk=site.pk)
        start.wait()
        try:
            won.append(change(mine, 1, where={"region": ""}, region=f"by {number}"))
        finally:
            connection.close()

    threads = [threading.Thread(target=close, args=(number,)) for number in range(10)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(won) == [False] * 9 + [True]
    assert Site.objects.get().version == 2
