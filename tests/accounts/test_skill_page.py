"""The page of a skill: my place, how the level came about, who can help; nothing of anybody else's level."""

import datetime as dt
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import HelpRequest, PublishedCell, SkillLevel, TeachingOffer
from accounts.refresh import touch
from ecosystem.core.clock import now, today
from goals.skill_panel import at_least
from tests.factories.asking import DisputeFactory, EvidenceFactory, HelpRequestFactory, OfferFactory
from tests.factories.goals import GoalFactory
from tests.factories.paths import PathFactory
from tests.factories.people import PersonFactory
from tests.factories.resources import ResourceSkillFactory
from tests.factories.skills import AssessmentFactory, RequirementFactory


@pytest.fixture
def skill(cast):
    skill = RequirementFactory(job_role=cast.engineer, level=2).skill
    for level, sentence in ((1, "You can name the main barriers."), (2, "You can build a form that passes.")):
        SkillLevel.objects.create(skill=skill, level=level, sentence=sentence)
    return skill


def shown(client_for, person, skill) -> str:
    touch([person.pk])
    response = client_for(person).get(f"/skills/{skill.pk}/")
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def said(person, skill, source="self", **fields):
    return AssessmentFactory(person=person, skill=skill, source=source, **fields)


class TestSentence:
    def test_nobody_can_say(self, client_for, emil, skill):
        assert "It is not known yet where you are." in shown(client_for, emil, skill)

    def test_with_a_goal_and_people_who_help(self, client_for, emil, otto, dario, skill):
        said(emil, skill, level=1)
        GoalFactory(owner=emil, skill=skill, to_level=2)
        for person in (otto, dario, emil):
            OfferFactory(person=person, skill=skill)
        text = shown(client_for, emil, skill)
        assert "You are at 1 and aim for 2; two colleagues can take you there." in text
        assert "Open my goal" in text

    def test_without_a_goal_one_can_be_set(self, client_for, emil, skill):
        said(emil, skill, level=1)
        text = shown(client_for, emil, skill)
        assert "You are at 1; 2 is needed." in text
        assert f"/goals/new/?skill={skill.pk}" in text

    def test_not_applicable(self, client_for, emil, skill):
        said(emil, skill, level=None, not_applicable=True)
        assert "It does not apply to your work." in shown(client_for, emil, skill)


class TestHowTheLevelCameAbout:
    def test_each_voice(self, client_for, emil, mara, skill):
        said(emil, skill, level=1)
        said(emil, skill, "manager", assessor=mara, level=2, note="Two audits")
        evidence = EvidenceFactory(person=emil, confirmed_at=now(), confirmed_by=mara)
        said(emil, skill, "evidence", evidence=evidence, level=2)
        text = shown(client_for, emil, skill)
        assert "Mara said" in text
        assert "“Two audits”" in text
        assert "Audit script" in text

    def test_one_peer_is_counted_and_not_shown(self, client_for, emil, otto, skill):
        said(emil, skill, "peer", assessor=otto, level=4)
        text = shown(client_for, emil, skill)
        assert "needs 2, one so far" in text
        assert "Otto" not in text

    def test_two_peers_are_their_mean_without_names(self, client_for, emil, otto, dario, skill):
        said(emil, skill, "peer", assessor=otto, level=4)
        said(emil, skill, "peer", assessor=dario, level=1)
        text = shown(client_for, emil, skill)
        assert "<b>between 2 and 3</b> · the mean of 2" in text
        assert "Otto" not in text
        assert "Dario" not in text

    def test_a_draft_is_not_there(self, client_for, emil, mara, skill):
        said(emil, skill, "manager", assessor=mara, level=0, note="not yet told", released_at=None)
        text = shown(client_for, emil, skill)
        assert "not yet told" not in text
        assert "Mara said" not in text

    def test_a_dispute_stands_instead_of_the_link(self, client_for, emil, skill):
        said(emil, skill)
        assert "This is wrong" in shown(client_for, emil, skill)
        DisputeFactory(person=emil, skill=skill)
        text = shown(client_for, emil, skill)
        assert "You said that it is wrong" in text
        assert ">This is wrong<" not in text

    def test_another_person_s_level_is_nowhere(self, client_for, emil, otto, skill):
        said(otto, skill, level=4, note="canary-otto")
        text = shown(client_for, emil, skill)
        assert "canary-otto" not in text
        assert 'aria-current="true"' not in text


class TestCompany:
    def cell(self, skill, **fields):
        PublishedCell.objects.create(skill=skill, day=today(), as_of=today(), published_at=now(), **fields)

    @pytest.mark.parametrize(
        ("points", "words"), [(45, "about 45 % of"), (14, "under 15 % of"), (4, "under 5 % of"), (86, "over 85 % of")]
    )
    def test_the_published_share(self, client_for, emil, skill, points, words):
        self.cell(skill, coverage=points, required=40)
        assert f"{words} those who need it are there" in shown(client_for, emil, skill)

    def test_few_is_said(self, client_for, emil, skill):
        self.cell(skill, few=True)
        assert "Too few people to show how many are there" in shown(client_for, emil, skill)

    def test_unpublished_is_not_computed(self, client_for, emil, skill):
        assert "of those who need it" not in shown(client_for, emil, skill)

    @pytest.mark.parametrize(("people", "floor"), [(0, None), (5, None), (6, 5), (12, 10)])
    def test_goals_of_others_are_a_floor(self, organisation, people, floor):
        assert at_least(people) == floor

    def test_only_me_goals_of_others_count_nowhere(self, client_for, emil, skill):
        for _ in range(7):
            GoalFactory(owner=PersonFactory(), skill=skill, to_level=2, visibility="me")
        assert "people or more" not in client_for(emil).get(f"/goals/skills/{skill.pk}/").content.decode()

    def test_six_shared_ones_do(self, client_for, emil, skill):
        for _ in range(6):
            GoalFactory(owner=PersonFactory(), skill=skill, to_level=2)
        assert "At least 5 people aim at it" in client_for(emil).get(f"/goals/skills/{skill.pk}/").content.decode()


