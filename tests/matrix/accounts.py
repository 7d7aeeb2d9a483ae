"""People and the organisation: pia keeps people, lena the framework, adam access and policy; the rest is public or one's own."""

import datetime as dt

from accounts.actions.invitations import hash_of
from accounts.models import (
    Assignment,
    Delegation,
    Invitation,
    JobRole,
    Leave,
    Organisation,
    Person,
    Project,
    RoleGrant,
    RoleRequirement,
    Site,
    Skill,
    Unit,
)
from ecosystem.core.clock import now, today
from tests.factories.people import PersonFactory, on_leave
from tests.factories.skills import RequirementFactory, SkillFactory
from tests.matrix import everybody, only

PIA, PIA_DOES = only("pia"), only("pia", status=302)
LENA, LENA_DOES = only("lena"), only("lena", status=302)
ADAM, ADAM_DOES = only("adam"), only("adam", status=302)
LEFT, COME_BACK = only("pia", others=404) | {"adam": 403}, only("pia", status=302, others=404) | {"adam": 403}
GRANT = only("adam", status=302, others=404) | {"emil": 403}
CODE = "ABCD-EFGH-JKLM-NPQR"
TODAY = now().date().isoformat()
NEXT_WEEK = (now() + dt.timedelta(days=7)).date().isoformat()


def _only_stand_in(cast) -> dict:
    """Nobody stands in for mara yet."""
    Delegation.objects.all().delete()
    return {"delegate": cast.dario.email, "valid_from": TODAY, "valid_to": NEXT_WEEK}


MATRIX = {
    "accounts:people_list": PIA,
    "accounts:person_hire": PIA,
    "accounts:person_hire POST": PIA_DOES,
    "accounts:seat_add": PIA,
    "accounts:seat_add POST": PIA_DOES,
    "accounts:person_record": PIA,
    "accounts:person_change": PIA,
    "accounts:person_change POST": PIA_DOES,
    "accounts:person_move": PIA,
    "accounts:person_move POST": PIA_DOES,
    "accounts:person_end": PIA,
    "accounts:person_end POST": PIA_DOES,
    "accounts:person_keep": PIA_DOES,
    "accounts:person_rehire": LEFT,
    "accounts:person_rehire POST": COME_BACK,
    "accounts:seat_fill": PIA,
    "accounts:seat_fill POST": PIA_DOES,
    "accounts:seat_drop": PIA_DOES,
    "accounts:leave_enter": only("emil", "pia", status=302),
    "accounts:leave_drop": only("emil", "pia", status=302, others=404) | {"mara": 403, "stan": 403},
    "accounts:person_options": everybody(),
    "accounts:person_page": everybody(),
    "accounts:me": everybody(),
    "accounts:me POST": everybody(302),
    "accounts:look_list": everybody(),
    "accounts:unit_list": everybody(),
    "accounts:unit_options": everybody(),
    "accounts:unit_page": everybody(),
    "accounts:unit_add": PIA,
    "accounts:unit_add POST": PIA_DOES,
    "accounts:unit_change": PIA,
    "accounts:unit_change POST": PIA_DOES,
    "accounts:unit_close": PIA_DOES,
    "accounts:unit_reopen": PIA_DOES,
    "accounts:site_list": only("pia", "adam"),
    "accounts:site_add": PIA,
    "accounts:site_add POST": PIA_DOES,
    "accounts:site_change": PIA,
    "accounts:site_change POST": PIA_DOES,
    "accounts:project_list": everybody(),
    "accounts:project_page": everybody(),
    "accounts:project_add": PIA,
    "accounts:project_add POST": PIA_DOES,
    "accounts:project_change": PIA,
    "accounts:project_change POST": PIA_DOES,
    "accounts:assignment_add": PIA_DOES,
    "accounts:assignment_end": PIA_DOES,
    "accounts:framework": LENA,
    "accounts:skill_add": LENA,
    "accounts:skill_add POST": LENA_DOES,
    "accounts:skill_change": LENA,
    "accounts:skill_change POST": LENA_DOES,
    "accounts:skill_retire": LENA_DOES,
    "accounts:skill_bring_back": LENA_DOES,
    "accounts:skill_merge": LENA,
    "accounts:skill_merge POST": LENA_DOES,
    "accounts:scale_change": LENA,
    "accounts:scale_change POST": LENA_DOES,
    "accounts:role_list": everybody(),
    "accounts:role_page": everybody(),
    "accounts:role_add": LENA,
    "accounts:role_add POST": LENA_DOES,
    "accounts:role_change": LENA,
    "accounts:role_change POST": LENA_DOES,
    "accounts:requirement_set": LENA_DOES,
    "accounts:requirement_end": LENA_DOES,
    "accounts:baseline": everybody(),
    "accounts:baseline_set": LENA_DOES,
    "accounts:grant_list": ADAM,
    "accounts:grant_add": ADAM,
    "accounts:grant_add POST": ADAM_DOES,
    "accounts:grant_confirm": GRANT,
    "accounts:grant_decline": GRANT,
    "accounts:grant_end": GRANT,
    "accounts:invitation_list": only("pia", "adam"),
    "accounts:invitation_send": only("pia", "adam", status=302),
    "accounts:invitation_print": only("pia", "adam"),
    "accounts:person_invite": only("pia", "adam", status=302),
    "accounts:invitation_enter": everybody(),
    "accounts:invitation_enter POST": everybody(302),
    "accounts:invitation_accept": everybody(),
    "accounts:invitation_accept POST": everybody(422),
    "accounts:delegation_list": everybody(),
    "accounts:delegation_add": only("mara", "nora"),
    "accounts:delegation_add POST": only("mara", "nora", status=302),
    "accounts:delegation_end": only("mara", status=302, others=404) | {"emil": 403, "dario": 403},
    "accounts:organisation_change": ADAM,
    "accounts:organisation_change POST": ADAM_DOES,
    "accounts:mail_test": ADAM_DOES,
    "accounts:setup": everybody(404),
    "accounts:setup_next": ADAM,
    "demo:demo_sign_in": everybody(404),
}
OPEN = {"accounts:invitation_enter", "accounts:invitation_accept", "accounts:setup", "demo:demo_sign_in"}


