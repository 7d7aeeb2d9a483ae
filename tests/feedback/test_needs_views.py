"""The screens of needs: the board, reporting with twins, one need and what each may do there, one's own."""

import datetime as dt

import pytest
from django.urls import reverse

from ecosystem.core.clock import now, today
from ecosystem.core.templatetags.ui import when
from feedback.actions.needs import claim_need, decline_need, resolve_need
from feedback.models import Need, NeedMove
from goals.models import PathStep, StepDone
from goals.path_progress import Far
from goals.path_walks import walk_of
from resources.actions.completions import finish_resource
from resources.actions.courses import add_lesson
from resources.actions.writing import create_resource
from resources.models import LessonDone
from tests.factories.feedback import a_need, needed_too
from tests.factories.paths import EnrolmentFactory, PathFactory
from tests.factories.people import PersonFactory
from tests.factories.resources import ResourceFactory
from tests.factories.skills import SkillFactory
from tests.goals.test_views_goals import statements

pytestmark = pytest.mark.django_db
NEW = "/needs/new/"


def text(response) -> str:
    return " ".join(response.content.decode().split())


def url(name: str, need: Need) -> str:
    return reverse(f"feedback:need_{name}", args=[need.pk])


def test_the_form_is_filled_in_from_the_address(client_for, emil):
    skill = SkillFactory(name="Integration")
    page = text(client_for(emil).get(NEW, {"words": "webhook replay", "skill": skill.pk, "source": "search"}))
    assert 'value="webhook replay"' in page and 'value="Integration"' in page and 'value="search"' in page
    assert "Nothing here answers that yet." in page


@pytest.mark.parametrize(
    "query", ["skill=999999", "skill=x", "resource=-1", "source=radar", "words=%00", "words=" + "x" * 999]
)
def test_what_cannot_be_read_fills_nothing_in(client_for, emil, query):
    assert client_for(emil).get(f"{NEW}?{query}").status_code == 200


def test_a_need_comes_from_one_sentence(client_for, emil):
    response = client_for(emil).post(NEW, {"words": "How to replay a webhook"})
    need = Need.objects.get()
    assert (response.status_code, response["Location"]) == (302, need.get_absolute_url())


def test_the_proposed_skill_counts_only_where_it_was_left_in(client_for, emil):
    skill = SkillFactory(name="Webhooks", alternative_labels=["callback address"])
    client = client_for(emil)
    typing = text(client_for(emil, htmx=True).get("/needs/alike/", {"words": "how to test a callback address"}))
    assert "It is about <b>Webhooks</b>" in typing and "<form" not in typing
    client.post(NEW, {"words": "how to test a callback address", "proposed": "1"})
    twin = Need.objects.get()
    client.post(NEW, {"words": "how to test a callback address, locally", "seen": f"{twin.pk}"})
    assert list(Need.objects.order_by("pk").values_list("skill", flat=True)) == [skill.pk, None]


def test_nothing_said_is_no_need(client_for, emil):
    response = client_for(emil).post(NEW, {"words": "  "})
    assert (response.status_code, Need.objects.count()) == (422, 0)


def test_a_draft_of_others_is_never_linked(client_for, emil, otto):
    draft = create_resource(actor=otto, kind="article", title="Secret plans", body="x", publish=False)
    client_for(emil).post(NEW, {"words": "More of it", "resource": draft.pk})
    need = Need.objects.get()
    assert need.about is None
    response = client_for(emil).post(url("resolve", need), {"version": 1, "result": "Secret plans"})
    assert response.status_code == 403
    claim_need(need, actor=emil, version=1)
    response = client_for(emil).post(url("resolve", need), {"version": 2, "result": f"/library/{draft.pk}/"})
    assert (response.status_code, Need.objects.get().status) == (422, "claimed")


