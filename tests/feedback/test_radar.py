"""The radar: what comes together and in which order, against a small model; what is never told; verdicts; its page."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Skill, SkillTarget
from accounts.sql import run
from ecosystem.core.clock import day_of, now, today
from ecosystem.core.errors import Refused
from ecosystem.core.models import SearchEntry
from ecosystem.core.rules import allows
from ecosystem.notifications.models import Nudge
from feedback import radar_weight
from feedback.actions import radar as acts
from feedback.actions.counting import count_signals
from feedback.actions.needs import join_need
from feedback.models import Need, NeedMove, NeedReporter, RadarCount, RadarVerdict, ZeroHit
from feedback.radar import NEAR, cluster_of, clusters, find
from goals.models import LearningGoal
from resources.models import CheckQuestion, Lesson, LessonDone, Reaction, ResourceSkill
from tests.factories.care import ReactionFactory
from tests.factories.feedback import a_need, needed_too
from tests.factories.goals import GoalFactory, ObstacleFactory
from tests.factories.people import PersonFactory, make_organisation, make_people
from tests.factories.resources import ResourceFactory, ResourceSkillFactory
from tests.factories.skills import SkillFactory
from tests.goals.test_views_goals import statements

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
PAGE = "/needs/radar/"
WORDS = (
    "rotating client secrets", "No guide on rotating client secrets", "rotate secrets", "webhook replay",
    "How to replay a webhook in staging", "replay", "alternative texts for charts", "texts", "charts for charts",
)  # fmt: skip


def searched(words: str, times: int, *, most: int = 3, until: dt.date | None = None) -> None:
    """On so many days that `most` at once make it so many times."""
    day = until or today()
    while times > 0:
        ZeroHit.objects.create(words=words, day=day, count=min(most, times))
        times, day = times - most, day - DAY


def stuck(skill, many: int, **fields) -> None:
    for _number in range(many):
        ObstacleFactory(goal=GoalFactory(owner=PersonFactory(), skill=skill, **fields))


def checked(skill, *, failed: int, passed: int) -> None:
    course = ResourceSkillFactory(resource=ResourceFactory(kind="course"), skill=skill).resource
    lesson = Lesson.objects.create(resource=course, position=1, title="Names", body="…")
    CheckQuestion.objects.create(lesson=lesson, position=1, text="Which?", choices=["a", "b"], right=0)
    for number in range(failed + passed):
        LessonDone.objects.create(lesson=lesson, person=PersonFactory(), right=int(number >= failed), at=now())


# --- what comes together: the statement against a model
SIGNAL = st.tuples(
    st.sampled_from("ndq"),
    st.sampled_from(WORDS),
    st.sampled_from([None, None, 0, 1]),
    st.integers(0, 100),
    st.sets(st.integers(0, 5), min_size=1, max_size=4),
    st.integers(11, 20),
)
NUMBER = st.tuples(st.sampled_from(["obstacle", "check"]), st.integers(0, 1), st.sampled_from([0, 11, 15]))


@pytest.fixture
def ground(organisation):
    people = [PersonFactory() for _ in range(6)]
    skills = [SkillFactory(name="Secrets"), SkillFactory(name="Webhooks")]
    SkillTarget.objects.create(
        source="objective:1", source_name="O1", skill=skills[1], level=1, valid_from=today() - DAY
    )
    return people, skills


def laid_out(ground, signals) -> dict[str, dict]:
    """The rows of the signals, and the model's own copy of them by the name that the statement uses."""
    people, skills = ground
    model = {}
    for kind, words, skill, days, who, times in signals:
        at, about = now() - days * DAY, None if skill is None else skills[skill]
        if kind == "n":
            row = Need.objects.create(
                words=words, skill=about, reported_at=at, turn_since=today(), due_on=None, hop="learning"
            )
            NeedReporter.objects.bulk_create(NeedReporter(need=row, person=people[n], at=at) for n in who)
        elif kind == "d":
            row = ResourceFactory(title=words, owner=None)
            if about:
                ResourceSkill.objects.create(resource=row, skill=about, level=2)
            Reaction.objects.bulk_create(Reaction(resource=row, person=people[n], kind="outdated", at=at) for n in who)
        else:
            if any(one["words"] == words and one["kind"] == "q" for one in model.values()):
                continue
            row = RadarCount.objects.create(
                kind="search", code=f"{len(model):012x}", words=words, skill=about, n=times, since=at.date()
            )
        key = f"q{row.code}" if kind == "q" else f"{kind}{row.pk}"
        model[key] = {
            "kind": kind, "words": words, "skill": about and about.pk, "since": day_of(at),
            "who": set() if kind == "q" else who, "times": times if kind == "q" else 0,
        }  # fmt: skip
    return model


