"""Opportunities: posted, joined, confirmed; matching with reasons."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import Assessment, Evidence, Interest, PersonSkill
from accounts.refresh import touch
from ecosystem.core import search
from ecosystem.core.clock import now, today
from ecosystem.core.errors import Refused
from ecosystem.notifications.models import Nudge
from goals.actions import opportunities as acts
from goals.announcements_coaching import of_report_message
from goals.models import Opportunity, OpportunityPlace
from goals.offers import offers_for
from tests.factories.skills import AssessmentFactory, RequirementFactory, SkillFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def skill(db):
    return SkillFactory(name="Accessibility")


def post(lead, skill, **fields):
    values = {
        "title": "Pair on the sign-up form",
        "level": 2,
        "needed_by": today() + dt.timedelta(days=10),
        "effort_hours": 3,
    }
    return acts.post_opportunity(actor=lead, skill=skill, **{**values, **fields})


def test_join_accept_confirm_becomes_evidence(dario, emil, mara, skill):
    work = post(dario, skill)
    place = acts.join_opportunity(work, actor=emil)
    assert acts.join_opportunity(work, actor=emil) == place
    acts.accept_applicant(place, actor=dario, version=place.version)
    work.refresh_from_db()
    assert (place.state, work.status) == ("taken", "filled")
    assert Nudge.objects.filter(person=mara, subject_id=place.pk).count() == 1
    for _ in range(2):
        acts.confirm_done(place, actor=dario, version=place.version)
    assessment = Assessment.objects.get()
    assert (assessment.source, assessment.level, assessment.evidence.rung) == ("evidence", 2, "artefact")
    assert (Evidence.objects.count(), PersonSkill.objects.get(person=emil).level) == (1, Decimal("2.00"))


def test_what_one_asked_for_stays_in_sight_until_it_is_over(dario, emil, otto, skill, client_for):
    work = post(dario, skill)
    acts.join_opportunity(work, actor=emil)
    address = reverse("goals:opportunity_list")
    shown = client_for(emil).get(address).text
    assert ("what you asked for" in shown, "Asked to join" in shown) == (True, True)
    assert "what you asked for" not in client_for(otto).get(address).text
    Opportunity.objects.update(needed_by=today() - dt.timedelta(days=1))
    assert "what you asked for" not in client_for(emil).get(address).text


def test_accept_applicant_never_gives_more_places_than_there_are(dario, emil, otto, skill):
    work = post(dario, skill)
    places = [acts.join_opportunity(work, actor=person) for person in (emil, otto)]
    acts.accept_applicant(places[0], actor=dario, version=1)
    with pytest.raises(Refused):
        acts.accept_applicant(places[1], actor=dario, version=1)
    assert OpportunityPlace.objects.filter(state="taken").get() == places[0]


def test_leaving_a_place_opens_the_work_again(dario, emil, skill):
    work = post(dario, skill)
    place = acts.join_opportunity(work, actor=emil)
    acts.accept_applicant(place, actor=dario, version=1)
    acts.leave_place(place, actor=emil, version=place.version, reason="The sprint is full")
    assert (Opportunity.objects.get().status, OpportunityPlace.objects.get().state) == ("open", "declined")


def test_a_project_offers_two_at_most(dario, skill, cast):
    for title in ("Pair on the form", "Test the form"):
        post(dario, skill, project=cast.project, title=title)
    with pytest.raises(Refused):
        post(dario, skill, project=cast.project)
    assert Opportunity.objects.count() == 2


def test_a_withdrawn_opportunity_cannot_be_joined(dario, emil, skill):
    work = post(dario, skill)
    acts.withdraw_opportunity(work, actor=dario, version=1)
    with pytest.raises(Refused):
        acts.join_opportunity(work, actor=emil)
    assert not OpportunityPlace.objects.exists()


def want(person, skill, level, answer="yes"):
    AssessmentFactory(person=person, skill=skill, level=level, source="manager", assessor=None)
    Interest.objects.create(person=person, skill=skill, answer=answer, stated_on=today())
    touch([person.pk], [skill.pk])


def test_offers_for_names_interest_need_and_fit(dario, emil, skill, cast):
    RequirementFactory(job_role=cast.engineer, skill=skill, level=2, importance=4)
    want(emil, skill, 1)
    work = post(dario, skill)
    offer = offers_for(emil, today())[0]
    assert offer.pk == work.pk
    assert [whose for whose, _, _ in offer.reasons] == ["You", "Your role", "Level"]


def test_offers_for_leaves_out_what_has_no_reason_and_what_rests(dario, emil, skill, cast):
    post(dario, SkillFactory())
    want(emil, skill, 1)
    work = post(dario, skill)
    assert [offer.pk for offer in offers_for(emil, today())] == [work.pk]
    place = acts.join_opportunity(work, actor=emil)
    acts.leave_place(place, actor=emil, version=1)
    assert offers_for(emil, today()) == []
    post(dario, skill, title="Another one in the same skill")
    assert offers_for(emil, today()) == []
    OpportunityPlace.objects.update(changed_at=now() - dt.timedelta(days=31))
    assert len(offers_for(emil, today())) == 1


def test_offers_for_is_one_statement(dario, emil, skill, django_assert_num_queries):
    want(emil, skill, 1)
    for number in range(8):
        post(dario, skill, title=f"Work {number}")
    emil.refresh_from_db()
    with django_assert_num_queries(1):
        offers_for(emil, dt.date.today())


def test_opportunity_pages_in_the_hands_of_each(client_for, dario, emil, otto, skill, cast):
    answer = client_for(dario).post(
        "/opportunities/new/",
        {
            "title": "Shadow a review",
            "skill": skill.pk,
            "level": 2,
            "needed_by": today(),
            "effort_hours": 2,
            "places": 1,
        },
    )
    work = Opportunity.objects.get()
    assert (answer.status_code, answer.url) == (302, work.get_absolute_url())
    assert client_for(emil).post(f"/opportunities/{work.pk}/join/").status_code == 302
    place = OpportunityPlace.objects.get()
    assert client_for(otto).post(f"/opportunities/places/{place.pk}/accept/", {"version": 1}).status_code == 404
    assert client_for(emil).post(f"/opportunities/places/{place.pk}/accept/", {"version": 1}).status_code == 403
    assert "Emil" not in client_for(otto).get(work.get_absolute_url()).content.decode()
    assert (
        client_for(dario, htmx=True).post(f"/opportunities/places/{place.pk}/accept/", {"version": 1}).status_code
        == 200
    )
    assert client_for(emil).get("/opportunities/new/").status_code == 403


def test_opportunity_post_says_what_is_wrong(client_for, dario, skill):
    late = today() - dt.timedelta(days=1)
    answer = client_for(dario, htmx=True).post(
        "/opportunities/new/", {"title": "Late", "skill": skill.pk, "level": 9, "needed_by": late, "effort_hours": 2}
    )
    assert answer.status_code == 422
    assert "Choose today or a later day." in answer.content.decode()
    assert not Opportunity.objects.exists()


def test_the_line_manager_hears_that_somebody_takes_part_and_not_what_was_said(emil, mara, dario, skill):
    work = post(dario, skill)
    place = acts.invite_to_opportunity(work, emil, actor=dario, reason="Between the two of us")
    acts.join_opportunity(work, actor=emil)
    told = of_report_message(Nudge(subject_id=place.pk, person_id=mara.pk))
    assert (work.title in told.sentence, told.body) == (True, "")


def test_open_work_is_found_by_everybody_while_it_is_open(dario, emil, mara, skill, client_for):
    work = post(dario, skill, title="First contract tests for the booking API")
    found = lambda: [hit.url for hit in search.find(mara, "contract tests", kind="work")]  # noqa: E731
    assert found() == [work.get_absolute_url()]
    assert work.get_absolute_url() in client_for(emil).get("/search/?q=contract tests").content.decode()
    place = acts.join_opportunity(work, actor=emil)
    acts.accept_applicant(place, actor=dario, version=place.version)
    assert found() == []
    place.refresh_from_db()
    acts.leave_place(place, actor=emil, version=place.version)
    assert found() == [work.get_absolute_url()]
    search.refill(["work"])
    assert found() == [work.get_absolute_url()]
    work.refresh_from_db()
    acts.change_opportunity(work, actor=dario, version=work.version, needed_by=today() - dt.timedelta(days=1))
    assert found() == []
    acts.change_opportunity(work, actor=dario, version=work.version, needed_by=today())
    assert found() == [work.get_absolute_url()]
    acts.withdraw_opportunity(work, actor=dario, version=work.version)
    assert found() == []