def _seat(cast) -> Person:
    return PersonFactory(full_name="Vacant: Engineer", kind="placeholder", unit=cast.engineering, manager=cast.mara)


def _leaver(cast) -> Person:
    person = PersonFactory(unit=cast.engineering, is_active=False)
    person.employments.update(valid_to=today() - dt.timedelta(days=30))
    return person


def _leaving(cast) -> Person:
    cast.emil.employments.update(valid_to=today())
    return cast.emil


def _outside(cast) -> Person:
    return PersonFactory(unit=cast.engineering, password="!nothing")


def _closed(cast) -> Unit:
    return Unit.objects.create(code="OLD", name="Old", closed_on=today())


def _proposal(cast) -> RoleGrant:
    return RoleGrant.objects.create(person=cast.emil, role="learning", valid_from=today())


def _delegation(cast) -> Delegation:
    return Delegation.objects.create(
        manager=cast.mara, delegate=cast.dario, valid_from=today(), valid_to=today(), created_at=now()
    )


def _retired(cast) -> Skill:
    return SkillFactory(retired_on=today())


def _invited(cast) -> dict:
    Invitation.objects.create(
        person=_outside(cast),
        code_hash=hash_of(CODE),
        created_at=now(),
        expires_at=now() + dt.timedelta(days=1),
    )
    return {"code": CODE}


def _pk(make):
    return lambda cast: {"pk": make(cast).pk}


def _emil(cast) -> Person:
    return cast.emil


def _unit(cast) -> Unit:
    return Unit.objects.create(code="NEW", name="New", parent=cast.company)


OF_THE_LINE = {"accounts:delegation_add", "accounts:delegation_add POST"}
OBJECTS = {
    **{f"accounts:person_{verb}": _pk(_emil) for verb in ("record", "change", "move", "end", "page")},
    "accounts:person_keep": _pk(_leaving),
    "accounts:person_rehire": _pk(_leaver),
    "accounts:seat_fill": _pk(_seat),
    "accounts:seat_drop": _pk(_seat),
    "accounts:leave_enter": _pk(_emil),
    "accounts:leave_drop": _pk(lambda cast: on_leave(cast.emil)),
    **{f"accounts:unit_{verb}": _pk(_unit) for verb in ("page", "change", "close")},
    "accounts:unit_reopen": _pk(_closed),
    "accounts:site_change": _pk(lambda cast: cast.site),
    **{
        f"accounts:{name}": _pk(lambda cast: cast.project)
        for name in ("project_page", "project_change", "assignment_add")
    },
    "accounts:assignment_end": _pk(lambda cast: Assignment.objects.get(person=cast.emil)),
    **{f"accounts:skill_{verb}": _pk(lambda cast: SkillFactory()) for verb in ("change", "retire", "merge")},
    "accounts:skill_bring_back": _pk(_retired),
    **{f"accounts:{name}": _pk(lambda cast: cast.engineer) for name in ("role_page", "role_change", "requirement_set")},
    "accounts:requirement_end": _pk(lambda cast: RequirementFactory(job_role=cast.engineer)),
    **{f"accounts:grant_{verb}": _pk(_proposal) for verb in ("confirm", "decline", "end")},
    "accounts:person_invite": _pk(_outside),
    "accounts:invitation_accept": _invited,
    "accounts:delegation_end": _pk(_delegation),
    "demo:demo_sign_in": lambda cast: {"employee_number": "E-0021"},
}
WEEK = ["0", "1", "2", "3", "4"]


def _place(cast) -> dict:
    return {"unit": cast.engineering.pk, "manager": cast.mara.email, "job_role": cast.engineer.pk}


def _hire(cast) -> dict:
    who = {"full_name": "Nele New", "email": "nele@example.com", "site": cast.site.pk, "start": TODAY}
    return {**who, **_place(cast), "fte": "1", "working_days": WEEK}


