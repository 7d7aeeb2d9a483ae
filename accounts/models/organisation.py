"""The organisation's policy, its sites, its units and its projects."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.dated import Dated, days_in_order, one_at_a_time
from accounts.querysets import AssignmentQuerySet, ProjectQuerySet, SiteQuerySet, UnitQuerySet
from ecosystem.core.addresses import address
from ecosystem.core.versions import Versioned


class GoalVisibility(models.TextChoices):
    EVERYONE = "everyone", _("Everyone")
    MANAGER = "manager", _("My manager")
    ME = "me", _("Only me")


@pghistory.track(exclude=["mail_url"])
class Organisation(Versioned):
    """One row of policy; an installation serves one organisation."""

    name = models.CharField(_("name"), max_length=120)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    fiscal_year_first_month = models.PositiveSmallIntegerField(_("first month of the fiscal year"), default=1)
    languages = ArrayField(models.CharField(max_length=10), default=list, verbose_name=_("languages"))
    default_goal_visibility = models.CharField(
        _("who sees a new goal"),
        max_length=10,
        choices=[choice for choice in GoalVisibility.choices if choice[0] != GoalVisibility.ME],
        default=GoalVisibility.EVERYONE,
    )
    k_anonymity = models.PositiveSmallIntegerField(_("smallest group in a figure"), default=5)
    quiet_until = models.TimeField(_("reminders from"), default="09:00")
    quiet_from = models.TimeField(_("reminders until"), default="17:00")
    nudges_per_day = models.PositiveSmallIntegerField(_("reminders a day, at most"), default=1)
    nudges_per_week = models.PositiveSmallIntegerField(_("reminders a week, at most"), default=2)
    holiday_country = models.CharField(_("public holidays of"), max_length=2, blank=True)
    extra_holidays = ArrayField(models.DateField(), default=list, blank=True, verbose_name=_("further days off"))
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    scale = models.ForeignKey("accounts.Scale", on_delete=models.PROTECT, verbose_name=_("scale"), null=True)
    mail_url = models.CharField(_("mail server"), max_length=400, blank=True)
    mail_from = models.CharField(_("sender of mails"), max_length=200, blank=True)
    set_up_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("organisation")
        constraints = [
            models.CheckConstraint(name="organisation_one_row", condition=Q(pk=1)),
            models.CheckConstraint(
                name="organisation_k_floor",
                condition=Q(k_anonymity__gte=5),
                violation_error_message=_("Groups in figures have at least 5 people."),
            ),
            models.CheckConstraint(name="organisation_month", condition=Q(fiscal_year_first_month__range=(1, 12))),
        ]

    def __str__(self) -> str:
        return self.name


class Site(Versioned):
    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    country = models.CharField(_("country"), max_length=2, blank=True)
    region = models.CharField(_("region"), max_length=80, blank=True)

    objects = SiteQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address("accounts:site_change", self.pk)


@pghistory.track()
class Unit(Versioned):
    """A node of the organisation chart. Units cut figures; leading one gives no right by itself."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    lead = models.ForeignKey(
        "accounts.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("lead")
    )
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address("accounts:unit_page", self.pk)


class UnitClosure(models.Model):
    """Every unit with each unit above it and itself (depth 0); today's copy, rewritten by every change."""

    ancestor = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    descendant = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+", db_index=False)
    depth = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ancestor", "descendant"], name="unit_closure_pair", include=["depth"])
        ]
        indexes = [models.Index(fields=["descendant", "depth"], include=["ancestor"], name="unit_closure_up")]

    def __str__(self) -> str:
        return f"{self.ancestor_id} > {self.descendant_id}"


class Project(Versioned):
    """Work with a delivery lead of its own, beside the reporting line."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=160)
    delivery_lead = models.ForeignKey(
        "accounts.Person",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="led_projects",
        verbose_name=_("delivery lead"),
    )
    technical_lead = models.ForeignKey(
        "accounts.Person",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="technically_led_projects",
        verbose_name=_("technical lead"),
    )
    start_date = models.DateField(_("start"), null=True, blank=True)
    end_date = models.DateField(_("end"), null=True, blank=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Assignment(Dated):
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="assignments")
    person = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="assignments")
    share = models.DecimalField(_("share"), max_digits=3, decimal_places=2, default=1)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(  # all that is asked of one, else PostgreSQL takes `assignment_once` for it
                fields=["person", "valid_from"],
                include=["valid_to", "project", "share", "id"],
                name="assignment_whole",
            )
        ]
        constraints = [
            days_in_order("assignment_days"),
            one_at_a_time(
                "assignment_once",
                "project",
                "person",
                message=_("This person is on this project at that time already."),
            ),
            models.CheckConstraint(name="assignment_share", condition=Q(share__gt=0, share__lte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.project}"
