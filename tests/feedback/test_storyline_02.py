"""Storyline 2 of the demo company from end to end, through the product's own screens and jobs."""

import datetime as dt

import pytest
from django.urls import reverse

from ecosystem.core.jobs import start_run
from ecosystem.core.models import JobRun
from ecosystem.core.outbox import deliver
from ecosystem.notifications.models import Notification, Nudge
from ecosystem.notifications.tasks import find_nudges, send_due
from feedback.models import Need
from feedback.tasks import walk_needs
from resources.actions.writing import create_resource
from resources.models import Resource
from tests.factories.people import PersonFactory
from tests.factories.skills import SkillFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(time_machine):
    """Set the clock, in UTC: at("2026-11-24 10:00")."""

    def travel(text: str) -> None:
        time_machine.move_to(dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC), tick=False)

    return travel


@pytest.fixture
def company(at, organisation, request):
    """Emil is support, otto is security; eight more colleagues need the same."""
    at("2026-11-23 09:00")
    cast = request.getfixturevalue("cast")
    cast.skill = SkillFactory(name="Secrets handling", code="SEC")
    cast.others = [PersonFactory(full_name=f"Support {number}", unit=cast.engineering) for number in range(8)]
    return cast


def night() -> None:
    """What the schedules do."""
    walk_needs(run_id=start_run("walk_needs"))
    find_nudges(run_id=start_run("find_nudges"))
    send_due(run_id=start_run("send_nudges"))
    deliver()
    assert not JobRun.objects.exclude(error="").exists()


def post(client, name: str, need: Need, **data) -> None:
    need.refresh_from_db()
    response = client.post(reverse(f"feedback:need_{name}", args=[need.pk]), {"version": need.version, **data})
    assert (response.status_code, response["Location"]) == (302, need.get_absolute_url())


def mails_to(person, mailoutbox) -> list[str]:
    return [mail.body for mail in mailoutbox if mail.to == [person.email]]


def test_storyline_02_need_closed_by_a_peer(company, at, client_for, mailoutbox):
    emil, otto = company.emil, company.otto
    words = "No guide on rotating client secrets, third time I asked"
    client_for(emil).post(reverse("feedback:need_new"), {"words": words, "skill": company.skill.name})
    need = Need.objects.get()
    assert (need.skill, need.turn, need.get_status_display()) == (company.skill, company.mara, "Waits for an answer")

    for other in company.others:  # each begins to type, sees the twin, and adds themselves in one click
        client = client_for(other, htmx=True)
        typing = client.get(
            reverse("feedback:need_alike"), {"words": "guide for rotating client secrets"}
        ).content.decode()
        assert words in typing and reverse("feedback:need_join", args=[need.pk]) in typing
        client_for(other).post(reverse("feedback:need_join", args=[need.pk]), {"words": "guide for rotating"})
    assert need.reporters.count() == 9
    assert (
        "9 colleagues need this"
        in client_for(otto).get(reverse("feedback:need_alike"), {"words": words}).content.decode()
    )

    at("2026-11-25 10:00")  # two days later: whoever knows takes it, asked by nobody
    post(client_for(otto), "claim", need, due_on="2026-12-04")
    night()
    assert all(
        any("makes what you miss" in body for body in mails_to(person, mailoutbox))
        for person in [emil, *company.others]
    )
    assert not Nudge.objects.filter(rule__code="feedback.need_waits").exists()

    at("2026-11-30 10:00")  # after five days it is in the library
    page = client_for(otto).get(need.get_absolute_url()).content.decode()
    share = reverse("resources:resource_new")
    assert f'href="{share}?title=' in page
    guide = create_resource(
        actor=otto,
        kind=Resource.Kind.HOW_TO,
        title="Rotate a client secret",
        body="Step by step.",
        skills=[(company.skill, 2)],
    )
    post(client_for(otto), "resolve", need, result=guide.title)
    night()
    assert sum("answers" in title for title in Notification.objects.values_list("title", flat=True)) == 9

    each_is_asked_whether_it_helped(need, company, at, client_for, mailoutbox)
    news = client_for(emil).get(reverse("reports:home")).content.decode()
    assert "You said:" in news and "Rotate a client secret" in news
    moved_by = {move.actor for move in need.moves.all()} - {None}
    assert company.lena not in moved_by and company.mara not in moved_by
    assert not Nudge.objects.filter(person=company.lena).exists()  # L&D never touched it, and were never asked to


def each_is_asked_whether_it_helped(need, company, at, client_for, mailoutbox) -> None:
    """Thirty days later, one question; five say yes, and whoever made it is thanked."""
    emil, otto = company.emil, company.otto
    at("2026-12-30 10:00")
    night()
    ask = reverse("feedback:need_tell", args=[need.pk])
    for person in [emil, *company.others]:
        assert any("/needs/from-mail/" in body and "/helped/" in body for body in mails_to(person, mailoutbox))
    assert "Did it help? One click" in client_for(emil).get("/").content.decode()
    for person in [emil, *company.others[:4]]:
        assert client_for(person).post(ask, {"helped": "yes"}).status_code == 302

    need.refresh_from_db()
    assert need.stage == "closed"
    night()
    assert any("Thank you" in body and "said that it helped" in body for body in mails_to(otto, mailoutbox))
