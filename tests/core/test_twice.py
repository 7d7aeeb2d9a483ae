"""What one person sends twice within minutes is found again; what others do, or the same much later, is new."""

import datetime as dt

import pytest
import time_machine

from accounts.models import Site
from ecosystem.core.audit import SYSTEM, record
from ecosystem.core.clock import now
from ecosystem.core.twice import DOUBLE_CLICK, twin
from tests.factories.people import SiteFactory

pytestmark = pytest.mark.django_db


def added(actor, name: str = "Oslo") -> Site:
    site = SiteFactory(name=name)
    record(actor, "site.added", site)
    return site


def test_the_same_by_the_same_person_is_found(emil, mara):
    site = added(emil)
    alike = Site.objects.filter(name="Oslo")
    assert twin(emil, "site.added", alike) == site
    assert twin(mara, "site.added", alike) is None
    assert twin(emil, "site.changed", alike) is None
    assert twin(emil, "site.added", Site.objects.filter(name="Bergen")) is None
    assert twin(SYSTEM, "site.added", alike) is None


def test_a_while_later_it_is_meant(emil):
    site, alike = added(emil), Site.objects.filter(name="Oslo")
    with time_machine.travel(now() + dt.timedelta(minutes=1), tick=False):
        assert twin(emil, "site.added", alike) == site
        assert twin(emil, "site.added", alike, within=DOUBLE_CLICK) is None
    with time_machine.travel(now() + dt.timedelta(hours=1), tick=False):
        assert twin(emil, "site.added", alike) is None
