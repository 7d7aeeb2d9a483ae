"""Pages and fragments of care: what they say, that they work without JavaScript, what wrong input gets, and their cost."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.models import PublishedCell
from ecosystem.core.clock import now, today
from ecosystem.notifications.models import Nudge
from ecosystem.notifications.registry import rule_of
from resources.models import GardenAct, LinkCheck, Pick, Reaction, Resource
from tests.factories.care import PickFactory, ReactionFactory
from tests.factories.resources import ResourceFactory
from tests.factories.skills import SkillFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def late(days: int = 3, **fields) -> Resource:
    day = today() - days * DAY
    return ResourceFactory(created_at=now() - 365 * DAY, verified_on=day - 180 * DAY, verify_by=day, **fields)


def text(response) -> str:
    return response.content.decode()


# --- on the page of a resource
def test_one_tap_says_it_and_another_takes_it_back(cast, client_for):
    page, otto = ResourceFactory(owner=cast.emil), client_for(cast.otto, htmx=True)
    address = reverse("resources:resource_react", args=[page.pk])
    said = text(otto.post(address, {"kind": "useful"}))
    assert 'name="take_back" value="useful"' in said
    assert said.startswith("<section") or f'id="resource-{page.pk}-care"' in said
    again = text(otto.post(address, {"take_back": "useful"}))
    assert 'name="kind" value="useful"' in again
    assert Reaction.objects.count() == 0


def test_a_doubt_offers_a_line_for_the_reason(cast, client_for):
    page, otto = ResourceFactory(owner=cast.emil), client_for(cast.otto, htmx=True)
    address = reverse("resources:resource_react", args=[page.pk])
    assert 'name="reason"' in text(otto.post(address, {"kind": "outdated"}))
    otto.post(address, {"kind": "outdated", "reason": "The menu moved"})
    assert Reaction.objects.get().reason == "The menu moved"


@pytest.mark.parametrize("sent", [{}, {"kind": "great"}, {"kind": "like", "take_back": "like"}, {"kind": "like\x00"}])
def test_no_other_reaction_is_taken(sent, cast, client_for):
    page = ResourceFactory(owner=cast.emil)
    response = client_for(cast.otto).post(reverse("resources:resource_react", args=[page.pk]), sent)
    assert (response.status_code, Reaction.objects.count()) == (422, 0)


def test_without_javascript_a_tap_leads_back_to_the_page(cast, client_for):
    page = ResourceFactory(owner=cast.emil)
    response = client_for(cast.otto).post(reverse("resources:resource_react", args=[page.pk]), {"kind": "like"})
    assert (response.status_code, response.url) == (302, page.get_absolute_url())


def test_authors_read_the_numbers_and_press_nothing(cast, client_for):
    page = ResourceFactory(owner=cast.emil)
    ReactionFactory(resource=page, kind="useful")
    shown = text(client_for(cast.emil).get(page.get_absolute_url()))
    assert "Useful <b>1</b>" in shown
    assert reverse("resources:resource_react", args=[page.pk]) not in shown


def test_verifying_needs_to_say_against_what(cast, client_for):
    page = late(owner=cast.emil)
    address = reverse("resources:resource_verify", args=[page.pk])
    response = client_for(cast.emil).post(address, {"against": " "})
    assert (response.status_code, page.verifications.count()) == (422, 0)
    assert "Verified against" in text(response)


def test_whoever_doubts_is_named_nowhere_but_to_themselves(cast, client_for):
    page = ResourceFactory(owner=cast.emil)
    ReactionFactory(resource=page, person=cast.otto, reason="The menu moved")
    for person in (cast.emil, cast.lena, cast.dario):
        for address in (page.get_absolute_url(), reverse("resources:attention_list"), reverse("resources:garden")):
            assert "Otto Test" not in text(client_for(person).get(address)), (person, address)


# --- what needs its author
def test_the_list_says_each_reason(cast, client_for):
    overdue = late(owner=cast.emil, title="Overdue how-to")
    poor = ResourceFactory(owner=cast.emil, title="Poor how-to", views=12, score=20)
    for kind in ("like", "learned", "useful"):
        ReactionFactory(resource=poor, kind=kind)
    doubted = ResourceFactory(owner=cast.emil, title="Doubted how-to")
    ReactionFactory(resource=doubted, reason="The menu moved")
    dead = ResourceFactory(owner=cast.emil, title="Dead link", url="https://docs.example.com/")
    LinkCheck.objects.create(resource=dead, checked_at=now(), status=404, failing_since=now() - 8 * DAY)
    ResourceFactory(owner=cast.emil, title="Sound how-to", views=12, score=80)
    late(owner=cast.otto, title="Of somebody else")
    shown = text(client_for(cast.emil).get(reverse("resources:attention_list")))
    for words in (overdue.title, "to be verified by", poor.title, "Opened 12 times", "The menu moved", "not answered"):
        assert words in shown
    assert "Sound how-to" not in shown
    assert "Of somebody else" not in shown
    assert "4 things that you share" in shown


@pytest.mark.parametrize(
    ("views", "score", "reactions", "listed"), [(10, 49, 3, 1), (9, 49, 3, 0), (10, 50, 3, 0), (10, 49, 2, 0)]
)
def test_a_poor_score_counts_from_ten_views_and_three_reactions(views, score, reactions, listed, cast, client_for):
    page = ResourceFactory(owner=cast.emil, views=views, score=score)
    for kind in ("like", "learned", "useful")[:reactions]:
        ReactionFactory(resource=page, kind=kind)
    ReactionFactory(resource=page, kind="question")
    shown = client_for(cast.emil).get(reverse("resources:attention_list"))
    assert len(shown.context["needy"]) == listed


def test_a_doubt_is_answered_from_the_list(cast, client_for):
    doubt = ReactionFactory(resource=ResourceFactory(owner=cast.emil), person=cast.otto)
    address = reverse("resources:reaction_answer", args=[doubt.pk])
    emil = client_for(cast.emil)
    assert emil.post(address, {"version": 1, "answer": ""}).status_code == 422
    stale = emil.post(address, {"version": 7, "answer": "Reworded"})
    assert stale.status_code == 422
    assert "Reworded" in text(stale)
    assert emil.post(address, {"version": 1, "answer": "Reworded"}).url == reverse("resources:attention_list")
    doubt.refresh_from_db()
    assert (doubt.answer, doubt.answered_by) == ("Reworded", cast.emil)


def test_praise_is_nothing_to_answer(cast, client_for):
    praise = ReactionFactory(resource=ResourceFactory(owner=cast.emil), kind="like")
    address = reverse("resources:reaction_answer", args=[praise.pk])
    assert client_for(cast.emil).post(address, {"version": 1, "answer": "Thanks"}).status_code == 403


# --- picks
def test_a_pick_is_kept_changed_and_ended(cast, client_for):
    page, xenia = ResourceFactory(owner=cast.emil), client_for(cast.xenia)
    address = reverse("resources:resource_pick", args=[page.pk])
    until = today() + 7 * DAY
    xenia.post(address, {"reason": "It saved us a week", "until": until})
    xenia.post(address, {"reason": "It saved us two", "until": until})
    assert (Pick.objects.get().reason, Pick.objects.get().person) == ("It saved us two", cast.xenia)
    assert "It saved us two" in text(client_for(cast.otto).get(page.get_absolute_url()))
    xenia.post(reverse("resources:pick_end", args=[Pick.objects.get().pk]))
    assert Pick.objects.count() == 0


def test_whose_pick_makes_room_on_home_is_told_and_ones_own_is_said_at_once(cast, client_for):
    first, own, latest = (ResourceFactory(owner=cast.emil, title=title) for title in ("First", "Own", "Latest"))
    PickFactory(resource=first, person=cast.lena, until=today() + 7 * DAY)
    xenia, sent = client_for(cast.xenia), {"reason": "It saved us a week", "until": today() + 7 * DAY}
    for page in (own, latest):
        said = text(xenia.post(reverse("resources:resource_pick", args=[page.pk]), sent, follow=True))
        assert "makes room" not in said and "You put it forward until" in said
    told = Nudge.objects.get(rule__code="resources.pick_made_room")
    assert (told.person, rule_of("resources.pick_made_room").context(told).url) == (cast.lena, first.get_absolute_url())
    said = text(xenia.post(reverse("resources:resource_pick", args=[first.pk]), sent, follow=True))
    assert "“Own” makes room for it on home" in said
    assert "Home shows two others" in text(xenia.get(own.get_absolute_url()))
    assert "Home shows two others" not in text(xenia.get(first.get_absolute_url()))
    Pick.objects.exclude(person=cast.lena).delete()
    assert rule_of("resources.pick_made_room").context(told) is None  # it stands there again


@pytest.mark.parametrize("days", [-1, 93])
def test_a_pick_lasts_from_today_to_three_months(days, cast, client_for):
    page = ResourceFactory(owner=cast.emil)
    sent = {"reason": "It saved us a week", "until": today() + days * DAY}
    response = client_for(cast.lena).post(reverse("resources:resource_pick", args=[page.pk]), sent)
    assert (response.status_code, Pick.objects.count()) == (422, 0)


def test_only_whoever_picked_or_l_and_d_ends_it(cast, client_for):
    pick = PickFactory(resource=ResourceFactory(owner=cast.emil), person=cast.lena)
    assert client_for(cast.xenia).post(reverse("resources:pick_end", args=[pick.pk])).status_code == 403


# --- the bench
def test_a_row_is_tended_in_place_and_taken_back_in_place(cast, client_for):
    page, lena = late(owner=cast.emil), client_for(cast.lena, htmx=True)
    sent = {"chosen": f"water-{page.pk}", "in_place": "1", "words": "Thank you"}
    done = text(lena.post(reverse("resources:garden_tend"), sent))
    assert f'id="garden-water-{page.pk}"' in done
    act = GardenAct.objects.get()
    undo = reverse("resources:garden_undo", args=[act.pk])
    assert undo in done
    back = text(lena.post(undo, {"in_place": "1"}))
    assert f'id="garden-water-{page.pk}"' in back
    assert "data-key" in back


def test_without_javascript_several_are_ticked_and_undone_from_the_list(cast, client_for):
    pages, lena = [late(owner=cast.emil), late(90, owner=cast.emil)], client_for(cast.lena)
    address = reverse("resources:garden")
    chosen = [f"water-{pages[0].pk}", f"prune-{pages[1].pk}"]
    assert lena.post(reverse("resources:garden_tend"), {"chosen": chosen}).url == address
    shown = text(lena.get(address))
    assert "2 done" in shown
    for act in GardenAct.objects.all():
        assert reverse("resources:garden_undo", args=[act.pk]) in shown
        lena.post(reverse("resources:garden_undo", args=[act.pk]))
    assert GardenAct.objects.standing().count() == 0
    assert Resource.objects.published().count() == 2


def test_every_row_has_its_own_key(cast, client_for):
    late(owner=cast.emil)
    late(90, owner=cast.emil)
    ResourceFactory(owner=cast.emil, score=80, views=3)
    skill = SkillFactory(name="Identity")
    PublishedCell.objects.create(skill=skill, priority=60, severity=60, required=40, day=today(), published_at=now())
    shown = text(client_for(cast.lena).get(reverse("resources:garden")))
    for letter in "pwbx":
        assert f'data-key="{letter}"' in shown
    assert f"{reverse('resources:resource_new')}?skill={skill.pk}" in shown


def test_words_that_are_too_long_are_kept_and_refused(cast, client_for):
    page = late(owner=cast.emil)
    sent = {"chosen": f"water-{page.pk}", "words": "x" * 301}
    response = client_for(cast.lena).post(reverse("resources:garden_tend"), sent)
    assert (response.status_code, GardenAct.objects.count()) == (422, 0)
    assert "x" * 301 in text(response)


def test_l_and_d_sees_what_has_no_owner_and_others_do_not(cast, client_for):
    ResourceFactory(owner=None, title="Orphan how-to")
    assert "Orphan how-to" in text(client_for(cast.lena).get(reverse("resources:garden")))
    assert "Orphan how-to" not in text(client_for(cast.emil).get(reverse("resources:garden")))


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize(("address", "most"), [("resources:garden", 12), ("resources:attention_list", 8)])
def test_what_it_costs(address, most, rows, cast, client_for, django_assert_max_num_queries):
    for _number in range(rows):
        ReactionFactory(resource=late(owner=cast.emil))
        late(90, owner=cast.emil)
        ResourceFactory(owner=cast.emil, score=80, views=3)
        skill = SkillFactory()
        PublishedCell.objects.create(skill=skill, priority=9, severity=9, required=40, day=today(), published_at=now())
    for person in (cast.emil, cast.lena):
        client = client_for(person)
        client.get(reverse(address))
        with django_assert_max_num_queries(most):
            client.get(reverse(address))
