"""Who may do what with people and the organisation: one question each, then the table (trust.md §§1, 1b)."""

from typing import Any

from accounts.models import Delegation, ReportingLine, UnitClosure, UnitMembership
from ecosystem.core.clock import today
from ecosystem.core.rules import (
    declare,
    is_administrator,
    is_learning,
    is_people_administrator,
    is_signed_in,
    predicate,
)

# --- people, employment, lines -----------------------------------------------------------------------------------------


@predicate
def keeps_some_units(person: Any) -> bool:
    """People administrator of a part of the company."""
    return bool(person.kept_units)


@predicate
def keeps_unit_of(person: Any, subject: Any) -> bool:
    """The subject is, or will be, in one of the units that this person was given, or below."""
    if not person.kept_units:
        return False
    stays = UnitMembership.objects.from_day(today()).filter(person=subject).values("unit_id")
    return UnitClosure.objects.filter(ancestor__in=person.kept_units, descendant__in=stays).exists()


@predicate
def is_oneself(person: Any, subject: Any) -> bool:
    return person.pk == subject.pk


@predicate
def is_line_manager_of(person: Any, subject: Any) -> bool:
    """Of today."""
    return ReportingLine.objects.on(today()).filter(person=subject, manager=person).exists()


@predicate
def is_stand_in_for_manager_of(person: Any, subject: Any) -> bool:
    """Stands in today for the subject's line manager of today."""
    line = ReportingLine.objects.on(today()).filter(person=subject).values("manager_id")
    return Delegation.objects.active().filter(delegate=person, manager__in=line).exists()


@predicate
def has_access_role(person: Any, subject: Any) -> bool:
    """The subject holds, or is about to hold, a granted role."""
    return subject.grants.from_day(today()).filter(ended_by=None, confirmed_at__isnull=False).exists()


@predicate
def is_vacant_seat(person: Any, subject: Any) -> bool:
    return subject.kind == "placeholder"


@predicate
def has_never_been_in(person: Any, subject: Any) -> bool:
    return subject.kind == "person" and subject.is_active and not subject.has_a_way_in


keeps_people = is_people_administrator | keeps_some_units
keeps_person = is_people_administrator | keeps_unit_of

declare("accounts.list_people", keeps_people, "People administrators, of the company or of a unit.")
declare("accounts.hire_person", keeps_people, "People administrators; of a unit: into that unit.")
declare("accounts.view_record", keeps_person, "People administrators, of the company or of the person's unit.")
declare("accounts.change_person", keeps_person, "People administrators, of the company or of the person's unit.")
declare(
    "accounts.change_address",
    keeps_person & (~has_access_role | is_administrator),
    "People administrators; of somebody with a granted role only who is an administrator as well.",
)
declare("accounts.move_person", keeps_person, "People administrators, of the company or of the person's unit.")
declare("accounts.end_employment", keeps_person & ~is_oneself, "People administrators, never for themselves.")


@predicate
def is_erased(person: Any, subject: Any) -> bool:
    return subject.erased_at is not None


declare("accounts.rehire_person", is_people_administrator & ~is_erased, "People administrators of the company.")
declare("accounts.fill_seat", keeps_person & is_vacant_seat, "People administrators, for a vacant seat.")
declare("accounts.enter_leave", keeps_person | is_oneself, "Oneself and people administrators.")
declare(
    "accounts.invite_person",
    has_never_been_in & (is_administrator | (keeps_person & ~has_access_role)),
    "People administrators; somebody with a granted role is invited by an administrator.",
)
declare("accounts.invite_anybody", is_administrator, "Administrators, also those with a granted role.")
declare("accounts.list_invitations", keeps_people | is_administrator, "People administrators and administrators.")


@predicate
def may_sign_in(person: Any, subject: Any) -> bool:
    """A colleague or a vacant seat; leavers are known to administrators only."""
    return subject.is_active


declare(
    "accounts.view_person",
    may_sign_in | is_people_administrator | is_administrator,
    "Everybody: public facts, the rest as the person shares it; leavers only administrators.",
)
declare("accounts.find_people", is_signed_in, "Everybody.")


@predicate
def keeps_leave(person: Any, leave: Any) -> bool:
    return leave.person_id == person.pk or keeps_person.test(person, leave.person)


