"""The pages of iterating together: what each reader gets, with and without JavaScript, and how many statements it costs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from resources.actions.writing import edit_resource
from resources.models import Answer, ProposedEdit, Question, Resource, Review
from tests.core.test_markdown import PAYLOADS
from tests.factories.asking import OfferFactory
from tests.factories.people import PersonFactory
from tests.factories.resources import CoAuthorFactory, ResourceFactory, ResourceSkillFactory
from tests.factories.together import AnswerFactory, ProposedEditFactory, QuestionFactory, ReviewFactory

pytestmark = pytest.mark.django_db
BODY = "Open the vault.\n\nRotate.\n\nRestart."
MINE, THEIRS = BODY.replace("Restart.", "Restart twice."), BODY.replace("Restart.", "Restart at night.")


def at(name, row) -> str:
    return reverse(f"resources:{name}", args=[row.pk])


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def statements(call) -> int:
    with CaptureQueriesContext(connection) as sent:
        call()
    frame = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")
    return sum(not query["sql"].startswith(frame) for query in sent.captured_queries)


@pytest.fixture
def guide(cast):
    return CoAuthorFactory(
        resource=ResourceFactory(owner=cast.emil, title="Secrets", body=BODY), person=cast.mara
    ).resource


@pytest.fixture
def edit(guide, otto):
    return ProposedEditFactory(resource=guide, author=otto, body=MINE)


def reworded(guide, actor, body=THEIRS) -> None:
    guide.refresh_from_db()
    edit_resource(guide, actor=actor, version=guide.version, body=body)


def saved(guide, **typed) -> dict:
    return {"version": "1", "title": "Secrets", "kind": "how_to", "body": BODY, **typed}


# --- edits of authors that meet another one
def test_a_stale_edit_is_put_together_with_what_changed_meanwhile(guide, cast, client_for):
    reworded(guide, cast.mara, BODY.replace("Open the vault.", "Open the new vault."))
    day = guide.verify_by.isoformat()
    answer = client_for(cast.emil).post(at("resource_edit", guide), saved(guide, body=MINE, verify_by=day))
    guide.refresh_from_db()
    assert (answer.status_code, guide.body) == (302, "Open the new vault.\n\nRotate.\n\nRestart twice.")


def test_where_two_edits_meet_both_texts_are_shown_and_the_next_press_decides(guide, cast, client_for):
    reworded(guide, cast.mara)
    client, day = client_for(cast.emil), guide.verify_by.isoformat()
    answer = client.post(at("resource_edit", guide), saved(guide, body=MINE, verify_by=day))
    html = text(answer)
    assert answer.status_code == 422
    assert "<ins>twice</ins>" in html and "<del>at night</del>" in html
    assert "Restart twice. Restart at night.</textarea>" in html
    guide.refresh_from_db()
    assert guide.body == THEIRS
    done = saved(guide, version=guide.version, body="Both of us.", verify_by=day)
    assert client.post(at("resource_edit", guide), done).status_code == 302
    assert [row.body for row in guide.versions.all()] == ["Both of us.", THEIRS, BODY]


# --- proposals
def test_a_wording_is_proposed_in_place_or_on_a_page(guide, otto, client_for):
    page = text(client_for(otto).get(at("resource_page", guide)))
    assert f'hx-get="{at("edit_propose", guide)}"' in page and f'href="{at("edit_propose", guide)}"' in page
    part = client_for(otto, htmx=True).get(at("edit_propose", guide))
    assert text(part).startswith(f'<form class="form" id="resource-{guide.pk}-propose"')
    typed = {"base": "1", "title": "Secrets", "body": MINE, "reason": "Once is not enough."}
    answer = client_for(otto).post(at("edit_propose", guide), typed)
    made = ProposedEdit.objects.get()
    assert (answer.url, made.body, made.author) == (made.get_absolute_url(), MINE, otto)


def test_nothing_reworded_is_said_and_what_was_typed_stays(guide, otto, client_for):
    typed = {"base": "1", "title": "Secrets", "body": BODY, "reason": "Once is not enough."}
    answer = client_for(otto).post(at("edit_propose", guide), typed)
    assert (answer.status_code, ProposedEdit.objects.count()) == (422, 0)
    assert "Nothing is worded differently yet." in text(answer) and "Once is not enough." in text(answer)


def test_both_texts_stand_side_by_side_and_only_authors_answer(edit, cast, client_for):
    html = text(client_for(cast.emil).get(edit.get_absolute_url()))
    assert "<ins> twice</ins>" in html and 'scope="col"' in html and "Take it over" in html
    html = text(client_for(cast.otto).get(edit.get_absolute_url()))
    assert "<ins> twice</ins>" in html and "Take it over" not in html and "Take back" in html


def test_a_proposal_is_taken_over_in_place(edit, guide, cast, client_for):
    answer = client_for(cast.emil, htmx=True).post(at("edit_accept", edit), {"version": "1"})
    guide.refresh_from_db()
    assert (answer.status_code, guide.body, guide.versions.first().author) == (200, MINE, cast.otto)
    assert text(answer).startswith(f'<div class="stack" id="edit-{edit.pk}"') and "Take it over" not in text(answer)


def test_a_proposal_that_met_another_edit_is_finished_by_hand(edit, guide, cast, client_for):
    client = client_for(cast.emil)
    reworded(guide, cast.mara)
    answer = client.post(at("edit_accept", edit), {"version": "1"})
    html = text(answer)
    assert answer.status_code == 422 and "Take it over like this" in html
    assert "<ins>twice</ins>" in html and "<del>at night</del>" in html
    assert "Restart twice. Restart at night.</textarea>" in html
    assert "Take it over like this" in text(client.get(edit.get_absolute_url()))
    words = {"version": "1", "base": "2", "title": "Secrets", "body": "Restart at night, twice."}
    assert client.post(at("edit_accept", edit), words).status_code == 302
    guide.refresh_from_db()
    edit.refresh_from_db()
    assert (guide.body, edit.state) == ("Restart at night, twice.", "accepted")


def test_finishing_against_a_text_that_changed_once_more_shows_both_again(edit, guide, cast, client_for):
    reworded(guide, cast.mara)
    reworded(guide, cast.mara, BODY.replace("Restart.", "Restart on Monday."))
    words = {"version": "1", "base": "2", "title": "Secrets", "body": BODY.replace("Restart.", "At night, twice.")}
    answer = client_for(cast.emil).post(at("edit_accept", edit), words)
    edit.refresh_from_db()
    assert (answer.status_code, edit.state) == (422, "open")
    assert "At night, twice." in text(answer) and "Restart on Monday." in text(answer)


def test_declining_needs_a_reason_which_the_proposer_reads(edit, cast, client_for):
    client = client_for(cast.mara)
    assert client.post(at("edit_decline", edit), {"version": "1", "decision": ""}).status_code == 422
    assert client.post(at("edit_decline", edit), {"version": "1", "decision": "Said above."}).status_code == 302
    assert "Said above." in text(client_for(cast.otto).get(edit.get_absolute_url()))
    late = client_for(cast.emil).post(at("edit_accept", edit), {"version": "2"})
    assert late.status_code == 422 and "answered or taken back already" in text(late)


def test_a_proposal_seen_in_an_older_edition_is_shown_anew(edit, cast, client_for):
    ProposedEdit.objects.update(version=3)
    for name, more in (("edit_accept", {}), ("edit_decline", {"decision": "No."})):
        answer = client_for(cast.emil).post(at(name, edit), {"version": "1", **more})
        assert answer.status_code == 422 and "This is how it stands now." in text(answer)


# --- versions
def test_versions_are_listed_compared_and_brought_back(guide, cast, client_for):
    reworded(guide, cast.mara)
    reworded(guide, cast.emil, "Ask Mara.")
    client = client_for(cast.emil)
    html = text(client.get(at("version_list", guide) + "?older=1&newer=2"))
    assert "<ins> at night</ins>" in html and "Ask Mara." not in html
    assert "Ask Mara." in text(client.get(at("version_list", guide)))
    assert client.get(at("version_list", guide) + "?older=x&newer=99").status_code == 200
    back = {"version": guide.version, "number": "1"}
    assert client.post(at("version_restore", guide), back).status_code == 302
    guide.refresh_from_db()
    assert (guide.body, guide.number) == (BODY, 4)
    for wrong in ({"version": guide.version, "number": "77"}, {**back, "number": "2"}):
        assert client.post(at("version_restore", guide), wrong).status_code == 422
    assert "Bring back" not in text(client_for(cast.otto).get(at("version_list", guide))).split("</thead>")[-1]


# --- questions
def test_a_question_is_asked_in_place_with_the_words_it_is_about(guide, otto, client_for):
    part = client_for(otto, htmx=True).post(
        at("question_ask", guide), {"text": "Which vault?", "quote": "Open the vault"}
    )
    assert part.status_code == 200 and "Which vault?" in text(part) and "Open the vault</blockquote>" in text(part)
    assert 'value="Open the vault"' in text(client_for(otto).get(at("question_ask", guide) + "?quote=Open the vault"))
    empty = client_for(otto).post(at("question_ask", guide), {"text": ""})
    assert (empty.status_code, Question.objects.count()) == (422, 1)


def test_the_page_of_a_resource_leads_to_what_people_ask_and_carries_the_words_selected(guide, otto, client_for):
    html = text(client_for(otto).get(at("resource_page", guide)))
    assert f'hx-get="{at("question_list", guide)}"' in html and f'href="{at("question_list", guide)}"' in html
    assert "data-quotable" in html and "js/quoting" in html and "data-quote-button" in html


def test_an_answer_is_given_accepted_and_reworded(guide, cast, client_for):
    question = QuestionFactory(resource=guide, author=cast.otto)
    assert client_for(cast.dario).post(at("answer_give", question), {"text": "In Lisbon."}).status_code == 302
    answer = Answer.objects.get()
    otto = client_for(cast.otto, htmx=True)
    part = otto.post(at("answer_accept", question), {"version": "1", "answer": answer.pk})
    assert "It did not help after all" in text(part)
    assert "In Lisbon." in text(otto.get(at("question_list", guide)))
    stale = otto.post(at("answer_accept", question), {"version": "1"})
    assert stale.status_code == 422
    other = AnswerFactory()
    assert otto.post(at("answer_accept", question), {"version": "2", "answer": other.pk}).status_code == 422
    typed = {"version": "1", "text": "In Porto."}
    dario = client_for(cast.dario)
    assert dario.post(at("answer_change", answer), typed).status_code == 302
    again = dario.post(at("answer_change", answer), {**typed, "text": "In Faro."})
    assert again.status_code == 422 and "In Porto." in text(again) and "In Faro." in text(again)
    assert 'name="version" value="2"' in text(again)


def test_the_heading_of_a_question_changes_with_the_press(guide, cast, client_for):
    question = QuestionFactory(resource=guide, author=cast.otto)
    answer = AnswerFactory(question=question, author=cast.dario)
    otto = client_for(cast.otto, htmx=True)
    heading = f'<span id="question-{question.pk}-sentence" hx-swap-oob="true">'
    marked = otto.post(at("answer_accept", question), {"version": "1", "answer": answer.pk})
    assert f"{heading}Answered." in text(marked)
    assert f"{heading}Asked about" in text(otto.post(at("answer_accept", question), {"version": "2"}))
    assert f'<span id="question-{question.pk}-sentence">Asked' in text(
        client_for(cast.otto).get(question.get_absolute_url())
    )


def test_an_author_never_marks_the_own_answer_nor_takes_its_mark_back(guide, cast, client_for):
    question = QuestionFactory(resource=guide, author=cast.otto)
    own, other = (AnswerFactory(question=question, author=each) for each in (cast.emil, cast.dario))
    emil, otto = client_for(cast.emil, htmx=True), client_for(cast.otto, htmx=True)
    page = text(emil.get(question.get_absolute_url()))
    assert f'name="answer" value="{other.pk}"' in page and f'name="answer" value="{own.pk}"' not in page
    refused = emil.post(at("answer_accept", question), {"version": "1", "answer": own.pk})
    assert refused.status_code == 422 and "Whoever asked says whether your answer helped." in text(refused)
    assert otto.post(at("answer_accept", question), {"version": "1", "answer": own.pk}).status_code == 200
    for chosen in ({}, {"answer": other.pk}):
        assert emil.post(at("answer_accept", question), {"version": "2", **chosen}).status_code == 422
    question.refresh_from_db()
    assert question.accepted == own


def test_whom_to_invite_is_proposed_with_the_reason_to_who_looks_after_the_question(guide, cast, client_for):
    skill = ResourceSkillFactory(resource=guide).skill
    OfferFactory(person=cast.dario, skill=skill)
    question = QuestionFactory(resource=guide, author=cast.otto)
    html = text(client_for(cast.otto).get(question.get_absolute_url()))
    assert "Dario Test" in html and f"offers to teach {skill}" in html
    assert "offers to teach" not in text(client_for(cast.nora).get(question.get_absolute_url()))
    client = client_for(cast.otto)
    assert client.post(at("question_invite", question), {"person": cast.dario.email}).status_code == 302
    assert "Dario Test was invited" in text(client.get(question.get_absolute_url()))
    for nobody in ("Nobody Here", cast.otto.email):
        assert client.post(at("question_invite", question), {"person": nobody}).status_code == 422


# --- reviews
def test_a_review_is_asked_for_written_and_shown(guide, cast, client_for):
    emil, otto = client_for(cast.emil), client_for(cast.otto)
    assert emil.post(at("review_ask", guide), {"reviewer": cast.mara.email}).status_code == 422
    assert emil.post(at("review_ask", guide), {"reviewer": cast.otto.email}).status_code == 302
    review = Review.objects.get()
    assert "Is it clear for its level?" in text(otto.get(review.get_absolute_url()))
    written = {"version": "1", "number": "1", "correct": "Canary yes.", "clear": "Mostly."}
    assert otto.post(at("review_write", review), {**written, "clear": ""}).status_code == 422
    assert otto.post(at("review_write", review), written).status_code == 302
    assert otto.post(at("review_decline", review), {"version": "2"}).status_code == 422
    assert "Canary yes." in text(emil.get(review.get_absolute_url()))
    for person, link in ((cast.emil, True), (cast.nora, False)):
        html = text(client_for(person).get(at("question_list", guide)))
        assert "Reviewed by Otto Test on version 1" in html and "Canary" not in html
        assert (review.get_absolute_url() in html) is link


def test_open_proposals_stand_under_the_resource_for_those_who_may_see_them(edit, guide, cast, client_for):
    for person, seen in ((cast.emil, True), (cast.otto, True), (cast.lena, True), (cast.nora, False)):
        html = text(client_for(person).get(at("question_list", guide)))
        assert (edit.get_absolute_url() in html) is seen, person


# --- all of it
@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_that_people_type_runs(guide, cast, client_for, payload):
    edit = ProposedEditFactory(resource=guide, author=cast.otto, body=payload, reason=payload[:200])
    question = QuestionFactory(resource=guide, author=cast.otto, text=payload, quote=payload[:500])
    AnswerFactory(question=question, text=payload)
    review = ReviewFactory(resource=guide, state="done", correct=payload, clear=payload, missing=payload)
    client = client_for(cast.emil)
    for address in (edit.get_absolute_url(), question.get_absolute_url(), review.get_absolute_url()):
        assert payload not in client.get(address).content.decode() or "<" not in payload
    assert payload not in client.get(at("question_list", guide)).content.decode() or "<" not in payload


def test_what_the_pages_cost_is_the_same_for_one_and_for_many(guide, cast, client_for):
    client, part = client_for(cast.emil), client_for(cast.emil, htmx=True)
    spent = []
    for times in (1, 12):
        for _each in range(times):
            edit = ProposedEditFactory(resource=guide, author=PersonFactory())
            question = QuestionFactory(resource=guide)
            AnswerFactory(question=question)
            Question.objects.filter(pk=question.pk).update(accepted=AnswerFactory(question=question))
            open_one = QuestionFactory(resource=guide, author=cast.emil)
            AnswerFactory.create_batch(times, question=open_one)
            ReviewFactory(resource=guide, state="done", reviewer=PersonFactory())
            ResourceSkillFactory(resource=guide)
            reworded(guide, cast.mara, f"{BODY}\n\n{edit.pk}")
        pages = (edit, open_one, Review.objects.last(), Resource.objects.get(pk=guide.pk))
        costs = [statements(lambda row=row: client.get(row.get_absolute_url())) for row in pages[:3]]
        costs.append(statements(lambda: client.get(at("version_list", guide))))
        costs.append(statements(lambda: part.get(at("question_list", guide))))
        spent.append(costs)
    assert spent[0] == spent[1]
    assert max(spent[0]) <= 12 and spent[0][-1] <= 6, spent