def alike(words: set[str]) -> dict[tuple[str, str], float]:
    """PostgreSQL's own measure of the shorter in the longer, for every pair."""
    rows = run(
        "SELECT a, b, word_similarity(a, b) FROM unnest(%s::text[]) a, unnest(%s::text[]) b WHERE length(a) <= length(b)",
        [list(words), list(words)],
    )
    measured = {(a, b): near for a, b, near in rows}
    return {(a, b): measured[(a, b) if len(a) <= len(b) else (b, a)] for a in words for b in words}


def is_a_name(words: str, skill: int) -> bool:
    """Whether the words are nearly the name of the skill and nothing else."""
    name = Skill.objects.get(pk=skill).name
    return run("SELECT similarity(%s, %s)", [name, words])[0][0] >= NEAR


def may_follow(one: dict, two: dict, older: bool) -> bool:
    """A skill that somebody named holds; one that was guessed from a search gives way to it, unless it is called by name."""
    if one["skill"] is None:
        return two["skill"] is not None or older
    guessed = one["kind"] == "q" and not is_a_name(one["words"], one["skill"])
    return guessed and two["skill"] is not None and two["kind"] != "q"


def together(model: dict[str, dict], day: dt.date) -> dict[str, set[str]]:
    """Which texts come together: each without a skill of its own follows the one that it is most like."""
    near = alike({one["words"] for one in model.values()})
    leader = {}
    for key, one in model.items():
        after = [
            (
                -near[one["words"], two["words"]],
                two["skill"] is None,
                two["skill"] != one["skill"],
                two["since"],
                other,
            )
            for other, two in model.items()
            if other != key
            and near[one["words"], two["words"]] >= NEAR
            and may_follow(one, two, (two["since"], other) < (one["since"], key))
        ]
        if after:
            leader[key] = min(after)[-1]
    found: dict[str, set[str]] = {}
    for key in model:
        root = key
        while root in leader:
            root = leader[root]
        skill = model[root]["skill"]
        found.setdefault(f"s{skill}" if skill else root, set()).add(key)
    return found


def expected(model, numbers, skills, day) -> list[tuple]:
    """(root, texts, voices, weight), the weightiest first."""
    found = together(model, day)
    for _kind, skill in numbers:
        found.setdefault(f"s{skills[skill].pk}", set())
    rows = []
    for root, texts in found.items():
        mine = {kind: row for (kind, skill), row in numbers.items() if root == f"s{skills[skill].pk}"}
        people = len(set().union(*(model[text]["who"] for text in texts)))
        counted = {kind: row.n for kind, row in mine.items()}
        times = sum(model[text]["times"] for text in texts)
        heard = radar_weight.voices(people, counted.get("obstacle", 0), counted.get("check", 0), times)
        days = [model[text]["since"] for text in texts] + [row.since for row in mine.values() if row.n]
        if heard:
            weight = radar_weight.weight(heard, root == f"s{skills[1].pk}", (day - min(days)).days)
            rows.append((root, texts, heard, weight))
    return sorted(rows, key=lambda row: (-row[-1], row[0]))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(signals=st.lists(SIGNAL, max_size=9), numbers=st.lists(NUMBER, max_size=3))
def test_the_statement_brings_together_what_the_model_does(ground, signals, numbers):
    skills = ground[1]
    with transaction.atomic():
        model = laid_out(ground, signals)
        counts = {
            (kind, skill): RadarCount.objects.create(
                kind=kind, code=f"s{skill}", skill=skills[skill], n=n, since=today() - n * DAY
            )
            for (kind, skill), n in {(kind, skill): n for kind, skill, n in numbers}.items()
        }
        found = find(today(), most=100)
        assert [(row.root, set(row.texts), row.voices) for row in found] == [
            row[:3] for row in expected(model, counts, skills, today())
        ]
        assert {text for row in found for text in row.texts} == set(model)
        transaction.set_rollback(True)