@predicate
def manages_away(person: Any, leave: Any) -> bool:
    """Line manager of today of whoever is away, or their stand-in."""
    return (is_line_manager_of | is_stand_in_for_manager_of).test(person, leave.person)


declare("accounts.view_leave", keeps_leave | manages_away, "Oneself, line manager, stand-in, people administrators.")
declare("accounts.drop_leave", keeps_leave, "Oneself and people administrators.")
declare(
    "accounts.view_away",
    is_oneself | is_line_manager_of | is_stand_in_for_manager_of | keeps_person,
    "Oneself, the line manager and their stand-in, people administrators.",
)
declare("accounts.change_settings", is_signed_in, "Everybody, their own.")
declare("accounts.view_looks", is_signed_in, "Everybody, who looked at their own data.")

# --- units, sites, projects --------------------------------------------------------------------------------------------

declare("accounts.view_units", is_signed_in, "Everybody.")
declare("accounts.change_units", is_people_administrator, "People administrators of the company.")
declare("accounts.view_sites", is_people_administrator | is_administrator, "People administrators and administrators.")
declare("accounts.change_sites", is_people_administrator, "People administrators of the company.")
declare("accounts.view_projects", is_signed_in, "Everybody.")
declare("accounts.change_projects", is_people_administrator, "People administrators of the company.")

# --- job roles, requirements, skills -----------------------------------------------------------------------------------

declare("accounts.view_roles", is_signed_in, "Everybody.")
declare("accounts.change_roles", is_learning, "Learning & development.")
declare("accounts.change_framework", is_learning, "Learning & development.")

# --- access ------------------------------------------------------------------------------------------------------------


@predicate
def is_own_grant(person: Any, grant: Any) -> bool:
    return grant.person_id == person.pk


declare("accounts.view_grant", is_administrator | is_own_grant, "Administrators, and whose role it is.")
declare("accounts.list_grants", is_administrator, "Administrators.")
declare("accounts.grant_role", is_administrator, "Administrators, never to themselves.")
declare("accounts.decide_grant", is_administrator & ~is_own_grant, "Administrators, never for themselves.")
declare("accounts.end_grant", is_administrator, "Administrators; the last one stays.")
declare("accounts.change_policy", is_administrator, "Administrators.")

# --- stand-ins ---------------------------------------------------------------------------------------------------------


@predicate
def leads_people(person: Any) -> bool:
    return person.is_manager


@predicate
def is_manager_of_delegation(person: Any, delegation: Any) -> bool:
    return delegation.manager_id == person.pk


@predicate
def is_part_of_delegation(person: Any, delegation: Any) -> bool:
    """Both sides, and those who report to the manager today."""
    if person.pk in {delegation.manager_id, delegation.delegate_id}:
        return True
    return ReportingLine.objects.on(today()).filter(person=person, manager=delegation.manager_id).exists()


declare("accounts.view_delegation", is_part_of_delegation, "Both sides, and the team of the manager.")
declare("accounts.list_delegations", is_signed_in, "Everybody: one's own, and who stands in for one's line manager.")
declare("accounts.name_stand_in", leads_people, "Line managers, for themselves.")
declare("accounts.end_delegation", is_manager_of_delegation, "The manager who named the stand-in.")

# --- skills, assessments, evidence -------------------------------------------------------------------------------------


@predicate
def is_subject_of(person: Any, row: Any) -> bool:
    """The row is about this person."""
    return row.person_id == person.pk


@predicate
def manages_subject_of(person: Any, row: Any) -> bool:
    """Line manager of today of whom the row is about."""
    return ReportingLine.objects.on(today()).filter(person=row.person_id, manager=person).exists()


@predicate
def is_peer_statement(person: Any, assessment: Any) -> bool:
    return assessment.source == "peer"


@predicate
def is_manager_statement(person: Any, assessment: Any) -> bool:
    return assessment.source == "manager"


@predicate
def is_draft(person: Any, assessment: Any) -> bool:
    return assessment.source == "manager" and assessment.released_at is None


@predicate
def made_statement(person: Any, assessment: Any) -> bool:
    return assessment.assessor_id == person.pk