class TestHelp:
    def test_free_places_first_and_ask(self, client_for, emil, otto, dario, skill):
        full = OfferFactory(person=dario, skill=skill, places=1)
        free = OfferFactory(person=otto, skill=skill, places=2)
        HelpRequestFactory(person=emil, teacher=dario, skill=skill, state="accepted")
        text = shown(client_for, emil, skill)
        assert text.index("Otto Test") < text.index("Dario Test")
        assert f"/skills/offers/{free.pk}/ask/" in text
        assert f"/skills/offers/{full.pk}/ask/" not in text
        assert "helps you" in text

    def test_offer_change_end(self, client_for, emil, skill):
        client = client_for(emil)
        client.post(f"/skills/{skill.pk}/teach/", {"way": "pairs", "places": "3"})
        client.post(f"/skills/{skill.pk}/teach/", {"way": "reviews", "places": "1"})
        assert TeachingOffer.objects.values_list("way", "places").get() == ("reviews", 1)
        client.post(f"/skills/{skill.pk}/teach/end/")
        assert not TeachingOffer.objects.exists()

    def test_ask_and_answer(self, client_for, emil, otto, skill):
        offer = OfferFactory(person=otto, skill=skill)
        client_for(emil).post(f"/skills/offers/{offer.pk}/ask/", {"note": "How do I begin?"})
        asked = HelpRequest.objects.get()
        teacher = client_for(otto, htmx=True)
        assert "How do I begin?" in teacher.get("/skills/requests/").content.decode()
        answer = teacher.post(f"/skills/help/{asked.pk}/answer/", {"accept": "true", "answer": "Tuesday"})
        assert "you help with" in answer.content.decode()
        assert "Tuesday" in client_for(emil).get("/skills/requests/").content.decode()


@pytest.mark.parametrize("number", [1, 30])
def test_statements_of_page_and_panel(client_for, emil, otto, skill, number):
    for n in range(number):
        OfferFactory(person=PersonFactory(), skill=skill)
        said(emil, skill, "peer", assessor=PersonFactory(), level=n % 5)
        GoalFactory(owner=PersonFactory(), skill=skill, to_level=2)
        ResourceSkillFactory(skill=skill)
    touch([emil.pk])
    client = client_for(emil)
    with CaptureQueriesContext(connection) as sent:
        client.get(f"/skills/{skill.pk}/")
        assert len(sent) <= 8
        client.get(f"/goals/skills/{skill.pk}/", headers={"HX-Request": "true"})
    assert len(sent) <= 12


def test_the_best_to_learn_it_from_stands_on_the_page(client_for, emil, skill):
    PathFactory(skill=skill, title="The way there", to_level=2)
    for n in range(6):
        ResourceSkillFactory(skill=skill, resource__title=f"Useful {n}", resource__usefulness=n / 10)
    for title, fields in (("Hidden draft", {"state": "draft"}), ("Long stale", {"verify_by": dt.date(2020, 1, 1)})):
        made = {f"resource__{name}": value for name, value in fields.items()}
        ResourceSkillFactory(skill=skill, resource__title=title, resource__usefulness=0.9, **made)
    touch([emil.pk])
    page = client_for(emil).get(f"/skills/{skill.pk}/")
    titles = [each.title for each in page.context["to_learn"]]
    assert titles == ["The way there", "Useful 5", "Useful 4", "Useful 3", "Useful 2"]
    assert f"/paths/?skill={skill.pk}" in page.text and f"/library/?skill={quote(skill.name)}" in page.text


def test_learn_it_from_begins_above_where_one_is_and_leads_no_further_than_the_aim_first(client_for, emil, skill):
    said(emil, skill, level=1)
    GoalFactory(owner=emil, skill=skill, to_level=2)
    PathFactory(skill=skill, title="All the way up", to_level=4)
    for level, title in ((1, "What I can"), (2, "What I aim for"), (3, "A step beyond")):
        ResourceSkillFactory(skill=skill, level=level, resource__title=title, resource__usefulness=(4 - level) / 10)
    ResourceSkillFactory(skill=skill, level=3, resource__title="Far better", resource__usefulness=0.9)
    touch([emil.pk])
    titles = [each.title for each in client_for(emil).get(f"/skills/{skill.pk}/").context["to_learn"]]
    assert titles == ["What I aim for", "All the way up", "Far better", "A step beyond"]


def test_stating_from_the_page(client_for, emil, skill):
    client = client_for(emil)
    assert "You can build a form that passes." in client.get(f"/skills/{skill.pk}/state/").content.decode()
    answer = client.post(f"/skills/{skill.pk}/state/", {"level": "2"})
    assert (answer.status_code, answer["Location"]) == (302, f"/skills/{skill.pk}/")
    assert emil.assessments.get().level == 2


def test_a_skill_merged_into_another_leads_there(client_for, emil, skill):
    other = RequirementFactory().skill
    skill.merged_into, skill.retired_on = other, today() - dt.timedelta(days=1)
    skill.save(update_fields=["merged_into", "retired_on"])
    assert other.get_absolute_url() in shown(client_for, emil, skill)
