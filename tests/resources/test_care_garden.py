"""The bench: what stands in the queue and why, what each act does and tells, and that undo brings back what was before."""

import datetime as dt

import pytest

from accounts.models import PublishedCell, TeachingOffer
from ecosystem.core.clock import now, today
from ecosystem.core.models import AuditEntry
from ecosystem.notifications.models import Nudge
from resources.actions.garden import tend, undo_garden_act
from resources.garden import MOST, bench_of, without_owner
from resources.models import GardenAct, Pick, Resource, Verification
from tests.factories.care import GardenActFactory, PickFactory, ReactionFactory, ResourceDayFactory
from tests.factories.people import PersonFactory
from tests.factories.resources import CoAuthorFactory, ResourceFactory, ResourceSkillFactory
from tests.factories.skills import SkillFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def text(response) -> str:
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def late(days: int, **fields) -> Resource:
    """Published a year ago and `days` past its day."""
    day = today() - days * DAY
    fields = {"created_at": now() - 365 * DAY, "verified_on": day - 180 * DAY, "verify_by": day, **fields}
    return ResourceFactory(**fields)


def cell(skill, priority, **fields) -> PublishedCell:
    values = {"day": today(), "published_at": now(), "required": 40, "severity": priority, **fields}
    return PublishedCell.objects.create(skill=skill, priority=priority, **values)


def keys(person, mine: bool = False) -> list[str]:
    return [row.key for row in bench_of(person, today(), mine)]


# --- the queue
def test_due_and_used_is_watered_stale_and_unused_is_pruned(lena):
    due, stale, used = late(3), late(60), late(60)
    ResourceDayFactory(resource=used, day=today() - 20 * DAY, views=9)
    ResourceDayFactory(resource=stale, day=today() - 181 * DAY, views=9)
    ResourceFactory()
    assert set(keys(lena)) == {f"water-{due.pk}", f"water-{used.pk}", f"prune-{stale.pk}"}


def test_a_full_bench_says_that_it_holds_the_weightiest_alone(lena, client_for):
    said = "The 45 weightiest things to tend, worth a moment each."
    for _ in range(MOST):
        last = late(3)
    assert said in client_for(lena).get("/library/garden/").content.decode()
    last.delete()
    assert said not in client_for(lena).get("/library/garden/").content.decode()


def test_what_was_shared_lately_is_not_pruned(lena):
    late(60, created_at=now() - 90 * DAY)
    assert keys(lena) == []


def test_what_is_read_more_comes_first_and_pruning_last(lena):
    quiet, read, stale = late(3), late(3), late(90)
    ResourceDayFactory(resource=read, day=today() - DAY, views=30)
    assert keys(lena) == [f"water-{read.pk}", f"water-{quiet.pk}", f"prune-{stale.pk}"]


def test_good_and_unseen_is_boosted_until_somebody_picks_it(lena):
    good = ResourceFactory(score=80, views=6)
    ResourceFactory(score=80, views=20)
    ResourceFactory(score=49, views=6)
    ResourceFactory(views=6)
    late(3, score=80, views=6)
    assert [key for key in keys(lena) if key.startswith("boost")] == [f"boost-{good.pk}"]
    PickFactory(resource=good, until=today())
    assert not [key for key in keys(lena) if key.startswith("boost")]


def test_what_is_put_forward_is_not_pruned(lena):
    stale = late(60)
    pick = PickFactory(resource=stale, until=today())
    assert keys(lena) == []
    Pick.objects.filter(pk=pick.pk).update(until=today() - DAY)
    assert keys(lena) == [f"prune-{stale.pk}"]


def test_planting_follows_published_gaps_without_anything_fresh(lena):
    large, small, served, few = SkillFactory(), SkillFactory(), SkillFactory(), SkillFactory()
    cell(large, 60)
    cell(small, 12)
    cell(served, 90)
    cell(few, None, few=True, severity=None, required=None)
    ResourceSkillFactory(skill=served, resource=ResourceFactory())
    ResourceSkillFactory(skill=small, resource=late(400))  # there, but old
    planted = [key for key in keys(lena) if key.startswith("plant")]
    assert planted == [f"plant-{large.pk}", f"plant-{small.pk}"]


def test_planting_reads_the_company_in_force_only(lena, cast):
    old, unit = SkillFactory(), SkillFactory()
    cell(old, 60, is_latest=False)
    cell(unit, 60, unit=cast.engineering)
    assert keys(lena) == []


