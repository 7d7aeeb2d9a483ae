"""Questions, answers, invitations, mentions and reviews: what each does, whom it tells, and that twice is once."""

import pytest
from django.urls import reverse

from accounts.models import TeachingOffer
from ecosystem.core.errors import Refused, Stale
from ecosystem.core.models import AuditEntry
from ecosystem.notifications.models import Nudge
from ecosystem.notifications.registry import rule_of
from resources.actions import questions as acts
from resources.actions.reviews import ask_review, decline_review, write_review
from resources.inviting import who_could_answer
from resources.mentions import mentioned_in
from resources.models import Answer, AnswerInvitation, Question, Resource, Review
from tests.factories.asking import OfferFactory
from tests.factories.people import PersonFactory
from tests.factories.resources import ResourceFactory, ResourceSkillFactory
from tests.factories.skills import SkillFactory
from tests.factories.together import QuestionFactory, ReviewFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def guide(cast):
    return ResourceFactory(owner=cast.emil, title="Secrets")


@pytest.fixture
def question(guide, otto):
    return acts.ask_question(guide, actor=otto, text="Which vault?", quote="Open the vault")


def told(code: str) -> list[int]:
    return list(Nudge.objects.filter(rule__code=code).values_list("person_id", flat=True))


def entries(verb: str) -> int:
    return AuditEntry.objects.filter(verb=f"resource.{verb}").count()


# --- ask and answer
def test_asking_tells_the_authors_once(guide, question, cast):
    again = acts.ask_question(guide, actor=cast.otto, text="Which vault?", quote="Open the vault")
    assert (again, Question.objects.count(), entries("question_asked")) == (question, 1, 1)
    assert told("resources.question_asked") == [cast.emil.pk]


def test_an_owner_who_asks_is_not_told_of_it(guide, emil):
    acts.ask_question(guide, actor=emil, text="Who knows?")
    assert told("resources.question_asked") == []


def test_answering_tells_whoever_asked_once(question, cast):
    answer = acts.answer_question(question, actor=cast.dario, text="The one in Lisbon.")
    assert acts.answer_question(question, actor=cast.dario, text="The one in Lisbon.") == answer
    assert (Answer.objects.count(), entries("question_answered")) == (1, 1)
    assert told("resources.question_answered") == [cast.otto.pk]
    acts.answer_question(question, actor=cast.otto, text="Found it.")
    assert told("resources.question_answered") == [cast.otto.pk]


def test_one_answer_is_accepted_and_its_writer_told_once(question, cast):
    first = acts.answer_question(question, actor=cast.dario, text="Lisbon.")
    second = acts.answer_question(question, actor=cast.nora, text="Porto.")
    for answer in (first, first, second, None, second):
        acts.accept_answer(question, actor=cast.otto, version=question.version, answer=answer)
    question.refresh_from_db()
    assert (question.accepted, entries("answer_accepted"), entries("answer_unaccepted")) == (second, 3, 1)
    assert sorted(told("resources.answer_accepted")) == sorted([cast.dario.pk, cast.nora.pk])


def test_an_answer_of_another_question_is_not_accepted(guide, question, cast):
    other = acts.answer_question(QuestionFactory(resource=guide), actor=cast.dario, text="Lisbon.")
    with pytest.raises(Refused):
        acts.accept_answer(question, actor=cast.otto, version=1, answer=other)


def test_rewording_keeps_to_the_version_that_was_seen(question, cast):
    answer = acts.answer_question(question, actor=cast.dario, text="Lisbon.")
    acts.change_question(question, actor=cast.otto, version=1, text="Which one?")
    acts.change_answer(answer, actor=cast.dario, version=1, text="Porto.")
    assert (question.text, question.quote, answer.text) == ("Which one?", "", "Porto.")
    with pytest.raises(Stale):
        acts.change_question(question, actor=cast.otto, version=1, text="Another")
    with pytest.raises(Stale):
        acts.change_answer(answer, actor=cast.dario, version=1, text="Another")
    acts.change_question(question, actor=cast.otto, version=1, text="Which one?")
    assert (entries("question_changed"), entries("answer_changed")) == (1, 1)


# --- invite
def test_inviting_tells_once_and_has_an_end(question, cast):
    for _time in range(2):
        acts.invite_to_answer(question, actor=cast.otto, person=cast.dario)
    assert (AnswerInvitation.objects.count(), entries("answer_invited")) == (1, 1)
    assert told("resources.answer_invited") == [cast.dario.pk]
    for _time in range(4):
        acts.invite_to_answer(question, actor=cast.otto, person=PersonFactory())
    for person in (PersonFactory(), cast.otto):
        with pytest.raises(Refused):
            acts.invite_to_answer(question, actor=cast.otto, person=person)
    assert AnswerInvitation.objects.count() == 5


def test_proposed_are_those_who_offer_the_skill_and_who_keep_something_beside(guide, question, cast):
    skill = SkillFactory(name="Vaults")
    ResourceSkillFactory(resource=guide, skill=skill)
    OfferFactory(person=cast.dario, skill=skill)
    OfferFactory(person=cast.otto, skill=skill)
    OfferFactory(person=PersonFactory(is_active=False), skill=skill)
    OfferFactory(person=cast.xenia, skill=SkillFactory())
    ResourceSkillFactory(resource=ResourceFactory(owner=cast.nora, title="Safes"), skill=skill)
    ResourceSkillFactory(resource=ResourceFactory(owner=cast.lena, state="draft"), skill=skill)
    ResourceSkillFactory(resource=ResourceFactory(owner=cast.dario), skill=skill)
    found = [(each.person, str(each.why)) for each in who_could_answer(question)]
    assert found == [
        (cast.dario, "offers to teach Vaults"),
        (cast.emil, "keeps “Secrets”"),
        (cast.nora, "keeps “Safes”"),
    ]
    acts.invite_to_answer(question, actor=cast.otto, person=cast.dario)
    acts.answer_question(question, actor=cast.nora, text="Porto.")
    assert [each.person for each in who_could_answer(question)] == [cast.emil]
    TeachingOffer.objects.all().delete()
    guide.skills.all().delete()
    assert who_could_answer(question) == []


