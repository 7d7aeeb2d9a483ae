"""What guilds serve and aim at: links to objectives and themes, goals of their own with check-ins."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ecosystem.core.clock import today
from ecosystem.core.versions import Versioned
from goals.guild_querysets import GuildGoalQuerySet, GuildObjectiveQuerySet
from goals.models.okrs import Objective, Theme
from guilds.models import Guild

if TYPE_CHECKING:
    from goals.standing import Standing


class GuildObjective(Versioned):
    """A guild says that it serves an objective, or a theme: why, and later how much, in its stewards' own word."""

    class Served(models.TextChoices):
        UNSAID = "", _("not said yet")
        LITTLE = "little", _("a little")
        SOME = "some", _("noticeably")
        MUCH = "much", _("very much")

    guild = models.ForeignKey(Guild, on_delete=models.CASCADE, related_name="aims")
    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, null=True, related_name="guild_links")
    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, null=True, related_name="guild_links")
    why = models.CharField(_("why"), max_length=200, blank=True)
    served = models.CharField(_("how much"), max_length=6, choices=Served.choices, blank=True, default="")
    shown_by = models.CharField(_("what shows it"), max_length=200, blank=True)
    linked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    linked_at = models.DateTimeField(editable=False)
    ended_on = models.DateField(null=True, editable=False)

    objects = GuildObjectiveQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="guild_aim_is_one",
                condition=Q(objective__isnull=False, theme=None) | Q(objective=None, theme__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["guild", "objective"], name="guild_objective_once", condition=Q(ended_on=None)
            ),
            models.UniqueConstraint(fields=["guild", "theme"], name="guild_theme_once", condition=Q(ended_on=None)),
        ]

    def __str__(self) -> str:
        return str(self.objective or self.theme)

    def get_absolute_url(self) -> str:
        return reverse("goals:guild_aim_list", args=[self.guild_id])

    @property
    def address(self) -> str:
        """Of what is served."""
        return self.objective.get_absolute_url() if self.objective else reverse("goals:theme_list")


class GuildGoal(Versioned):
    """What a guild will be able to do, by when: one measure, checked in by its stewards. Who reads the guild reads it."""

    class Measure(models.TextChoices):
        NUMBER = "number", _("Number")
        PERCENTAGE = "percentage", _("Percentage")
        YES_NO = "yes_no", _("Yes or no")

    class Outcome(models.TextChoices):
        REACHED = "reached", _("Reached")
        PARTLY = "partly", _("Partly reached")
        NOT_REACHED = "not_reached", _("Not reached")

    if_when = then_will = ""  # a plan is a person's, not a guild's
    cancelled_at = None

    guild = models.ForeignKey(Guild, on_delete=models.CASCADE, related_name="own_goals")
    title = models.CharField(_("goal"), max_length=160)
    aim = models.ForeignKey(
        GuildObjective, on_delete=models.SET_NULL, null=True, blank=True, related_name="goals", verbose_name=_("serves")
    )
    measure = models.CharField(_("measured by"), max_length=12, choices=Measure.choices, default=Measure.NUMBER)
    unit_of_measure = models.CharField(_("counted in"), max_length=40, blank=True)
    baseline = models.DecimalField(_("start"), max_digits=12, decimal_places=2, default=0)
    target = models.DecimalField(_("target"), max_digits=12, decimal_places=2, default=1)
    current = models.DecimalField(_("now"), max_digits=12, decimal_places=2, null=True, blank=True)
    start_date = models.DateField(_("start date"))
    due_date = models.DateField(_("by when"))
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True, editable=False)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices, blank=True)
    lesson = models.TextField(_("what the guild learned"), max_length=2000, blank=True)
    # stored where they are written: by each check-in
    progress = models.DecimalField(max_digits=6, decimal_places=4, null=True, editable=False)
    status = models.CharField(max_length=10, blank=True, editable=False)
    confidence = models.PositiveSmallIntegerField(null=True, editable=False)
    last_check_in_on = models.DateField(null=True, editable=False)
    check_ins_count = models.PositiveIntegerField(default=0, editable=False)

    objects = GuildGoalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="guild_goal_days", condition=Q(due_date__gt=F("start_date"))),
            models.CheckConstraint(name="guild_goal_target", condition=Q(measure="yes_no") | ~Q(target=F("baseline"))),
        ]
        indexes = [models.Index(fields=["guild", "due_date"], name="guild_goal_active", condition=Q(closed_at=None))]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("goals:guild_goal_page", args=[self.pk])

    @property
    def is_active(self) -> bool:
        return self.closed_at is None

    @property
    def standing(self) -> "Standing":
        """As of a learning goal: the same formulas."""
        from goals.standing import standing_of

        row: Any = self
        return standing_of(row, today())


class GuildCheckIn(models.Model):
    """A dated review of a guild's goal. The proposed status and the steward's word are both kept."""

    goal = models.ForeignKey(GuildGoal, on_delete=models.CASCADE, related_name="check_ins")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    checked_on = models.DateField()
    created_at = models.DateTimeField()
    value = models.DecimalField(_("value"), max_digits=12, decimal_places=2, null=True)
    progress = models.DecimalField(max_digits=6, decimal_places=4, null=True)
    proposed_status = models.CharField(max_length=10, blank=True)
    status = models.CharField(_("status"), max_length=10, blank=True)
    confidence = models.PositiveSmallIntegerField(_("confidence"), null=True, blank=True)
    text = models.TextField(_("how it goes"), max_length=2000, blank=True)
    unchanged = models.BooleanField(default=False)

    class Meta:
        ordering = ["-checked_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="guild_check_in_confidence", condition=Q(confidence=None) | Q(confidence__range=(1, 10))
            )
        ]
        indexes = [models.Index(fields=["goal", "-checked_on"], name="guild_check_in_latest")]

    def __str__(self) -> str:
        return f"{self.goal_id} {self.checked_on}"
