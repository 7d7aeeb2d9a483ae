"""The main pages with a living company behind them: long lists, long names, every state; as each persona of the demo."""

import pytest
from django.db import transaction
from django.urls import reverse

from accounts.models import Person, ReportingLine, Skill
from ecosystem.core.clock import now, today
from ecosystem.core.policy import scope
from goals.models import KeyResult, LearningGoal, Objective, Obstacle
from guilds.models import Guild
from tests.browser.walking import open_site, shows, wrong_on
from tests.living import living_company

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.fixture(scope="module")
def company(django_db_setup, django_db_blocker):
    """Loaded once for this module, taken away afterwards by rolling back."""
    with django_db_blocker.unblock(), transaction.atomic(), scope():
        living_company()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def site(browser):
    yield from open_site(browser)


def employee() -> list[str]:
    maren = Person.objects.get(employee_number="E-0021")
    goals = [goal.get_absolute_url() for goal in LearningGoal.objects.active().filter(owner=maren)[:2]]
    skill = Skill.objects.get(code="A11Y").get_absolute_url()
    guild = Guild.objects.get(name="Accessibility")
    session = guild.sessions.upcoming(now()).first()
    guilds = ["/guilds/", guild.get_absolute_url(), session.get_absolute_url(), "/sessions/", "/guilds/office-hours/"]
    rest = ["/opportunities/", "/notifications/", "/search/?q=access"]
    return ["/", "/goals/", *goals, "/skills/", skill, *guilds, *rest]


def manager() -> list[str]:
    devika = Person.objects.get(employee_number="E-0017")
    report = ReportingLine.objects.on(today()).filter(manager=devika).first().person
    obstacle = Obstacle.objects.for_team(devika).first()
    pages = ["/", "/team/", report.get_absolute_url(), reverse("accounts:person_assess", args=[report.pk])]
    return pages + ([reverse("goals:obstacle_page", args=[obstacle.pk])] if obstacle else [])


def learning() -> list[str]:
    return [
        "/gaps/",
        "/gaps/?unit=ENG&figures=1",
        "/organisation/skills/",
        "/organisation/roles/",
        "/notifications/rules/",
    ]


def executive() -> list[str]:
    objective, key_result = Objective.objects.get(code="O3"), KeyResult.objects.get(code="O5.2")
    guild = Guild.objects.get(name="AI Practice")
    budget, health = reverse("guilds:budget", args=[guild.pk]), reverse("guilds:health", args=[guild.pk])
    guilds = ["/desk/", health, budget, f"{budget}?show=settled", f"{budget}?show=ledger"]
    return ["/alignment/", "/okrs/", objective.get_absolute_url(), key_result.get_absolute_url(), *guilds]


def administrator() -> list[str]:
    return ["/organisation/access/", "/organisation/policy/", "/organisation/sites/", "/operations/"]


def people_administrator() -> list[str]:
    record = reverse("accounts:person_record", args=[Person.objects.get(employee_number="E-0021").pk])
    return [
        "/organisation/people/",
        record,
        "/organisation/imports/",
        "/organisation/units/",
        "/organisation/projects/",
    ]


@pytest.mark.parametrize(
    ("number", "pages"),
    [
        ("E-0021", employee),
        ("E-0017", manager),
        ("E-0219", learning),
        ("E-0001", executive),
        ("E-0206", administrator),
        ("E-0211", people_administrator),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_main_pages_of_a_living_company(number, pages, company, client_for, site, axe):
    site.client = client_for(Person.objects.get(employee_number=number))
    wrong = []
    for address in pages():
        assert shows(site, address), address
        wrong += wrong_on(site, axe, address, also_dark=True)
    assert wrong == [], "\n".join(wrong)
