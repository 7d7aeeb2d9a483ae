"""Adjectives that chain; each docstring is the rule. `visible_to` says which rows somebody may know of."""

import datetime as dt
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Count, Exists, OuterRef, Prefetch, Q, Subquery, When
from django.db.models.functions import Coalesce

from accounts.belonging import brought_along
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
    def kept_by(self, person: "Person") -> Self:
        """All for a people administrator of the company, else the units that were given, with all below."""
        from accounts.models import UnitClosure

        if person.is_people_administrator:
            return self
        below = UnitClosure.objects.filter(ancestor__in=person.kept_units).values("descendant_id")
        return self.filter(pk__in=below)

    def for_page(self) -> Self:
        """With the unit above and the lead."""
        return self.select_related("parent", "lead")

    def open_on(self, day: dt.date) -> Self:
        """Units not closed on this day."""
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=day))


class ProjectQuerySet(OpenToColleagues):
    def led_by(self, person: "Person") -> Self:
        """Projects of which somebody is the delivery or technical lead."""
        return self.filter(Q(delivery_lead=person) | Q(technical_lead=person))

    def for_list(self, day: dt.date) -> Self:
        """With the delivery lead and how many work on it that day, counted for those that are shown; ended ones last."""
        from accounts.models import Assignment

        at_work = Assignment.objects.on(day).filter(project=OuterRef("pk")).order_by().values("project")
        people = Coalesce(Subquery(at_work.values(n=Count("pk"))), 0)
        ended = Case(When(end_date__lt=day, then=1), default=0)
        listed = self.prefetch_related("delivery_lead").annotate(people=people, has_ended=ended)
        return listed.order_by("has_ended", "name", "pk")

    def for_page(self) -> Self:
        """With both leads."""
        return self.select_related("delivery_lead", "technical_lead")

    def running(self, day: dt.date) -> Self:
        """Started and not ended on this day; missing dates are open."""
        return self.filter(Q(start_date=None) | Q(start_date__lte=day)).filter(Q(end_date=None) | Q(end_date__gte=day))


class AssignmentQuerySet(DatedQuerySet, OpenToColleagues):  # type: ignore[override]
    pass


class EmploymentQuerySet(DatedQuerySet):
    def visible_to(self, person: "Person") -> Self:
        """One's own, one's direct reports' of today, and all for a people administrator."""
        if person.is_people_administrator:
            return self
        return self.filter(Q(person=person) | Q(person__in=direct_reports(person)))


class LeaveQuerySet(DatedQuerySet):
    def visible_to(self, person: "Person") -> Self:
        """One's own, those of direct reports and of people one stands in for, and all whom a people administrator keeps."""
        from accounts.models import Person, ReportingLine

        reports = direct_reports(person)
        stood_in = ReportingLine.objects.on(today()).filter(manager__in=delegated_managers(person)).values("person_id")
        kept = Q(person__in=Person.objects.kept_by(person).values("pk")) if person.keeps_people else Q()
        return self.filter(Q(person=person) | Q(person__in=reports) | Q(person__in=stood_in) | kept)


class RequirementQuerySet(DatedQuerySet, OpenToColleagues):  # type: ignore[override]
    def for_grid(self) -> Self:
        """With the skill, the weightiest first."""
        return self.select_related("skill", "job_role").order_by("-importance", "skill__name", "valid_from")


class ReportingLineQuerySet(DatedQuerySet):
    pass


class RoleGrantQuerySet(DatedQuerySet):
    def active(self) -> Self:
        """Confirmed, in force today (organisation's day), and not taken away by somebody."""
        return self.on(today()).filter(confirmed_at__isnull=False, ended_by=None)

    def proposed(self) -> Self:
        """Waiting for an administrator's confirmation."""
        return self.filter(confirmed_at=None, ended_by=None)

    def for_list(self) -> Self:
        """With whom, where and by whom, in the order of roles and names."""
        return self.select_related("person", "unit", "granted_by").order_by("role", "person__full_name", "valid_from")

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

    def coming(self) -> Self:
        """In force today or later, with both sides, the next first."""
        return (
            self.from_day(today())
            .filter(ended_at=None)
            .select_related("manager", "delegate")
            .order_by("valid_from", "pk")
        )

    def visible_to(self, person: "Person") -> Self:
        """Both sides, and the manager's direct reports."""
        return self.filter(Q(manager=person) | Q(delegate=person) | Q(manager__in=line_managers(person)))


