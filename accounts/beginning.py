"""For somebody of whose work nothing is known: skills to pick for the round, and who can say what their work asks for."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.http import HttpRequest

from accounts.models import AccessRole, Person, RoleGrant, RoleHolding, Skill
from ecosystem.core.clock import today

OFFERED, MOST, NAMED = 200, 50, 3
KEY = "skills_of_the_round"


def beginning_of(person: Person) -> dict[str, Any]:
    """Whether they hold a role, the skills of the framework by group, and whom to ask."""
    skills = Skill.objects.current().order_by("group", "name")[:OFFERED]
    groups = [(group, list(members)) for group, members in groupby(skills, key=lambda skill: skill.group)]
    asked = _holders(AccessRole.LEARNING) or _holders(AccessRole.ADMIN)
    has_role = RoleHolding.objects.on(today()).filter(person=person).exists()
    return {"has_role": has_role, "groups": groups, "to_ask": asked}


def _holders(role: str) -> list[Person]:
    grants = RoleGrant.objects.active().filter(role=role, person__is_active=True).select_related("person")
    return [grant.person for grant in grants.order_by("person__full_name")[:NAMED]]


def pick(request: HttpRequest, skills: Iterable[int]) -> None:
    """Keep what somebody picked for as long as they are signed in; what they state is theirs for good."""
    known = Skill.objects.current().filter(pk__in=list(skills)[:MOST])
    request.session[KEY] = list(known.order_by("group", "name").values_list("pk", flat=True))


def picked(request: HttpRequest) -> list[int]:
    return request.session.get(KEY, [])
