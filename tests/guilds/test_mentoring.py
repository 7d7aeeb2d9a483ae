"""Mentoring: a few guides with reasons, within their places, outside the line, known to the two only."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
import time_machine

from ecosystem.core.clock import now, today
from ecosystem.core.errors import Refused
from ecosystem.notifications.models import Nudge
from ecosystem.notifications.registry import registered
from guilds.actions import mentoring as acts
from guilds.mentor_match import Guide, best, fit, hours_together
from guilds.mentors import Suggested, suggestions
from guilds.models import Mentoring
from tests.factories.meeting import OfferFactory
from tests.factories.people import PersonFactory
from tests.factories.resources import ResourceFactory
from tests.factories.skills import SkillFactory

WEEK = dt.date(2026, 12, 7)
DAYS = (0, 1, 2, 3, 4)
GUIDE = Guide(mentor=1, skill=1, places=2, load=0, hours=40, level=Decimal(1))


@pytest.mark.parametrize(
    ("theirs", "hours"),
    [("Europe/Lisbon", 40), ("Asia/Kolkata", 12.5), ("America/New_York", 15), ("Pacific/Auckland", 0)],
)
def test_hours_in_which_both_work(theirs, hours):
    assert hours_together(ZoneInfo("Europe/Lisbon"), ZoneInfo(theirs), DAYS, DAYS, WEEK) == hours
    assert hours_together(ZoneInfo("Europe/Lisbon"), ZoneInfo(theirs), DAYS, (5, 6), WEEK) == 0


def test_one_or_two_levels_above_fit_best():
    fits = [fit(replace(GUIDE, leads_to=level)) for level in (1, 2, 3, 4, None)]
    assert fits == [0.1, 1.0, 1.0, 0.7, 0.6]


def test_full_guides_far_ones_and_unwanted_repeats_are_not_suggested():
    assert best([GUIDE]) == [GUIDE]
    assert best([replace(GUIDE, load=2)]) == []
    assert best([replace(GUIDE, hours=0.5)]) == []
    assert best([replace(GUIDE, met=True)]) == []
    assert best([replace(GUIDE, met=True, again=True)]) != []
    other, second = replace(GUIDE, mentor=2, hours=5), replace(GUIDE, skill=2, leads_to=2)
    assert best([other, GUIDE, second]) == [second, other]
    assert len(best(replace(GUIDE, mentor=number) for number in range(9))) == 3


@pytest.fixture
def skill(emil):
    skill = SkillFactory(name="Tracing")
    emil.interests.create(skill=skill, answer="yes", stated_on=today())
    return skill


def ask(person, mentor, skill) -> Mentoring:
    until = today() + dt.timedelta(days=60)
    return acts.ask_mentor(actor=person, mentor=mentor, skill=skill, words="See traces", ends_on=until)


@pytest.mark.django_db
def test_suggested_are_those_who_offer_it_outside_the_line_with_a_place(emil, mara, nora, otto, dario, skill):
    for person in (emil, mara, nora, otto):
        OfferFactory(person=person, skill=skill, places=1)
    OfferFactory(person=dario, skill=SkillFactory())
    resource = ResourceFactory(owner=otto)
    resource.skills.create(skill=skill, level=2)
    emil.person_skills.create(skill=skill, level=1, changed_at=now())
    (found,) = suggestions(emil)
    assert found.mentor == otto
    assert [words for _whose, _share, words in found.reasons] == [
        "they offer to teach Tracing",
        "what they shared leads to level 2, above yours",
        "40 hours a week in which you both work",
    ]
    ask(dario, otto, skill)
    assert suggestions(emil) == []


@pytest.mark.django_db
def test_asked_answered_ended_and_asked_whether_it_helped(emil, otto, dario, mara, skill):
    OfferFactory(person=otto, skill=skill, places=1)
    mentoring = ask(emil, otto, skill)
    assert ask(emil, otto, skill) == mentoring
    with pytest.raises(Refused):
        ask(dario, otto, skill)
    acts.answer_mentoring(mentoring, actor=otto, version=1, yes=True, answer="Gladly")
    acts.answer_mentoring(mentoring, actor=otto, version=1, yes=True)
    assert suggestions(emil) == []
    assert acts.end_due(mentoring.ends_on) == 0
    assert acts.end_due(mentoring.ends_on + dt.timedelta(days=1)) == 1
    mentoring.refresh_from_db()
    asked = Nudge.objects.filter(rule__code="guilds.mentoring_ended").values_list("person", flat=True)
    assert (mentoring.state, set(asked)) == ("ended", {emil.pk, otto.pk})
    acts.say_helped(mentoring, actor=emil, helped=True, again=True)
    assert suggestions(emil) == []
    acts.say_helped(mentoring, actor=otto, helped=False, again=True)
    acts.say_helped(mentoring, actor=otto, helped=False, again=True)
    mentoring.refresh_from_db()
    assert (mentoring.learner_helped, mentoring.mentor_helped, mentoring.again) == (True, False, True)
    (found,) = suggestions(emil)
    assert found.reasons[-1][2] == "you both wanted to meet again"


@pytest.mark.django_db
def test_a_wish_that_nobody_answers_holds_no_place_and_is_not_suggested_again_at_once(emil, otto, dario, skill):
    OfferFactory(person=otto, skill=skill, places=1)
    mentoring = ask(emil, otto, skill)
    with time_machine.travel(now() + dt.timedelta(days=13), tick=False):
        assert acts.end_due(today()) == 0
    with time_machine.travel(now() + dt.timedelta(days=15), tick=False):
        assert (acts.end_due(today()), acts.end_due(today())) == (1, 0)
        mentoring.refresh_from_db()
        assert mentoring.state == "declined"
        (told,) = Nudge.objects.filter(rule__code="guilds.mentoring_answered")
        said = registered("guilds.mentoring_answered").context(told)
        assert told.person == emil and "has not found the time to answer you about Tracing" in said.sentence
        assert suggestions(emil) == []
        ask(dario, otto, skill)  # the place is free again
    with time_machine.travel(now() + dt.timedelta(days=95), tick=False):
        Mentoring.objects.filter(learner=dario).delete()
        assert [each.mentor for each in suggestions(emil)] == [otto]


@pytest.mark.django_db
def test_who_said_no_is_not_suggested_for_three_months(emil, otto, skill):
    OfferFactory(person=otto, skill=skill, places=1)
    acts.end_mentoring(ask(emil, otto, skill), actor=emil)
    assert [each.mentor for each in suggestions(emil)] == [otto]  # one's own second thoughts
    acts.answer_mentoring(ask(emil, otto, skill), actor=otto, version=1, yes=False)
    assert suggestions(emil) == []


@pytest.mark.django_db
def test_nobody_is_asked_who_does_not_offer_it_is_full_or_in_the_line(emil, mara, otto, dario, skill):
    OfferFactory(person=mara, skill=skill)
    OfferFactory(person=otto, skill=skill, places=1)
    for mentor in (mara, dario):
        with pytest.raises(Refused):
            ask(emil, mentor, skill)
    first, second = ask(emil, otto, skill), None
    Mentoring.objects.filter(pk=first.pk).update(state="declined")
    second = ask(dario, otto, skill)
    Mentoring.objects.filter(pk=first.pk).update(state="active")
    with pytest.raises(Refused):
        acts.answer_mentoring(second, actor=otto, version=second.version, yes=True)


@pytest.mark.django_db
def test_the_pages_from_a_suggestion_to_an_answer(client_for, emil, otto, lena, xenia, skill):
    OfferFactory(person=otto, skill=skill)
    page = client_for(emil).get("/guilds/mentoring/").content.decode()
    assert "Otto Test" in page and "they offer to teach Tracing" in page
    told = {"mentor": otto.pk, "skill": skill.pk, "words": "A private line", "ends_on": today() + dt.timedelta(days=30)}
    assert client_for(emil).post("/guilds/mentoring/ask/", told).status_code == 302
    mentoring = Mentoring.objects.get()
    url = mentoring.get_absolute_url()
    assert "A private line" in client_for(otto).get(url).content.decode()
    assert [client_for(person).get(url).status_code for person in (lena, xenia)] == [404, 404]
    answered = client_for(otto).post(f"{url}answer/", {"version": 1, "yes": "no", "answer": "In spring"})
    assert answered.status_code == 302
    assert "In spring" in client_for(emil).get(url).content.decode()
    nobody = client_for(emil).post("/guilds/mentoring/ask/", {**told, "mentor": lena.pk})
    assert nobody.status_code == 422


@pytest.mark.django_db
def test_what_was_typed_stays_and_the_line_that_is_wrong_says_why(client_for, emil, otto, skill):
    OfferFactory(person=otto, skill=skill, places=1)
    typed = {"mentor": otto.pk, "skill": skill.pk, "words": "Types without any", "ends_on": "2020-01-01"}
    answer = client_for(emil).post("/guilds/mentoring/ask/", typed)
    page = answer.content.decode()
    assert answer.status_code == 422 and not Mentoring.objects.exists()
    assert "Choose a day within the next year." in page
    assert 'value="Types without any"' in page and 'value="2020-01-01"' in page


def test_a_bar_stands_only_for_what_there_is_more_and_less_of():
    guides = [replace(GUIDE, hours=hours, met=True, again=True) for hours in (15, 32)]
    few, many = ([share for _whose, share, _words in Suggested(None, "Tracing", guide).reasons] for guide in guides)
    assert few == [None, 15 / 40, None] and many == [None, 32 / 40, None]


def test_suggestions_cost_the_same_with_many_offers(client_for, emil, skill, django_assert_max_num_queries):
    for _number in range(12):
        OfferFactory(person=PersonFactory(), skill=skill)
    client = client_for(emil)
    with django_assert_max_num_queries(12):
        client.get("/guilds/mentoring/")


@pytest.mark.parametrize("typed", ["mentor", "find a mentor", "Mentoring"])
def test_mentoring_is_in_the_menu_and_found_by_its_names(client_for, emil, typed):
    page = client_for(emil).get("/").content.decode()
    assert 'href="/guilds/mentoring/"' in page
    found = client_for(emil, htmx=True).get("/search/", {"q": typed}).content.decode()
    assert 'href="/guilds/mentoring/"' in found