class SkillQuerySet(OpenToColleagues):
    def current(self) -> Self:
        """Neither retired nor merged into another."""
        return self.filter(retired_on=None, merged_into=None)

    def shown(self, show: str, words: str = "") -> Self:
        """One part of the framework: in use ("") or retired, found by name, label or code."""
        part = self.exclude(retired_on=None, merged_into=None) if show == "retired" else self.current()
        if not words:
            return part
        labels = Q(alternative_labels__icontains=words)
        return part.filter(Q(name__icontains=words) | Q(code__istartswith=words) | labels)

    def for_framework(self, day: dt.date) -> Self:
        """With how many roles require it that day, how many levels have a sentence, and what it was merged into."""
        from accounts.models import RoleRequirement, SkillLevel

        required = RoleRequirement.objects.on(day).filter(skill=OuterRef("pk")).order_by().values("skill")
        described = SkillLevel.objects.filter(skill=OuterRef("pk"), level__gte=1).order_by().values("skill")
        return self.select_related("merged_into").annotate(
            roles=Coalesce(Subquery(required.annotate(n=Count("pk")).values("n")), 0),
            described=Coalesce(Subquery(described.annotate(n=Count("pk")).values("n")), 0),
        )


class JobRoleQuerySet(OpenToColleagues):
    def for_list(self, day: dt.date) -> Self:
        """With how many skills each requires that day."""
        holds = Q(requirements__valid_from__lte=day) & (
            Q(requirements__valid_to=None) | Q(requirements__valid_to__gte=day)
        )
        return self.annotate(skills=Count("requirements", filter=holds)).order_by("family", "name", "pk")


class AssessmentQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """One's own statements and released ones about oneself, those of direct reports, and evidence one is to confirm.

        Peer statements are shown to nobody but their author: the subject and the manager see the mean of two or more.
        Drafts are shown to nobody but their author, while they are the line manager.
        """
        spoken = ~Q(source="peer") & (~Q(source="manager") | Q(released_at__isnull=False))
        reports = Q(person__in=direct_reports(person))
        drafts = Q(source="manager", released_at=None, assessor=person)
        return self.filter(
            Q(spoken, person=person)
            | Q(source="peer", assessor=person)
            | (reports & (spoken | drafts))
            | Q(evidence__asked=person)
        )

    def spoken(self) -> Self:
        """What may enter a level: all but drafts."""
        return self.filter(~Q(source="manager") | Q(released_at__isnull=False))

    def for_reply(self) -> Self:
        """With the skill, who said it and what it rests on."""
        return self.select_related("skill", "assessor", "evidence")


class EvidenceQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """One's own, that of direct reports, and what one is asked to confirm."""
        return self.filter(Q(person=person) | Q(asked=person) | Q(person__in=direct_reports(person)))

    def waiting_for(self, person: "Person | int") -> Self:
        """What somebody is asked to confirm and has not answered."""
        return self.filter(asked=person, confirmed_at=None, refused_reason="")

    def for_page(self) -> Self:
        """With its owner, who was asked, who confirmed, and the skills that it speaks for; the newest first."""
        rows = self.select_related("person", "asked", "confirmed_by").prefetch_related("assessments__skill")
        return rows.order_by("-occurred_on", "-pk")


class InterestQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """One's own, and what direct reports shared."""
        return self.filter(Q(person=person) | Q(shared=True, person__in=direct_reports(person)))


