"""What a session leaves behind: who came, what they say, what came of it."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from ecosystem.core.clock import now
from ecosystem.core.errors import Refused
from ecosystem.core.models import SearchEntry
from ecosystem.notifications.finding import find_all
from ecosystem.notifications.models import Nudge
from ecosystem.notifications.registry import rules
from guilds.actions import closing
from guilds.actions.board import write_post
from guilds.models import GuildPost, Seat, Session
from guilds.write_ups import draft_of
from tests.factories.guild_sessions import HostSwapFactory, SeatFactory, SessionFactory
from tests.factories.people import PersonFactory
from tests.factories.skills import SkillFactory
from tests.guilds.test_sessions import (
    at,  # noqa: F401  (a fixture)
    told,
)
from tests.matrix.guilds_sessions import _guild

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
NOW = dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC)


# --- how it ends
@pytest.fixture
def over(cast):
    session = SessionFactory(host=cast.emil, starts_at=NOW - 2 * HOUR, application_question="Used it?", agenda="Labels")
    SeatFactory(session=session, person=cast.mara)
    SeatFactory(session=session, person=cast.otto)
    return session


def test_what_is_over_was_held_and_who_had_a_seat_is_asked_once(cast, over):
    coming = SessionFactory()
    assert closing.close_held_sessions() == 1
    assert closing.close_held_sessions() == 0
    over.refresh_from_db()
    coming.refresh_from_db()
    assert (over.state, coming.state) == ("held", "planned")
    assert told("worth_asked") == {cast.mara.pk, cast.otto.pk}
    assert told("write_up_asked") == {cast.emil.pk}


def test_attendance_by_one_tap_or_by_the_list_of_the_host(cast, over):
    closing.say_attended(over, actor=cast.mara)
    both = [cast.mara.pk, cast.otto.pk]
    closing.list_attendance(over, actor=cast.emil, shown=both, present=[cast.mara.pk])
    assert dict(over.seats.values_list("person", "attended")) == {cast.mara.pk: True, cast.otto.pk: False}
    with pytest.raises(Refused):
        closing.say_attended(over, actor=cast.otto)


def test_an_answer_counts_once(cast, over):
    seat = over.seats.get(person=cast.mara)
    for _twice in range(2):
        closing.say_worth(seat, actor=cast.mara, useful=2, words="Shorter")
        closing.say_applied(seat, actor=cast.mara, applied=True)
    with pytest.raises(Refused):
        closing.say_worth(seat, actor=cast.mara, useful=0)
    with pytest.raises(Refused):
        closing.say_applied(seat, actor=cast.mara, applied=False)
    seat.refresh_from_db()
    assert (seat.useful, seat.applied, seat.attended) == (2, True, True)


def test_the_day_before_and_two_weeks_later_people_hear_of_it(cast, over):
    SeatFactory(session=SessionFactory(host=cast.dario, starts_at=NOW + 20 * HOUR), person=cast.mara)
    SeatFactory(session=SessionFactory(host=cast.dario, starts_at=NOW + 30 * HOUR), person=cast.otto)
    closing.close_held_sessions()
    closing.say_attended(over, actor=cast.mara)
    find_all()
    assert told("session_tomorrow") == {cast.mara.pk, cast.dario.pk}
    assert told("application_asked") == set()
    with time_machine.travel(NOW + dt.timedelta(days=14)):
        find_all()
    assert told("application_asked") == {cast.mara.pk}


def test_what_came_of_it_stands_in_the_library_with_credit_to_the_host(cast, over):
    skill = SkillFactory()
    Session.objects.filter(pk=over.pk).update(skill=skill, level=2)
    over.refresh_from_db()
    closing.say_attended(over, actor=cast.mara)
    draft = draft_of(over)
    assert "Labels" in draft["body"] and str(cast.emil) in draft["body"]
    article = closing.write_up_session(over, actor=cast.mara, **draft)
    assert closing.write_up_session(over, actor=cast.mara, **draft) == article
    over.refresh_from_db()
    assert (over.result, article.kind, article.state) == (article, "article", "published")
    assert article.co_authors.get().person == cast.emil
    assert [(lead.skill, lead.level) for lead in article.skills.all()] == [(skill, 2)]
    assert not SearchEntry.objects.filter(kind="session").exists()
    assert SearchEntry.objects.filter(kind="resource", object_id=article.pk).exists()


def test_every_message_says_something_or_nothing(cast, over):
    session = SessionFactory(host=cast.emil, place="Room 4")
    seat = SeatFactory(session=session, person=cast.mara)
    swap = HostSwapFactory(session=session)
    subjects = {"seat": seat.pk, "host swap": swap.pk, "session": session.pk}
    asked = write_post(_guild(cast), actor=cast.mara, kind="question", title="Recorded?", session=session)
    subjects["guild post"] = asked.pk
    said = set()
    for each in rules():
        if each.category in ("sessions", "session_questions"):
            nudge = Nudge(person=cast.mara, subject_id=subjects[each.subject_kind])
            message = each.context(nudge)
            said |= {each.code} if message else set()
            assert each.context(Nudge(person=cast.mara, subject_id=0)) is None
            assert message is None or session.title in message.sentence
    assert {"guilds.moved_up", "guilds.session_changed", "guilds.swap_offered", "guilds.session_tomorrow"} <= said


def test_questions_of_the_board_come_into_the_draft(cast, over):
    guild = _guild(cast)
    Session.objects.filter(pk=over.pk).update(guild=guild)
    over.refresh_from_db()
    given = {"guild": guild, "session": over, "author": cast.mara, "kind": "question", "created_at": now()}
    post = GuildPost.objects.create(title="Which *contrast*?", **given)
    GuildPost.objects.create(title="Taken down", removed_at=now(), **given)
    post.answers.create(author=cast.emil, text="4.5 to 1.", created_at=now())
    body = draft_of(over)["body"]
    assert "### Which \\*contrast\\*?" in body and "4.5 to 1." in body and "Taken down" not in body


def test_who_reads_a_session_asks_about_it_and_the_host_hears_of_it(cast, client_for):
    session = SessionFactory(host=cast.emil, guild=_guild(cast), title="Labels")
    page, ask = session.get_absolute_url(), reverse("guilds:session_ask", args=[session.pk])
    client = client_for(cast.dario)  # no member, no seat
    assert ask in client.get(page).content.decode()
    for _twice in range(2):
        assert client.post(ask, {"title": "Is it recorded?", "body": ""}).url == page
    post = GuildPost.objects.get()
    assert (post.session, post.guild, post.kind, post.author) == (session, session.guild, "question", cast.dario)
    assert "Is it recorded?" in client_for(cast.mara).get(page).content.decode()
    assert told("session_asked") == {cast.emil.pk}
    client_for(cast.emil).post(ask, {"title": "What shall I bring?", "body": ""})
    assert Nudge.objects.filter(rule__code="guilds.session_asked").count() == 1
    hidden = SessionFactory(host=cast.emil, guild=_guild(cast, joining="hidden"))
    SeatFactory(session=hidden, person=cast.dario)
    off = SessionFactory(guild=_guild(cast), state="cancelled")
    for other in (hidden, off):
        address = reverse("guilds:session_ask", args=[other.pk])
        assert client.post(address, {"title": "x"}).status_code == 403
        assert address not in client.get(other.get_absolute_url()).content.decode()


def test_seats_of_nobody_else_are_seen(cast, over):
    assert set(Seat.objects.visible_to(cast.mara)) == {over.seats.get(person=cast.mara)}
    assert Seat.objects.visible_to(cast.emil).count() == 2
    assert not Seat.objects.visible_to(PersonFactory()).exists()
