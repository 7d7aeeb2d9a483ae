"""Learning goals and what happens on them: check-ins, comments, obstacles."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Dated, GoalVisibility
from accounts.models.dated import days_in_order, one_at_a_time
from ecosystem.core.addresses import address
from ecosystem.core.clock import today
from ecosystem.core.versions import Versioned
from goals.querysets import CheckInQuerySet, CommentQuerySet, LearningGoalQuerySet, ObstacleQuerySet

if TYPE_CHECKING:
    from goals.standing import Standing


class LearningGoal(Versioned):
    """What a person will be able to do, by when: one primary skill, one measure, one owner.

    Active: started, not closed, not cancelled; overdue ones are active too. Progress and pace come from the measure alone.
    """

    class Kind(models.TextChoices):
        LEARNING = "learning", _("Learning goal")
        PERFORMANCE = "performance", _("Performance goal")

    class Measure(models.TextChoices):
        NUMBER = "number", _("Number")
        PERCENTAGE = "percentage", _("Percentage")
        MILESTONES = "milestones", _("Milestones")
        YES_NO = "yes_no", _("Yes or no")

    class Outcome(models.TextChoices):
        REACHED = "reached", _("Reached")
        PARTLY = "partly", _("Partly reached")
        NOT_REACHED = "not_reached", _("Not reached")
        LEFT = "left", _("Left the company")

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="learning_goals")
    title = models.CharField(_("goal"), max_length=160)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.LEARNING)
    skill = models.ForeignKey(
        "accounts.Skill",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="learning_goals",
        verbose_name=_("skill"),
    )
    from_level = models.DecimalField(_("from level"), max_digits=4, decimal_places=2, null=True, blank=True)
    to_level = models.PositiveSmallIntegerField(_("to level"), null=True, blank=True)
    measure = models.CharField(_("measure"), max_length=12, choices=Measure.choices, default=Measure.NUMBER)
    unit_of_measure = models.CharField(_("counted in"), max_length=40, blank=True)
    baseline = models.DecimalField(_("start"), max_digits=12, decimal_places=2, default=0)
    target = models.DecimalField(_("target"), max_digits=12, decimal_places=2, default=1)
    current = models.DecimalField(_("now"), max_digits=12, decimal_places=2, null=True, blank=True)
    start_date = models.DateField(_("start date"))
    due_date = models.DateField(_("by when"))
    if_when = models.CharField(_("When …"), max_length=200, blank=True)
    then_will = models.CharField(_("I will …"), max_length=200, blank=True)
    visibility = models.CharField(
        _("who sees it"), max_length=10, choices=GoalVisibility.choices, default=GoalVisibility.EVERYONE
    )
    for_myself = models.BooleanField(_("for myself"), default=False)
    set_with = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, editable=False)
    cancelled_at = models.DateTimeField(null=True, editable=False)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices, blank=True)
    lesson = models.TextField(_("what I learned"), blank=True)
    # stored where they are written: by each check-in
    progress = models.DecimalField(max_digits=6, decimal_places=4, null=True, editable=False)
    status = models.CharField(max_length=10, blank=True, editable=False)
    confidence = models.PositiveSmallIntegerField(null=True, editable=False)
    last_check_in_on = models.DateField(null=True, editable=False)
    check_ins_count = models.PositiveIntegerField(default=0, editable=False)

    # brought along by `for_check_in()` and `for_goal_page()`, see `goals.annotations`
    line_manager: dict[str, Any] | None
    serves: dict[str, Any] | None
    new_evidence: dict[str, Any] | None
    recent: list[dict[str, Any]]
    level_names: list[str]

    objects = LearningGoalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="goal_days",
                condition=Q(due_date__gt=F("start_date")),
                violation_error_message=_("Choose a day after the start."),
            ),
            models.CheckConstraint(
                name="goal_target",
                condition=Q(measure__in=["milestones", "yes_no"]) | ~Q(target=F("baseline")),
                violation_error_message=_("The target is the same as the start; say what will be different."),
            ),
            models.CheckConstraint(name="goal_level", condition=Q(to_level=None) | Q(to_level__range=(1, 4))),
        ]
        indexes = [
            models.Index(
                fields=["owner"],
                name="goal_active",
                include=["id", "progress", "start_date", "due_date", "measure", "visibility", "last_check_in_on"],
                condition=Q(closed_at=None, cancelled_at=None),
            ),
            models.Index(fields=["skill"], name="goal_skill", condition=Q(closed_at=None, cancelled_at=None)),
            models.Index(fields=["due_date"], name="goal_due", condition=Q(closed_at=None, cancelled_at=None)),
            models.Index(
                fields=["last_check_in_on"], name="goal_quiet", condition=Q(closed_at=None, cancelled_at=None)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address("goals:goal_page", self.pk)

    @property
    def is_active(self) -> bool:
        return self.closed_at is None and self.cancelled_at is None

    @property
    def standing(self) -> "Standing":
        """Progress, pace and state of today, from the row and the milestones that came with it."""
        from goals.standing import standing_of

        return standing_of(self, today())


class GoalSkill(models.Model):
    """A further skill that a goal exercises, beside its primary one."""

    goal = models.ForeignKey(LearningGoal, on_delete=models.CASCADE, related_name="further_skills")
    skill = models.ForeignKey("accounts.Skill", on_delete=models.PROTECT, related_name="+")
    to_level = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["goal", "skill"], name="goal_skill_once")]

    def __str__(self) -> str:
        return f"{self.goal_id} {self.skill_id}"


class GoalAlignment(Dated):
    """The key result or objective that a goal serves, dated so that re-alignment keeps history; one at a time."""

    goal = models.ForeignKey(LearningGoal, on_delete=models.CASCADE, related_name="alignments")
    key_result = models.ForeignKey("goals.KeyResult", on_delete=models.CASCADE, null=True, related_name="alignments")
    objective = models.ForeignKey("goals.Objective", on_delete=models.CASCADE, related_name="alignments")

    class Meta:
        constraints = [
            days_in_order("alignment_days"),
            one_at_a_time("alignment_once", "goal", message=_("This goal serves something else at that time.")),
        ]
        indexes = [models.Index(fields=["objective"], name="alignment_objective", condition=Q(valid_to=None))]

    def __str__(self) -> str:
        return f"{self.goal_id} serves {self.objective_id}"


class GoalMilestone(models.Model):
    goal = models.ForeignKey(LearningGoal, on_delete=models.CASCADE, related_name="milestones")
    title = models.CharField(_("title"), max_length=160)
    due_on = models.DateField(_("due"), null=True, blank=True)
    done_on = models.DateField(_("done"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


class CheckIn(Versioned):
    """A dated review without judgement. The proposed status and the owner's word are both kept."""

    goal = models.ForeignKey(LearningGoal, on_delete=models.CASCADE, related_name="check_ins")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    checked_on = models.DateField()
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    value = models.DecimalField(_("value"), max_digits=12, decimal_places=2, null=True)
    progress = models.DecimalField(max_digits=6, decimal_places=4, null=True)
    proposed_status = models.CharField(max_length=10, blank=True)
    status = models.CharField(_("status"), max_length=10, blank=True)
    confidence = models.PositiveSmallIntegerField(_("confidence"), null=True, blank=True)
    text = models.TextField(_("how it goes"), blank=True)
    unchanged = models.BooleanField(default=False)  # “nothing changed” is its own answer
    plan_kept = models.BooleanField(_("I kept my plan"), null=True, blank=True)
    evidence = models.ForeignKey("accounts.Evidence", on_delete=models.SET_NULL, null=True, related_name="check_ins")

    objects = CheckInQuerySet.as_manager()

    class Meta:
        ordering = ["-checked_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="check_in_confidence", condition=Q(confidence=None) | Q(confidence__range=(1, 10))
            )
        ]
        indexes = [models.Index(fields=["goal", "-checked_on"], name="check_in_latest")]

    def __str__(self) -> str:
        return f"{self.goal_id} {self.checked_on}"


