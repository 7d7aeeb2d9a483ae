"""Where the company is heading: themes, cycles, objectives and key results."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ecosystem.core.addresses import address
from ecosystem.core.versions import Versioned
from goals.querysets import (
    IN_SUMMARY,
    THOSE_IN_NEED_FIRST,
    CycleQuerySet,
    KeyResultMilestoneQuerySet,
    KeyResultQuerySet,
    ObjectiveQuerySet,
    ThemeQuerySet,
)


class Theme(Versioned):
    """A long-lived direction of the company, without an end date."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    description = models.TextField(_("description"), blank=True)
    retired_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ThemeQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Cycle(models.Model):
    """A quarter of the fiscal year (code `2026-Q4`) or the whole year (`2026`). Ends at local midnight of the organisation."""

    code = models.CharField(max_length=7, unique=True)
    fiscal_year = models.PositiveSmallIntegerField()
    quarter = models.PositiveSmallIntegerField(null=True)
    start = models.DateField()
    end = models.DateField()
    carried_over_at = models.DateTimeField(null=True)

    objects = CycleQuerySet.as_manager()

    class Meta:
        ordering = ["start", "-end"]
        constraints = [models.CheckConstraint(name="cycle_days", condition=Q(end__gt=F("start")))]

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        """`Q4, fiscal 2026`, as people say it."""
        year = {"year": self.fiscal_year, "quarter": self.quarter}
        return gettext("Q%(quarter)s, fiscal %(year)s") % year if self.quarter else gettext("Fiscal %(year)s") % year


@pghistory.track(exclude=["progress", "confidence", "progress_at", "nobody_learns"])
class Objective(Versioned):
    """A qualitative aim of the company, a unit or a person. Objectives form a directed acyclic graph."""

    class Level(models.TextChoices):
        COMPANY = "company", _("Company")
        UNIT = "unit", _("Unit")
        PERSON = "person", _("Person")

    class Kind(models.TextChoices):
        COMMITTED = "committed", _("Committed")
        ASPIRATIONAL = "aspirational", _("Aspirational")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ACTIVE = "active", _("Active")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("Cancelled")

    code = models.CharField(_("code"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=200)
    why = models.TextField(_("why it matters"), blank=True)
    theme = models.ForeignKey(
        Theme, on_delete=models.SET_NULL, null=True, blank=True, related_name="objectives", verbose_name=_("theme")
    )
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="objectives", verbose_name=_("cycle"))
    level = models.CharField(_("level"), max_length=8, choices=Level.choices, default=Level.COMPANY)
    unit = models.ForeignKey(
        "accounts.Unit",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="objectives",
        verbose_name=_("unit"),
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="owned_objectives",
        verbose_name=_("owner"),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.ASPIRATIONAL)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.ACTIVE)
    ended_on = models.DateField(null=True, blank=True)
    no_learning_needed = models.BooleanField(_("no learning needed"), default=False)
    visibility = models.CharField(max_length=10, default="everyone")  # counts for personal objectives only
    parents = models.ManyToManyField("self", through="ObjectiveLink", symmetrical=False, related_name="children")
    carried_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="carried_to")
    grade = models.DecimalField(max_digits=3, decimal_places=2, null=True)
    graded_at = models.DateTimeField(null=True)
    # stored where they are written: by each reading and the nightly run
    progress = models.DecimalField(max_digits=6, decimal_places=4, null=True, editable=False)
    confidence = models.DecimalField(max_digits=3, decimal_places=1, null=True, editable=False)
    progress_at = models.DateTimeField(null=True, editable=False)
    # as published last, see `publish_alignment`: whether no goal serves it; None: it was not counted
    nobody_learns = models.BooleanField(null=True, editable=False)

    objects = ObjectiveQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="objective_unit",
                condition=~Q(level="unit") | Q(unit__isnull=False),
                violation_error_message=_("Choose the unit whose objective this is."),
            ),
            models.CheckConstraint(name="objective_grade", condition=Q(grade=None) | Q(grade__range=(0, 1))),
        ]
        indexes = [
            models.Index(fields=["cycle", "status"], name="objective_cycle"),
            models.Index(
                *THOSE_IN_NEED_FIRST,
                include=["nobody_learns", "no_learning_needed"],
                condition=IN_SUMMARY,
                name="objective_summary",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address("goals:objective_page", self.pk)


class ObjectiveLink(models.Model):
    child = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="links_up")
    parent = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="links_down")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["child", "parent"], name="objective_link_once"),
            models.CheckConstraint(name="objective_link_to_another", condition=~Q(child=F("parent"))),
        ]

    def __str__(self) -> str:
        return f"{self.child_id} serves {self.parent_id}"


