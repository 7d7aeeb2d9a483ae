"""What is said to people because somebody asked or answered: right words, and nothing to those who may not know."""

import pytest

from accounts.models import Evidence
from accounts.skill_announcements import (
    assessment_released_message,
    dispute_answered_message,
    evidence_answered_message,
    evidence_asked_message,
    help_answered_message,
    help_asked_message,
    known_to,
    level_disputed_message,
    peer_asked_message,
)
from ecosystem.core.clock import now
from ecosystem.notifications.models import Nudge
from tests.factories.asking import DisputeFactory, EvidenceFactory, HelpRequestFactory, PeerRequestFactory
from tests.factories.skills import SkillFactory


def nudge(person, subject) -> Nudge:
    return Nudge(person=person, subject_id=subject.pk)


@pytest.mark.parametrize(
    ("message", "to", "make", "words"),
    [
        (evidence_asked_message, "otto", lambda c: EvidenceFactory(person=c.emil, asked=c.otto), "Emil Test asks you to confirm"),
        (
            evidence_answered_message, "emil",
            lambda c: EvidenceFactory(person=c.emil, asked=c.otto, confirmed_at=now()), "Otto Test confirmed",
        ),
        (
            evidence_answered_message, "emil",
            lambda c: EvidenceFactory(person=c.emil, asked=c.otto, refused_reason="no"), "Otto Test did not confirm",
        ),
        (peer_asked_message, "otto", lambda c: PeerRequestFactory(person=c.emil, peer=c.otto), "Emil Test asks for your view"),
        (help_asked_message, "otto", lambda c: HelpRequestFactory(person=c.emil, teacher=c.otto), "asks for your help with"),
        (
            help_answered_message, "emil",
            lambda c: HelpRequestFactory(person=c.emil, teacher=c.otto, state="accepted"), "Otto Test helps you with",
        ),
        (
            help_answered_message, "emil",
            lambda c: HelpRequestFactory(person=c.emil, teacher=c.otto, state="declined"), "cannot help with",
        ),
        (level_disputed_message, "mara", lambda c: DisputeFactory(person=c.emil), "says that their level"),
        (
            dispute_answered_message, "emil",
            lambda c: DisputeFactory(person=c.emil, answer="I did.", answered_by=c.mara, answered_at=now()), "Mara Test answered",
        ),
        (assessment_released_message, "emil", lambda c: SkillFactory(), "Your line manager said"),
    ],
)  # fmt: skip
def test_the_words(cast, message, to, make, words):
    said = message(nudge(getattr(cast, to), make(cast)))
    assert words in said.sentence
    assert said.why
    assert said.action


@pytest.mark.parametrize(
    ("message", "make"),
    [
        (evidence_asked_message, lambda c: EvidenceFactory(person=c.emil, asked=c.otto, confirmed_at=now())),
        (peer_asked_message, lambda c: PeerRequestFactory(person=c.emil, peer=c.otto, state="withdrawn")),
        (help_asked_message, lambda c: HelpRequestFactory(person=c.emil, teacher=c.otto, state="withdrawn")),
        (level_disputed_message, lambda c: DisputeFactory(person=c.emil, withdrawn_at=now())),
        (help_answered_message, lambda c: HelpRequestFactory(person=c.emil, teacher=c.otto)),
    ],
)
def test_what_is_over_is_not_said(cast, message, make):
    assert message(nudge(cast.otto, make(cast))) is None


def test_whoever_may_no_longer_know_is_not_told(cast):
    evidence = EvidenceFactory(person=cast.emil, asked=cast.otto)
    assert known_to(Evidence)(cast.otto, [evidence.pk]) == {evidence.pk}
    assert known_to(Evidence)(cast.dario, [evidence.pk]) == set()
