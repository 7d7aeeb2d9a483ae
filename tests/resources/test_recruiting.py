"""Asking somebody who knows to write: who is nearest, how much may be asked, what is prepared, and the credit for it."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from accounts.models import PersonSkill, PublishedCell, ReportingLine, SkillLevel
from ecosystem.core.clock import now, today
from ecosystem.core.errors import Refused, Stale
from ecosystem.core.models import AuditEntry
from ecosystem.notifications.models import Nudge
from ecosystem.notifications.registry import registered
from resources.actions.garden import tend, undo_garden_act
from resources.actions.recruiting import accept_request, ask_to_write, decline_request, withdraw_request
from resources.actions.succession import look_after_resources_of_leavers
from resources.actions.writing import publish_resource
from resources.experts import experts_for, experts_on
from resources.garden import bench_of
from resources.models import Resource, WritingRequest
from resources.nudges import still_to_write, writing_due, writing_due_message
from resources.outlines import prepare
from tests.factories.asking import OfferFactory
from tests.factories.feedback import a_need, needed_too
from tests.factories.people import PersonFactory
from tests.factories.recruiting import WritingRequestFactory
from tests.factories.resources import ResourceFactory, ResourceSkillFactory
from tests.factories.skills import RequirementFactory, SkillFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def skill(cast):
    """Needed by the company; emil offers to teach it."""
    skill = SkillFactory(name="Identity & access")
    PublishedCell.objects.create(skill=skill, priority=64, severity=32, required=40, day=today(), published_at=now())
    OfferFactory(person=cast.emil, skill=skill)
    return skill


def asked(skill, cast, **fields) -> WritingRequest:
    values = {
        "level": 2,
        "kind": "how_to",
        "outline": "## Steps",
        "minutes": 60,
        "due_on": today() + 28 * DAY,
        **fields,
    }
    return ask_to_write(skill, actor=cast.lena, **{"person": cast.emil, **values})


def told(code: str) -> list[int]:
    return sorted(Nudge.objects.filter(rule__code=f"resources.{code}").values_list("person_id", flat=True))


def message(code: str):
    return registered(f"resources.{code}").context(Nudge.objects.get(rule__code=f"resources.{code}"))


def text(response) -> str:
    return " ".join(response.content.decode().split())


# --- who is nearest, and how much may be asked of them
def test_the_nearest_teach_it_then_keep_something_on_it_and_a_named_one_comes_first(cast, skill):
    keeps = PersonFactory(full_name="Keeps Test")
    for _number in range(2):
        ResourceSkillFactory(skill=skill, resource=ResourceFactory(owner=keeps))
    ResourceSkillFactory(skill=skill, resource=ResourceFactory(owner=cast.mara))
    ResourceSkillFactory(skill=skill, resource=ResourceFactory(owner=cast.otto, state="archived"))
    OfferFactory(person=PersonFactory(is_active=False), skill=skill)
    OfferFactory(person=cast.lena, skill=skill)
    found = experts_for(skill, cast.lena)
    assert [each.person_id for each in found] == [cast.emil.pk, keeps.pk, cast.mara.pk]
    assert [each.why for each in found][:2] == ["offers to teach it", "keeps 2 resources on it"]
    assert found[0].load == "0 of 2 requests open"
    before = WritingRequestFactory(skill=skill, person=cast.mara, state="declined", instead=cast.dario, closed_at=now())
    assert experts_for(skill, cast.lena)[0].person_id == cast.dario.pk
    WritingRequest.objects.filter(pk=before.pk).update(closed_at=now() - 181 * DAY)
    assert experts_for(skill, cast.lena)[0].person_id == cast.emil.pk


def test_levels_stand_with_the_line_manager_only(cast, skill):
    PersonSkill.objects.create(person=cast.emil, skill=skill, level=4, known=True, self_only=False, changed_at=now())
    assert "assessed" not in experts_for(skill, cast.lena)[0].why
    assert experts_for(skill, cast.mara)[0].why == "offers to teach it and assessed at level 4"


@pytest.mark.parametrize(
    ("earlier", "says"),
    [
        ([("asked", 90), ("accepted", 70)], "2 of 2 requests open"),
        ([("declined", 29)], "one request a month"),
        ([("written", 29)], "one request a month"),
        ([("written", 31), ("asked", 90)], ""),
        ([("withdrawn", 1)], ""),
    ],
)
def test_two_open_ones_and_one_a_month_are_the_most(earlier, says, cast, skill):
    for state, days in earlier:
        WritingRequestFactory(person=cast.emil, state=state, asked_at=now() - days * DAY)
    (expert,) = experts_on([skill.pk])[skill.pk]
    assert (expert.free, says in expert.limit) == (not says, True)
    if says:
        with pytest.raises(Refused, match=says):
            asked(skill, cast)
        assert told("asked_to_write") == []
    else:
        assert asked(skill, cast).is_open


def test_where_the_three_nearest_have_enough_the_next_is_proposed(cast, skill):
    busy = [cast.emil, *PersonFactory.create_batch(2)]
    for person in busy[1:]:
        OfferFactory(person=person, skill=skill)
    for person in busy:
        WritingRequestFactory(person=person)
    ResourceSkillFactory(skill=skill, resource=ResourceFactory(owner=cast.otto))
    found = experts_on([skill.pk])[skill.pk]
    assert (len(found), found[-1].person_id, [each.free for each in found]) == (3, cast.otto.pk, [False, False, True])


def test_asked_twice_is_asked_once_and_the_database_knows_it(cast, skill):
    first = asked(skill, cast)
    assert asked(skill, cast) == first
    assert told("asked_to_write") == [cast.emil.pk]
    assert AuditEntry.objects.filter(verb="writing.asked", subject_id=cast.emil.pk).count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        WritingRequestFactory(skill=skill, person=cast.emil, state="accepted")
    with pytest.raises(Refused, match="ask yourself"):
        ask_to_write(SkillFactory(), actor=cast.otto, person=cast.otto, **prepare(skill, today()).values())


# --- what is prepared
def test_the_outline_is_for_the_level_that_nothing_fresh_leads_to(cast, skill):
    for level in (1, 3):
        RequirementFactory(skill=skill, level=level, job_role=cast.engineer if level == 3 else None)
        SkillLevel.objects.create(skill=skill, level=level, sentence=f"rotate secrets {level}")
    ResourceSkillFactory(skill=skill, level=1)
    needed_too(a_need(cast.otto, "Which secrets rotate alone?", skill=skill), cast.dario)
    a_need(cast.nora, "Something else")
    made = prepare(skill, today())
    assert (made.level, made.minutes, made.due_on) == (3, 60, today() + 28 * DAY)
    assert "- rotate secrets 3" in made.outline
    assert "- Which secrets rotate alone?" in made.outline
    assert "## Step by step" in made.outline
    assert "Something else" not in made.outline
    assert "## Lessons" in prepare(skill, today(), "course").outline


# --- from the bench
def test_one_key_at_the_bench_asks_the_nearest_and_undo_withdraws_it(cast, skill, client_for):
    (row,) = bench_of(cast.lena, today())
    assert "Emil Test (offers to teach it) is asked" in row.effect
    (act,) = tend([row.key], actor=cast.lena, words="You showed us so well")
    request = WritingRequest.objects.get()
    assert (request.person, request.words, act.before) == (cast.emil, "You showed us so well", {"request": request.pk})
    said = message("asked_to_write")
    assert (said.body, said.url, said.why) == (
        request.words,
        request.get_absolute_url(),
        "you offer to teach this skill",
    )
    assert (bench_of(cast.lena, today()), tend([row.key], actor=cast.lena)) == ([], [])
    assert "Asked to write" in text(client_for(cast.lena).get(reverse("resources:garden")))
    for _time in range(2):
        undo_garden_act(act, actor=cast.lena)
    request.refresh_from_db()
    assert (request.state, message("asked_to_write"), message("writing_withdrawn")) == ("withdrawn", None, None)
    assert AuditEntry.objects.filter(verb="writing.withdrawn").count() == 1
    assert [each.can_do for each in bench_of(cast.lena, today())] == [True]


def test_whoever_has_enough_is_not_asked_by_the_key(cast, skill):
    for days in (40, 50):
        WritingRequestFactory(person=cast.emil, asked_at=now() - days * DAY)
    (row,) = bench_of(cast.lena, today())
    assert (row.can_do, "asked enough already" in row.effect) == (False, True)
    assert tend([row.key], actor=cast.lena) == []


def test_a_row_comes_back_when_it_is_declined(cast, skill):
    tend([f"plant-{skill.pk}"], actor=cast.lena)
    request = WritingRequest.objects.get()
    decline_request(request, actor=cast.emil, version=1, answer="No time before spring")
    assert [row.key for row in bench_of(cast.lena, today())] == [f"plant-{skill.pk}"]


# --- answers
def test_accepted_it_is_a_draft_and_published_it_is_credited(cast, skill, client_for):
    request = asked(skill, cast, level=3, outline="## Steps\n\n- Rotate")
    draft = accept_request(request, actor=cast.emil, version=1)
    assert accept_request(request, actor=cast.emil, version=1) == draft
    assert (draft.state, draft.owner, draft.body, draft.title) == (
        "draft", cast.emil, "## Steps\n\n- Rotate", "Identity & access: a how-to",
    )  # fmt: skip
    assert list(draft.skills.values_list("skill", "level")) == [(skill.pk, 3)]
    assert (told("writing_answered"), told("written_at_request")) == ([], [])
    for _time in range(2):
        publish_resource(draft, actor=cast.emil)
    request.refresh_from_db()
    assert (request.state, request.resource) == ("written", draft)
    assert (told("writing_answered"), told("written_at_request")) == ([cast.lena.pk], [cast.mara.pk])
    assert (
        message("written_at_request").sentence
    ) == "Emil Test wrote “Identity & access: a how-to” because L&D asked; it serves Identity & access."
    assert "wrote" in message("writing_answered").sentence
    assert "written at the request of L&amp;D" in text(client_for(cast.otto).get(draft.get_absolute_url()))
    with pytest.raises(Refused):
        withdraw_request(request, actor=cast.lena)
    ReportingLine.objects.filter(person=cast.emil).update(manager=cast.dario)
    assert message("written_at_request") is None


def test_what_nobody_asked_for_is_credited_to_nobody(cast, client_for):
    page = ResourceFactory(owner=cast.emil, state="draft")
    publish_resource(page, actor=cast.emil)
    assert Nudge.objects.filter(rule__code__startswith="resources.writ").count() == 0
    assert "at the request of" not in text(client_for(cast.otto).get(page.get_absolute_url()))


def test_declining_says_why_or_whom_and_asks_nobody(cast, skill):
    request = asked(skill, cast)
    for _time in range(2):
        decline_request(request, actor=cast.emil, version=1, answer="Dario does it daily", instead=cast.dario)
    assert (told("asked_to_write"), told("writing_answered")) == ([cast.emil.pk], [cast.lena.pk])
    said = message("writing_answered")
    assert ("Emil Test names Dario Test" in said.sentence, said.body) == (True, "Dario does it daily")
    assert said.url == f"{reverse('resources:writing_ask')}?skill={skill.pk}"
    with pytest.raises(Refused):
        accept_request(request, actor=cast.emil, version=request.version)


def test_an_answer_to_an_older_edition_is_stale(cast, skill):
    request = asked(skill, cast)
    WritingRequest.objects.update(version=2)
    with pytest.raises(Stale):
        accept_request(request, actor=cast.emil, version=1)
    assert Resource.objects.count() == 0


def test_withdrawn_is_told_to_whoever_had_heard_of_it_and_leavers_are_asked_no_more(cast, skill):
    request = asked(skill, cast)
    Nudge.objects.update(sent_at=now())
    type(cast.emil).objects.filter(pk=cast.emil.pk).update(is_active=False)
    look_after_resources_of_leavers()
    request.refresh_from_db()
    assert request.state == "withdrawn"
    assert "no longer needed" in message("writing_withdrawn").sentence
    assert (told("writing_answered"), "does not write" in message("writing_answered").sentence) == (
        [cast.lena.pk],
        True,
    )


# --- the reminder
def test_one_is_reminded_from_a_week_before_until_the_day(cast, skill):
    request = asked(skill, cast, due_on=today() + 8 * DAY)

    def due(day: dt.date) -> list:
        with connection.cursor() as cursor:
            cursor.execute(*writing_due(day))
            return cursor.fetchall()

    week = (request.pk, cast.emil.pk, today() + DAY)
    assert [due(today() + days * DAY) for days in (0, 1, 8, 9)] == [[], [week], [week], []]
    nudge = Nudge(person=cast.emil, subject_id=request.pk)
    assert still_to_write(nudge)
    assert "Identity & access" in writing_due_message(nudge).sentence
    decline_request(request, actor=cast.emil, version=1, answer="No")
    assert (still_to_write(nudge), writing_due_message(nudge), due(today() + DAY)) == (False, None, [])


# --- the pages
def test_the_request_is_prepared_and_may_be_changed(cast, skill, client_for, django_assert_max_num_queries):
    WritingRequestFactory(person=cast.otto)
    OfferFactory(person=cast.otto, skill=skill)
    client = client_for(cast.lena)
    client.get(reverse("resources:garden"))
    with django_assert_max_num_queries(12):
        page = text(client.get(reverse("resources:writing_ask"), {"skill": skill.pk}))
    assert "Emil Test: offers to teach it · 0 of 2 requests open" in page
    assert "Otto Test was asked on" in page
    assert "their line manager hears" in page
    values = {
        "skill": skill.name,
        "kind": "article",
        "level": "1",
        "minutes": "45",
        "outline": "Mine",
        "due_on": "2020-01-01",
    }
    wrong = client.post(reverse("resources:writing_ask"), {**values, "person": cast.otto.pk})
    assert (wrong.status_code, WritingRequest.objects.filter(skill=skill).count()) == (422, 0)
    values |= {"person": cast.emil.pk, "due_on": str(today() + 9 * DAY)}
    assert client.post(reverse("resources:writing_ask"), values).status_code == 302
    made = WritingRequest.objects.get(skill=skill)
    assert (made.kind, made.level, made.minutes, made.outline, made.asked_by) == ("article", 1, 45, "Mine", cast.lena)
    assert client.get(reverse("resources:writing_ask"), {"skill": "no such"}).status_code == 422
    assert "Which skill is it about" in text(client.get(reverse("resources:writing_ask")))


def test_whoever_is_asked_reads_beforehand_who_hears_of_it(cast, skill, client_for, django_assert_max_num_queries):
    request = asked(skill, cast)
    client = client_for(cast.emil)
    assert "Asked of you" in text(client.get(reverse("resources:attention_list")))
    with django_assert_max_num_queries(8):
        page = text(client.get(request.get_absolute_url()))
    assert "Your manager hears of it when it is published" in page
    empty = client.post(reverse("resources:writing_decline", args=[request.pk]), {"version": "1"})
    assert (empty.status_code, "Give a reason, or name somebody" in text(empty)) == (422, True)
    began = client.post(reverse("resources:writing_accept", args=[request.pk]), {"version": "1"})
    draft = Resource.objects.get()
    assert began["Location"] == reverse("resources:resource_edit", args=[draft.pk])
    assert "## Steps" in client.get(began["Location"]).content.decode()
    assert "Go on writing" in text(client.get(request.get_absolute_url()))
