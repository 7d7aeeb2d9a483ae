"""What is done with what the radar brings together: verdicts, and its page."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.models import SkillTarget
from ecosystem.core.clock import today
from ecosystem.core.errors import Refused
from ecosystem.core.models import SearchEntry
from ecosystem.core.rules import allows
from ecosystem.notifications.models import Nudge
from feedback.actions import radar as acts
from feedback.actions.counting import count_signals
from feedback.actions.needs import join_need
from feedback.models import Need, NeedMove, RadarCount, RadarVerdict
from feedback.radar import cluster_of, clusters
from tests.factories.care import ReactionFactory
from tests.factories.feedback import a_need, needed_too
from tests.factories.people import PersonFactory, make_people
from tests.factories.resources import ResourceFactory, ResourceSkillFactory
from tests.factories.skills import SkillFactory
from tests.feedback.test_radar import WORDS, laid_out, searched
from tests.goals.test_views_goals import statements

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
PAGE = "/needs/radar/"


# --- verdicts
@pytest.fixture
def signals(cast):
    """Two needs on webhooks, a doubt and a search that say the same; emil and otto reported."""
    skill = SkillFactory(name="Webhooks")
    first, second = a_need(cast.emil, WORDS[4], skill=skill), a_need(cast.otto, "Webhooks, again", skill=skill)
    needed_too(second, cast.dario, cast.nora)
    ReactionFactory(resource=ResourceSkillFactory(skill=skill).resource, person=cast.mara)
    searched("webhook replay", 14)
    count_signals(today())
    return {"first": first, "second": second, "skill": skill, "key": f"s{skill.pk}", "seen": {first.pk, second.pk}}


def told(person) -> list[str]:
    return sorted(Nudge.objects.filter(person=person).values_list("rule__code", flat=True))


def test_signals_that_say_the_same_stand_as_one(signals):
    [one] = clusters()
    assert (one.title, one.need_ids, one.found.people, one.found.voices) == (
        "Webhooks", [signals["second"].pk, signals["first"].pk], 5, 12,
    )  # fmt: skip
    assert one.signals == ["4 people reported it", "1 person doubts what is there", "searched 14 times without a hit"]


def test_taken_on_its_needs_are_and_what_is_left_rests_until_it_grows(cast, signals):
    verdict = acts.accept_cluster(signals["key"], actor=cast.lena, seen=signals["seen"])
    assert set(Need.objects.values_list("status", "turn")) == {("accepted", cast.lena.pk)}
    assert not NeedMove.objects.exclude(words="").exists()  # what was counted is nobody's word
    assert (verdict.weight, verdict.remaining, verdict.signals["searches"]) == (12, 8, 14)
    assert "feedback.need_moved" in told(cast.emil) and "feedback.need_moved" in told(cast.nora)
    assert clusters() == [] and acts.accept_cluster(signals["key"], actor=cast.lena, seen=signals["seen"]) is None
    assert RadarVerdict.objects.count() == 1
    third = a_need(cast.pia, "Webhooks for all", skill=signals["skill"])
    needed_too(third, *PersonFactory.create_batch(5))
    assert clusters() == []
    needed_too(third, PersonFactory())
    assert [one.need_ids for one in clusters()] == [[third.pk]]


def test_nobody_reported_it_so_a_need_is_made(cast, signals):
    Need.objects.all().delete()
    key = clusters()[0].key
    assert key == f"q{RadarCount.objects.get().code}" or key.startswith("s")
    made = acts.accept_cluster(signals["key"], actor=cast.lena, seen=set()).need
    assert (made.source, made.status, made.skill, made.turn) == ("radar", "accepted", signals["skill"], cast.lena)
    assert made.words == "Something that helps with Webhooks"


def test_a_need_that_the_verdict_made_goes_with_it_while_nobody_has_touched_it(cast, client_for):
    searched("webhook replay", 14)
    count_signals(today())
    key, lena = clusters()[0].key, client_for(cast.lena, htmx=True)
    lou = {"full_name": "Lou Test", "email": "lou@example.com", "site": cast.site, "unit": cast.company}
    [other] = make_people({**lou, "roles": ["learning"]})
    for again in (1, 2):
        done = lena.post(reverse("feedback:radar_accept", args=[key])).content.decode()
        verdict = RadarVerdict.objects.latest("pk")
        assert "U takes it back" in done and 'data-key="u"' in done
        assert not allows(other, "feedback.undo_radar_verdict", verdict)
        if again == 1:
            back = lena.post(reverse("feedback:radar_undo", args=[verdict.pk]), {"key": key})
            assert "Take on" in text(back) and "One thing that is missed here waits for a word." in text(back)
            assert (
                not Need.objects.exists() and not NeedMove.objects.exists() and [one.key for one in clusters()] == [key]
            )
            assert not SearchEntry.objects.filter(kind="need").exists()
    assert statements(lambda: lena.get(PAGE)) <= 6 and "Undo" in text(lena.get(PAGE))
    join_need(verdict.need, actor=cast.emil)
    assert "Undo" not in text(lena.get(PAGE))
    assert lena.post(reverse("feedback:radar_undo", args=[verdict.pk])).status_code == 403


def test_u_says_of_what_was_told_that_it_was(cast, client_for, signals):
    seen = {"seen": "-".join(map(str, signals["seen"]))}
    done = client_for(cast.lena, htmx=True).post(reverse("feedback:radar_accept", args=[signals["key"]]), seen)
    assert 'data-why-u="It is decided and cannot be taken back here' in done.content.decode()


def test_nothing_is_decided_of_what_nobody_has_seen(cast, signals):
    with pytest.raises(Refused, match="Look again"):
        acts.accept_cluster(signals["key"], actor=cast.lena, seen=set())
    assert Need.objects.filter(status="open").count() == 2


def test_merged_they_are_one_and_it_still_waits_for_a_word(cast, signals):
    acts.merge_cluster(signals["key"], actor=cast.lena, seen=signals["seen"])
    signals["first"].refresh_from_db()
    assert signals["first"].merged_into == signals["second"] and signals["second"].reporters.count() == 4
    assert [one.found.needs for one in clusters()] == [1]
    assert acts.merge_cluster(signals["key"], actor=cast.lena, seen=signals["seen"]) is None


def test_answered_is_only_what_was_on_the_screen(cast, signals):
    guide = ResourceFactory(title="Replay a webhook")
    acts.answer_cluster(signals["key"], actor=cast.lena, seen={signals["first"].pk}, result=guide)
    assert dict(Need.objects.values_list("pk", "status")) == {
        signals["first"].pk: "resolved",
        signals["second"].pk: "open",
    }
    assert Need.objects.get(pk=signals["first"].pk).result == guide


def test_declined_it_rests_for_thirty_days_and_can_be_undone_where_nobody_was_told(cast, signals):
    verdict = acts.decline_cluster(signals["key"], actor=cast.lena, seen=signals["seen"], reason="We leave that tool.")
    assert set(Need.objects.values_list("status", "answer")) == {("declined", "We leave that tool.")}
    with pytest.raises(Refused):
        acts.undo_radar_verdict(verdict, actor=cast.lena)
    later = verdict.rests_until + DAY
    left = {one.key for one in clusters(later)}
    assert clusters() == [] and left
    RadarVerdict.objects.all().delete()
    for key in left:
        quiet = acts.decline_cluster(key, actor=cast.lena, seen=set(), reason="Not here.")
        assert cluster_of(key) is None
        acts.undo_radar_verdict(quiet, actor=cast.lena)
        acts.undo_radar_verdict(quiet, actor=cast.lena)
        assert cluster_of(key)


def test_words_alone_rest_under_whatever_root_they_have_later(cast):
    need = a_need(cast.emil, WORDS[4])
    searched("webhook replay", 14)
    count_signals(today())
    [one] = clusters()
    acts.decline_cluster(one.key, actor=cast.lena, seen={need.pk}, reason="No staging any more.")
    assert clusters() == [] and clusters(today() + 31 * DAY) != []


# --- the page
def text(response) -> str:
    return " ".join(response.content.decode().split())


def test_the_page_shows_the_factors_and_answers_in_place(client_for, cast, signals):
    SkillTarget.objects.create(
        source="objective:1", source_name="O1", skill=signals["skill"], level=1, valid_from=today()
    )
    page = text(client_for(cast.lena).get(PAGE))
    assert (
        "Weight 26: 12 voices × 2 (an objective needs the skill) × 1.1 (4 days old)" in page
        and "“webhook replay”" in page
    )
    guide = ResourceFactory(title="Replay a webhook")
    htmx = client_for(cast.lena, htmx=True)
    data = {"seen": "-".join(map(str, signals["seen"]))}
    answer, decline = (reverse(f"feedback:radar_{verb}", args=[signals["key"]]) for verb in ("answer", "decline"))
    assert htmx.post(answer, {**data, "result": " "}).status_code == 422
    refused = htmx.post(answer, {**data, "result": "Nothing of that name"})
    assert refused.status_code == 422 and "No title or address in the library is exactly this" in text(refused)
    done = htmx.post(answer, {**data, "result": guide.title})
    assert "Answered" in text(done) and 'id="radar-count" hx-swap-oob="true"' in done.content.decode()
    assert "Nothing that is missed here waits for a word." in text(done)
    again = htmx.post(decline, {**data, "reason": "x"})
    assert (again.status_code, RadarVerdict.objects.count()) == (200, 1)
    assert "Replay a webhook" in text(client_for(cast.lena).get(PAGE))


@pytest.mark.parametrize("times", [1, 30])
def test_the_page_costs_the_same_with_thirty_times_as_much(client_for, cast, times):
    people = PersonFactory.create_batch(3)
    skills = [SkillFactory() for _number in range(times)]
    laid_out(
        (people, skills),
        [
            (kind, f"{WORDS[n % 9]} {n}", n if kind != "q" and n % 2 else None, n, {n % 3}, 12)
            for n in range(times)
            for kind in "nnddq"
        ],
    )
    client, part = client_for(cast.lena), client_for(cast.lena, htmx=True)
    form = reverse("feedback:radar_decline", args=[clusters()[0].key])
    client.get(PAGE)
    assert statements(lambda: client.get(PAGE)) <= 6
    assert statements(lambda: part.get(form)) <= 5
    assert client.get(PAGE).content.count(b"data-grid-row") <= 25