@predicate
def confirms_evidence_of(person: Any, assessment: Any) -> bool:
    return assessment.evidence_id is not None and assessment.evidence.asked_id == person.pk


@predicate
def is_asked_to_confirm(person: Any, evidence: Any) -> bool:
    return evidence.asked_id == person.pk and evidence.person_id != person.pk


@predicate
def is_asked_to_teach(person: Any, help_request: Any) -> bool:
    return help_request.teacher_id == person.pk


@predicate
def is_asked_as_peer(person: Any, peer_request: Any) -> bool:
    return peer_request.peer_id == person.pk


@predicate
def is_open_dispute(person: Any, dispute: Any) -> bool:
    return dispute.is_open


@predicate
def offers_to_teach(person: Any, offer: Any) -> bool:
    return offer.person_id == person.pk


reads_statement = (
    (is_subject_of & ~is_peer_statement & ~is_draft)
    | (is_peer_statement & made_statement)
    | (~is_peer_statement & manages_subject_of & (~is_draft | made_statement))
    | confirms_evidence_of
)

declare("accounts.view_my_skills", is_signed_in, "Everybody, their own.")
declare("accounts.view_skill", is_signed_in, "Everybody; levels on it are one's own.")
declare("accounts.state_level", is_signed_in, "Everybody, for themselves.")
declare("accounts.state_interest", is_signed_in, "Everybody, for themselves.")
declare(
    "accounts.view_assessment", reads_statement, "The subject and the line manager of today; a peer their own words."
)
declare("accounts.assess_person", is_line_manager_of, "The line manager of today.")
declare("accounts.reply_to_assessment", is_subject_of & is_manager_statement & ~is_draft, "Whom it is about.")
declare("accounts.dispute_level", is_signed_in, "Everybody, about their own level.")
declare(
    "accounts.view_dispute", is_subject_of | manages_subject_of, "Whose level it is, and the line manager of today."
)
declare("accounts.answer_dispute", manages_subject_of & is_open_dispute, "The line manager of today.")
declare("accounts.withdraw_dispute", is_subject_of, "Who wrote it.")
declare("accounts.ask_peers", is_signed_in, "Everybody, about themselves.")
declare("accounts.view_peer_request", is_subject_of | is_asked_as_peer, "Who asks and who is asked.")
declare("accounts.rate_peer", is_asked_as_peer, "Who was asked.")
declare("accounts.withdraw_peer_request", is_subject_of, "Who asked.")
declare("accounts.offer_teaching", is_signed_in, "Everybody, for themselves.")
declare("accounts.view_teaching_offer", is_signed_in, "Everybody.")
declare("accounts.ask_for_help", is_signed_in & ~offers_to_teach, "Everybody but who offers it.")
declare("accounts.view_help_request", is_subject_of | is_asked_to_teach, "Who asks and who is asked.")
declare("accounts.answer_help_request", is_asked_to_teach, "Who was asked.")
declare("accounts.list_requests", is_signed_in, "Everybody: what others ask of them, and what they ask of others.")
declare("accounts.add_evidence", is_signed_in, "Everybody, their own.")
declare(
    "accounts.view_evidence",
    is_subject_of | manages_subject_of | is_asked_to_confirm,
    "The owner, the line manager of today, and who was asked to confirm it.",
)
declare("accounts.change_evidence", is_subject_of, "The owner.")
declare("accounts.confirm_evidence", is_asked_to_confirm, "Who was asked to confirm it, never the owner.")
declare("accounts.suggest_profiles", is_learning, "Learning & development.")

# --- campaigns of the skill round --------------------------------------------------------------------------------------

declare("accounts.list_campaigns", is_learning, "Learning & development.")
declare("accounts.open_campaign", is_learning, "Learning & development.")
declare("accounts.view_campaign", is_learning, "Learning & development: counts of units, never who.")
declare("accounts.extend_campaign", is_learning, "Learning & development.")
declare("accounts.end_campaign", is_learning, "Learning & development.")


# --- personal tokens -------------------------------------------------------------------------------------------------


@predicate
def holds_token(person: Any, token: Any) -> bool:
    return token.person_id == person.pk


declare("accounts.make_token", is_signed_in, "Everybody, their own.")
declare("accounts.revoke_token", holds_token, "Who made it.")
