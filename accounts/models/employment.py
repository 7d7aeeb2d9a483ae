"""Where somebody stands in the organisation, always dated: employment, unit, role, reporting line, leave."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.dated import Dated, days_in_order, one_at_a_time
from accounts.querysets import EmploymentQuerySet, LeaveQuerySet, ReportingLineQuerySet

NOT_CHECKED_YET = "current_setting('understory.lines_checked', true) IS DISTINCT FROM 'on'"
REFUSE_CYCLE = """
    IF EXISTS (
        WITH RECURSIVE own AS (
            SELECT person_id, manager_id, daterange(valid_from, valid_to, '[]') AS days
            FROM accounts_reportingline WHERE id = NEW.id -- as it is at the end of the transaction, if it still is
        ), above(start_id, person_id, days) AS (
            SELECT person_id, manager_id, days FROM own
            UNION
            SELECT above.start_id, line.manager_id, above.days * daterange(line.valid_from, line.valid_to, '[]')
            FROM above JOIN accounts_reportingline line ON line.person_id = above.person_id
            WHERE above.days && daterange(line.valid_from, line.valid_to, '[]')
              AND above.person_id <> above.start_id
        ) SELECT 1 FROM above WHERE person_id = start_id
    ) THEN
        RAISE EXCEPTION 'reporting lines would form a circle at person %', NEW.person_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reporting_line_no_cycle';
    END IF;
    RETURN NULL;
"""


class Employment(Dated):
    """From the first to the last working day. Coming back is a second row."""

    person = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="employments")
    fte = models.DecimalField(_("share of full time"), max_digits=3, decimal_places=2, default=1)

    objects = EmploymentQuerySet.as_manager()

    class Meta:
        constraints = [
            days_in_order("employment_days"),
            one_at_a_time("employment_once", "person", message=_("Employed at that time already.")),
            models.CheckConstraint(name="employment_fte", condition=Q(fte__gt=0, fte__lte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.person} from {self.valid_from}"


class UnitMembership(Dated):
    """The unit somebody is in; one at a time."""

    person = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="unit_memberships")
    unit = models.ForeignKey("accounts.Unit", on_delete=models.PROTECT, related_name="memberships")

    class Meta:
        constraints = [
            days_in_order("unit_membership_days"),
            one_at_a_time("unit_membership_once", "person", message=_("In another unit at that time.")),
        ]
        indexes = [
            models.Index(fields=["unit"], include=["person", "valid_from", "valid_to"], name="unit_membership_of_unit")
        ]

    def __str__(self) -> str:
        return f"{self.person} in {self.unit}"


class RoleHolding(Dated):
    """A job role that somebody holds; several at a time are possible."""

    person = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="role_holdings")
    job_role = models.ForeignKey("accounts.JobRole", on_delete=models.PROTECT, related_name="holdings")

    class Meta:
        constraints = [
            days_in_order("role_holding_days"),
            one_at_a_time(
                "role_holding_once", "person", "job_role", message=_("Holds this role at that time already.")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} as {self.job_role}"


class ReportingLine(Dated):
    """Who is whose line manager, and when. These dated lines decide permissions; the closure is only today's copy."""

    person = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="lines")
    manager = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="managed_lines")

    objects = ReportingLineQuerySet.as_manager()

    class Meta:
        constraints = [
            days_in_order("reporting_line_days"),
            one_at_a_time("reporting_line_once", "person", message=_("Has another line manager at that time.")),
            models.CheckConstraint(
                name="reporting_line_to_another",
                condition=~Q(person=F("manager")),
                violation_error_message=_("Nobody is their own line manager."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="refuse_cycle",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                timing=pgtrigger.Deferred,
                condition=pgtrigger.Condition(NOT_CHECKED_YET),
                func=REFUSE_CYCLE,
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} reports to {self.manager}"


class ReportingClosure(models.Model):
    """Everybody with each manager above and themselves (depth 0), as of `ClosureDay`; for reach and sums, never for permission by date."""

    ancestor = models.ForeignKey(
        "accounts.Person", on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    descendant = models.ForeignKey(
        "accounts.Person", on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    depth = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ancestor", "descendant"], name="reporting_closure_pair", include=["depth"])
        ]
        indexes = [models.Index(fields=["descendant", "depth"], include=["ancestor"], name="reporting_closure_up")]

    def __str__(self) -> str:
        return f"{self.ancestor_id} > {self.descendant_id}"


class ClosureDay(models.Model):
    """The day for which the closure tables were written; one row."""

    day = models.DateField()
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.day.isoformat()


class Leave(Dated):
    """Days away. No reason is kept."""

    person = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="leaves")
    shown_to_colleagues = models.BooleanField(_("colleagues see “away until”"), default=False)

    objects = LeaveQuerySet.as_manager()

    class Meta:
        constraints = [
            days_in_order("leave_days"),
            one_at_a_time("leave_once", "person", message=_("On leave at that time already.")),
        ]

    def __str__(self) -> str:
        return f"{self.person} away {self.valid_from}"
