"""What people are told about what they share: the words of each message, and silence once it is over."""

import datetime as dt

import pytest

from ecosystem.core.clock import now, today
from ecosystem.notifications.actions import tell
from ecosystem.notifications.models import Nudge
from ecosystem.notifications.registry import registered
from resources.actions.care import answer_reaction, hand_on_resource, react, verify_resource
from resources.actions.garden import undo_garden_act
from resources.actions.picks import end_pick, pick_resource
from resources.models import Resource
from resources.nudges import resources_past_their_day
from tests.factories.care import GardenActFactory
from tests.factories.resources import ResourceFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def message(code: str):
    """What the rule says of the one nudge that is there."""
    return registered(code).context(Nudge.objects.get(rule__code=code))


@pytest.fixture
def guide(cast):
    return ResourceFactory(owner=cast.emil, title="Rotating secrets")


def test_a_doubt_is_told_without_a_name_until_it_is_answered(guide, cast):
    doubt = react(guide, actor=cast.otto, kind="outdated", reason="The menu moved")
    said = message("resources.doubted")
    assert "Rotating secrets" in said.sentence
    assert "Otto" not in said.sentence + said.body + said.why
    answer_reaction(doubt, actor=cast.emil, version=doubt.version, answer="Reworded")
    assert message("resources.doubted") is None
    assert message("resources.doubt_answered").body == "Reworded"
    react(guide, actor=cast.otto, kind="outdated")
    assert message("resources.doubt_answered") is None


def test_a_new_owner_reads_who_chose_them(guide, cast):
    hand_on_resource(guide, actor=cast.emil, to=cast.otto)
    assert message("resources.handed_on").why == "Emil Test chose you to own it"
    Resource.objects.update(owner=cast.dario)
    assert message("resources.handed_on") is None


@pytest.mark.parametrize(
    ("because", "words"),
    [("co_author", "wrote it"), ("teacher", "offer to teach"), ("unit", "lead the unit"), ("x", "")],
)
def test_an_heir_reads_why_it_is_them(because, words, guide, cast):
    hand_on_resource(guide, actor=cast.lena, to=cast.otto, because=because)
    assert words in message("resources.handed_on").why


def test_a_pick_is_told_until_it_ends(guide, cast):
    pick = pick_resource(guide, actor=cast.xenia, reason="It saved us a week", until=today() + 7 * DAY)
    said = message("resources.picked")
    assert ("Xenia Test" in said.sentence, said.body) == (True, "It saved us a week")
    end_pick(pick, actor=cast.xenia)
    assert message("resources.picked") is None


@pytest.mark.parametrize(("kind", "words"), [("water", "still holds"), ("boost", "Thank you"), ("prune", "archive")])
def test_the_words_of_the_bench_reach_the_contributor_unless_undone(kind, words, guide, cast):
    act = GardenActFactory(kind=kind, resource=guide, by=cast.lena, words="Well written")
    tell("resources.tended", person_id=cast.emil.pk, subject_id=act.pk)
    said = message("resources.tended")
    assert (words in said.sentence, said.body) == (True, "Well written")
    undo_garden_act(act, actor=cast.lena)
    assert message("resources.tended") is None


def found() -> list[tuple[int, int, dt.date]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(*resources_past_their_day(today()))
        return cursor.fetchall()


def test_the_owner_is_due_a_nudge_from_the_day_after_until_it_is_verified(cast):
    past = ResourceFactory(owner=cast.emil, verify_by=today() - DAY, created_at=now() - 200 * DAY)
    ResourceFactory(owner=cast.emil, verify_by=today())
    ResourceFactory(owner=None, verify_by=today() - DAY)
    ResourceFactory(owner=cast.emil, verify_by=today() - DAY, state="archived")
    assert found() == [(past.pk, cast.emil.pk, today())]
    nudge = Nudge(subject_id=past.pk, person_id=cast.emil.pk)
    rule = registered("resources.verify_by_passed")
    assert rule.still_due(nudge)
    assert "Does it still hold?" in rule.context(nudge).sentence
    verify_resource(past, actor=cast.emil, against="Vault 1.18")
    assert (found(), rule.still_due(nudge)) == ([], False)
