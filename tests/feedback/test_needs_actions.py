"""Needs: whose turn it is, who is told, what opens again, and who stays unnamed."""

import datetime as dt

import pytest

from ecosystem.core.clock import today
from ecosystem.core.errors import Refused, Stale
from ecosystem.core.models import AuditEntry
from ecosystem.core.search import find
from ecosystem.notifications.models import Nudge
from feedback.actions.needs import (
    accept_need,
    claim_need,
    decline_need,
    join_need,
    leave_need,
    merge_needs,
    pass_on_need,
    release_need,
    report_need,
    resolve_need,
    tell_whether_it_helped,
)
from feedback.models import Need, NeedMove, NeedReporter
from tests.factories.feedback import a_need, needed_too

pytestmark = pytest.mark.django_db


def told() -> set[tuple[str, int]]:
    return set(Nudge.objects.values_list("rule__code", "person_id"))


def steps(need: Need) -> list[str]:
    return list(need.moves.order_by("pk").values_list("kind", flat=True))


def test_a_need_is_the_line_managers_turn_and_once(emil, mara):
    need = a_need(emil)
    assert a_need(emil, need.words.upper()) == need
    assert (need.status, need.hop, need.turn, need.turn_since) == ("open", "manager", mara, today())
    assert need.due_on > today()
    assert told() == {("feedback.need_yours", mara.pk)}
    assert list(AuditEntry.objects.values_list("verb", "actor_id")) == [("need.reported", emil.pk)]
    assert [hit.title for hit in find(mara, "rotating secrets", kind="need")] == [need.words]


@pytest.mark.parametrize("values", [{"anonymous": True}, {"source": "team"}, {"source": "radar"}])
def test_some_needs_begin_at_learning(emil, values):
    need = a_need(emil, **values)
    assert (need.hop, need.turn, told()) == ("learning", None, set())


def test_without_anybody_above_it_begins_at_learning(xenia, nora, cast):
    assert a_need(xenia).hop == "learning"
    nora.is_active = False
    nora.save(update_fields=["is_active"])
    assert a_need(cast.mara).hop == "learning"


def test_who_keeps_the_name_is_nowhere_but_with_learning(emil, mara, lena):
    need = a_need(emil, anonymous=True)
    join_need(need, actor=mara)
    join_need(need, actor=mara, anonymous=True)  # twice is harmless
    assert list(need.moves.order_by("pk").values_list("kind", "actor_id")) == [("reported", None), ("joined", mara.pk)]
    assert not AuditEntry.objects.filter(actor=emil).exists()
    rows = need.reporters
    assert {row.person for row in rows.visible_to(mara)} == {mara}
    assert {row.person for row in rows.visible_to(emil)} == {emil, mara}
    assert {row.person for row in rows.visible_to(lena)} == {emil, mara}


def test_who_leaves_is_gone_and_with_the_last_the_need(emil, otto):
    need = a_need(emil)
    needed_too(need, otto)
    leave_need(need, actor=emil)
    leave_need(need, actor=emil)
    need.refresh_from_db()
    assert (need.status, need.reporters.count()) == ("open", 1)
    leave_need(need, actor=otto)
    need.refresh_from_db()
    assert need.status == "declined"
    with pytest.raises(Refused):
        join_need(need, actor=emil)


def test_taken_on_passed_on_and_each_reporter_hears(emil, mara, otto):
    need = a_need(emil)
    needed_too(need, otto)
    accept_need(need, actor=mara, version=1, words="I ask security.")
    accept_need(need, actor=mara, version=1)  # twice is harmless
    assert (need.status, need.turn, need.due_on) == ("accepted", mara, today() + dt.timedelta(days=14))
    pass_on_need(need, actor=mara, version=need.version, words="Not ours.")
    assert (need.status, need.hop, need.turn) == ("open", "learning", None)
    assert steps(need) == ["reported", "accepted", "passed_on"]
    moved = Nudge.objects.filter(rule__code="feedback.need_moved")
    assert moved.filter(person=emil).count() == moved.filter(person=otto).count() == 2
    assert not moved.filter(person=mara).exists()


def test_the_first_to_claim_makes_it_and_may_let_others(emil, otto, dario, mara):
    need = a_need(emil)
    claim_need(need, actor=otto, version=1)
    claim_need(need, actor=otto, version=1)
    with pytest.raises(Refused, match="Otto"):
        claim_need(Need.objects.get(), actor=dario, version=2)
    release_need(need, actor=otto, version=2)
    assert (need.status, need.claimed_by, need.turn, steps(need)[-1]) == ("open", None, mara, "released")


