"""What happens to needs by itself: reminders, the next hop, leavers, the question after 30 days. Each night twice."""

import datetime as dt
import re

import pytest

from accounts.models import TeachingOffer
from ecosystem.core.jobs import start_run
from ecosystem.core.models import JobRun
from ecosystem.core.outbox import deliver
from ecosystem.notifications.finding import find_all
from ecosystem.notifications.models import Notification, Nudge
from feedback.actions.needs import claim_need, resolve_need, tell_whether_it_helped
from feedback.actions.walking import walk_needs
from feedback.models import Need
from feedback.tasks import walk_needs as nightly
from tests.factories.feedback import a_need, needed_too
from tests.factories.skills import SkillFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(time_machine):
    def travel(text: str) -> None:
        time_machine.move_to(dt.datetime.fromisoformat(f"{text} 10:00").replace(tzinfo=dt.UTC), tick=False)

    return travel


@pytest.fixture
def need(at, organisation, request):
    """Emil's, reported on a Friday."""
    at("2026-11-20")
    return a_need(request.getfixturevalue("cast").emil)


def night(day: str, at) -> int:
    at(day)
    moved = walk_needs(dt.date.fromisoformat(day))
    assert walk_needs(dt.date.fromisoformat(day)) == 0
    return moved


def steps(need: Need) -> list[str]:
    return list(need.moves.order_by("pk").values_list("kind", flat=True))


def test_reminded_after_three_passed_on_after_five_learning_after_seven(need, at, mara, lena, emil):
    assert night("2026-11-24", at) == 0
    assert night("2026-11-25", at) == 1
    assert Nudge.objects.filter(rule__code="feedback.need_waits", person=mara).count() == 1
    assert night("2026-11-26", at) == 0
    assert night("2026-11-27", at) == 1
    need.refresh_from_db()
    assert (need.hop, need.turn, need.turn_since) == ("learning", None, dt.date(2026, 11, 27))
    assert Nudge.objects.filter(rule__code="feedback.need_moved", person=emil).count() == 1
    assert night("2026-12-07", at) == 0
    assert night("2026-12-08", at) == 1
    assert Nudge.objects.filter(rule__code="feedback.need_waits", person=lena).count() == 1
    assert steps(need) == ["reported", "reminded", "passed_on", "reminded"]


def test_days_off_do_not_count(need, at, cast):
    from accounts.models import Organisation

    Organisation.objects.update(extra_holidays=[dt.date(2026, 11, 24)])
    assert night("2026-11-25", at) == 0
    assert night("2026-11-26", at) == 1


def test_leavers_hold_nothing(need, at, mara, otto):
    other = a_need(otto, "Another")
    claim_need(other, actor=mara, version=1)
    mara.is_active = False
    mara.save(update_fields=["is_active"])
    assert night("2026-11-21", at) == 2
    need.refresh_from_db()
    other.refresh_from_db()
    assert (need.turn, need.hop, other.status, other.claimed_by) == (None, "learning", "open", None)


def asked(need: Need, at, *, by) -> None:
    resolve_need(need, actor=by, version=need.version, answer="In the handbook.")
    assert night("2026-12-19", at) == 0
    assert night("2026-12-20", at) == 1


def test_after_30_days_each_reporter_is_asked_once(need, at, mara, emil, otto, dario):
    needed_too(need, otto, dario)
    asked(need, at, by=mara)
    questions = Nudge.objects.filter(rule__code="feedback.need_helped")
    assert set(questions.values_list("person_id", flat=True)) == {emil.pk, otto.pk, dario.pk}
    tell_whether_it_helped(need, actor=emil, helped=False)
    assert Need.objects.get().status == "resolved"
    assert night("2027-01-02", at) == 0
    assert night("2027-01-03", at) == 1  # two weeks later the one word decides
    need.refresh_from_db()
    assert (need.status, need.reopened, steps(need)[-1]) == ("open", 1, "reopened")


def test_silence_closes_it(need, at, mara):
    asked(need, at, by=mara)
    assert night("2027-01-03", at) == 1
    need.refresh_from_db()
    assert (need.stage, need.moves.latest("pk").words) == ("closed", "")


def test_whoever_has_said_it_before_is_not_asked(need, at, mara, emil, otto):
    needed_too(need, otto)
    resolve_need(need, actor=mara, version=1, answer="In the handbook.")
    tell_whether_it_helped(need, actor=otto, helped=True)
    night("2026-12-20", at)
    assert list(Nudge.objects.filter(rule__code="feedback.need_helped").values_list("person_id", flat=True)) == [
        emil.pk
    ]


def test_unclaimed_for_14_days_asks_those_who_teach_the_skill(at, organisation, request):
    at("2026-11-20")
    cast, skill = request.getfixturevalue("cast"), SkillFactory(name="Identity & access")
    need = a_need(cast.emil, skill=skill)
    for person in (cast.otto, cast.emil):
        TeachingOffer.objects.create(person=person, skill=skill, offered_on=dt.date(2026, 11, 1))
    unclaimed = Nudge.objects.filter(rule__code="feedback.need_unclaimed")
    at("2026-12-03")
    find_all()
    assert not unclaimed.exists()
    at("2026-12-04")
    find_all()
    find_all()
    assert list(unclaimed.values_list("person_id", flat=True)) == [cast.otto.pk]
    claim_need(need, actor=cast.dario, version=need.version, due_on=dt.date(2026, 12, 10))
    at("2026-12-11")
    find_all()
    assert unclaimed.get().resolved_at
    assert list(Nudge.objects.filter(rule__code="feedback.promise_overdue").values_list("person_id", flat=True)) == [
        cast.dario.pk
    ]


def test_what_is_told_has_words(need, at, mara, emil, otto, mailoutbox):
    """Every message of the loop leaves as a bell and a mail with its words."""
    needed_too(need, otto)
    night("2026-11-25", at)
    deliver()
    claim_need(need, actor=otto, version=need.version)
    resolve_need(need, actor=otto, version=need.version, answer="In the handbook.")
    deliver()
    at("2026-12-28")
    nightly(run_id=start_run("walk_needs"))
    deliver()
    assert not JobRun.objects.exclude(error="").exists()
    titles = list(Notification.objects.order_by("pk").values_list("title", flat=True))
    quoted = "“No guide on rotating client secrets”"
    assert titles == [
        f"Somebody in your team could not learn this here: {quoted}. It is your turn.",
        f"{quoted} still waits for an answer; 2 people need it.",
        f"{otto.full_name} makes what you miss: {quoted}.",
        f"{otto.full_name} makes what you miss: {quoted}.",
        f"{otto.full_name} answers {quoted}.",
        f"A month ago {quoted} was answered. Did it help?",
        f"A month ago {quoted} was answered. Did it help?",
    ]
    assert re.search(r"/needs/from-mail/\S+/helped/", mailoutbox[-1].body)
