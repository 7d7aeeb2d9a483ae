"""Adjectives that chain; each docstring is the rule. `visible_to` says which rows somebody may know of."""

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from ecosystem.core.clock import now, today

if TYPE_CHECKING:
    from accounts.models import Person


class DatedQuerySet(models.QuerySet):
    def on(self, day: dt.date) -> Self:
        """Rows that hold on this day; an open end holds for ever."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)

    def from_day(self, day: dt.date) -> Self:
        """Rows that hold on this day or later."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day))


class OpenToColleagues(models.QuerySet):
    """The public part of the organisation: every signed-in person knows of these."""

    def visible_to(self, person: "Person") -> Self:
        """Everything, for every active person."""
        return self if person.is_active else self.none()


class SiteQuerySet(OpenToColleagues):
    pass


class UnitQuerySet(OpenToColleagues):
    def open_on(self, day: dt.date) -> Self:
        """Units not closed on this day."""
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=day))


class ProjectQuerySet(OpenToColleagues):
    def led_by(self, person: "Person") -> Self:
        """Projects of which somebody is the delivery or technical lead."""
        return self.filter(Q(delivery_lead=person) | Q(technical_lead=person))

    def running(self, day: dt.date) -> Self:
        """Started and not ended on this day; missing dates are open."""
        return self.filter(Q(start_date=None) | Q(start_date__lte=day)).filter(Q(end_date=None) | Q(end_date__gte=day))


class AssignmentQuerySet(DatedQuerySet, OpenToColleagues):
    pass


class EmploymentQuerySet(DatedQuerySet):
    def visible_to(self, person: "Person") -> Self:
        """One's own, one's direct reports' of today, and all for a people administrator."""
        if person.is_people_administrator:
            return self
        return self.filter(Q(person=person) | Q(person__in=direct_reports(person)))


class ReportingLineQuerySet(DatedQuerySet):
    pass


class RoleGrantQuerySet(DatedQuerySet):
    def active(self) -> Self:
        """Confirmed and in force today (organisation's day)."""
        return self.on(today()).filter(confirmed_at__isnull=False)

    def proposed(self) -> Self:
        """Waiting for an administrator's confirmation."""
        return self.filter(confirmed_at=None)

    def visible_to(self, person: "Person") -> Self:
        """All of them for administrators, one's own for everybody else."""
        return self if person.is_administrator else self.filter(person=person)


class InvitationQuerySet(models.QuerySet):
    def open(self) -> Self:
        """Not accepted and not expired."""
        return self.filter(accepted_at=None, expires_at__gt=now())


class DelegationQuerySet(DatedQuerySet):
    def active(self) -> Self:
        """In force today and not ended early."""
        return self.on(today()).filter(ended_at=None)

    def visible_to(self, person: "Person") -> Self:
        """Both sides, and the manager's direct reports."""
        return self.filter(Q(manager=person) | Q(delegate=person) | Q(manager__in=line_managers(person)))


class SkillQuerySet(OpenToColleagues):
    def current(self) -> Self:
        """Neither retired nor merged into another."""
        return self.filter(retired_on=None, merged_into=None)


class JobRoleQuerySet(OpenToColleagues):
    pass


class AssessmentQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """One's own released statements and own self-ratings, those one gave, and released self and manager statements of direct reports.

        Peer statements are shown to nobody but their author: the subject and the manager see the mean of two or more.
        """
        mine = (
            Q(person=person) & ~Q(source="peer") & (Q(source__in=["self", "evidence"]) | Q(released_at__isnull=False))
        )
        given = Q(assessor=person)
        reports = Q(person__in=direct_reports(person), source__in=["self", "manager"]) & (
            Q(source="self") | Q(released_at__isnull=False)
        )
        return self.filter(mine | given | reports)


class EvidenceQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """One's own, that of direct reports, and what one is asked to confirm."""
        return self.filter(Q(person=person) | Q(asked=person) | Q(person__in=direct_reports(person)))


class InterestQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """One's own, and what direct reports shared."""
        return self.filter(Q(person=person) | Q(shared=True, person__in=direct_reports(person)))


class TeachingOfferQuerySet(OpenToColleagues):
    def of_active_people(self) -> Self:
        """Offers of people who may sign in."""
        return self.filter(person__is_active=True)


def direct_reports(person: "Person") -> models.QuerySet:
    """Ids of the people whose line manager of today this is (as a subquery)."""
    from accounts.models import ReportingLine

    return ReportingLine.objects.on(today()).filter(manager=person).values("person_id")


def line_managers(person: "Person") -> models.QuerySet:
    """Id of the line manager of today, as a subquery of none or one."""
    from accounts.models import ReportingLine

    return ReportingLine.objects.on(today()).filter(person=person).values("manager_id")


def delegated_managers(person: "Person") -> models.QuerySet:
    """Ids of managers for whom this person stands in today (as a subquery)."""
    from accounts.models import Delegation

    return Delegation.objects.active().filter(delegate=person).values("manager_id")


class PersonQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """Colleagues who may sign in and vacant seats; people administrators also see leavers."""
        if not person.is_active:
            return self.none()
        return self if person.is_people_administrator or person.is_administrator else self.filter(is_active=True)

    def people(self) -> Self:
        """Persons, not vacant seats."""
        return self.filter(kind="person")

    def for_reaching(self) -> Self:
        """With what `is_reachable` asks: site and leave."""
        return self.select_related("site").prefetch_related("leaves")

    def employed_on(self, day: dt.date) -> Self:
        """With an employment that holds on this day."""
        from accounts.models import Employment

        return self.filter(Exists(Employment.objects.on(day).filter(person=OuterRef("pk"))))

    def reports_of(self, manager: "Person") -> Self:
        """Direct reports of today."""
        return self.filter(pk__in=direct_reports(manager))