class TeachingOfferQuerySet(OpenToColleagues):
    def of_active_people(self) -> Self:
        """Offers of people who may sign in."""
        return self.filter(person__is_active=True)

    def for_page(self) -> Self:
        """With the person and the skill."""
        return self.select_related("person", "skill")


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

    def kept_by(self, person: "Person") -> Self:
        """All for a people administrator of the company, else those who are or will be in the units that were given."""
        from accounts.models import Unit, UnitMembership

        if person.is_people_administrator:
            return self
        units = Unit.objects.kept_by(person).values("pk")
        return self.filter(pk__in=UnitMembership.objects.from_day(today()).filter(unit__in=units).values("person_id"))

    def left_before(self, day: dt.date) -> Self:
        """Persons whose last working day lies before this day, with none to come."""
        from accounts.models import Employment

        mine = Employment.objects.filter(person=OuterRef("pk"))
        return self.people().filter(Exists(mine), ~Exists(mine.from_day(day)))

    def for_people_list(self) -> Self:
        """With site, unit, line manager and first role of today, and the days of the latest employment."""
        from accounts.models import ReportingLine, RoleHolding, UnitMembership

        mine, latest = {"person": OuterRef("pk")}, _latest_employment()
        roles = RoleHolding.objects.on(today()).filter(**mine).order_by("job_role__name")
        return self.select_related("site").annotate(
            unit_name=Subquery(UnitMembership.objects.on(today()).filter(**mine).values("unit__name")[:1]),
            manager_name=Subquery(ReportingLine.objects.on(today()).filter(**mine).values("manager__full_name")[:1]),
            role_name=Subquery(roles.values("job_role__name")[:1]),
            first_day=Subquery(latest.values("valid_from")[:1]),
            last_day=Subquery(latest.values("valid_to")[:1]),
        )

    def for_page(self) -> Self:
        """What colleagues see of somebody: unit, roles, line manager of today, offers to teach."""
        from accounts.models import ReportingLine, RoleHolding, TeachingOffer, UnitMembership

        parts = {
            "unit_memberships": UnitMembership.objects.on(today()).select_related("unit"),
            "lines": ReportingLine.objects.on(today()).select_related("manager"),
            "role_holdings": RoleHolding.objects.on(today()).select_related("job_role").order_by("job_role__name"),
            "teaching_offers": TeachingOffer.objects.select_related("skill").order_by("skill__name"),
        }
        known = self.select_related("site").annotate(**brought_along())
        return known.prefetch_related(*(Prefetch(name, rows) for name, rows in parts.items()))

    def directly_in(self, unit: Any) -> Self:
        """In the unit itself today, with the first role of each."""
        from accounts.models import RoleHolding, UnitMembership

        roles = RoleHolding.objects.on(today()).filter(person=OuterRef("pk")).order_by("job_role__name")
        inside = UnitMembership.objects.on(today()).filter(unit=unit).values("person_id")
        return self.filter(pk__in=inside, is_active=True).annotate(
            role_name=Subquery(roles.values("job_role__name")[:1])
        )

    def for_invitations(self) -> Self:
        """With unit and the open invitation of each."""
        from accounts.models import Invitation, UnitMembership

        mine = {"person": OuterRef("pk")}
        waiting = Invitation.objects.open().filter(**mine).order_by("-created_at")
        units = UnitMembership.objects.on(today()).filter(**mine).values("unit__name")
        return self.annotate(
            unit_name=Subquery(units[:1]),
            invited_at=Subquery(waiting.values("created_at")[:1]),
            invited_until=Subquery(waiting.values("expires_at")[:1]),
        ).order_by("full_name", "pk")

    def in_unit(self, unit: Any) -> Self:
        """In a unit or below, today."""
        from accounts.models import UnitClosure, UnitMembership

        below = UnitClosure.objects.filter(ancestor=unit).values("descendant_id")
        return self.filter(pk__in=UnitMembership.objects.on(today()).filter(unit__in=below).values("person_id"))

    def shown(self, show: str) -> Self:
        """One part of the list of people: working here ("") · outside · leaving · seats · left."""
        if show == "seats":
            return self.filter(kind="placeholder", is_active=True)
        if show == "left":
            return self.people().filter(is_active=False, erased_at=None)
        if show == "leaving":
            ends = Subquery(_latest_employment().values("valid_to")[:1])
            return self.people().filter(is_active=True).alias(ends=ends).filter(ends__isnull=False)
        if show == "outside":
            return self.people().filter(is_active=True).never_been_in()
        return self.people().filter(is_active=True)

    def never_been_in(self) -> Self:
        """Neither accepted an invitation nor came by a provider; where that is the only way in: whom it does not know."""
        only = settings.SOCIALACCOUNT_ONLY
        return self.filter(socialaccount=None) if only else self.filter(password__startswith="!", last_login=None)

    def found_by(self, words: str) -> Self:
        """Every word stands in the name, or the text begins the address or the number."""
        named = Q()
        for word in words.split()[:5]:
            named &= Q(full_name__icontains=word)
        return self.filter(named | Q(email__istartswith=words) | Q(employee_number__istartswith=words))


def _latest_employment() -> models.QuerySet:
    from accounts.models import Employment

    return Employment.objects.filter(person=OuterRef("pk")).order_by("-valid_from")