def test_an_old_edition_changes_nothing(emil, mara, otto):
    need, same = a_need(emil), Need.objects.get()
    accept_need(need, actor=mara, version=1)
    with pytest.raises(Stale):
        claim_need(same, actor=otto, version=1)
    assert Need.objects.get().status == "accepted"


def test_an_answer_is_something(emil, mara):
    with pytest.raises(Refused):
        resolve_need(a_need(emil), actor=mara, version=1)


def test_answered_is_asked_about_in_30_days_and_no_longer_found(emil, mara):
    need = a_need(emil)
    resolve_need(need, actor=mara, version=1, answer="In the handbook.")
    assert (need.status, need.claimed_by, need.ask_again_on) == ("resolved", mara, today() + dt.timedelta(days=30))
    assert find(emil, "rotating secrets", kind="need") == []
    assert ("feedback.need_moved", emil.pk) in told()


def answered(need: Need, actor) -> Need:
    resolve_need(need, actor=actor, version=need.version, answer="In the handbook.")
    return need


def test_it_opens_again_as_soon_as_the_words_decide_it(emil, mara, otto, dario, lena):
    need = a_need(emil)
    needed_too(need, otto, dario)
    answered(need, mara)
    tell_whether_it_helped(need, actor=emil, helped=True)
    tell_whether_it_helped(need, actor=otto, helped=False)
    assert Need.objects.get().status == "resolved"  # dario's word decides
    tell_whether_it_helped(need, actor=dario, helped=False)
    need.refresh_from_db()
    assert (need.status, need.hop, need.reopened, need.result, need.answer) == ("open", "learning", 1, None, "")
    assert need.moves.latest("pk").words == "It helped 1 of 3."
    assert find(lena, "rotating secrets", kind="need")


def test_it_is_closed_when_it_helped_and_the_answerer_is_thanked(emil, mara, otto):
    need = a_need(emil)
    answered(need, otto)
    tell_whether_it_helped(need, actor=emil, helped=True)
    need.refresh_from_db()
    assert (need.stage, need.moves.latest("pk").words) == ("closed", "1 of 1 said that it helped.")
    closing = need.moves.latest("pk")
    assert set(Nudge.objects.filter(subject_id=closing.pk).values_list("person_id", flat=True)) == {emil.pk, otto.pk}
    tell_whether_it_helped(need, actor=emil, helped=False)
    assert Need.objects.get().stage == "closed"


def test_declined_with_a_reason(emil, lena):
    need = a_need(emil)
    decline_need(need, actor=lena, version=1, reason="We leave that tool.")
    decline_need(need, actor=lena, version=1, reason="Other words")
    assert (need.status, need.answer, need.moves.latest("pk").words) == (
        "declined",
        "We leave that tool.",
        "We leave that tool.",
    )


def test_merged_reporters_move_along_and_both_say_so(emil, otto, mara, lena):
    need, into = a_need(emil), a_need(otto, "Secrets: how to rotate them")
    needed_too(into, emil, anonymous=True)
    needed_too(need, mara)
    merge_needs(need, actor=lena, version=1, into=into)
    merge_needs(need, actor=lena, version=1, into=into)
    assert (need.status, need.merged_into, need.reporters.count()) == ("merged", into, 0)
    assert set(into.reporters.values_list("person__full_name", "anonymous")) == {
        (emil.full_name, True), (otto.full_name, False), (mara.full_name, False)
    }  # fmt: skip
    assert (need.moves.latest("pk").words, into.moves.latest("pk").words) == (into.words, need.words)


def test_nothing_is_merged_into_itself_or_into_what_is_settled(emil, otto, lena):
    need, into = a_need(emil), a_need(otto, "Settled")
    with pytest.raises(Refused):
        merge_needs(need, actor=lena, version=1, into=need)
    decline_need(into, actor=lena, version=1, reason="No.")
    with pytest.raises(Refused):
        merge_needs(need, actor=lena, version=1, into=into)
    assert Need.objects.get(pk=need.pk).status == "open"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("How do I rotate client secrets", True),
        ("rotating client secr", True),
        ("How to book a meeting room", False),
    ],
)
def test_twins_are_found_while_typing(emil, typed, found):
    need = a_need(emil)
    assert list(Need.objects.alike(typed)) == ([need] if found else [])


def test_settled_needs_are_no_twins(emil, mara):
    answered(a_need(emil), mara)
    assert not Need.objects.alike("rotating client secrets").exists()


def test_rows_of_reporters_are_once(emil):
    need = report_need(actor=emil, words="One")
    join_need(need, actor=emil)
    assert (NeedReporter.objects.count(), NeedMove.objects.count()) == (1, 1)
