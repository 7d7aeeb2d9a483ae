"""Statements by oneself, the line manager and peers, and what follows from each."""

import datetime as dt
from decimal import Decimal

import pytest

from accounts.actions.assessments import (
    Said,
    assess_person,
    confirm_levels,
    rate_peer,
    release_drafts,
    reply_to_assessment,
    state_levels,
    take_back_assessment,
    take_back_level,
)
from accounts.models import Assessment, PersonSkill
from ecosystem.core.clock import today
from ecosystem.core.errors import Refused
from ecosystem.core.models import AuditEntry, OutboxMessage
from ecosystem.notifications.finding import ensure_rule_states
from ecosystem.notifications.models import Nudge
from goals.models import StateChange
from tests.factories.asking import PeerRequestFactory
from tests.factories.skills import AssessmentFactory, RequirementFactory


@pytest.fixture
def skill(cast):
    requirement = RequirementFactory(job_role=cast.engineer, level=3, importance=4)
    return requirement.skill


def stored(person, skill) -> PersonSkill:
    return PersonSkill.objects.get(person=person, skill=skill)


def verbs() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))


class TestStateLevels:
    def test_the_level_counts_at_once(self, emil, skill):
        state_levels(emil, actor=emil, said={skill.pk: Said(2)})
        row = stored(emil, skill)
        assert (row.level, row.self_only, row.required) == (Decimal("2.00"), True, 3)
        assert verbs() == ["skill.stated"]
        assert StateChange.objects.filter(person=emil).exists()

    def test_a_second_word_of_the_same_day_replaces_the_first(self, emil, skill):
        state_levels(emil, actor=emil, said={skill.pk: Said(2)})
        state_levels(emil, actor=emil, said={skill.pk: Said(3)})
        assert list(Assessment.objects.values_list("level", flat=True)) == [3]

    def test_a_word_of_an_earlier_day_stays(self, emil, skill):
        AssessmentFactory(person=emil, skill=skill, level=1, stated_on=today() - dt.timedelta(days=400))
        state_levels(emil, actor=emil, said={skill.pk: Said(2)})
        assert set(Assessment.objects.values_list("level", flat=True)) == {1, 2}

    def test_raw_value_and_scale_are_kept(self, emil, skill):
        state_levels(emil, actor=emil, said={skill.pk: Said(5, 10)})
        said = Assessment.objects.get()
        assert (said.level, said.scale_max) == (5, 10)
        assert stored(emil, skill).level == Decimal("2.00")

    def test_not_applicable_is_not_level_zero(self, emil, skill):
        state_levels(emil, actor=emil, said={skill.pk: Said(None)})
        row = stored(emil, skill)
        assert (row.level, row.not_applicable, row.state) == (None, True, "not_applicable")

    def test_nothing_said_is_nothing_done(self, emil, skill):
        state_levels(emil, actor=emil, said={})
        assert verbs() == []

    def test_taken_back_the_word_before_it_counts_again(self, emil, skill):
        AssessmentFactory(person=emil, skill=skill, level=1, stated_on=today() - dt.timedelta(days=30))
        state_levels(emil, actor=emil, said={skill.pk: Said(3)})
        take_back_level(emil, actor=emil, skill_id=skill.pk)
        assert stored(emil, skill).level == Decimal("1.00")

    def test_taking_back_twice_is_harmless(self, emil, skill):
        state_levels(emil, actor=emil, said={skill.pk: Said(3)})
        take_back_level(emil, actor=emil, skill_id=skill.pk)
        take_back_level(emil, actor=emil, skill_id=skill.pk)
        assert verbs() == ["skill.stated", "skill.statement_taken_back"]


