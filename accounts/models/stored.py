"""What roll-ups store: one row per person and skill, one cell per unit and skill and day, and what of it is published."""

from django.db import models
from django.db.models import Q


class PersonSkill(models.Model):
    """What a person needs and has in one skill, with the unit and share of full time copied in for one index-only aggregate.

    `level` is rounded to 0.01 and changes only with a statement; confidence is read from `weight_sum` at `weight_on`.
    `need_source`: `role:ID`, `everyone` or `objective:ID`. No row: neither required nor stated.
    """

    person = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="person_skills")
    skill = models.ForeignKey("accounts.Skill", on_delete=models.CASCADE, related_name="person_skills")
    unit = models.ForeignKey("accounts.Unit", on_delete=models.SET_NULL, null=True, db_index=False)
    fte = models.DecimalField(max_digits=3, decimal_places=2, default=1)
    counted = models.BooleanField(default=True)  # employed today and a person, not a vacant seat
    required = models.PositiveSmallIntegerField(null=True)
    importance = models.PositiveSmallIntegerField(null=True)
    need_source = models.CharField(max_length=60, blank=True)
    level = models.DecimalField(max_digits=4, decimal_places=2, null=True)
    weight_sum = models.FloatField(default=0)
    weight_on = models.DateField(null=True)
    self_only = models.BooleanField(default=False)
    not_applicable = models.BooleanField(default=False)
    stated_on = models.DateField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "skill"], name="person_skill_once")]
        indexes = [
            models.Index(
                fields=["unit", "skill"],
                include=[
                    "required",
                    "importance",
                    "level",
                    "fte",
                    "weight_sum",
                    "weight_on",
                    "self_only",
                    "not_applicable",
                ],
                name="person_skill_rollup",
                condition=Q(counted=True),
            ),
            models.Index(fields=["skill", "level"], name="person_skill_holders", condition=Q(counted=True)),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.skill_id}"


class SkillChange(models.Model):
    """Appended whenever a person's row in a skill changes; folded into the cells by the refresh, and counted for publishing."""

    person = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, db_index=False)
    skill = models.ForeignKey("accounts.Skill", on_delete=models.CASCADE, db_index=False)
    unit = models.ForeignKey("accounts.Unit", on_delete=models.CASCADE, null=True, db_index=False)
    at = models.DateTimeField()
    folded = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["id"], name="skill_change_waiting", condition=Q(folded=False)),
            models.Index(fields=["unit", "skill", "at"], include=["person"], name="skill_change_cell"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.skill_id} {self.at:%Y-%m-%d}"


class CellScope(models.TextChoices):
    OWN = "own"
    BELOW = "below"


class SkillCell(models.Model):
    """Counts of one unit (its own people, or with all units below) in one skill on one day. Internal: pages read what is published."""

    unit = models.ForeignKey("accounts.Unit", on_delete=models.CASCADE, db_index=False)
    scope = models.CharField(max_length=5, choices=CellScope.choices)
    skill = models.ForeignKey("accounts.Skill", on_delete=models.CASCADE, db_index=False)
    day = models.DateField()
    people = models.IntegerField(default=0)
    required = models.IntegerField(default=0)
    assessed = models.IntegerField(default=0)
    self_only = models.IntegerField(default=0)
    unassessed = models.IntegerField(default=0)
    not_applicable = models.IntegerField(default=0)
    met = models.IntegerField(default=0)
    holders = models.IntegerField(default=0)
    highest_need = models.PositiveSmallIntegerField(default=0)
    sum_ratio = models.DecimalField(max_digits=12, decimal_places=4, default=0)
    sum_gap = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    severity = models.DecimalField(max_digits=14, decimal_places=2, default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "scope", "day", "skill"], name="skill_cell_once")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.skill_id} {self.day}"


class PublishedCell(models.Model):
    """The last published figures of a cell, suppressed and rounded. What L&D and executives read, the same for all."""

    unit = models.ForeignKey("accounts.Unit", on_delete=models.CASCADE, db_index=False)
    skill = models.ForeignKey("accounts.Skill", on_delete=models.CASCADE, db_index=False)
    day = models.DateField()
    published_at = models.DateTimeField()
    few = models.BooleanField(default=False)
    required = models.IntegerField(null=True)
    share_below = models.PositiveSmallIntegerField(null=True)
    share_self_only = models.PositiveSmallIntegerField(null=True)
    share_unassessed = models.PositiveSmallIntegerField(null=True)
    coverage = models.PositiveSmallIntegerField(null=True)
    partial_coverage = models.PositiveSmallIntegerField(null=True)
    severity = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    concentration = models.CharField(max_length=8, blank=True)
    basis = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "skill", "day"], name="published_cell_once")]
        indexes = [models.Index(fields=["skill", "day"], name="published_cell_skill")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.skill_id} {self.day}"
