"""Questions about sessions of no guild: everybody reads and answers them, the host hears of each and keeps order."""

import datetime as dt

import pytest
from django.db import transaction
from django.urls import reverse

from ecosystem.core.clock import now
from ecosystem.core.models import SearchEntry
from ecosystem.notifications.models import Nudge
from ecosystem.notifications.registry import registered
from guilds.actions import board
from guilds.models import GuildPost
from guilds.write_ups import draft_of
from tests.factories.guild_sessions import SeatFactory, SessionFactory
from tests.factories.guilds import GuildFactory
from tests.matrix import PERSONAS

pytestmark = pytest.mark.django_db
EVERYBODY = "everybody in the company"


def at(name: str, row) -> str:
    return reverse(f"guilds:{name}", args=[row.pk])


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def told(code: str) -> set:
    return set(Nudge.objects.filter(rule__code=f"guilds.{code}").values_list("person", flat=True))


@pytest.fixture
def session(cast):
    """Emil hosts it, of no guild."""
    return SessionFactory(host=cast.emil, title="Labels")


@pytest.fixture
def question(session, cast):
    return board.write_post(None, actor=cast.dario, kind="question", title="Is it recorded?", session=session)


def test_it_is_asked_once_the_host_hears_of_it_and_the_form_says_who_reads_it(session, cast, client_for):
    client, ask = client_for(cast.dario), at("session_ask", session)
    assert ask in text(client.get(session.get_absolute_url())) and EVERYBODY in text(client.get(ask))
    for _twice in range(2):
        assert client.post(ask, {"title": "Is it recorded?", "body": ""}).url == session.get_absolute_url()
    post = GuildPost.objects.get()
    assert (post.guild, post.session, post.kind) == (None, session, "question")
    assert told("session_asked") == {cast.emil.pk}
    page = text(client_for(cast.otto).get(session.get_absolute_url()))
    assert "Is it recorded?" in page and "It stands here and on the board" not in page
    assert not SearchEntry.objects.filter(title="Is it recorded?").exists(), "questions of guilds have none either"


def test_everybody_answers_and_the_host_or_who_asked_says_what_settled_it(session, question, cast, client_for):
    page = text(client_for(cast.otto).get(question.get_absolute_url()))
    assert EVERYBODY in page and f'href="{session.get_absolute_url()}"' in page and ">Pin<" not in page
    assert client_for(cast.otto).post(at("answer_give", question), {"text": "It is."}).status_code == 302
    assert told("post_answered") == {cast.dario.pk}
    answer = question.answers.get()
    told_it = {"version": question.version, "answer": answer.pk}
    for person, status in ((cast.nora, 403), (cast.xenia, 403), (cast.otto, 403), (cast.emil, 302)):
        assert client_for(person).post(at("answer_accept", question), told_it).status_code == status, person
    question.refresh_from_db()
    assert question.accepted == answer and "It is." in draft_of(session)["body"]
    for person in (cast.emil, cast.dario, cast.otto):
        assert client_for(person).post(at("post_pin", question), {"pinned": "1"}).status_code == 403
    assert client_for(cast.nora).post(at("answer_take_down", answer)).status_code == 403
    assert client_for(cast.emil).post(at("answer_take_down", answer)).url == question.get_absolute_url()


def test_who_does_what_by_role(session, question, cast, client_for):
    """Emil hosts it, dario asked, otto answered; nobody tends it."""
    answer = board.answer_post(question, actor=cast.otto, text="It is.")
    question.refresh_from_db()
    held = SessionFactory(host=cast.emil, state="held", starts_at=now() - dt.timedelta(days=2))
    settled = {"version": question.version, "answer": answer.pk}
    said = {"version": question.version, "title": "Is it recorded, too?"}
    for name, row, data, who in (
        ("session_ask", session, {"title": "And slides?"}, PERSONAS),
        ("answer_give", question, {"text": "Ask the host."}, PERSONAS),
        ("answer_accept", question, settled, ("emil", "dario")),
        ("post_change", question, said, ("dario",)),
        ("post_take_down", question, {"reason": "No."}, ("emil", "dario")),
        ("post_pin", question, {"pinned": "1"}, ()),
        ("answer_change", answer, {"version": answer.version, "text": "No."}, ("otto",)),
        ("answer_take_down", answer, {}, ("emil", "otto")),
        ("walk_in", held, {"person": cast.lena.email}, ("emil",)),
        ("attendance_list", held, {"shown": cast.mara.pk, "present": cast.mara.pk}, ("emil",)),
    ):
        for persona in PERSONAS:
            with transaction.atomic():
                status = client_for(getattr(cast, persona)).post(at(name, row), data).status_code
                transaction.set_rollback(True)
            assert status == (302 if persona in who else 403), f"{name} for {persona}"


def test_the_host_takes_one_down_with_a_reason_and_only_the_two_read_it_on(session, question, cast, client_for):
    down = at("post_take_down", question)
    assert client_for(cast.otto).post(down, {"reason": "No."}).status_code == 403
    assert client_for(cast.emil).post(down, {"reason": "It names a client."}).url == session.get_absolute_url()
    nudge = Nudge.objects.get(rule__code="guilds.post_removed")
    assert nudge.person == cast.dario
    assert registered("guilds.post_removed").context(nudge).sentence == "The host took down “Is it recorded?”."
    seen = {p: client_for(p).get(question.get_absolute_url()).status_code for p in (cast.emil, cast.dario, cast.otto)}
    assert list(seen.values()) == [200, 200, 404]
    assert "Is it recorded?" not in text(client_for(cast.otto).get(session.get_absolute_url()))


def test_a_cancelled_one_takes_no_questions_and_a_board_shows_none_of_these(session, question, cast, client_for):
    type(session).objects.filter(pk=session.pk).update(state="cancelled")
    assert client_for(cast.otto).post(at("session_ask", session), {"title": "x"}).status_code == 403
    guild = GuildFactory(steward=cast.emil)
    assert "Is it recorded?" not in text(client_for(cast.otto).get(at("post_list", guild)))


def test_what_was_asked_about_a_session_to_come_goes_over_with_it_but_not_out_of_a_hidden_guild(cast):
    from guilds.actions.charters import merge_guild

    into = GuildFactory(steward=cast.emil)
    for joining in ("open", "hidden"):
        guild = GuildFactory(steward=cast.emil, joining=joining)
        coming, past = SessionFactory(guild=guild), SessionFactory(guild=guild, starts_at=now().replace(year=2020))
        about = [
            board.write_post(guild, actor=cast.emil, kind="question", title="When?", session=each)
            for each in (coming, past)
        ]
        GuildPost.objects.filter(session=coming).update(pinned_at=now())
        merge_guild(guild, actor=cast.emil, version=guild.version, into=into)
        for post in about:
            post.refresh_from_db()
        goes = joining == "open"
        assert [post.guild for post in about] == [into if goes else guild, guild]
        assert (about[0].pinned_at is None) == goes


def test_nobody_is_called_steward_where_there_is_no_guild(session, cast, client_for):
    assert "names: the host; numbers: everybody." in text(client_for(cast.otto).get(session.get_absolute_url()))
    held = SessionFactory(host=cast.emil, state="held", starts_at=now() - dt.timedelta(days=2))
    SeatFactory(session=held, person=cast.mara)
    page = text(client_for(cast.emil).get(at("attendance_list", held)))
    assert "the person, and you." in page and "stewards" not in page
