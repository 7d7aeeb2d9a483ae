"""The cast: the same nine people in every test that needs people."""

import datetime as dt
from types import SimpleNamespace

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.test import Client

from accounts.closure import rewrite_reporting, rewrite_units
from accounts.models import Assignment, Delegation, ReportingLine
from ecosystem.core import policy
from ecosystem.core.clock import now, today
from tests.factories.people import (
    LONG_AGO,
    JobRoleFactory,
    ProjectFactory,
    SiteFactory,
    UnitFactory,
    make_organisation,
    make_people,
)
from tests.kept import Kept

pytest_plugins = ["tests.infrastructure", "tests.servers", "tests.spreading", "tests.browser.counting"]

DAY = dt.timedelta(days=1)
CAST = ("emil", "mara", "nora", "lena", "xenia", "dario", "otto", "adam", "pia")


@pytest.fixture(autouse=True)
def set_up(monkeypatch):
    """No test is led to the first-run page; those about that page forget it."""
    monkeypatch.setattr("accounts.middleware._known", True)


@pytest.fixture
def organisation(db):
    return kept_organisation()


@pytest.fixture
def cast(organisation):
    """emil reports to mara, mara to nora; dario leads emil's project; otto is in another team and must be refused somewhere."""
    with policy.scope():
        return kept_cast()


def make_cast():
    site = SiteFactory(code="LIS", name="Lisbon")
    company = UnitFactory(code="ALL", name="Fernhollow")
    engineering = UnitFactory(code="ENG", name="Engineering", parent=company)
    sales = UnitFactory(code="SAL", name="Sales", parent=company)
    engineer = JobRoleFactory(code="SE", name="Software Engineer")

    def told(name: str, unit, **kwargs) -> dict:
        return {
            "full_name": f"{name} Test",
            "email": f"{name.lower()}@example.com",
            "site": site,
            "unit": unit,
            **kwargs,
        }

    nora, mara, emil, dario, otto, lena, xenia, adam, pia = make_people(
        told("Nora", company),
        told("Mara", engineering),
        told("Emil", engineering, job_role=engineer),
        told("Dario", sales),
        told("Otto", sales),
        told("Lena", company, roles=["learning"]),
        told("Xenia", company, roles=["executive"]),
        told("Adam", company, roles=["admin"]),
        told("Pia", company, roles=["people_admin"]),
    )
    since = today() - LONG_AGO
    ReportingLine.objects.bulk_create(
        ReportingLine(person=person, manager=mara if person is emil else nora, valid_from=since)
        for person in (mara, emil, dario, otto, lena, adam, pia)
    )
    project = ProjectFactory(code="BANK", name="Bank", delivery_lead=dario)
    Assignment.objects.create(project=project, person=emil, valid_from=since)
    rewrite_units()
    rewrite_reporting(today())
    people = {"nora": nora, "mara": mara, "emil": emil, "dario": dario, "otto": otto}
    people |= {"lena": lena, "xenia": xenia, "adam": adam, "pia": pia}
    return SimpleNamespace(
        **people, project=project, site=site, company=company, engineering=engineering, sales=sales, engineer=engineer
    )


kept_organisation, kept_cast = Kept(make_organisation), Kept(make_cast)


@pytest.fixture
def by_date(cast):
    """The cast with those whose relation to emil has ended, has not begun, or is another's: see `tests.matrix.BY_DATE`."""
    with policy.scope():
        return with_people_by_date(cast)


def with_people_by_date(cast):
    names = ("frida", "cleo", "stan")
    told = [
        {"full_name": f"{n.title()} Test", "email": f"{n}@example.com", "site": cast.site, "unit": cast.sales}
        for n in names
    ]
    frida, cleo, stan = make_people(*told)
    since, day = today() - LONG_AGO, today()
    ReportingLine.objects.filter(person=cast.emil).delete()
    ReportingLine.objects.bulk_create(
        ReportingLine(person=person, manager=manager, valid_from=first, valid_to=last)
        for person, manager, first, last in (
            (frida, cast.nora, since, None),
            (cleo, cast.nora, since, None),
            (stan, cast.nora, since, None),
            (cast.emil, frida, since, day - DAY),
            (cast.emil, cast.mara, day, day + 2 * DAY),
            (cast.emil, cleo, day + 3 * DAY, None),
        )
    )
    Delegation.objects.create(
        manager=cast.mara, delegate=stan, valid_from=day - DAY, valid_to=day + 30 * DAY, created_at=now()
    )
    rewrite_reporting(today())
    return SimpleNamespace(**vars(cast), frida=frida, cleo=cleo, stan=stan)


def _member(name: str):
    @pytest.fixture(name=name)
    def fixture(cast):
        return getattr(cast, name)

    return fixture


emil, mara, nora, lena, xenia, dario, otto, adam, pia = (_member(name) for name in CAST)


@pytest.fixture
def client_for(db):
    """A signed-in client: `client_for(emil)`; `htmx=True` sends the header of a fragment request.

    For those who need a second factor the identity provider vouches, unless `proven=False`.
    """

    def make(person, *, htmx: bool = False, proven: bool = True) -> Client:
        headers = {"HX-Request": "true", "HX-Request-Type": "partial"} if htmx else {}
        client = Client(headers=headers)
        client.force_login(person, backend="accounts.backends.PersonBackend")
        if proven and person.roles:
            session = client.session
            session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "socialaccount", "at": 0}]
            session.save()
        return client

    return make
