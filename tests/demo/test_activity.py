"""The demo's activity: inserted in bulk, yet what the product's own actions would have stored."""

import datetime as dt
import random
from collections import Counter
from decimal import Decimal

import pytest
from django.db.models import Count, Exists, F, OuterRef, Q

from accounts.models import Assessment, Employment, Person, ReportingLine
from ecosystem.core.clock import now, today
from ecosystem.core.policy import scope
from ecosystem.demo import activity, personas
from ecosystem.demo.guild_words import GUILDS
from ecosystem.demo.load import load_company
from feedback.models import NeedsSnapshot
from goals.actions.check_ins import Said, check_in
from goals.message_querysets import questions_waiting
from goals.message_reach import reach_of
from goals.models import CheckIn, LearningGoal, Message, Objective, Obstacle, OfferAnswer, Path, PersonState
from guilds.actions.budget import book_spending
from guilds.actions.counting import count_members
from guilds.actions.health import count_health, first_of_quarter
from guilds.actions.seats import give_up_seat, save_seat
from guilds.health_page import Month
from guilds.models import (
    BudgetRequest,
    Guild,
    GuildAnswer,
    GuildMonth,
    GuildPost,
    LedgerEntry,
    Membership,
    Purse,
    Seat,
    Session,
)
from resources.library_days import fresh_line
from resources.lists import FreshBeforeStale
from resources.models import Pick, Resource, WritingRequest
from resources.trust import trust_of
from tests.living import living_company

pytestmark = [pytest.mark.django_db]