def test_answered_with_what_the_library_has(client_for, emil, mara):
    guide = create_resource(actor=mara, kind="how_to", title="Rotate a secret", body="x")
    need = a_need(emil)
    client_for(mara).post(url("resolve", need), {"version": 1, "result": f"http://testserver/library/{guide.pk}/"})
    need.refresh_from_db()
    assert (need.status, need.result) == ("resolved", guide)
    assert guide.get_absolute_url() in text(client_for(emil).get(need.get_absolute_url()))


def test_the_page_says_whose_turn_and_until_when(client_for, emil, mara, otto):
    need = a_need(emil)
    assert "It is your turn" in text(client_for(mara).get(need.get_absolute_url()))
    page = text(client_for(otto).get(need.get_absolute_url()))
    assert "It is Mara Test’s turn since today" in page and "it passes on to L&amp;D by itself" in page
    assert url("claim", need) in page and url("decline", need) not in page


def test_a_kept_name_is_on_no_page_of_colleagues(client_for, emil, otto, lena, mara, xenia):
    need = a_need(emil, anonymous=True)
    for viewer in (otto, mara, xenia):
        client = client_for(viewer)
        for address in (
            need.get_absolute_url(),
            "/needs/",
            "/needs/?stage=open",
            "/needs/alike/?words=rotating client secrets",
        ):
            assert "Emil" not in text(client.get(address)), (viewer, address)
    assert "1 colleague, without a name" in text(client_for(otto).get(need.get_absolute_url()))
    assert "Emil Test" in text(client_for(lena).get(need.get_absolute_url()))


def test_what_was_typed_stays_when_somebody_was_first(client_for, emil, mara, otto):
    need = a_need(emil)
    claim_need(need, actor=otto, version=1)
    response = client_for(mara).post(url("decline", need), {"version": 1, "reason": "We leave that tool."})
    assert response.status_code == 422 and "We leave that tool." in text(response)
    blank = text(client_for(mara).post(url("decline", need), {"version": 1, "reason": ""}))
    assert "Say why not" in blank and "This field is required" not in blank


def test_one_click_says_whether_it_helped(client_for, emil, mara, otto):
    need = a_need(emil)
    resolve_need(need, actor=mara, version=1, answer="In the handbook.")
    client = client_for(emil)
    assert "Yes, it helped" in text(client.get(url("tell", need)))
    assert client.post(url("tell", need), {"helped": "perhaps"}).status_code == 422
    client.post(url("tell", need), {"helped": "no"})
    need.refresh_from_db()
    assert (need.status, need.reopened) == ("open", 1)
    assert "open again" in text(client.get("/needs/"))


def test_the_board_counts_and_shows_the_first(client_for, emil, otto, lena):
    skill = SkillFactory(name="Integration")
    for number in range(7):
        a_need(emil, f"Need number {number}", anonymous=True, skill=skill if number else None)
    late = Need.objects.get(words="Need number 3")
    Need.objects.filter(pk=late.pk).update(turn_since=today() - dt.timedelta(days=8))
    needed_too(late, otto)
    page = text(client_for(lena).get("/needs/"))
    assert "7 needs are open" in page and "1 has waited" in page and "Answer the 7 that wait for you" in page
    assert page.index("Need number 3") < page.index("Need number 0")  # two people before one
    assert page.count("board-card") == 5 and "2 more" in page
    assert text(client_for(otto).get("/needs/?skill=Integration")).count("board-card") == 5
    rest = text(client_for(otto).get("/needs/?stage=open&skill=Integration"))
    assert "Need number 0" not in rest and "Need number 6" in rest


def test_what_waits_for_me_is_counted_and_listed_alike(client_for, cast):
    a_need(cast.emil, "In the hand of Mara")
    a_need(cast.emil, "In the hand of all L&D", anonymous=True)
    for person, button, other in ((cast.mara, "for you", "all"), (cast.lena, "for you or L&amp;D", "Mara")):
        client = client_for(person)
        board = text(client.get("/needs/"))
        assert f"Answer the one that waits {button}</a>" in board and "/needs/?stage=open&amp;turn=mine" in board
        assert f"In the hand of {other}" not in text(client.get("/needs/?stage=open&turn=mine"))


