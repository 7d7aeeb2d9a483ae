"""Where somebody stands from a day on: unit, line manager, job roles; and everything that follows from a change of it."""

import datetime as dt
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from django.db import IntegrityError, connection, models, transaction
from django.utils.translation import gettext_lazy as _

from accounts.closure import move_people
from accounts.dating import DAY, let_hold
from accounts.models import JobRole, Person, ReportingLine, RoleHolding, Unit, UnitMembership
from accounts.refresh import touch
from accounts.search_entries import index_person
from accounts.signals import lines_changed
from ecosystem.core.clock import today
from ecosystem.core.errors import Refused
from ecosystem.core.twice import in_turn


class Place(NamedTuple):
    unit: Unit | None = None
    manager: Person | None = None
    job_roles: Collection[JobRole] = ()


def one_change_of_lines_at_a_time() -> None:
    """Two moves at a time would each miss the other's lines, and could close a circle between them."""
    in_turn("accounts.closure")


def put(person: Person, place: Place, day: dt.date) -> list[str]:
    """Write where somebody stands from `day` on. Returns what changed; refuses a circle of line managers."""
    one_change_of_lines_at_a_time()
    mine = {"person_id": person.pk}
    unit = {"unit_id": place.unit.pk} if place.unit else None
    manager = {"manager_id": place.manager.pk} if place.manager else None
    changed = ["unit"] if let_hold(UnitMembership, mine, day, unit) else []
    with plainly(ReportingLine, field="manager"):
        changed += ["line_manager"] if let_hold(ReportingLine, mine, day, manager) else []
    changed += ["job_roles"] if _hold_roles(person, place.job_roles, day) else []
    refuse_circles()
    return changed


def follow(*person_ids: int, lines: bool = False) -> None:
    """After a change: reach, stored skills and search, in the same transaction; and the fact for the apps above."""
    ids = list(person_ids)
    if lines:
        move_people(ids)
        lines_changed.send(sender=ReportingLine, person_ids=ids)
    touch(ids)
    for pk in ids:
        index_person(pk)


def refuse_circles() -> None:
    """Ask the database now whether the lines written so far would form a circle on any day."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError as error:
        if _constraint(error) != "reporting_line_no_cycle":
            raise
        sentence = _("Would report to themselves through this line manager. Choose somebody who is not below them.")
        raise Refused(sentence, field="manager") from error


@contextmanager
def plainly(model: type[models.Model], field: str | None = None) -> Iterator[None]:
    """Turn the refusal of a constraint of `model` into its sentence, at the `field` where the person can help it."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        known = {constraint.name: constraint for constraint in model._meta.constraints}
        if _constraint(error) not in known:
            raise
        raise Refused(known[_constraint(error)].violation_error_message, field=field) from error


def _constraint(error: IntegrityError) -> str:
    return getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or ""


def _hold_roles(person: Person, roles: Collection[JobRole], day: dt.date) -> bool:
    """Roles that are not named any more end the day before, new ones begin, the others stay as they are."""
    wanted = {role.pk for role in roles}
    held = {row.job_role_id: row for row in RoleHolding.objects.on(day).filter(person=person)}
    for role in held.keys() - wanted:
        let_hold(RoleHolding, {"person_id": person.pk, "job_role_id": role}, day, None)
    for role in wanted - held.keys():
        let_hold(RoleHolding, {"person_id": person.pk, "job_role_id": role}, day, {})
    return held.keys() != wanted


def place_on(person: Person, day: dt.date | None = None) -> Place:
    """Where somebody stands on a day: three statements."""
    day = day or today()
    membership = UnitMembership.objects.on(day).filter(person=person).select_related("unit").first()
    line = ReportingLine.objects.on(day).filter(person=person).select_related("manager").first()
    roles = JobRole.objects.filter(pk__in=RoleHolding.objects.on(day).filter(person=person).values("job_role_id"))
    unit, manager = (membership.unit if membership else None), (line.manager if line else None)
    return Place(unit, manager, tuple(roles))


def pass_on_reports(leader: Person, to: Person | None, day: dt.date) -> list[int]:
    """From `day` on those whom `leader` leads report to `to`; who is `to` takes the leader's own line manager.

    Returns whose line changed.
    """
    one_change_of_lines_at_a_time()
    above = ReportingLine.objects.on(day - DAY).filter(person=leader).values_list("manager_id", flat=True).first()
    lines = list(ReportingLine.objects.from_day(day).filter(manager=leader))
    for line in lines:
        manager = above if to is None or line.person_id == to.pk else to.pk
        value = {"manager_id": manager} if manager else None
        let_hold(ReportingLine, {"person_id": line.person_id}, max(day, line.valid_from), value)
    refuse_circles()
    return sorted({line.person_id for line in lines})
