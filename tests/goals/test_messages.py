"""Messages of executives and L&D: written once, read by many, counted as shares, asked and answered."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ecosystem.core import search
from ecosystem.core.clock import now, today
from ecosystem.core.models import AuditEntry
from ecosystem.notifications.finding import ensure_rule_states, find_due
from ecosystem.notifications.models import Nudge, NudgeRuleState
from goals.actions.messages import answer_message, publish_message
from goals.message_reach import held, reach_of
from goals.models import Message, MessageDraft, MessageReading
from resources.actions.picks import pick_resource
from resources.actions.questions import ask_question
from resources.actions.writing import archive_resource
from resources.models import Resource
from tests.factories.goals import ObjectiveFactory
from tests.factories.messages import a_message
from tests.factories.people import PersonFactory
from tests.factories.resources import ResourceFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
NEW = "/messages/new/"


def text(response) -> str:
    return " ".join(response.content.decode().split())


def answered(message: Message, people, *, read: bool = True, days: int = 1) -> None:
    rows = [MessageReading(message=message, person=person, read=read, at=now() - days * DAY) for person in people]
    MessageReading.objects.bulk_create(rows)


def test_a_message_goes_from_the_form_to_home_the_objective_the_library_and_search(client_for, cast, emil, otto, xenia):
    objective = ObjectiveFactory(title="Forms that pass", code="O3")
    sent = {
        "title": "Why forms matter",
        "words": "## Three teams\n\nThey **all** said forms.",
        "about": f"o:{objective.pk}",
        "unit": cast.engineering.pk,
    }
    answer = client_for(xenia).post(NEW, sent)
    message = Message.objects.get()
    assert answer["Location"] == message.get_absolute_url()
    resource = message.resource
    assert (resource.kind, resource.state, resource.owner, resource.verify_by) == ("message", "published", xenia, None)
    assert (message.objective, message.unit, message.by_mail) == (objective, cast.engineering, True)
    client_for(xenia).post(NEW, sent)
    assert Message.objects.count() == AuditEntry.objects.filter(verb="message.published").count() == 1
    reader = client_for(emil)
    home = text(reader.get("/"))
    for words in ("Why forms matter", "Three teams. They all said forms.", "Xenia Test · Forms that pass"):
        assert words in home
    assert "Why forms matter" not in text(client_for(otto).get("/")) + text(client_for(xenia).get("/"))
    for address in (objective.get_absolute_url(), "/library/?kind=message", message.get_absolute_url()):
        assert "Why forms matter" in text(client_for(otto).get(address))
    assert [hit.object_id for hit in search.find(otto, "forms matter", kind="resource")] == [resource.pk]
    assert reader.post(reverse("goals:message_read", args=[message.pk]))["Location"] == message.get_absolute_url()
    assert "Why forms matter" not in text(reader.get("/"))
    reader.post(reverse("goals:message_put_aside", args=[message.pk]))
    assert [row.read for row in MessageReading.objects.all()] == [True]


def test_put_aside_takes_it_off_home_in_place(client_for, emil, xenia):
    message = a_message(xenia, body="**Look** <img src=x onerror=y> &lt;script&gt; <script>z</script>")
    home = text(client_for(emil).get("/"))
    assert "Look &lt;img" in home and "<img src=x" not in home and "<script>z" not in home
    put_aside = reverse("goals:message_put_aside", args=[message.pk])
    assert f'id="message-{message.pk}"' in text(client_for(emil, htmx=True).post(put_aside))
    assert "Why forms matter" not in text(client_for(emil).get("/"))


@pytest.mark.parametrize("gone", ["withdrawn", "a month old", "of a unit elsewhere"])
def test_home_shows_only_what_is_new_and_meant_for_one(client_for, cast, emil, xenia, gone):
    message = a_message(xenia, unit=cast.company)
    assert "Why forms matter" in text(client_for(emil).get("/"))
    if gone == "withdrawn":
        archive_resource(message.resource, actor=xenia, version=1, reason="Said better elsewhere")
    elif gone == "a month old":
        Resource.objects.update(published_at=now() - 31 * DAY)
    else:
        Message.objects.update(unit=cast.sales)
    assert "Why forms matter" not in text(client_for(emil).get("/"))


def test_a_lesson_is_kept_in_the_library_and_looked_after(client_for, lena):
    client_for(lena).post(NEW, {"title": "Ask first", "words": "", "video": "https://v.example/1", "keep": "on"})
    assert not Resource.objects.exists()  # a few words are asked for, a video alone is a link
    sent = {"title": "Ask first", "words": "Three minutes.", "video": "https://v.example/1", "keep": "on"}
    client_for(lena).post(NEW, sent)
    lesson = Resource.objects.get()
    assert (lesson.kind, lesson.url, lesson.verify_by) == ("video", "https://v.example/1", today() + 365 * DAY)


def test_a_lesson_is_still_a_message_to_read_and_its_author_is_led_to_its_reach(client_for, cast, emil, xenia):
    lesson = a_message(xenia, kind="article", unit=cast.engineering)
    panel, read = (reverse(f"goals:{name}", args=[lesson.pk]) for name in ("message_panel", "message_read"))
    reader, author = (text(client_for(person).get(lesson.get_absolute_url())) for person in (emil, xenia))
    assert "A message by Xenia Test to Engineering." in reader and read in reader and "I have read it" in reader
    assert panel in author and "How far it got, and what is asked" in author and read not in author
    assert "<span>Message</span>" in reader and "<span>Article</span>" not in reader
    finish = reverse("resources:resource_finish", args=[lesson.pk])
    assert finish not in reader + author and "No skill is named yet" not in reader
    assert client_for(emil).post(finish).status_code == 403
    Resource.objects.update(summary="In short")
    assert "a message by Xenia Test to Engineering" in text(client_for(emil).get(lesson.get_absolute_url()))


def test_what_was_published_today_is_counted_from_tomorrow(client_for, xenia):
    PersonFactory.create_batch(12)
    message = a_message(xenia)
    panel = reverse("goals:message_panel", args=[message.pk])
    assert "It is counted from tomorrow on." in text(client_for(xenia).get(panel))
    Resource.objects.update(published_at=now() - DAY)
    assert "were reached" in text(client_for(xenia).get(panel))


def test_messages_are_no_kind_that_everybody_shares(client_for, emil):
    sent = {"pasted": "https://v.example/1", "title": "A message", "kind": "message"}
    assert client_for(emil).post(reverse("resources:resource_new"), sent).status_code == 422
    assert not Resource.objects.exists()


def test_a_refused_file_keeps_all_of_it_back_with_what_was_typed(client_for, xenia):
    bad = SimpleUploadedFile("run.exe", b"MZ")
    answer = client_for(xenia).post(NEW, {"title": "Look", "words": "Here it is", "file": bad})
    assert answer.status_code == 422 and "Here it is" in text(answer)
    assert not Message.objects.exists() and not Resource.objects.exists()


@pytest.mark.parametrize("about", ["o:0", "o:x", "z:1", "o:99999999999999999999", "personal"])
def test_it_speaks_only_of_what_everybody_may_know(client_for, emil, xenia, about):
    if about == "personal":
        about = f"o:{ObjectiveFactory(level='person', owner=emil).pk}"
    answer = client_for(xenia).post(NEW, {"title": "Look", "words": "Here", "about": about})
    assert answer.status_code == 422 and not Message.objects.exists()


def test_what_is_typed_is_kept_and_shown_before(client_for, xenia, emil):
    typed = {"title": "Half", "words": "A **thought**", "keep": "on", "role": "admin"}
    client = client_for(xenia)
    client.post(reverse("goals:message_draft_keep"), typed)
    assert MessageDraft.objects.get().typed == {"title": "Half", "words": "A **thought**", "keep": "on"}
    assert "You were writing something" in text(client.get(NEW))
    assert "A **thought**" in text(client.get(f"{NEW}?draft=1"))
    preview = text(client.post(reverse("goals:message_preview"), typed | {"words": "A **thought**<script>x</script>"}))
    assert "<strong>thought</strong>" in preview and "<script>x" not in preview
    client.post(NEW, typed)
    assert not MessageDraft.objects.exists()


def test_a_second_message_never_takes_the_place_of_a_kept_draft_unasked(client_for, xenia):
    client, keep = client_for(xenia, htmx=True), reverse("goals:message_draft_keep")
    client.post(keep, {"title": "First", "writing": "a"})
    assert "Not kept yet" in text(client.post(keep, {"title": "Second", "writing": "b"}))
    client.post(NEW, {"title": "Second", "words": "Other", "writing": "b"})
    assert MessageDraft.objects.get().typed == {"title": "First", "writing": "a"}
    assert "Draft kept" in text(client.post(keep, {"title": "First of all", "writing": "a"}))


def mention() -> set[int]:
    ensure_rule_states()
    find_due(NudgeRuleState.objects.get(code="goals.message_published"), today())
    waiting = Nudge.objects.filter(rule__code="goals.message_published", resolved_at=None)
    return set(waiting.values_list("person_id", flat=True))


def test_the_mail_mentions_one_a_week_of_each_author_to_those_it_is_meant_for(
    cast, client_for, emil, mara, xenia, lena
):
    first = publish_message(actor=xenia, title="One", words="First", unit=cast.engineering)
    second = publish_message(actor=xenia, title="Two", words="Second")
    other = publish_message(actor=lena, title="Three", words="Third", unit=cast.sales)
    assert [one.by_mail for one in (first, second, other)] == [True, False, True]
    assert "this one stands on home pages only" in text(client_for(xenia).get(NEW))
    assert mention() == {emil.pk, mara.pk, cast.dario.pk, cast.otto.pk}
    answer_message(first, actor=emil, read=False)
    archive_resource(other.resource, actor=lena, version=1, reason="Wrong day")
    assert mention() == {mara.pk}
    Resource.objects.filter(pk=first.pk).update(published_at=now() - 8 * DAY)
    assert mention() == set()
    assert publish_message(actor=xenia, title="Four", words="Fourth").by_mail


D1, D2, D3 = (dt.date(2026, 11, day) for day in (1, 2, 3))


@pytest.mark.parametrize(
    ("days", "within", "shown"),
    [
        ([], {}, (0, 0)),
        ([(D1, 4)], {D1: 4}, (0, 0)),
        ([(D1, 5)], {D1: 3}, (5, 3)),
        ([(D1, 6), (D2, 1)], {D1: 2, D2: 1}, (6, 2)),
        ([(D2, 3), (D1, 2), (D3, 4)], {D3: 4}, (5, 0)),
        ([(D1, 5), (D2, 4), (D3, 1)], {D2: 4, D3: 1}, (10, 5)),
    ],
)
def test_a_figure_is_renewed_once_five_more_have_answered(days, within, shown):
    assert held(days, within, 5) == shown


def test_reach_is_a_share_of_many_from_the_next_day_on(cast, xenia):
    crowd = PersonFactory.create_batch(32, unit=cast.company)
    message = a_message(xenia, published_at=now() - DAY)
    answered(message, crowd[:10])
    answered(message, crowd[10:20], read=False)
    answered(message, crowd[20:30], days=0)
    reach = reach_of(message)
    assert (reach.people, reach.reached, reach.read) == (40, "about 50 %", "about 25 %")
    assert reach.liked == "under 5 %"


@pytest.mark.parametrize("many", [0, 1])
def test_whether_the_one_reader_of_a_small_unit_read_it_is_never_told(cast, client_for, xenia, many):
    """Two people in engineering: nothing at all; eight in the company: the same words for nobody and for one."""
    before = {"published_at": now() - DAY}
    small, whole = a_message(xenia, unit=cast.engineering, **before), a_message(xenia, title="To all", **before)
    answered(small, [cast.emil][:many])
    answered(whole, [cast.emil][:many])
    assert reach_of(small).is_few
    assert reach_of(whole).read == "under 15 %"
    panel = text(client_for(xenia).get(reverse("goals:message_panel", args=[small.pk])))
    assert "Too few people" in panel and "Emil" not in panel


def test_questions_come_back_to_the_author_who_answers_in_place(client_for, emil, otto, lena, xenia):
    message = a_message(xenia)
    panel = reverse("goals:message_panel", args=[message.pk])
    question = ask_question(message.resource, actor=emil, text="Which forms first?")
    assert "1 waits" in text(client_for(xenia).get("/messages/"))
    for person in (xenia, lena):
        assert "Which forms first?" in text(client_for(person).get(panel))
    for person in (emil, otto):
        assert "How far it got" not in text(client_for(person, htmx=True).get(panel))
    give = reverse("resources:answer_give", args=[question.pk])
    shown = text(client_for(xenia, htmx=True).post(give, {"text": "Those of the bank."}))
    assert f'id="question-{question.pk}"' in shown and "Those of the bank." in shown
    assert "No question waits." in text(client_for(xenia).get(panel))
    assert "1 waits" not in text(client_for(xenia).get("/messages/"))


def test_the_page_of_a_message_counts_nobody_and_is_reworded_by_its_author_alone(client_for, emil, otto, xenia):
    message = a_message(xenia)
    page = message.get_absolute_url()
    client_for(otto).post(reverse("resources:resource_react", args=[message.pk]), {"kind": "useful"})
    shown = text(client_for(emil).get(page))
    assert 'Useful <span class="muted">1' not in shown and "Useful" in shown
    assert "Propose another wording" not in shown and "Verify that it holds" not in text(client_for(xenia).get(page))
    assert client_for(emil).get(reverse("resources:edit_propose", args=[message.pk])).status_code == 403
    reworded = {"version": "1", "title": "Why forms matter", "kind": "message", "body": "Said better"}
    assert client_for(xenia).post(reverse("resources:resource_edit", args=[message.pk]), reworded).status_code == 302
    message.resource.refresh_from_db()
    assert (message.resource.number, message.resource.kind, message.resource.body) == (2, "message", "Said better")


def test_picks_stand_on_home_and_in_the_library_until_they_end(client_for, emil, xenia):
    resource = ResourceFactory(title="Vault guide")
    until = today() + 7 * DAY
    pick = pick_resource(resource, actor=xenia, reason="It saved us a week", until=until)
    home = text(client_for(emil).get("/"))
    assert "Vault guide" in home and "picked by Xenia Test: “It saved us a week”, until" in home
    end = reverse("resources:pick_end", args=[pick.pk])
    assert end in text(client_for(xenia).get("/library/")) and end not in text(client_for(emil).get("/library/"))
    assert client_for(xenia).post(end, {"next": "library"})["Location"] == "/library/"
    assert "Vault guide" not in text(client_for(emil).get("/"))


@pytest.mark.parametrize("many", [1, 30])
def test_what_it_costs(client_for, cast, xenia, many, django_assert_max_num_queries):
    objective = ObjectiveFactory()
    for number in range(many):
        message = a_message(xenia, title=f"Message {number}", about=objective)
        ask_question(message.resource, actor=cast.emil, text="Which?")
        answered(message, [cast.mara])
    panel = reverse("goals:message_panel", args=[message.pk])
    costs = {
        "/": 8,
        "/messages/": 4,
        NEW: 12,
        panel: 6,
        objective.get_absolute_url(): 12,
        message.get_absolute_url(): 12,
    }
    for address, most in costs.items():
        client = client_for(xenia, htmx=address == panel)
        client.get(address)
        with django_assert_max_num_queries(most):
            assert client.get(address).status_code == 200
    reader = client_for(cast.emil)
    reader.get("/")
    with django_assert_max_num_queries(8):
        assert "Message" in text(reader.get("/"))