def test_who_is_to_answer_finds_that_first_and_open(client_for, cast):
    need = a_need(cast.emil)
    page = text(client_for(cast.mara).get(need.get_absolute_url()))
    assert page.index(url("resolve", need)) < page.index(url("accept", need)) < page.index(url("decline", need))
    assert "<details open><summary" in page and page.count("btn-primary") == 2  # the way to the content, the answer
    assert "btn-secondary" in page[page.index(url("join", need)) :][:900]
    other = text(client_for(cast.otto).get(need.get_absolute_url()))
    assert "btn-primary" in other[other.index(url("join", need)) :][:900] and "<details open>" not in other


def test_there_is_one_place_to_take_it_on(client_for, cast):
    need = a_need(cast.emil)
    page = text(client_for(cast.mara).get(need.get_absolute_url()))
    assert page.count('name="due_on"') == page.count("I can teach this") == 1
    assert "I see to it that somebody does" in page and page.count("one of the two is needed") == 2
    other = text(client_for(cast.otto).get(need.get_absolute_url()))
    assert other.count('name="due_on"') == 1 and "I see to it" not in other
    client_for(cast.mara).post(url("claim", need), {"version": 1, "words": "An hour with the vault"})
    assert NeedMove.objects.get(kind="claimed").words == "An hour with the vault"


def test_who_answers_and_when_is_said_only_while_it_is_open(client_for, cast):
    need, client = a_need(cast.emil), client_for(cast.otto)
    assert "five working days" in text(client.get(need.get_absolute_url()))
    claim_need(need, actor=cast.dario, version=1)
    made = text(client.get(need.get_absolute_url()))
    assert "five working days" not in made and "may take it at any time" not in made and "Thirty days after" in made
    decline_need(need, actor=cast.mara, version=2, reason="Not here.")
    assert "Who answers, and when" not in text(client.get(need.get_absolute_url()))


def test_what_its_maker_has_published_since_is_proposed(client_for, cast):
    need = a_need(cast.emil, skill=SkillFactory(name="Secrets"))
    create_resource(actor=cast.otto, kind="article", title="Long before", body="x")
    claim_need(need, actor=cast.otto, version=1)
    client = client_for(cast.otto)
    assert "Write it in the library" in text(client.get(need.get_absolute_url()))
    guide = create_resource(actor=cast.otto, kind="how_to", title="Rotate a secret", body="x", skills=[(need.skill, 2)])
    create_resource(actor=cast.otto, kind="article", title="Of something else", body="x")
    page = text(client.get(need.get_absolute_url()))
    assert "You have published this since:" in page and 'value="Rotate a secret"' in page
    client.post(url("resolve", need), {"version": 2, "result": "Rotate a secret"})
    assert Need.objects.get(pk=need.pk).result == guide


def test_a_need_that_helped_says_how_many_said_so(client_for, cast):
    need = a_need(cast.emil)
    needed_too(need, cast.otto, cast.nora, cast.pia)
    resolve_need(need, actor=cast.mara, version=1, answer="In the handbook.")
    assert "Answered" in text(client_for(cast.dario).get(need.get_absolute_url()))
    for person, helped in ((cast.emil, True), (cast.otto, True), (cast.nora, False), (cast.pia, True)):
        client_for(person).post(url("tell", need), {"helped": "yes" if helped else "no"})
    for address in ("/needs/", "/needs/?stage=closed"):
        assert "3 of 4 said yes" in text(client_for(cast.dario).get(address))


@pytest.mark.parametrize("query", ["stage=merged", "skill=nothing", "page=0", "stage=open&page=99999999999"])
def test_what_cannot_be_read_narrows_nothing(client_for, emil, query):
    a_need(emil)
    assert client_for(emil).get(f"/needs/?{query}").status_code == 200


