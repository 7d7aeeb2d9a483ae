"""Acts on projects and who works on them."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions.units import free_code
from accounts.models import Assignment, Person, Project
from accounts.placing import plainly
from ecosystem.core.audit import record
from ecosystem.core.clock import today
from ecosystem.core.errors import Refused
from ecosystem.core.twice import twin
from ecosystem.core.versions import change


@transaction.atomic
def add_project(*, actor: Person, name: str, code: str = "", **fields: Any) -> Project:
    """A new project; sent twice it is one."""
    alike = Project.objects.filter(name=name, **fields)
    if before := twin(actor, "project.added", alike.filter(code=code) if code else alike):
        return before
    project = Project.objects.create(name=name, code=code or free_code(Project, name), **fields)
    record(actor, "project.added", project)
    return project


@transaction.atomic
def change_project(project: Project, *, actor: Person, version: int | None, **fields: Any) -> None:
    """Name, leads, first and last day."""
    change(project, version, **fields)
    record(actor, "project.changed", project, fields=list(fields))


@transaction.atomic
def assign_person(
    project: Project, *, actor: Person, person: Person, valid_from: dt.date, valid_to: dt.date | None, share: Decimal
) -> Assignment:
    """Somebody works on a project from a day on, with a share of their time."""
    with plainly(Assignment, field="person"):
        assignment = Assignment.objects.create(
            project=project, person=person, valid_from=valid_from, valid_to=valid_to, share=share
        )
    record(actor, "assignment.added", assignment, subject=person)
    return assignment


@transaction.atomic
def end_assignment(assignment: Assignment, *, actor: Person, last_day: dt.date) -> None:
    """The last day on the project; one that has not begun by then goes."""
    if assignment.valid_to and assignment.valid_to < today():
        raise Refused(_("This has ended already."))
    record(actor, "assignment.ended", assignment, fields=["valid_to"], subject=assignment.person_id)
    if assignment.valid_from > last_day:
        assignment.delete()
        return
    assignment.valid_to = last_day
    assignment.save(update_fields=["valid_to"])
