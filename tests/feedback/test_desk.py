"""The desk that proposes three acts a month, and what came of those that were done."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as some

from ecosystem.core.clock import now, today
from feedback.actions import advocacy as acts
from feedback.advocacy import ACTS, KINDS, Candidate, choose
from feedback.desk import desk_of
from goals.models import ObjectiveSkill
from guilds.actions.budget import book_spending
from guilds.models import BudgetRequest, LedgerEntry
from tests.factories.advocacy import ThanksFactory
from tests.factories.feedback import a_need, needed_too
from tests.factories.goals import ObjectiveFactory
from tests.factories.guild_aims import GuildObjectiveFactory
from tests.factories.guild_sessions import SeatFactory, SessionFactory
from tests.factories.guilds import GuildFactory
from tests.factories.messages import a_message
from tests.factories.people import PersonFactory
from tests.factories.resources import ResourceFactory
from tests.feedback.test_advocacy import money, text

pytestmark = pytest.mark.django_db


# --- the desk --------------------------------------------------------------------------------------------------------
def one(kind: str, pk: int = 1) -> Candidate:
    return Candidate(kind, pk, f"{kind} {pk}", "because")


def test_the_choice_takes_the_best_of_each_kind_in_their_order():
    found = choose([one("host"), one("thank", 1), one("thank", 2), one("fund", 7), one("say")], [], [])
    assert [(each.kind, each.subject_id) for each in found] == [("fund", 7), ("thank", 1), ("say", 1)]


@pytest.mark.parametrize(
    ("done", "refused", "kinds"),
    [
        ([], [], ["fund", "sponsor_objective", "thank"]),
        ([], ["fund"], ["sponsor_objective", "thank", "sponsor_guild"]),
        (["fund"], [], ["sponsor_objective", "thank"]),
        (["fund", "fund"], ["thank"], ["sponsor_objective"]),
        (["say", "host", "thank"], [], []),
        (["say"] * 5, [], []),
    ],
)
def test_what_was_done_is_taken_off_and_what_was_refused_stands_back(done, refused, kinds):
    assert [each.kind for each in choose(map(one, KINDS), done, refused)] == kinds


kinds = some.lists(some.sampled_from(KINDS), max_size=5)


@given(candidates=some.lists(some.tuples(some.sampled_from(KINDS), some.integers(1, 9))), done=kinds, refused=kinds)
def test_any_choice_is_of_different_kinds_at_most_three_and_the_same_again(candidates, done, refused):
    rows = [one(*candidate) for candidate in candidates]
    chosen = choose(rows, done, refused)
    assert len(chosen) <= max(0, ACTS - len(done)) and len({each.kind for each in chosen}) == len(chosen)
    assert chosen == choose(rows, done, refused) and all(each in rows for each in chosen)


@pytest.fixture
def company(cast):
    """A need of four people whose skill an objective wants, and one of five; an objective nobody sponsors, a guild, a guide."""
    from accounts.models import SkillTarget
    from tests.factories.skills import SkillFactory

    skill = SkillFactory()
    cast.objective = ObjectiveFactory(title="Earn security trust", owner=cast.dario, confidence=4)
    ObjectiveFactory(title="Clear finances", owner=cast.dario, confidence=7)
    target = SkillTarget.objects.create(source="o", source_name="O", skill=skill, level=3, valid_from=today())
    ObjectiveSkill.objects.create(objective=cast.objective, target=target)
    cast.need = a_need(cast.emil, words="Rotating secrets", skill=skill)
    needed_too(cast.need, *PersonFactory.create_batch(3))
    more = a_need(cast.emil, words="Charts that can be read aloud")
    needed_too(more, *PersonFactory.create_batch(5))
    few = a_need(cast.emil, words="Too few")
    needed_too(few, cast.mara)
    cast.resource = ResourceFactory(owner=cast.mara, title="Secrets, step by step", views=140)
    ResourceFactory(owner=cast.xenia, views=900)
    cast.guild = GuildFactory(name="Security", steward=cast.emil, people=PersonFactory.create_batch(5))
    GuildObjectiveFactory(guild=cast.guild, objective=cast.objective)
    GuildFactory(name="Sketchers", character="hobby", people=PersonFactory.create_batch(9))
    GuildFactory(name="Exits", joining="hidden", people=PersonFactory.create_batch(9))
    return cast


def proposed(person) -> dict:
    return {each.kind: each for each in desk_of(person, today())["proposed"]}


def test_the_desk_proposes_three_acts_with_their_reasons(company):
    found = proposed(company.xenia)
    assert list(found) == ["fund", "sponsor_objective", "thank"]
    assert found["fund"].title == "Rotating secrets" and "4 people" in found["fund"].reason
    assert "“Earn security trust” needs the skill." in found["fund"].reason
    assert (
        found["sponsor_objective"].title == "Earn security trust"
        and "Confidence 4" in found["sponsor_objective"].reason
    )
    assert (found["thank"].title, found["thank"].reason) == ("Secrets, step by step", "By Mara Test: used 140 times.")


def test_what_is_put_aside_gives_way_and_what_was_done_is_taken_off_with_its_reach(company, client_for):
    client, desk = client_for(company.xenia), reverse("feedback:desk")
    client.post(reverse("feedback:desk_not_this"), {"kind": "fund", "subject_id": company.need.pk})
    found = proposed(company.xenia)
    assert list(found) == ["sponsor_objective", "thank", "sponsor_guild"]
    assert (
        found["sponsor_guild"].title == "Security"
        and "It serves “Earn security trust”." in found["sponsor_guild"].reason
    )
    client.post(found["thank"].url)
    client.post(found["sponsor_guild"].url)
    assert list(proposed(company.xenia)) == ["sponsor_objective"]
    page = text(client.get(desk))
    assert "You thanked Mara Test for “Secrets, step by step”" in page and "used 140 times" in page
    assert "waits for their answer · 6 members" in page
    assert client.post(reverse("feedback:desk_not_this"), {"kind": "x", "subject_id": "1"}).status_code == 409
    client.post(found["sponsor_objective"].url)
    assert proposed(company.xenia) == {} and "that was it for" in text(client.get(desk))


def test_the_reach_of_what_was_done_is_counted_from_what_is_stored(company, client_for):
    acts.fund_need(company.need, actor=company.xenia, **money(company.dario))
    a_message(company.xenia, title="Why secrets", about=company.objective)
    ThanksFactory(by=company.xenia, resource=company.resource, used=100, closed=0)
    over = now() - dt.timedelta(days=2)
    held = SessionFactory(host=company.xenia, title="Ask me", starts_at=over, ends_at=over + dt.timedelta(hours=1))
    for attended in (True, True, False, None):
        SeatFactory(session=held, attended=attended)
    ThanksFactory(by=company.xenia, at=now() - dt.timedelta(days=91), resource=ResourceFactory(title="Long ago"))
    page = text(client_for(company.xenia).get(reverse("feedback:desk")))
    assert "4 people need it · look at it again on" in page and "You said “Why secrets”" in page
    assert "used 100 times · used 40 times more since" in page and "2 people were there" in page
    assert "Long ago" not in page
    assert "“Why secrets”" in page


def test_the_desk_says_what_a_guild_has_spent_of_money_since_it_was_given(company, client_for):
    acts.fund_guild(company.guild, actor=company.xenia, **money(amount=500))
    page = text(client_for(company.xenia).get(reverse("feedback:desk")))
    assert "You funded “Security”" in page and "has spent" not in page
    held = BudgetRequest.objects.create(guild=company.guild, title="Keys", amount=120, asked_at=now(), state="approved")
    entry = {"guild": company.guild, "request": held, "at": now()}
    LedgerEntry.objects.create(kind="set_aside", amount=-120, bound=120, **entry)
    book_spending(held, actor=company.emil, version=1, spent=Decimal(80))
    assert "the guild has spent 80" in text(client_for(company.xenia).get(reverse("feedback:desk")))


def test_the_desk_costs_the_same_for_few_and_many(company, client_for):
    client, desk, spent = client_for(company.xenia), reverse("feedback:desk"), []
    for times in (1, 5):
        for number in range(times):
            need = a_need(company.emil, words=f"Another need {times} {number}")
            needed_too(need, *PersonFactory.create_batch(3))
            ResourceFactory(views=50)
            GuildFactory(people=PersonFactory.create_batch(6))
            a_message(company.xenia, about=ObjectiveFactory(owner=company.dario))
            ThanksFactory(by=company.xenia)
        client.get(desk)
        with CaptureQueriesContext(connection) as sent:
            assert client.get(desk).status_code == 200
        spent.append(len(sent))
    assert spent[0] == spent[1] <= 12, spent
