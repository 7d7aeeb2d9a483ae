"""Asking for help, for a colleague's view, and for another look at a level."""

import datetime as dt

import pytest

from accounts.actions.asking import (
    answer_dispute,
    answer_help_request,
    ask_for_help,
    ask_peers,
    decline_peer_request,
    dispute_level,
    end_help,
    withdraw_dispute,
    withdraw_peer_request,
)
from accounts.actions.merging import merge_skill
from accounts.models import AssessmentDispute, HelpRequest, PeerRequest, ReportingLine
from ecosystem.core.clock import today
from ecosystem.core.errors import Refused, Stale
from ecosystem.core.models import AuditEntry
from ecosystem.notifications.finding import ensure_rule_states
from ecosystem.notifications.models import Nudge
from tests.factories.asking import DisputeFactory, EvidenceFactory, HelpRequestFactory, OfferFactory, PeerRequestFactory
from tests.factories.skills import AssessmentFactory, SkillFactory


@pytest.fixture(autouse=True)
def rules(cast):
    ensure_rule_states()


def told(code: str) -> list[int]:
    return sorted(Nudge.objects.filter(rule__code=code).values_list("person_id", flat=True))


class TestHelp:
    @pytest.fixture
    def offer(self, otto):
        return OfferFactory(person=otto, places=1)

    def test_the_teacher_hears_of_it(self, offer, emil, otto):
        asked = ask_for_help(offer, actor=emil, note="How do I begin?")
        assert (asked.teacher, asked.state) == (otto, "open")
        assert told("accounts.help_asked") == [otto.pk]

    def test_asking_again_is_the_same_request(self, offer, emil):
        assert ask_for_help(offer, actor=emil, note="").pk == ask_for_help(offer, actor=emil, note="again").pk
        assert AuditEntry.objects.filter(verb="help.asked").count() == 1

    def test_with_every_place_taken_it_is_refused(self, offer, emil, dario, otto):
        HelpRequestFactory(person=dario, teacher=otto, skill=offer.skill, state="accepted")
        with pytest.raises(Refused):
            ask_for_help(offer, actor=emil, note="")

    def test_an_open_request_of_another_takes_no_place(self, offer, emil, dario, otto):
        HelpRequestFactory(person=dario, teacher=otto, skill=offer.skill)
        assert ask_for_help(offer, actor=emil, note="").state == "open"

    @pytest.mark.parametrize(("accept", "state"), [(True, "accepted"), (False, "declined")])
    def test_an_answer_is_told(self, offer, emil, otto, accept, state):
        asked = ask_for_help(offer, actor=emil, note="")
        answer_help_request(asked, actor=otto, accept=accept, answer="On Tuesday")
        answer_help_request(asked, actor=otto, accept=accept)
        asked.refresh_from_db()
        assert (asked.state, asked.answer) == (state, "On Tuesday")
        assert told("accounts.help_answered") == [emil.pk]

    def test_another_answer_after_the_first_is_refused(self, offer, emil, otto):
        asked = ask_for_help(offer, actor=emil, note="")
        answer_help_request(asked, actor=otto, accept=True)
        with pytest.raises(Refused):
            answer_help_request(asked, actor=otto, accept=False)

    @pytest.mark.parametrize(
        ("state", "after"), [("open", "withdrawn"), ("accepted", "ended"), ("declined", "declined")]
    )
    def test_the_end(self, emil, otto, state, after):
        asked = HelpRequestFactory(person=emil, teacher=otto, state=state)
        end_help(asked, actor=emil)
        end_help(asked, actor=emil)
        assert HelpRequest.objects.get().state == after


