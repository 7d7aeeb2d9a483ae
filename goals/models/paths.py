"""Learning paths: ordered steps towards a level, and how far each learner is."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ecosystem.core.versions import Versioned
from goals.path_querysets import EnrolmentQuerySet, PathQuerySet, PathStepQuerySet


class Path(Versioned):
    """Resources, people and tasks in an order towards a level of a skill. Its `number` rises when the steps change."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        ARCHIVED = "archived", _("Archived")

    title = models.CharField(_("title"), max_length=160)
    summary = models.CharField(_("in one sentence"), max_length=300, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="paths")
    skill = models.ForeignKey("accounts.Skill", on_delete=models.PROTECT, related_name="paths", verbose_name=_("skill"))
    to_level = models.PositiveSmallIntegerField(_("leads to level"))
    job_role = models.ForeignKey(
        "accounts.JobRole",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="paths",
        verbose_name=_("for the role"),
    )
    weeks = models.PositiveSmallIntegerField(_("weeks"), default=8)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    number = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(editable=False)
    published_at = models.DateTimeField(null=True, editable=False)

    objects = PathQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="path_level", condition=Q(to_level__range=(1, 4))),
            models.CheckConstraint(name="path_weeks", condition=Q(weeks__range=(1, 52))),
        ]
        indexes = [models.Index(fields=["skill", "to_level"], name="path_published", condition=Q(state="published"))]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("goals:path_page", args=[self.pk])


class PathStep(models.Model):
    """One step. Steps of the same `position` and different `branch` are parallel: any order, all required but optional ones.

    A step that a later number of the path drops is kept with that number, so that nobody's progress is lost.
    """

    class Kind(models.TextChoices):
        RESOURCE = "resource", _("Resource")
        PERSON = "person", _("Talk to a person")
        TASK = "task", _("Task in real work")

    path = models.ForeignKey(Path, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    branch = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    resource = models.ForeignKey(
        "resources.Resource", on_delete=models.PROTECT, null=True, blank=True, related_name="path_steps"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    text = models.CharField(_("what to do"), max_length=200, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    optional = models.BooleanField(_("optional"), default=False)
    since_number = models.PositiveIntegerField(default=1)
    until_number = models.PositiveIntegerField(null=True)

    objects = PathStepQuerySet.as_manager()

    class Meta:
        ordering = ["position", "branch", "pk"]
        constraints = [
            models.CheckConstraint(
                name="path_step_is_something",
                condition=Q(kind="resource", resource__isnull=False) | ~Q(kind="resource") & ~Q(text="", person=None),
            ),
            models.CheckConstraint(
                name="path_step_numbers", condition=Q(until_number=None) | Q(until_number__gte=F("since_number"))
            ),
        ]
        indexes = [models.Index(fields=["path", "position"], name="path_step_order")]

    def __str__(self) -> str:
        return self.text or str(self.resource or self.person)

    @property
    def takes(self) -> int:
        """Minutes: its own, else those of its resource."""
        return self.minutes or (self.resource.minutes if self.resource else None) or 0


class Enrolment(Versioned):
    """Somebody on a path, by the steps of the number that they began with or took up later. Only they know how far."""

    path = models.ForeignKey(Path, on_delete=models.CASCADE, related_name="enrolments")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="enrolments")
    number = models.PositiveIntegerField()
    goal = models.ForeignKey(
        "goals.LearningGoal", on_delete=models.SET_NULL, null=True, blank=True, related_name="enrolments"
    )
    started_on = models.DateField()
    due_on = models.DateField()
    finished_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    worth_it = models.BooleanField(null=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["path", "person"], condition=Q(left_at=None, finished_at=None), name="enrolment_running_once"
            ),
            models.CheckConstraint(name="enrolment_dates", condition=Q(due_on__gte=F("started_on"))),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} on {self.path_id}"


class StepDone(models.Model):
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="done")
    step = models.ForeignKey(PathStep, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrolment", "step"], name="step_done_once")]

    def __str__(self) -> str:
        return f"{self.enrolment_id} did {self.step_id}"


class GoalResource(models.Model):
    """Something that somebody wants to learn from for a goal of theirs."""

    goal = models.ForeignKey("goals.LearningGoal", on_delete=models.CASCADE, related_name="resource_links")
    resource = models.ForeignKey("resources.Resource", on_delete=models.CASCADE, related_name="goal_links")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["goal", "resource"], name="goal_resource_once")]

    def __str__(self) -> str:
        return f"{self.resource_id} for {self.goal_id}"