def _change(cast) -> dict:
    known = {"full_name": "Emil Test", "email": "emil@example.com", "employee_number": cast.emil.employee_number}
    return {**known, "working_days": WEEK, "version": cast.emil.version}


def _policy(cast) -> dict:
    known = Organisation.objects.values("name", "time_zone", "fiscal_year_first_month", "version", "currency").get()
    times = {"quiet_until": "09:00", "quiet_from": "17:00", "nudges_per_day": "1", "nudges_per_week": "2"}
    return {**known, **times, "languages": ["en"], "default_goal_visibility": "everyone", "k_anonymity": "5"}


POSTS = {
    "accounts:person_hire": _hire,
    "accounts:seat_add": lambda cast: {"title": "Vacant: Lead", "start": TODAY, **_place(cast)},
    "accounts:person_change": _change,
    "accounts:person_move": lambda cast: {**_place(cast), "manager": cast.nora.email, "day": NEXT_WEEK, "version": "1"},
    "accounts:person_end": lambda cast: {"last_day": TODAY, "successor": cast.mara.email, "version": "1"},
    "accounts:person_keep": {},
    "accounts:person_rehire": lambda cast: {**_place(cast), "start": TODAY, "fte": "1"},
    "accounts:seat_fill": _hire,
    "accounts:seat_drop": {},
    "accounts:leave_enter": {"valid_from": TODAY, "valid_to": NEXT_WEEK},
    "accounts:leave_drop": {},
    "accounts:me": {"time_zone": "Asia/Tokyo", "working_days": WEEK, "version": "1"},
    "accounts:unit_add": {"name": "Field"},
    "accounts:unit_change": lambda cast: {"name": "Renamed", "code": "NEW", "parent": cast.company.pk, "version": "1"},
    "accounts:unit_close": {},
    "accounts:unit_reopen": {},
    "accounts:site_add": {"name": "Pune", "time_zone": "Asia/Kolkata"},
    "accounts:site_change": {"name": "Lisbon", "code": "LIS", "time_zone": "Europe/Lisbon", "version": "1"},
    "accounts:project_add": {"name": "Harbour"},
    "accounts:project_change": {"name": "Bank", "code": "BANK", "version": "1"},
    "accounts:assignment_add": lambda cast: {"person": cast.otto.email, "valid_from": TODAY, "share": "0.5"},
    "accounts:assignment_end": {},
    "accounts:skill_add": {"name": "Juggling", "kind": "skill"},
    "accounts:skill_change": lambda cast: {
        "name": "Renamed",
        "code": Skill.objects.latest("pk").code,
        "kind": "skill",
        "version": "1",
    },
    "accounts:skill_retire": {},
    "accounts:skill_bring_back": {},
    "accounts:skill_merge": lambda cast: {"into": SkillFactory().pk, "version": "1"},
    "accounts:scale_change": {"name": "Levels", **{f"level_{value}": f"Step {value}" for value in range(5)}},
    "accounts:role_add": {"name": "Gardener"},
    "accounts:role_change": {"name": "Software Engineer", "code": "SE", "version": "1"},
    "accounts:requirement_set": lambda cast: {
        "skill": SkillFactory().pk,
        "level": "2",
        "importance": "3",
        "day": TODAY,
    },
    "accounts:requirement_end": {},
    "accounts:baseline_set": lambda cast: {"skill": SkillFactory().pk, "level": "2", "importance": "3", "day": TODAY},
    "accounts:grant_add": lambda cast: {"person": cast.otto.email, "role": "learning", "valid_from": TODAY},
    "accounts:grant_confirm": {},
    "accounts:grant_decline": {},
    "accounts:grant_end": {},
    "accounts:invitation_send": lambda cast: {"people": [_outside(cast).pk]},
    "accounts:invitation_print": lambda cast: {"people": [_outside(cast).pk]},
    "accounts:person_invite": {},
    "accounts:invitation_enter": _invited,
    "accounts:invitation_accept": {"password": ""},
    "accounts:delegation_add": _only_stand_in,
    "accounts:delegation_end": {},
    "accounts:organisation_change": _policy,
    "accounts:mail_test": {},
    "demo:demo_sign_in": {},
}
VISIBLE = {
    Person: ("accounts.view_person", _leaver),
    Leave: ("accounts.view_leave", lambda cast: [on_leave(cast.emil), on_leave(cast.otto)]),
    Unit: ("accounts.view_units", _unit),
    Site: ("accounts.view_units", lambda cast: cast.site),
    Project: ("accounts.view_projects", lambda cast: cast.project),
    Assignment: ("accounts.view_projects", lambda cast: cast.project),
    JobRole: ("accounts.view_roles", lambda cast: cast.engineer),
    RoleRequirement: ("accounts.view_roles", lambda cast: RequirementFactory(job_role=cast.engineer)),
    RoleGrant: ("accounts.view_grant", _proposal),
    Delegation: ("accounts.view_delegation", _delegation),
}