def test_mine_asks_first_and_tells_what_became(client_for, emil, mara):
    need = a_need(emil)
    a_need(emil, "Another")
    resolve_need(need, actor=mara, version=1, answer="In the handbook.")
    Need.objects.filter(pk=need.pk).update(ask_again_on=today())
    page = text(client_for(emil).get("/needs/mine/"))
    assert page.index(need.words) < page.index("Another")
    assert "Did it help?" in page and "You said:" in page and "In the handbook." in page
    assert "You said:" not in text(client_for(mara).get("/needs/mine/"))


def test_mine_comes_by_fifty(client_for, emil):
    for number in range(52):
        a_need(emil, f"Need {number} of many")
    client = client_for(emil)
    first, second = client.get(reverse("feedback:need_mine")), client.get(reverse("feedback:need_mine"), {"page": "2"})
    assert [len(answer.context["needs"]) for answer in (first, second)] == [50, 2]
    assert "?page=2" in text(first)
    assert "?page=" not in text(second)


def test_home_says_what_waits(client_for, emil, mara, lena, otto):
    need = a_need(emil)
    a_need(otto, "Kept", anonymous=True)
    assert "It is your turn with a need" in text(client_for(mara).get("/"))
    assert "A need waits for L&amp;D: Kept" in text(client_for(lena).get("/"))
    home = text(client_for(otto).get("/"))
    assert "A need waits" not in home and "your turn with a need" not in home
    resolve_need(need, actor=mara, version=1, answer="In the handbook.")
    assert "Did it help?" not in text(client_for(emil).get("/"))
    Need.objects.filter(pk=need.pk).update(ask_again_on=today())
    assert url("tell", need) in text(client_for(emil).get("/"))


def test_home_shows_what_i_have_under_way(client_for, cast):
    need = a_need(cast.emil)
    path = PathFactory(title="Towards secrets", tasks=4)
    walk = EnrolmentFactory(path=path, person=cast.emil)
    steps = list(path.steps.all())
    PathStep.objects.filter(pk=steps[3].pk).update(optional=True)
    StepDone.objects.create(enrolment=walk, step=steps[0], at=now())
    home = text(client_for(cast.emil).get("/"))
    assert f"waits for Mara Test until {when(need.due_on)}" in home and "1 of 3 steps" in home and "Go on" in home
    assert walk_of(path, cast.emil).far == Far(1, 3)
    claim_need(need, actor=cast.otto, version=1)
    assert "Otto Test makes it, by" in text(client_for(cast.emil).get("/"))
    other = text(client_for(cast.otto).get("/"))
    assert "Your open needs" not in other and "Towards secrets" not in other


def test_home_shows_a_course_that_is_begun_and_not_finished(client_for, emil, mara):
    course = ResourceFactory(kind="course", title="Secrets from the beginning")
    lessons = [add_lesson(course, actor=mara, title=title, body="Read.") for title in ("One", "Two")]
    assert course.title not in text(client_for(emil).get("/"))
    LessonDone.objects.create(lesson=lessons[0], person=emil, at=now())
    home = text(client_for(emil).get("/"))
    assert "The course you began" in home and course.title in home and "1 of 2 lessons" in home and "Go on" in home
    assert course.title not in text(client_for(mara).get("/"))
    LessonDone.objects.create(lesson=lessons[1], person=emil, at=now())
    assert "2 of 2 lessons read; not finished yet" in text(client_for(emil).get("/"))
    finish_resource(course, actor=emil)
    assert course.title not in text(client_for(emil).get("/"))


def test_a_path_that_was_begun_goes_on(client_for, emil):
    EnrolmentFactory(path=PathFactory(tasks=2), person=emil)
    home = text(client_for(emil).get("/"))
    assert "0 of 2 steps" in home and "Go on" in home


def test_a_need_with_twins_is_reported_after_a_step_in_between(client_for, emil, mara):
    need = a_need(mara, "Rotating client secrets without downtime")
    entered = {"words": "rotating client secrets please"}
    answer = client_for(emil).post("/needs/new/", entered)
    assert answer.status_code == 422 and need.words in text(answer) and "Report it all the same" in text(answer)
    assert Need.objects.count() == 1
    assert client_for(emil).post("/needs/new/", entered | {"seen": f"{need.pk}"}).status_code == 302
    assert Need.objects.count() == 2