class TestPeers:
    def test_each_colleague_hears_once(self, emil, otto, dario):
        skills = [SkillFactory(), SkillFactory()]
        assert ask_peers(emil, actor=emil, peers=[otto, dario], skills=skills) == 4
        assert told("accounts.peer_asked") == sorted([otto.pk, dario.pk])

    def test_what_is_asked_already_is_not_asked_twice(self, emil, otto):
        skills = [SkillFactory()]
        ask_peers(emil, actor=emil, peers=[otto], skills=skills)
        assert ask_peers(emil, actor=emil, peers=[otto], skills=skills) == 0

    def test_oneself_is_left_out(self, emil):
        assert ask_peers(emil, actor=emil, peers=[emil], skills=[SkillFactory()]) == 0

    def test_declined_or_taken_back(self, emil, otto):
        first, second = PeerRequestFactory(person=emil, peer=otto), PeerRequestFactory(person=emil, peer=otto)
        decline_peer_request(first, actor=otto)
        withdraw_peer_request(second, actor=emil)
        withdraw_peer_request(second, actor=emil)
        assert set(PeerRequest.objects.values_list("state", flat=True)) == {"declined", "withdrawn"}
        assert AuditEntry.objects.filter(verb="peer.withdrawn").count() == 1


def test_what_is_asked_moves_when_skills_are_merged(cast, emil, otto):
    """Where the same was asked about both, what stands at the remaining skill stays."""
    old, new = SkillFactory(), SkillFactory()
    for skill in (old, new):
        HelpRequestFactory(person=emil, teacher=otto, skill=skill)
        PeerRequestFactory(person=emil, peer=otto, skill=skill)
        DisputeFactory(person=emil, skill=skill)
    HelpRequestFactory(person=cast.dario, teacher=otto, skill=old)
    merge_skill(old, into=new, actor=cast.lena, version=None)
    assert set(HelpRequest.objects.values_list("person", "skill")) == {(emil.pk, new.pk), (cast.dario.pk, new.pk)}
    assert (PeerRequest.objects.get().skill, AssessmentDispute.objects.get().skill) == (new, new)


@pytest.mark.parametrize("number", [1, 30])
def test_statements_of_the_list_do_not_grow(client_for, emil, otto, mara, number, django_assert_max_num_queries):
    for _ in range(number):
        AssessmentFactory(person=otto, source="evidence", evidence=EvidenceFactory(person=otto, asked=emil))
        PeerRequestFactory(person=otto, peer=emil)
        PeerRequestFactory(person=emil, peer=otto)
        HelpRequestFactory(person=otto, teacher=emil)
        HelpRequestFactory(person=emil, teacher=otto)
    client = client_for(emil)
    with django_assert_max_num_queries(12):
        assert client.get("/skills/requests/").status_code == 200


class TestDisputes:
    def test_the_line_manager_has_a_week(self, emil, mara):
        skill = SkillFactory()
        dispute = dispute_level(emil, actor=emil, skill=skill, about="assessed", text="I led three audits.")
        assert dispute.answer_by == today() + dt.timedelta(days=7)
        assert told("accounts.level_disputed") == [mara.pk]

    def test_one_at_a_time_for_a_skill(self, emil):
        skill = SkillFactory()
        dispute_level(emil, actor=emil, skill=skill, about="assessed", text="One")
        dispute_level(emil, actor=emil, skill=skill, about="peers", text="Two")
        assert list(AssessmentDispute.objects.values_list("text", flat=True)) == ["One"]

    def test_without_a_line_manager_it_is_refused(self, nora):
        with pytest.raises(Refused):
            dispute_level(nora, actor=nora, skill=SkillFactory(), about="assessed", text="Wrong")

    def test_answered_the_person_hears(self, emil, mara):
        dispute = DisputeFactory(person=emil)
        answer_dispute(dispute, actor=mara, version=1, answer="You are right; I assessed it anew.")
        answer_dispute(dispute, actor=mara, version=2, answer="Again")
        dispute.refresh_from_db()
        assert (dispute.answer, dispute.answered_by) == ("You are right; I assessed it anew.", mara)
        assert told("accounts.dispute_answered") == [emil.pk]

    def test_one_taken_back_meanwhile_is_not_answered(self, emil, mara):
        dispute = DisputeFactory(person=emil)
        withdraw_dispute(dispute, actor=emil)
        withdraw_dispute(dispute, actor=emil)
        with pytest.raises(Stale):
            answer_dispute(dispute, actor=mara, version=2, answer="Too late")

    def test_after_a_move_the_new_manager_answers(self, cast, emil, mara, otto):
        dispute = DisputeFactory(person=emil)
        ReportingLine.objects.filter(person=emil).update(manager=otto)
        assert AssessmentDispute.objects.visible_to(otto).get() == dispute
        assert not AssessmentDispute.objects.visible_to(mara).exists()