class TestAssessPerson:
    @pytest.fixture(autouse=True)
    def said(self, emil, skill):
        ensure_rule_states()
        AssessmentFactory(person=emil, skill=skill, level=3)

    def test_another_level_needs_a_reason(self, emil, mara, skill):
        with pytest.raises(Refused) as refusal:
            assess_person(emil, actor=mara, skill_id=skill.pk, said=Said(2), note="", release=True)
        assert refusal.value.field == "note"
        assert Assessment.objects.filter(source="manager").count() == 0

    def test_with_a_reason_it_counts_and_the_person_hears(self, emil, mara, skill):
        assess_person(emil, actor=mara, skill_id=skill.pk, said=Said(2), note="Two reviews", release=True)
        assert stored(emil, skill).level == Decimal("2.40")
        assert Nudge.objects.filter(person_id=emil.pk, rule__code="accounts.assessment_released").count() == 1

    def test_the_same_level_needs_none(self, emil, mara, skill):
        assess_person(emil, actor=mara, skill_id=skill.pk, said=Said(3), note="", release=True)
        assert not stored(emil, skill).self_only
        assert Nudge.objects.count() == 0

    def test_the_same_level_on_another_scale_needs_none(self, emil, mara, skill):
        assess_person(emil, actor=mara, skill_id=skill.pk, said=Said(9, 12), note="", release=True)
        assert stored(emil, skill).level == Decimal("3.00")

    def test_a_draft_counts_for_nothing(self, emil, mara, skill):
        state_levels(emil, actor=emil, said={skill.pk: Said(3)})
        assess_person(emil, actor=mara, skill_id=skill.pk, said=Said(1), note="Not sure yet", release=False)
        assert stored(emil, skill).self_only
        assert Nudge.objects.count() == 0
        assert not Assessment.objects.visible_to(emil).filter(source="manager").exists()

    def test_released_drafts_count_and_are_told(self, emil, mara, skill):
        assess_person(emil, actor=mara, skill_id=skill.pk, said=Said(1), note="Not sure yet", release=False)
        assert release_drafts(emil, actor=mara) == 1
        assert stored(emil, skill).level == Decimal("1.80")
        assert Assessment.objects.visible_to(emil).filter(source="manager").exists()
        assert release_drafts(emil, actor=mara) == 0

    def test_confirming_many_is_one_act(self, emil, mara, skill):
        other = AssessmentFactory(person=emil, level=2).skill
        confirm_levels(emil, actor=mara, said={skill.pk: Said(3), other.pk: Said(2)})
        assert {stored(emil, each).self_only for each in (skill, other)} == {False}
        assert verbs() == ["person.levels_confirmed"]

    def test_taken_back_it_is_as_if_never_said(self, emil, mara, skill):
        confirm_levels(emil, actor=mara, said={skill.pk: Said(3)})
        take_back_assessment(emil, actor=mara, skill_id=skill.pk)
        take_back_assessment(emil, actor=mara, skill_id=skill.pk)
        assert stored(emil, skill).self_only
        assert verbs()[1:] == ["person.assessment_taken_back"]

    def test_the_person_may_comment(self, emil, mara, skill):
        assess_person(emil, actor=mara, skill_id=skill.pk, said=Said(2), note="Two reviews", release=True)
        word = Assessment.objects.get(source="manager")
        reply_to_assessment(word, actor=emil, reply="They were in May.")
        reply_to_assessment(word, actor=emil, reply="They were in May.")
        word.refresh_from_db()
        assert word.reply == "They were in May."
        assert verbs().count("assessment.replied") == 1


class TestRatePeer:
    def test_one_peer_is_no_voice_two_are_their_mean(self, emil, otto, dario, skill):
        asked = [PeerRequestFactory(person=emil, peer=peer, skill=skill) for peer in (otto, dario)]
        rate_peer(asked[0], actor=otto, said=Said(2))
        assert stored(emil, skill).level is None
        rate_peer(asked[1], actor=dario, said=Said(3))
        assert stored(emil, skill).level == Decimal("2.50")
        assert {one.state for one in asked} == {"answered"}

    def test_a_request_taken_back_is_not_answered(self, emil, otto, skill):
        asked = PeerRequestFactory(person=emil, peer=otto, skill=skill, state="withdrawn")
        with pytest.raises(Refused):
            rate_peer(asked, actor=otto, said=Said(2))

    def test_nobody_but_the_author_sees_it(self, cast, emil, otto, skill):
        rate_peer(PeerRequestFactory(person=emil, peer=otto, skill=skill), actor=otto, said=Said(2))
        for person in (cast.emil, cast.mara, cast.nora, cast.dario, cast.lena):
            assert not Assessment.objects.visible_to(person).exists()
        assert Assessment.objects.visible_to(otto).count() == 1

    def test_the_audit_does_not_name_whom_it_was_about_beside_the_request(self, emil, otto, skill):
        rate_peer(PeerRequestFactory(person=emil, peer=otto, skill=skill), actor=otto, said=Said(2))
        assert not AuditEntry.objects.filter(verb="peer.rated", subject=emil).exists()


def test_the_fold_of_cells_is_ordered_once_per_statement(emil, skill):
    state_levels(emil, actor=emil, said={skill.pk: Said(2)})
    assert OutboxMessage.objects.filter(task="accounts.fold_cells").count() == 1
