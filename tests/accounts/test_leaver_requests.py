"""Requests end with an employment, on both sides; the other side is told; what waits for a manager goes to the next."""

import datetime as dt

import pytest

from accounts.actions.leaver_requests import end_requests_of
from accounts.actions.leaving import end_employment, let_go, let_leavers_go
from accounts.leaving_announcements import asked_left_message, asker_left_message, teacher_left_message
from accounts.models import AssessmentDispute, Evidence, HelpRequest, ImportChange, ImportRun, PeerRequest, Person
from ecosystem.core.clock import now, today
from ecosystem.core.models import AuditEntry
from ecosystem.notifications.finding import ensure_rule_states
from ecosystem.notifications.models import Nudge
from tests.factories.asking import DisputeFactory, EvidenceFactory, HelpRequestFactory, PeerRequestFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def rules(db):
    ensure_rule_states()


def told(person) -> list[str]:
    return sorted(Nudge.objects.filter(person=person).values_list("rule__code", flat=True))


def out(person) -> Person:
    let_go(person, actor=person)
    return person


def test_what_a_leaver_asked_ends_and_those_asked_are_told_once(cast, emil, otto, mara):
    HelpRequestFactory(person=emil, teacher=otto)
    HelpRequestFactory(person=emil, teacher=otto, state="accepted")
    PeerRequestFactory(person=emil, peer=otto)
    EvidenceFactory(person=emil, asked=otto)
    DisputeFactory(person=emil)
    out(emil)
    assert set(HelpRequest.objects.values_list("state", flat=True)) == {"withdrawn", "ended"}
    assert PeerRequest.objects.get().state == "withdrawn"
    assert Evidence.objects.get().asked is None
    assert AssessmentDispute.objects.get().withdrawn_at is not None
    assert told(otto) == told(mara) == ["accounts.asker_left"]
    assert "Emil Test has left" in asker_left_message(Nudge.objects.get(person=otto)).sentence
    assert AuditEntry.objects.get(verb="evidence.no_longer_asked").actor_id is None


def test_what_a_leaver_was_asked_ends_and_those_who_asked_are_told(cast, emil, otto, dario):
    asked = HelpRequestFactory(person=emil, teacher=otto)
    PeerRequestFactory(person=emil, peer=otto)
    PeerRequestFactory(person=emil, peer=otto)
    EvidenceFactory(person=dario, asked=otto)
    answered = EvidenceFactory(person=dario, asked=otto, confirmed_at=now())
    out(otto)
    asked.refresh_from_db()
    answered.refresh_from_db()
    assert (asked.state, answered.asked) == ("withdrawn", otto)
    assert set(PeerRequest.objects.values_list("state", flat=True)) == {"withdrawn"}
    assert told(emil) == ["accounts.asked_left", "accounts.teacher_left"]
    assert told(dario) == ["accounts.asked_left"]
    help_nudge, view_nudge = (Nudge.objects.get(person=emil, rule__code=code) for code in reversed(told(emil)))
    assert "Otto Test has left; your question about" in teacher_left_message(help_nudge).sentence
    assert "Otto" not in asked_left_message(view_nudge).sentence


def test_a_dispute_goes_to_whoever_leads_from_now_on(cast, emil, mara, nora, pia):
    dispute = DisputeFactory(person=emil)
    end_employment(mara, actor=pia, last_day=today() - DAY, successor=nora)
    dispute.refresh_from_db()
    assert dispute.is_open
    assert told(nora) == ["accounts.level_disputed"]
    assert told(emil) == []


def test_a_dispute_ends_where_nobody_leads(cast, emil, mara):
    dispute = DisputeFactory(person=emil)
    out(mara)
    dispute.refresh_from_db()
    assert not dispute.is_open
    assert told(emil) == ["accounts.asked_left"]


def test_twice_is_harmless_and_others_are_left_alone(cast, emil, otto, dario):
    HelpRequestFactory(person=emil, teacher=otto)
    other = HelpRequestFactory(person=emil, teacher=dario)
    out(otto)
    before = Nudge.objects.count()
    end_requests_of(otto)
    other.refresh_from_db()
    assert other.state == "open"
    assert Nudge.objects.count() == before


@pytest.mark.parametrize("days_ago", [1, 40])
def test_also_where_a_file_said_so(cast, emil, otto, days_ago):
    """However late it comes: the person is out, and a night closes what was open."""
    asked = HelpRequestFactory(person=emil, teacher=otto)
    otto.employments.update(valid_to=today() - days_ago * DAY)
    Person.objects.filter(pk=otto.pk).update(is_active=False)
    run = ImportRun.objects.create(uploaded_at=now(), applied_at=now())
    ImportChange.objects.create(run=run, act="changed", table="accounts_person", columns=["is_active"], ids=[otto.pk])
    let_leavers_go(today())
    asked.refresh_from_db()
    assert asked.state == "withdrawn"
    assert told(emil) == ["accounts.teacher_left"]


def test_nothing_is_said_of_somebody_who_came_back(cast, emil, otto):
    HelpRequestFactory(person=emil, teacher=otto)
    PeerRequestFactory(person=emil, peer=otto)
    PeerRequestFactory(person=otto, peer=emil)
    out(otto)
    Person.objects.filter(pk=otto.pk).update(is_active=True)
    messages = {
        "accounts.teacher_left": teacher_left_message,
        "accounts.asked_left": asked_left_message,
        "accounts.asker_left": asker_left_message,
    }
    nudges = Nudge.objects.filter(person=emil).select_related("rule")
    assert [messages[nudge.rule.code](nudge) for nudge in nudges] == [None] * 3