def test_a_search_stands_with_the_need_that_says_nearly_the_same_not_with_a_guess(cast):
    privacy = SkillFactory(name="Privacy")
    research = SkillFactory(name="User research", alternative_labels=["Interviews"])
    a_need(cast.emil, "What to do when a client wants the raw interview notes", skill=privacy)
    a_need(cast.otto, "A checklist for research with children", skill=research)
    searched("raw interview notes", 14)
    searched("interview", 12)
    count_signals(today())
    assert set(RadarCount.objects.values_list("skill", flat=True)) == {research.pk}
    found = {one.title: (len(one.needs), one.searched) for one in clusters()}
    assert found == {"Privacy": (1, ["raw interview notes"]), "User research": (1, ["interview"])}


def test_only_the_loudest_are_compared(ground):
    model = laid_out(ground, [("n", word, None, 1, {0}, 0) for word in WORDS[:3]] * 3)
    assert len(find(today())) < len(model)
    assert len(find(today(), compared=0)) == len(model)


# --- the order
@pytest.mark.parametrize(
    ("heard", "on_objective", "days", "weight"),
    [(9, True, 9, "23.4"), (9, False, 0, "9.0"), (1, False, 90, "4.0"), (1, False, 400, "4.0"), (2, True, 45, "10.0")],
)
def test_the_weight_of_a_cluster(heard, on_objective, days, weight):
    assert radar_weight.weight(heard, on_objective, days) == Decimal(weight)


def test_nothing_is_younger_than_today(db):
    make_organisation(time_zone="America/Toronto")
    with time_machine.travel(dt.datetime(2026, 12, 8, 3, 30, tzinfo=dt.UTC), tick=False):
        a_need(PersonFactory(), anonymous=True)
        [one] = clusters()
        assert (one.found.since, one.days, clusters(today() - DAY)[0].days) == (today(), 0, 0)


def test_two_searches_are_one_voice_more():
    assert radar_weight.voices(3, 11, 0, 14) == 21 and radar_weight.voices(0, 0, 0, 11) == 6


# --- what is never told
def test_too_few_are_neither_told_nor_counted(organisation):
    few, many = SkillFactory(name="Secrets"), SkillFactory(name="Webhooks")
    stuck(few, 10)
    stuck(many, 11)
    stuck(few, 5, visibility="me")
    checked(few, failed=1, passed=4)
    checked(many, failed=5, passed=2)
    count_signals(today())
    assert {(row.kind, row.skill_id, row.n) for row in RadarCount.objects.all()} == {
        ("obstacle", many.pk, 11),
        ("check", many.pk, 0),
    }
    [only] = clusters()
    assert (only.found.voices, only.signals[-1]) == (11, "fewer than 6 people did not pass a check")


def test_words_are_shown_only_where_many_searched_them_and_never_a_name(organisation):
    PersonFactory(full_name="Ána Lúcio", is_active=False)
    searched("webhook replay", 12)
    searched("too few", 10)
    searched("one person again and again", 40, most=1)
    searched("why did ana lucio leave", 30)
    searched("long ago", 30, until=today() - 100 * DAY)
    assert count_signals(today()) == 1 and count_signals(today()) == 0
    assert list(RadarCount.objects.values_list("words", "n")) == [("webhook replay", 12)]


def test_a_number_stays_until_at_least_five_have_come_or_gone(organisation):
    skill = SkillFactory()
    stuck(skill, 12)
    count_signals(today())
    stuck(skill, 4)
    count_signals(today())
    assert RadarCount.objects.get().n == 12
    stuck(skill, 1)
    count_signals(today() + DAY)
    assert RadarCount.objects.get().n == 17
    LearningGoal.objects.update(cancelled_at=now())
    count_signals(today() + DAY)
    assert not RadarCount.objects.exists()


def test_a_number_that_falls_below_the_least_stays_until_five_have_gone(organisation):
    skill = SkillFactory()
    stuck(skill, 12)
    count_signals(today())
    for gone, told in ((4, [12]), (1, [])):
        goals = LearningGoal.objects.filter(cancelled_at=None).order_by("pk").values_list("pk", flat=True)[:gone]
        LearningGoal.objects.filter(pk__in=list(goals)).update(cancelled_at=now())
        count_signals(today())
        assert list(RadarCount.objects.values_list("n", flat=True)) == told


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