class ObjectiveSkill(models.Model):
    """A critical skill of an objective; the level it wants is an `accounts.SkillTarget` with source `objective:ID`."""

    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="critical_skills")
    target = models.OneToOneField("accounts.SkillTarget", on_delete=models.CASCADE, related_name="objective_skill")

    def __str__(self) -> str:
        return f"{self.objective_id}: {self.target}"


@pghistory.track(exclude=["current", "current_on", "confidence", "progress"])
class KeyResult(Versioned):
    class Kind(models.TextChoices):
        NUMBER = "number", _("Number")
        PERCENTAGE = "percentage", _("Percentage")
        MONEY = "money", _("Money")
        MILESTONES = "milestones", _("Milestones")
        YES_NO = "yes_no", _("Yes or no")
        KEEP = "keep", _("Keep within a bound")
        PEOPLE_AT_LEVEL = "people_at_level", _("People at a skill level")

    class Direction(models.TextChoices):
        UP = "up", _("Upwards")
        DOWN = "down", _("Downwards")
        HOLD_ABOVE = "hold_above", _("Stay at or above")
        HOLD_BELOW = "hold_below", _("Stay at or below")

    code = models.CharField(_("code"), max_length=40, unique=True)
    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="key_results")
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices, default=Kind.NUMBER)
    direction = models.CharField(_("direction"), max_length=10, choices=Direction.choices, default=Direction.UP)
    unit_of_measure = models.CharField(_("unit of measure"), max_length=40, blank=True)
    baseline = models.DecimalField(_("start"), max_digits=14, decimal_places=3, null=True, blank=True)
    target = models.DecimalField(_("target"), max_digits=14, decimal_places=3, null=True, blank=True)
    weight = models.DecimalField(_("weight"), max_digits=5, decimal_places=4, null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="owned_key_results",
        verbose_name=_("owner"),
    )
    skill = models.ForeignKey(
        "accounts.Skill", on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("skill")
    )
    skill_level = models.PositiveSmallIntegerField(_("level"), null=True, blank=True)
    skill_unit = models.ForeignKey(
        "accounts.Unit", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("in unit")
    )
    # stored where they are written: the latest reading
    current = models.DecimalField(_("current value"), max_digits=14, decimal_places=3, null=True, blank=True)
    current_on = models.DateField(null=True, editable=False)
    confidence = models.PositiveSmallIntegerField(_("confidence"), null=True, blank=True)
    progress = models.DecimalField(max_digits=8, decimal_places=4, null=True, editable=False)  # raw, not clamped

    objects = KeyResultQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="key_result_confidence", condition=Q(confidence=None) | Q(confidence__range=(1, 10))
            ),
            models.CheckConstraint(name="key_result_weight", condition=Q(weight=None) | Q(weight__range=(0, 1))),
            models.CheckConstraint(
                name="key_result_people_at_level",
                condition=~Q(kind="people_at_level") | Q(skill__isnull=False, skill_level__isnull=False),
                violation_error_message=_("Choose the skill and the level that people are counted at."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address("goals:key_result_page", self.pk)


class KeyResultMilestone(models.Model):
    key_result = models.ForeignKey(KeyResult, on_delete=models.CASCADE, related_name="milestones")
    title = models.CharField(_("title"), max_length=160)
    weight = models.DecimalField(_("weight"), max_digits=5, decimal_places=4, default=1)
    due_on = models.DateField(_("due"), null=True, blank=True)
    done_on = models.DateField(_("done"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = KeyResultMilestoneQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["key_result", "title"], name="key_result_milestone_once")]

    def __str__(self) -> str:
        return self.title


class Reading(models.Model):
    """A dated value of a key result, with the owner's confidence."""

    key_result = models.ForeignKey(KeyResult, on_delete=models.CASCADE, related_name="readings")
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=3, null=True)
    confidence = models.PositiveSmallIntegerField(_("confidence"), null=True, blank=True)
    read_on = models.DateField(_("date"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-read_on", "-pk"]
        indexes = [models.Index(fields=["key_result", "-read_on"], name="reading_latest")]

    def __str__(self) -> str:
        return f"{self.key_result_id} {self.value}"
