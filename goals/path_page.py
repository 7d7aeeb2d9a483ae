"""What the page of a path shows to one viewer: its steps, how far they are, and how much of a role it leads to."""

from collections.abc import Iterable
from typing import Any

from accounts.models import JobRole, Person, RoleRequirement
from ecosystem.core.clock import today
from goals.models import Path, PathStep
from goals.path_walks import Walk, in_places, steps_today, walk_of
from goals.role_coverage import RoleCoverage, coverage
from resources.models import ResourceSkill
from resources.trust import trust_of


def path_context(path: Path, viewer: Person) -> dict[str, Any]:
    """Seven statements at most."""
    walk = walk_of(path, viewer)
    runs = walk is not None and walk.runs
    steps = list(walk.steps) if walk and (runs or walk.enrolment.worth_it is None) else steps_today(path)
    rely_on(steps)
    return {
        "path": path,
        "walk": walk,
        "runs": runs,
        "places": in_places(steps),
        "minutes": sum(step.takes for step in steps if not step.optional),
        "count": sum(not step.optional for step in steps),
        "optional": sum(step.optional for step in steps),
        "coverage": role_coverage(path.job_role, steps) if path.job_role else None,
        "next": walk.next if walk and runs else None,
        "later": later_number(walk) if walk and walk.is_behind_the_path else None,
    }


def rely_on(steps: Iterable[Any]) -> None:
    """Says of each step with a resource, loaded `for_page`, how far it can be relied on today."""
    for step in steps:
        if step.resource:
            step.resource.outdated, step.resource.against = step.outdated, step.against
            step.trust = trust_of(step.resource, today())


def role_coverage(role: JobRole, steps: Iterable[PathStep]) -> RoleCoverage:
    """Which requirements of today the skills of the path's resources reach. Two statements."""
    required = RoleRequirement.objects.on(today()).filter(job_role=role).select_related("skill")
    resources = [step.resource_id for step in steps if step.resource_id]
    leads: dict[int, int] = {}
    for skill, level in ResourceSkill.objects.filter(resource__in=resources).values_list("skill", "level"):
        leads[skill] = max(level, leads.get(skill, 0))
    return coverage(role, [(row.skill, row.level) for row in required], leads)


def later_number(walk: Walk) -> dict[str, int]:
    """How many steps came and went since the number that is followed. One statement."""
    number = walk.enrolment.number
    numbers = PathStep.objects.filter(path=walk.enrolment.path_id).values_list("since_number", "until_number")
    came = sum(since > number and until is None for since, until in numbers)
    went = sum(since <= number and until is not None and until >= number for since, until in numbers)
    return {"came": came, "went": went}
