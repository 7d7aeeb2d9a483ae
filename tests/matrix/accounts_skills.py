"""Skills: one's own words for everybody; a report's for mara; what is asked, for those two; profiles for lena."""

from accounts.models import (
    Assessment,
    AssessmentDispute,
    Evidence,
    HelpRequest,
    Interest,
    PeerRequest,
    Skill,
    TeachingOffer,
)
from accounts.refresh import touch
from ecosystem.core.clock import today
from tests.factories.asking import DisputeFactory, EvidenceFactory, HelpRequestFactory, OfferFactory, PeerRequestFactory
from tests.factories.people import JobRoleFactory, PersonFactory
from tests.factories.skills import AssessmentFactory, RequirementFactory, SkillFactory
from tests.matrix import EVERYBODY, but, everybody, only

MARA, MARA_DOES = only("mara"), only("mara", status=302)
EMIL_ASKS = only("emil", others=404)


def a_skill(cast) -> dict:
    return {"pk": SkillFactory().pk}


def a_wish(cast) -> dict:
    """Everybody wants to learn it."""
    skill = SkillFactory()
    people = (getattr(cast, persona) for persona in EVERYBODY if hasattr(cast, persona))
    Interest.objects.bulk_create(Interest(person=each, skill=skill, answer="yes", stated_on=today()) for each in people)
    return {"pk": skill.pk}


def the_report(cast) -> dict:
    return {"pk": cast.emil.pk}


def stated(cast) -> int:
    """A skill of emil's."""
    statement = AssessmentFactory(person=cast.emil)
    RequirementFactory(skill=statement.skill, job_role=cast.engineer)
    touch([cast.emil.pk])
    return statement.skill_id


def some_statements(cast) -> list[Assessment]:
    """Of every source and state."""
    emil, mara, otto = cast.emil, cast.mara, cast.otto
    evidence = EvidenceFactory(person=emil, asked=otto)
    return [
        AssessmentFactory(person=emil),
        AssessmentFactory(person=emil, source="manager", assessor=mara),
        AssessmentFactory(person=emil, source="manager", assessor=mara, released_at=None),
        AssessmentFactory(person=emil, source="manager", assessor=cast.nora, released_at=None),
        AssessmentFactory(person=emil, source="peer", assessor=otto),
        AssessmentFactory(person=emil, source="peer", assessor=mara),
        AssessmentFactory(person=emil, source="evidence", evidence=evidence),
        AssessmentFactory(person=otto),
    ]


def reply_to(cast) -> dict:
    return {"pk": AssessmentFactory(person=cast.emil, source="manager", assessor=cast.mara).pk}


def an_offer(cast) -> dict:
    return {"pk": OfferFactory(person=cast.otto).pk}


def help_asked(cast) -> dict:
    return {"pk": HelpRequestFactory(person=cast.emil, teacher=cast.otto).pk}


def peer_asked(cast) -> dict:
    return {"pk": PeerRequestFactory(person=cast.emil, peer=cast.otto).pk}


def disputed(cast) -> dict:
    return {"pk": DisputeFactory(person=cast.emil).pk}


def shown(cast) -> dict:
    return {"pk": EvidenceFactory(person=cast.emil, asked=cast.otto).pk}


def profile(cast) -> dict:
    return {"like": RequirementFactory(job_role=JobRoleFactory()).job_role_id}


def level(cast) -> dict:
    """For any of the skills that this request may have made."""
    newest = Skill.objects.order_by("-pk").first()
    return {f"{newest.pk}-level": "2", f"{newest.pk}-answer": "yes"}


def proof(cast) -> dict:
    skill = SkillFactory()
    return {"title": "A talk", "rung": "taught", "occurred_on": "2026-02-03", "skill_1": skill.name, "level_1": "2"}