class GoalEvidence(models.Model):
    """An item of evidence that its owner added on a goal, with a check-in or without."""

    goal = models.ForeignKey(LearningGoal, on_delete=models.CASCADE, related_name="evidence_links")
    evidence = models.OneToOneField("accounts.Evidence", on_delete=models.CASCADE, related_name="goal_link")
    added_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["goal", "-added_at"], name="goal_evidence_latest")]

    def __str__(self) -> str:
        return f"{self.goal_id} {self.evidence_id}"


class Comment(Versioned):
    """A word on a check-in (or on the goal); encouragement is one kind. Both sides see it, everybody if the subject says so."""

    class Kind(models.TextChoices):
        COMMENT = "comment", _("Comment")
        ENCOURAGEMENT = "encouragement", _("Encouragement")

    goal = models.ForeignKey(LearningGoal, on_delete=models.CASCADE, related_name="comments")
    check_in = models.ForeignKey(CheckIn, on_delete=models.CASCADE, null=True, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=14, choices=Kind.choices, default=Kind.COMMENT)
    text = models.TextField(_("text"))
    public = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["created_at"]
        indexes = [models.Index(fields=["goal", "created_at"], name="comment_goal")]

    def __str__(self) -> str:
        return self.text[:60]


class Obstacle(Versioned):
    """What stands in the way. It has an age and somebody whose turn it is."""

    goal = models.ForeignKey(LearningGoal, on_delete=models.CASCADE, related_name="obstacles")
    text = models.CharField(_("what is in the way"), max_length=300)
    opened_at = models.DateTimeField()
    turn = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="obstacles_in_hand",
        verbose_name=_("whose turn"),
    )
    shared_with = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    passed_up_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    resolution = models.CharField(_("what was done"), max_length=300, blank=True)
    confirmed_at = models.DateTimeField(null=True)  # the owner says it is cleared

    objects = ObstacleQuerySet.as_manager()

    class Meta:
        ordering = ["opened_at"]
        indexes = [
            models.Index(fields=["turn", "opened_at"], name="obstacle_turn", condition=Q(resolved_at=None)),
            models.Index(fields=["goal"], name="obstacle_goal_open", condition=Q(resolved_at=None)),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return address("goals:obstacle_page", self.pk)


class ObstacleMove(models.Model):
    """Each time an obstacle changes hands, with one line."""

    obstacle = models.ForeignKey(Obstacle, on_delete=models.CASCADE, related_name="moves")
    moved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    note = models.CharField(_("note"), max_length=300, blank=True)
    moved_at = models.DateTimeField()

    class Meta:
        ordering = ["moved_at"]

    def __str__(self) -> str:
        return f"{self.obstacle_id} to {self.to_id}"