# --- mentions
@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("@Dario Test knows", ["dario"]),
        ("Ask @Dario Test, or (@Nora Test).", ["dario", "nora"]),
        ("@Dario Test @Dario Test", ["dario"]),
        ("Dario Test", []),
        ("@Dario", []),
        ("@dario test", []),
        ("mail dario@Dario Test", []),
        ("@Nobody Here", []),
        ("@", []),
    ],
)
def test_exact_names_are_meant_and_nothing_less(cast, text, meant):
    assert mentioned_in(text) == [getattr(cast, name).pk for name in meant]


def test_two_of_one_name_need_what_tells_them_apart(cast):
    twin = PersonFactory(full_name="Dario Test", email="dario.two@example.com", employee_number="E-77")
    assert mentioned_in("@Dario Test knows") == []
    assert mentioned_in("@Dario Test · E-77 knows") == [twin.pk]
    assert mentioned_in("@Dario Test · dario.two@example.com, please") == [twin.pk]
    assert mentioned_in("@Dario Test · E-78 knows") == []


def test_leavers_and_vacant_seats_are_not_meant(cast):
    PersonFactory(full_name="Gone Away", is_active=False)
    PersonFactory(full_name="Vacant Seat", kind="vacancy")
    assert mentioned_in("@Gone Away @Vacant Seat") == []


def test_who_asks_reads_who_was_told_and_in_other_words_only_who_is_new(guide, cast, client_for):
    emil = client_for(cast.emil)
    ask, words = reverse("resources:question_ask", args=[guide.pk]), "@Dario Test or @Emil Test, which vault?"
    page = emil.post(ask, {"text": words}, follow=True).content.decode()
    assert "Dario Test hears that you mention them." in page
    change = reverse("resources:question_change", args=[Question.objects.get().pk])
    page = emil.post(change, {"text": f"{words} @Otto Test?", "version": 1}, follow=True).content.decode()
    assert "Otto Test hears that you mention them." in page
    answer = reverse("resources:answer_give", args=[Question.objects.get().pk])
    assert "hears that" not in emil.post(answer, {"text": "@Nobody At All"}, follow=True).content.decode()


def test_who_is_mentioned_is_told_once_however_often_it_is_reworded(guide, cast):
    question = acts.ask_question(guide, actor=cast.otto, text="@Dario Test, @Emil Test, @Otto Test: which vault?")
    assert told("resources.mentioned_in_question") == [cast.dario.pk]
    acts.change_question(question, actor=cast.otto, version=1, text="@Dario Test @Nora Test: which of them?")
    assert sorted(told("resources.mentioned_in_question")) == sorted([cast.dario.pk, cast.nora.pk])
    answer = acts.answer_question(question, actor=cast.nora, text="@Dario Test @Otto Test: Porto")
    acts.change_answer(answer, actor=cast.nora, version=1, text="@Dario Test @Otto Test: in Porto")
    assert told("resources.mentioned_in_answer") == [cast.dario.pk]


def test_a_mention_reveals_nothing_to_those_who_do_not_read_the_resource(guide, question, cast):
    """What is taken out of sight between the telling and the sending is not told."""
    rule = rule_of("resources.mentioned_in_question")
    assert rule.visible(cast.dario, [question.pk]) == {question.pk}
    Resource.objects.filter(pk=guide.pk).update(state="draft")
    assert rule.visible(cast.dario, [question.pk]) == set()


# --- reviews
def test_a_review_is_asked_for_once_written_once_and_told(guide, cast):
    review = ask_review(guide, actor=cast.emil, reviewer=cast.otto)
    assert ask_review(guide, actor=cast.emil, reviewer=cast.otto) == review
    assert told("resources.review_asked") == [cast.otto.pk]
    for _time in range(2):
        write_review(review, actor=cast.otto, version=review.version, number=1, correct="Yes.", clear="Mostly.")
    review.refresh_from_db()
    assert (review.state, review.number, review.correct, review.missing) == ("done", 1, "Yes.", "")
    assert told("resources.review_answered") == [cast.emil.pk]
    assert (entries("review_asked"), entries("review_written")) == (1, 1)
    with pytest.raises(Refused):
        decline_review(review, actor=cast.otto, version=review.version)


def test_a_declined_review_is_told_and_can_be_asked_for_again(guide, cast):
    review = ask_review(guide, actor=cast.emil, reviewer=cast.otto)
    for _time in range(2):
        decline_review(review, actor=cast.otto, version=review.version)
    assert told("resources.review_answered") == [cast.emil.pk]
    with pytest.raises(Refused):
        write_review(review, actor=cast.otto, version=review.version, number=1, correct="Yes.", clear="Mostly.")
    assert ask_review(guide, actor=cast.emil, reviewer=cast.otto) != review
    assert Review.objects.count() == 2


def test_authors_do_not_review_their_own_and_a_draft_is_not_reviewed(guide, cast):
    with pytest.raises(Refused):
        ask_review(guide, actor=cast.emil, reviewer=cast.emil)
    with pytest.raises(Refused):
        ask_review(ResourceFactory(owner=cast.emil, state="draft"), actor=cast.emil, reviewer=cast.otto)
    with pytest.raises(Refused):
        write_review(ReviewFactory(resource=guide), actor=cast.otto, version=1, number=9, correct="Yes", clear="Yes")
    assert Review.objects.filter(state="done").count() == 0