def test_the_sidebar_counts_what_is_in_my_hand(client_for, emil, mara):
    a_need(emil)
    assert client_for(mara).get("/needs/").wsgi_request.user.needs_to_answer == 1


def _many(need: Need) -> None:
    needed_too(need, *PersonFactory.create_batch(30))
    for number in range(30):
        a_need(PersonFactory(), f"Rotating secrets, way {number}", skill=need.skill)


@pytest.mark.parametrize(
    "address",
    ["/needs/", "/needs/?stage=open", "/needs/mine/", "/needs/news/", "/needs/alike/?words=rotating secrets", "page"],
)
def test_statements_do_not_grow(client_for, emil, lena, address):
    need = a_need(emil, skill=SkillFactory(name="Secrets"))
    client = client_for(lena)
    address = need.get_absolute_url() if address == "page" else address
    client.get(address)
    few = statements(lambda: client.get(address))
    _many(need)
    assert few == statements(lambda: client.get(address)) <= 8


def test_the_board_by_unit_counts_names_that_were_given(client_for, cast):
    a_need(cast.emil, "From engineering")
    a_need(cast.emil, "Kept from colleagues", anonymous=True)
    page = text(client_for(cast.lena).get("/needs/?unit=engineering"))
    assert "1 need is open" in page and "From engineering" in page and "Kept from colleagues" not in page
    rest = text(client_for(cast.lena).get("/needs/?stage=open&unit=Engineering"))
    assert "From engineering" in rest and "Kept from colleagues" not in rest
    assert "0 needs are open" in text(client_for(cast.lena).get("/needs/?unit=Sales"))
    assert "2 needs are open" in text(client_for(cast.lena).get("/needs/?unit=Nowhere"))


def test_one_key_on_the_board_acts_in_place(client_for, cast):
    need = a_need(cast.emil)
    board = text(client_for(cast.otto).get("/needs/"))
    assert 'data-key="c"' in board and 'data-key="n"' in board and 'data-key="a"' not in board
    client = client_for(cast.otto, htmx=True)
    card = client.post(url("join", need), {"in_place": "card"})
    assert card.status_code == 200 and "you need it too" in text(card) and 'data-key="n"' not in text(card)
    row = text(client_for(cast.lena, htmx=True).post(url("accept", need), {"in_place": "row", "version": need.version}))
    assert row.lstrip().startswith(f'<tr id="need-{need.pk}-row"') and 'data-key="a"' not in row
    stale = client.post(url("claim", need), {"in_place": "card", "version": need.version})
    assert stale.status_code == 422 and Need.objects.get().claimed_by is None
    assert client.post(url("claim", need), {"in_place": "card", "version": need.version + 1}).status_code == 200
    assert Need.objects.get().claimed_by == cast.otto
    away = client_for(cast.pia).post(url("join", need), {"in_place": "card"})
    assert (away.status_code, away["Location"]) == (302, need.get_absolute_url())


def test_twins_are_proposed_to_merge_into_and_one_press_chooses(client_for, cast):
    need = a_need(cast.emil, "A course on negotiation")
    twin = a_need(cast.otto, "A course on negotiation for delivery leads")
    other = a_need(cast.nora, "Rotating secrets")
    client = client_for(cast.lena)
    page = text(client.get(need.get_absolute_url()))
    assert f'type="radio" name="twin" value="{twin.pk}"' in page and f"number {twin.pk}, 1 person" in page
    assert f'name="twin" value="{other.pk}"' not in page and f"need number {need.pk}" in page
    assert "Say into which need." in text(client.post(url("merge", need), {"version": 1}))
    client.post(url("merge", need), {"version": 1, "twin": twin.pk})
    assert Need.objects.get(pk=need.pk).merged_into == twin
    client.post(url("merge", other), {"version": 1, "twin": need.pk, "into": f"#{twin.pk}"})
    assert Need.objects.get(pk=other.pk).merged_into == twin