MATRIX = {
    "accounts:my_skills": everybody(),
    "accounts:my_skills_save": everybody(302),
    "accounts:my_skill_add": everybody(),
    "accounts:my_skill_add POST": everybody(302),
    "accounts:interests_share": everybody(302),
    "accounts:skill_round": everybody(),
    "accounts:skill_page": everybody(),
    "accounts:skill_level": everybody(302),
    "accounts:skill_interest": everybody(302),
    "accounts:skill_share": everybody(302),
    "accounts:skill_state": everybody(),
    "accounts:skill_state POST": everybody(302),
    "accounts:round_state": everybody(302),
    "accounts:teaching_offer": everybody(),
    "accounts:teaching_offer POST": everybody(302),
    "accounts:teaching_end": everybody(302),
    "accounts:level_dispute": everybody(),
    "accounts:level_dispute POST": but(everybody(302), nora=422, xenia=422),
    "accounts:person_assess": MARA,
    "accounts:skill_assess": MARA_DOES,
    "accounts:levels_confirm": MARA_DOES,
    "accounts:drafts_release": MARA_DOES,
    "accounts:assessment_reply": but(EMIL_ASKS, mara=403),
    "accounts:assessment_reply POST": but(only("emil", status=302, others=404), mara=403),
    "accounts:dispute_page": only("emil", "mara", others=404),
    "accounts:dispute_answer": but(only("mara", status=302, others=404), emil=403),
    "accounts:dispute_withdraw": but(only("emil", status=302, others=404), mara=403),
    "accounts:profile_list": only("lena"),
    "accounts:profile_adopt": only("lena", status=302),
    "accounts:profile_confirm": only("lena", status=302),
    "accounts:request_list": everybody(),
    "accounts:peers_ask": everybody(),
    "accounts:peers_ask POST": everybody(302),
    "accounts:peer_rate": but(only("otto", status=302, others=404), emil=403),
    "accounts:peer_withdraw": but(only("emil", status=302, others=404), otto=403),
    "accounts:help_ask": but(everybody(), otto=403),
    "accounts:help_ask POST": but(everybody(302), otto=403),
    "accounts:help_answer": but(only("otto", status=302, others=404), emil=403),
    "accounts:help_end": only("emil", "otto", status=302, others=404),
    "accounts:evidence_list": everybody(),
    "accounts:evidence_add": everybody(),
    "accounts:evidence_add POST": everybody(302),
    "accounts:evidence_page": only("emil", "mara", "otto", others=404),
    "accounts:evidence_ask": but(EMIL_ASKS, mara=403, otto=403),
    "accounts:evidence_ask POST": but(only("emil", status=302, others=404), mara=403, otto=403),
    "accounts:evidence_confirm": but(only("otto", status=302, others=404), emil=403, mara=403),
    "accounts:evidence_refuse": but(only("otto", others=404), emil=403, mara=403),
    "accounts:evidence_refuse POST": but(only("otto", status=302, others=404), emil=403, mara=403),
    "accounts:evidence_remove": but(only("emil", status=302, others=404), mara=403, otto=403),
    "goals:skill_panel": everybody(),
}
OF_THE_LINE = {
    "accounts:person_assess",
    "accounts:skill_assess",
    "accounts:levels_confirm",
    "accounts:drafts_release",
    "accounts:dispute_page",
    "accounts:dispute_answer",
}
OBJECTS = {
    **dict.fromkeys(
        (
            *("accounts:skill_page", "accounts:skill_level", "accounts:skill_interest"),
            *("accounts:skill_state", "accounts:round_state", "accounts:teaching_offer", "accounts:teaching_end"),
            *("accounts:level_dispute", "goals:skill_panel"),
        ),
        a_skill,
    ),
    **dict.fromkeys(
        ("accounts:person_assess", "accounts:skill_assess", "accounts:levels_confirm", "accounts:drafts_release"),
        the_report,
    ),
    "accounts:skill_share": a_wish,
    "accounts:profile_confirm": the_report,
    "accounts:profile_adopt": lambda cast: {"pk": cast.engineer.pk},
    "accounts:assessment_reply": reply_to,
    **dict.fromkeys(("accounts:dispute_page", "accounts:dispute_answer", "accounts:dispute_withdraw"), disputed),
    **dict.fromkeys(("accounts:peer_rate", "accounts:peer_withdraw"), peer_asked),
    **dict.fromkeys(("accounts:help_answer", "accounts:help_end"), help_asked),
    "accounts:help_ask": an_offer,
    **dict.fromkeys(
        (
            *("accounts:evidence_page", "accounts:evidence_ask", "accounts:evidence_confirm"),
            *("accounts:evidence_refuse", "accounts:evidence_remove"),
        ),
        shown,
    ),
}
POSTS = {
    "accounts:my_skills_save": {},
    "accounts:my_skill_add": lambda cast: {"skill": SkillFactory().name, "level": "2"},
    "accounts:interests_share": {"shared": "true"},
    "accounts:skill_level": level,
    "accounts:skill_interest": level,
    "accounts:skill_share": {"shared": "true"},
    "accounts:skill_state": {"level": "2"},
    "accounts:round_state": {"level": "2"},
    "accounts:teaching_offer": {"way": "pairs", "places": "2"},
    "accounts:teaching_end": {},
    "accounts:level_dispute": {"about": "assessed", "text": "It was another skill."},
    "accounts:skill_assess": lambda cast: {"skill": stated(cast), "level": "2"},
    "accounts:levels_confirm": {},
    "accounts:drafts_release": {},
    "accounts:assessment_reply": {"reply": "Thank you."},
    "accounts:dispute_answer": {"version": "1", "answer": "I looked again."},
    "accounts:dispute_withdraw": {},
    "accounts:profile_adopt": profile,
    "accounts:profile_confirm": profile,
    "accounts:peers_ask": lambda cast: {"first": PersonFactory().full_name, "skills": [a_wish(cast)["pk"]]},
    "accounts:peer_rate": {"level": "2"},
    "accounts:peer_withdraw": {},
    "accounts:help_ask": {"note": ""},
    "accounts:help_answer": {"accept": "true"},
    "accounts:help_end": {},
    "accounts:evidence_add": proof,
    "accounts:evidence_ask": lambda cast: {"asked": PersonFactory().full_name, "version": "1"},
    "accounts:evidence_confirm": {},
    "accounts:evidence_refuse": {"reason": "I was not there."},
    "accounts:evidence_remove": {},
}
VISIBLE = {
    Assessment: ("accounts.view_assessment", some_statements),
    AssessmentDispute: ("accounts.view_dispute", lambda cast: DisputeFactory(person=cast.emil)),
    Evidence: ("accounts.view_evidence", lambda cast: EvidenceFactory(person=cast.emil, asked=cast.otto)),
    HelpRequest: ("accounts.view_help_request", help_asked),
    Skill: ("accounts.view_skill", lambda cast: SkillFactory()),
    PeerRequest: ("accounts.view_peer_request", peer_asked),
    TeachingOffer: ("accounts.view_teaching_offer", an_offer),
}