@pytest.fixture(scope="module")
def company(django_db_setup, django_db_blocker):
    """Loaded once for this module, taken away afterwards by rolling back."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic(), scope():
        living_company()
        yield
        transaction.set_rollback(True)


def test_every_persona_is_there_and_leads_or_learns(company):
    numbers = {persona.employee_number for persona in personas.PERSONAS}
    assert Person.objects.filter(employee_number__in=numbers, is_active=True).count() == len(numbers)
    devika = Person.objects.get(full_name="Devika Rao-Lindqvist")
    assert ReportingLine.objects.on(today()).filter(manager=devika).count() == 9


def test_a_second_run_writes_nothing(company):
    before = (LearningGoal.objects.count(), CheckIn.objects.count(), Obstacle.objects.count())
    load_company()
    activity.run()
    assert (LearningGoal.objects.count(), CheckIn.objects.count(), Obstacle.objects.count()) == before


def test_the_library_can_be_believed(company):
    """240 people open nothing thousands of times; what many call outdated is not the first; paths begin with what is fresh."""
    assert max(Resource.objects.values_list("views", flat=True)) <= 240
    assert all(row.outdated < 2 for row in FreshBeforeStale(Resource.objects.published(), today())[:5])
    for path in Path.objects.published():
        first = path.steps.filter(kind="resource").earliest("position", "pk")
        trust = trust_of(Resource.objects.with_trust().get(pk=first.resource_id), today())
        assert trust.kind == "good", (path, trust)


def test_the_chief_executive_speaks_and_is_read(company):
    message = Message.objects.get(objective__code="O3", author__full_name__startswith="Saoirse")
    assert reach_of(message).read.startswith("about")
    assert questions_waiting().filter(resource=message.resource).count() == 1
    assert Pick.objects.on(today()).filter(person=message.author).count() == 2


def test_somebody_was_asked_to_write_in_each_state_and_l_and_d_kept_a_table(company, client_for):
    asked = {request.state: request for request in WritingRequest.objects.all()}
    assert set(asked) == set(WritingRequest.State.values)
    assert len({request.person_id for request in asked.values()}) == len(asked)
    assert (asked["accepted"].resource.state, asked["written"].resource.state) == ("draft", "published")
    assert asked["declined"].instead and asked["declined"].answer
    assert all(request.asked_at < now() and (request.closed_at or now()) <= now() for request in asked.values())
    aurelio = client_for(Person.objects.get(full_name="Aurelio Banda"))
    assert "written at the request of L&amp;D" in aurelio.get(asked["written"].resource.get_absolute_url()).text
    snapshot = NeedsSnapshot.objects.get()
    assert snapshot.rows.count() == snapshot.rows_kept > 50
    assert snapshot.name in aurelio.get(snapshot.get_absolute_url()).text


def test_what_a_text_says_fits_its_kind_and_few_say_the_same(company):
    written = Resource.objects.published().exclude(kind="message")
    said = Counter(written.values_list("summary", flat=True))
    assert max(said.values()) <= 6 and len(said) > written.count() / 2, said.most_common(3)
    notes = Assessment.objects.filter(source="manager").exclude(note="")
    assert notes.values("note").distinct().count() >= 5 and not notes.filter(note__contains="quarter").exists()


def test_nobody_states_a_level_before_they_are_here(company):
    here = Employment.objects.filter(person=OuterRef("person"), valid_from__lte=OuterRef("stated_on"))
    assert not Assessment.objects.exclude(Exists(here)).exists()
    assert not Assessment.objects.filter(stated_on__gt=today()).exists()


def test_planted_cases_are_there(company):
    assert Objective.objects.get(code="O13").status == "cancelled"
    assert LearningGoal.objects.active().filter(alignments__objective__code="O13").count() == 5
    assert PersonState.objects.filter(obstacles__gt=0).exists()
    assert Obstacle.objects.open().filter(goal__owner__full_name="Maren Oyelaran").exists()


def test_storylines_of_the_library_and_of_offers_are_there(company):
    guide = Resource.objects.get(title="Roll a release back in the cloud")
    assert (guide.views, guide.reactions.waiting().count()) == (
        max(Resource.objects.values_list("views", flat=True)),
        0,
    )
    assert trust_of(Resource.objects.with_trust().get(pk=guide.pk), today()).word.startswith("Fresh, verified")
    line = fresh_line(today())
    assert len(line.days) == 91 and min(line.values) < max(line.values)
    assert set(OfferAnswer.objects.values_list("kind", flat=True)) == {"too_easy", "not_now"}


def test_a_sample_replayed_through_the_action_stores_the_same(company):
    """The latest check-ins of goals counted in numbers, said again on a goal put back to where it was before."""
    latest = CheckIn.objects.filter(goal__measure="number", goal__progress__lt=1, checked_on__lt=today())
    sample = random.Random(7).sample(list(latest.select_related("goal__owner").order_by("pk")), 8)
    for row in sample:
        goal = LearningGoal.objects.get(pk=row.goal_id)
        written = check_in(goal, actor=row.goal.owner, version=goal.version, said=Said(value=row.value, confidence=5))
        assert written.progress.quantize(Decimal("0.0001")) == row.progress.quantize(Decimal("0.0001"))
        goal.refresh_from_db()
        assert (goal.current, goal.last_check_in_on) == (row.value, today())


def test_goals_of_the_files_say_where_they_began_what_they_count_and_when_each_step_is_due(company):
    forms = LearningGoal.objects.get(title="Accessible forms", owner__full_name="Maren Oyelaran")
    assert (forms.unit_of_measure, forms.from_level is not None) == ("forms", True)
    talk = LearningGoal.objects.get(title="Explain server components in a talk")
    steps = list(talk.milestones.order_by("position"))
    assert [step.title for step in steps] == ["Outline the talk", "Try it on two colleagues", "Give the talk"]
    assert steps[-1].due_on == talk.due_date
    assert all(step.done_on is None or step.done_on < today() for step in steps)


# --- guilds
def test_guilds_have_the_sizes_and_tiers_that_were_designed(company):
    sizes = {told.name: told.size for told in GUILDS}
    assert dict(Guild.objects.values_list("name", "members")) == sizes and sum(sizes.values()) == 337
    belonging = Membership.objects.members().values("person").distinct().count()
    assert 0.6 <= belonging / Person.objects.people().filter(is_active=True).count() <= 0.7
    tiers = dict(Membership.objects.members().values_list("tier").annotate(n=Count("pk")))
    for tier, share in (("core", 12), ("active", 18), ("peripheral", 70)):
        assert abs(100 * tiers[tier] / 337 - share) <= 1
    assert Guild.objects.get(name="Mobile").state == "resting"
    accessibility = Guild.objects.get(name="Accessibility")
    assert (accessibility.active_members, accessibility.core_members) == (6, 2)


def test_a_visitor_finds_the_guild_of_the_pictures_and_one_of_three_has_not_enough_people(company, client_for):
    maren = Person.objects.get(full_name="Maren Oyelaran")
    page = client_for(maren).get(Guild.objects.get(name="Accessibility").get_absolute_url()).content.decode()
    for words in (
        "Forms a screen reader can finish",
        "6 seats are left.",
        "full, 3 waiting",
        "Active: ",
        "place opens",
    ):
        assert words in page
    for words in ("Which contrast check", "Can a date picker be skipped", "Who can review an Arabic"):
        assert words in page
    sketchers = Guild.objects.get(name="Sketchers")
    assert "not enough people" in client_for(maren).get(sketchers.get_absolute_url()).content.decode()


def test_counting_guilds_again_changes_no_figure(company):
    figures = list(Guild.objects.order_by("pk").values_list("members", "active_members", "core_members"))
    for guild in Guild.objects.all():
        count_members(guild)
    assert list(Guild.objects.order_by("pk").values_list("members", "active_members", "core_members")) == figures
    assert count_health() == 0
    for month in GuildMonth.objects.filter(month=today().replace(day=1)).select_related("guild"):
        assert (month.members, month.active) == (month.guild.members, month.guild.active_members)


def test_some_guilds_moved_skills_as_far_as_it_may_be_told(company):
    ended = first_of_quarter(today()) - dt.timedelta(days=1)
    months = GuildMonth.objects.filter(month=ended.replace(day=1)).select_related("guild")
    found = {month.guild.name: (Month(month).moved, month.moved, month.could_move) for month in months}
    told = {name: moved.low for name, (moved, *_rest) in found.items() if moved}
    assert sum(number > 0 for number in told.values()) >= 1 and len(told) >= 5, found
    assert "Sketchers" not in told


def test_what_stands_beside_sessions_posts_and_purses_is_what_their_rows_say(company):
    for session in Session.objects.annotate(
        sat=Count("seats", filter=Q(seats__state="seated")), waits=Count("seats", filter=Q(seats__state="waiting"))
    ):
        assert (session.seated, session.waiting, session.last_turn) == (
            session.sat, session.waits, session.sat + session.waits,
        )  # fmt: skip
    said = GuildPost.objects.annotate(number=Count("answers"))
    assert [post for post in said if post.number != post.answers_count] == []
    assert not GuildPost.objects.exclude(accepted=None).exclude(accepted__post=F("pk")).exists()
    for purse in Purse.objects.all():
        sums = LedgerEntry.objects.filter(guild=purse.guild_id).sums()
        assert sums["free"] == purse.balance >= 0 and sums["bound"] >= 0
    for request in BudgetRequest.objects.with_held():
        wanted = request.amount if request.state == "approved" else 0
        assert request.held == wanted


def test_nothing_of_guilds_is_of_the_future_and_nobody_acts_before_they_belong(company):
    moment = now()
    assert not Session.objects.filter(state="held", ends_at__gt=moment).exists()
    assert not Session.objects.filter(state="planned", starts_at__lte=moment).exists()
    assert not Seat.objects.filter(attended=True, session__starts_at__gt=moment).exists()
    for model, name in (
        (Session, "created_at"),
        (Seat, "changed_at"),
        (GuildPost, "created_at"),
        (GuildAnswer, "created_at"),
    ):
        assert not model.objects.filter(**{f"{name}__gt": moment}).exists()
    places = {(g, p): on for g, p, on in Membership.objects.members().values_list("guild", "person", "joined_on")}
    wrote = GuildPost.objects.values_list("guild", "author", "created_at__date")
    assert [row for row in wrote if row[:2] in places and places[row[:2]] > row[2]] == []
    before = Membership.objects.members().filter(person__employments__valid_from__gt=F("joined_on"))
    assert not before.exists()


def test_a_seat_and_a_booking_said_through_the_product_stand_beside_those_of_the_demo(company):
    session = Session.objects.get(title="Forms a screen reader can finish")
    maren = Person.objects.get(full_name="Maren Oyelaran")
    seat = save_seat(session, actor=maren)
    session.refresh_from_db()
    assert (seat.state, seat.turn, session.seated) == ("seated", 19, 19)
    full = Session.objects.get(title="What the bank audit taught us")
    give_up_seat(full, actor=full.seats.seated().first().person)
    assert full.seats.get(turn=17).state == "seated"
    request = BudgetRequest.objects.filter(state="approved").first()
    book_spending(request, actor=request.decided_by, version=request.version, spent=request.amount / 2)
    sums = LedgerEntry.objects.filter(guild=request.guild).sums()
    assert Purse.objects.get(guild=request.guild).balance == sums["free"]
