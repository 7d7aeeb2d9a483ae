"""Stored sums: one narrow row per person, deltas appended beside it, and sums of everybody below a manager."""

from django.conf import settings
from django.db import models


class PersonState(models.Model):
    """What home and the team dashboard ask of one person. Counts leave only-me goals out, but for `own_goals`.

    The `in_sums_…` columns are what the sums of the managers above already hold of this person.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="state"
    )
    own_goals = models.PositiveIntegerField(default=0)  # all active ones; shown to the person alone
    goals = models.PositiveIntegerField(default=0)
    aligned_goals = models.PositiveIntegerField(default=0)
    obstacles = models.PositiveIntegerField(default=0)
    oldest_obstacle_at = models.DateTimeField(null=True)
    check_ins = models.PositiveIntegerField(default=0)  # in the current cycle
    last_check_in_on = models.DateField(null=True)
    confidence = models.PositiveSmallIntegerField(null=True)
    previous_confidence = models.PositiveSmallIntegerField(null=True)
    gaps = models.PositiveIntegerField(default=0)
    unassessed = models.PositiveIntegerField(default=0)
    waiting = models.PositiveIntegerField(default=0)  # what waits for this person's answer
    in_sums_goals = models.IntegerField(default=0)
    in_sums_aligned_goals = models.IntegerField(default=0)
    in_sums_obstacles = models.IntegerField(default=0)
    in_sums_check_ins = models.IntegerField(default=0)
    in_sums_gaps = models.IntegerField(default=0)

    def __str__(self) -> str:
        return f"state of {self.person_id}"


class StateChange(models.Model):
    """Appended by whatever changes a person's state; a worker folds it into the sums of those above, in id order."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"state of {self.person_id} changed"


class TeamSum(models.Model):
    """Sums over everybody below a manager (not the manager): folded from deltas within seconds, rebuilt nightly."""

    manager = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="team_sum"
    )
    people = models.IntegerField(default=0)
    with_goal = models.IntegerField(default=0)
    goals = models.IntegerField(default=0)
    aligned_goals = models.IntegerField(default=0)
    behind = models.IntegerField(default=0)  # as of the nightly run: pace depends on the day
    obstacles = models.IntegerField(default=0)
    check_ins = models.IntegerField(default=0)  # in the current cycle
    gaps = models.IntegerField(default=0)
    as_of = models.DateTimeField()

    def __str__(self) -> str:
        return f"team of {self.manager_id}"


class AlignmentFigure(models.Model):
    """The alignment summary's figures of one objective (or of the company: no objective) on one day, as published."""

    objective = models.ForeignKey("goals.Objective", on_delete=models.CASCADE, null=True, db_index=False)
    day = models.DateField()
    figures = models.JSONField(default=dict)
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "objective"], name="alignment_figure_once", nulls_distinct=False)
        ]
        indexes = [
            models.Index(fields=["objective", "-day"], name="alignment_figure_last"),
            models.Index(fields=["day"], condition=models.Q(figures__has_key="lost"), name="alignment_figure_lost"),
        ]

    def __str__(self) -> str:
        return f"{self.objective_id} on {self.day}"