def test_authors_tend_their_own_and_nothing_else(cast):
    mine, written, other = late(3, owner=cast.emil), late(3), late(3)
    CoAuthorFactory(resource=written, person=cast.emil)
    stale = late(90, owner=cast.emil)
    CoAuthorFactory(resource=late(90), person=cast.emil)
    cell(SkillFactory(), 60)
    ResourceFactory(owner=cast.emil, score=90, views=3)
    assert set(keys(cast.emil)) == {f"water-{mine.pk}", f"water-{written.pk}", f"prune-{stale.pk}"}
    assert f"water-{other.pk}" in keys(cast.lena)
    assert keys(cast.lena, mine=True) == []


def test_a_row_says_why_and_to_what_effect(cast):
    page = late(3, owner=cast.emil)
    ResourceDayFactory(resource=page, day=today() - DAY, views=30)
    row = bench_of(cast.lena, today())[0]
    assert "opened 30 times" in row.why
    assert "Emil Test is asked" in row.effect
    own = bench_of(cast.emil, today())[0]
    assert own.effect.startswith("You vouch")


def test_the_queue_ends(lena):
    for _number in range(MOST + 2):
        late(3, owner=None)
    assert len(keys(lena)) == MOST


# --- the acts
def test_watering_somebody_elses_asks_them_and_rests(cast):
    page = late(3, owner=cast.emil)
    acts = tend([f"water-{page.pk}"], actor=cast.lena, words="The menu has moved since")
    assert [(act.kind, act.resource, act.words) for act in acts] == [("water", page, "The menu has moved since")]
    told = Nudge.objects.get(rule__code="resources.tended")
    assert (told.person_id, told.subject_id) == (cast.emil.pk, acts[0].pk)
    assert keys(cast.lena) == []
    assert tend([f"water-{page.pk}"], actor=cast.lena) == []
    assert Verification.objects.count() == 0


def test_watering_ones_own_vouches_for_it_and_undo_takes_it_back(cast):
    page = late(3, owner=cast.emil)
    ReactionFactory(resource=page, person=cast.otto)
    before = (page.verified_on, page.verify_by)
    (act,) = tend([f"water-{page.pk}"], actor=cast.emil, words="Vault 1.18")
    page.refresh_from_db()
    assert (page.verified_on, page.verifications.get().against) == (today(), "Vault 1.18")
    assert not page.reactions.waiting().exists()
    for _time in range(2):
        undo_garden_act(act, actor=cast.emil)
    page.refresh_from_db()
    assert (page.verified_on, page.verify_by) == before
    assert (page.verifications.count(), page.reactions.waiting().count()) == (0, 1)
    assert AuditEntry.objects.filter(verb="garden.undone").count() == 1


def test_undo_leaves_a_later_verification_alone(cast):
    from resources.actions.care import verify_resource

    page = late(3, owner=cast.emil)
    (act,) = tend([f"water-{page.pk}"], actor=cast.emil)
    verify_resource(page, actor=cast.emil, against="the new edition")
    undo_garden_act(act, actor=cast.emil)
    page.refresh_from_db()
    assert (page.verified_on, page.verifications.get().against) == (today(), "the new edition")


def test_boosting_picks_thanks_the_owner_and_can_be_undone(cast):
    page = ResourceFactory(owner=cast.emil, score=80, views=6)
    (act,) = tend([f"boost-{page.pk}"], actor=cast.lena)
    assert Pick.objects.get().until == today() + 14 * DAY
    assert set(Nudge.objects.values_list("rule__code", "person_id")) == {("resources.tended", cast.emil.pk)}
    undo_garden_act(act, actor=cast.lena)
    assert Pick.objects.count() == 0
    assert keys(cast.lena) == [f"boost-{page.pk}"]


def test_a_boost_quotes_nobody_and_leaves_home_to_what_executives_picked(cast, client_for):
    for title in ("First choice", "Second choice"):
        PickFactory(resource=ResourceFactory(title=title), person=cast.xenia, at=now() - 3 * DAY)
    PickFactory(resource=ResourceFactory(title="Learning's choice"), person=cast.lena, at=now() - DAY)
    page = ResourceFactory(title="Hardly seen", owner=cast.emil, score=80, views=6)
    (row,) = bench_of(cast.lena, today())
    assert "where picks leave room" in row.effect and "no words of yours" in row.effect
    tend([row.key], actor=cast.lena, words="Well done, Emil")
    home = text(client_for(cast.otto).get("/"))
    assert "First choice" in home and "Second choice" in home and "Hardly seen" not in home
    Pick.objects.filter(person=cast.xenia).delete()
    home = text(client_for(cast.otto).get("/"))
    assert (
        "Learning&#x27;s choice" in home
        and "Few have seen it, and they found it good. Put forward by Lena Test" in home
    )
    for said in (
        home,
        text(client_for(cast.otto).get("/library/")),
        text(client_for(cast.otto).get(page.get_absolute_url())),
    ):
        assert "Few have seen it" in said and "“Few have seen it" not in said and "“”" not in said
        assert "Well done, Emil" not in said


