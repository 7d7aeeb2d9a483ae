"""Needs answered from a mail by a signed link: GET asks and changes nothing, POST acts by the rights of whoever was asked."""

import datetime as dt
import re
from urllib.parse import urlsplit

import pytest
from django.test import Client

from accounts.models import TeachingOffer
from ecosystem.core.models import OutgoingMail
from ecosystem.notifications.finding import find_all
from ecosystem.notifications.models import Nudge
from ecosystem.notifications.sending import send_to_person
from feedback.actions.needs import claim_need, resolve_need
from feedback.actions.walking import walk_needs
from feedback.links import CLAIM, HELPED, link_to
from feedback.models import Need, NeedReporter
from tests.factories.feedback import a_need, needed_too
from tests.factories.skills import SkillFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(time_machine):
    def travel(text: str) -> None:
        time_machine.move_to(dt.datetime.fromisoformat(f"{text} 10:00").replace(tzinfo=dt.UTC), tick=False)

    travel("2026-11-20")
    return travel


@pytest.fixture
def outside():
    """Nobody is signed in."""
    return Client(enforce_csrf_checks=True)


def mailed_link(person) -> str:
    """The address of the button of the last mail to somebody."""
    send_to_person(person.pk)
    text = OutgoingMail.objects.filter(person=person).latest("pk").text
    found = re.search(r"http\S+/needs/from-mail/\S+", text)
    assert found, text
    return urlsplit(found[0]).path


def press(client: Client, path: str, **data: str):
    client.get(path)
    return client.post(path, {**data, "csrfmiddlewaretoken": client.cookies["csrf"].value})


def test_did_it_help_is_said_from_the_mail(at, cast, outside):
    need = a_need(cast.emil, "A word that only colleagues read")
    needed_too(need, cast.otto)
    resolve_need(need, actor=cast.mara, version=need.version, answer="It stands in the handbook.")
    at("2026-12-21")
    walk_needs(dt.date(2026, 12, 21))
    path = mailed_link(cast.emil)
    page = outside.get(path).content.decode()
    assert "Did it help?" in page and "A word that only colleagues" not in page
    assert outside.post(path, {"helped": "yes"}).status_code == 403
    assert NeedReporter.objects.exclude(helped=None).count() == 0
    assert press(outside, path).status_code == 422
    assert "Thank you" in press(outside, path, helped="no").content.decode()
    assert "Nothing is asked any more" in Client().post(path, {"helped": "yes"}).content.decode()  # it opened again
    assert NeedReporter.objects.get(person=cast.emil).helped is False
    assert NeedReporter.objects.get(person=cast.otto).helped is None


def test_whoever_offers_to_teach_it_claims_it_from_the_mail(at, cast, outside):
    skill = SkillFactory(name="Webhooks")
    TeachingOffer.objects.create(person=cast.otto, skill=skill, offered_on=dt.date(2026, 11, 1))
    need = a_need(cast.emil, "Replaying a webhook", skill=skill)
    at("2026-12-07")
    find_all()
    Nudge.objects.update(holdout=False)
    path = mailed_link(cast.otto)
    assert "I can teach this" in outside.get(path).content.decode()
    need.refresh_from_db()
    assert need.claimed_by is None
    for _twice in range(2):
        assert "Yours to make" in press(outside, path).content.decode()
    need.refresh_from_db()
    assert (need.claimed_by, need.moves.filter(kind="claimed").count()) == (cast.otto, 1)


def test_a_link_gives_no_more_than_its_person_may(at, cast, outside):
    need = a_need(cast.emil)
    claim, helped = link_to(CLAIM, need, cast.otto.pk), link_to(HELPED, need, cast.otto.pk)
    assert outside.get(helped).status_code == 404
    claim_need(need, actor=cast.mara, version=need.version)
    assert "Nobody is asked" in Client().post(claim).content.decode()
    assert Need.objects.get().claimed_by == cast.mara
    for broken in (claim.replace("/claim/", "/helped/"), claim[:-9] + "x/claim/"):
        assert outside.get(broken).status_code == 404
    at("2027-02-01")
    assert outside.get(claim).status_code == 404


def test_who_left_answers_nothing_any_more(at, cast, outside):
    claim = link_to(CLAIM, a_need(cast.emil), cast.otto.pk)
    cast.otto.is_active = False
    cast.otto.save(update_fields=["is_active"])
    assert outside.get(claim).status_code == 404