def test_pruning_archives_with_the_reason_and_can_be_undone(cast):
    page = late(90, owner=cast.emil)
    (act,) = tend([f"prune-{page.pk}"], actor=cast.lena, words="The tool is gone")
    page.refresh_from_db()
    assert (page.state, page.archive_reason) == ("archived", "The tool is gone")
    assert Nudge.objects.get(rule__code="resources.tended").person_id == cast.emil.pk
    undo_garden_act(act, actor=cast.lena)
    page.refresh_from_db()
    assert (page.state, page.archive_reason) == ("published", "")


def test_where_nobody_teaches_there_is_nobody_to_ask(lena):
    skill = SkillFactory()
    cell(skill, 60)
    (row,) = bench_of(lena, today())
    assert not row.can_do
    assert tend([row.key], actor=lena) == []


def test_nobody_asks_only_themselves(cast):
    skill = SkillFactory()
    cell(skill, 60)
    TeachingOffer.objects.create(person=cast.lena, skill=skill, offered_on=today())
    (row,) = bench_of(cast.lena, today())
    assert not row.can_do
    assert tend([row.key], actor=cast.lena) == []


@pytest.mark.parametrize(
    "key", ["", "water-", "water-x", "prune-999999", "mow-1", "water-9999999999999999999999", "plant-1"]
)
def test_what_does_not_stand_in_ones_queue_is_left_alone(key, emil):
    assert tend([key], actor=emil) == []


def test_nobody_tends_what_is_not_theirs(cast):
    page = late(90, owner=cast.emil)
    assert tend([f"water-{page.pk}", f"prune-{page.pk}"], actor=cast.otto) == []


def test_several_at_once_each_get_their_own_act(cast):
    due, stale = late(3, owner=cast.emil), late(90, owner=cast.dario)
    tend([f"water-{due.pk}", f"prune-{stale.pk}", f"water-{due.pk}"], actor=cast.lena, words="Thank you for these")
    assert set(GardenAct.objects.values_list("kind", "resource")) == {("water", due.pk), ("prune", stale.pk)}
    assert AuditEntry.objects.filter(verb__startswith="garden.").count() == 2


def test_rest_ends(cast):
    page = late(3, owner=cast.emil)
    GardenActFactory(resource=page, by=cast.lena, at=now() - 13 * DAY)
    assert keys(cast.lena) == []
    GardenAct.objects.update(at=now() - 15 * DAY)
    assert keys(cast.lena) == [f"water-{page.pk}"]


def test_not_now_rests_for_whoever_said_so_until_it_is_undone_or_a_month_is_over(cast, client_for):
    due, stale, skill = late(3, owner=cast.emil), late(90, owner=cast.emil), SkillFactory()
    cell(skill, 60)
    both = {f"water-{due.pk}", f"prune-{stale.pk}", f"plant-{skill.pk}"}
    for _time in range(2):
        client_for(cast.lena).post("/library/garden/tend/", {"chosen": sorted(both), "rest": "1"})
    assert (keys(cast.lena), set(keys(cast.emil))) == ([], both - {f"plant-{skill.pk}"})
    assert GardenAct.objects.filter(kind="rest").count() == AuditEntry.objects.filter(verb="garden.rest").count() == 3
    assert (Nudge.objects.count(), Resource.objects.published().count()) == (0, 2)
    undo = GardenAct.objects.get(resource=due)
    page = client_for(cast.lena, htmx=True).post(f"/library/garden/acts/{undo.pk}/undo/", {"in_place": "1"})
    assert f'id="garden-water-{due.pk}"' in page.content.decode()
    assert keys(cast.lena) == [f"water-{due.pk}"]
    GardenAct.objects.update(at=now() - 31 * DAY)
    assert set(keys(cast.lena)) == both


def test_without_an_owner(cast):
    gone = ResourceFactory(owner=PersonFactory(is_active=False))
    nobody = ResourceFactory(owner=None)
    ResourceFactory(owner=cast.emil)
    ResourceFactory(owner=None, state="archived")
    assert set(without_owner()) == {gone, nobody}
