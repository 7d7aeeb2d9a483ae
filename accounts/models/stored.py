"""What roll-ups store: one row per person and skill, one cell per unit and skill and day, and what of it is published."""

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, Func, Q, Value, When

# What a row adds to its cell, three counts to a number: functions of the database, see `accounts.tallies`.
TALLIES = {
    "skill_standing": ("state",),
    "skill_outcome": ("state",),
    "skill_needs": ("state", "required"),
    "skill_heights": ("state", "required", "holds"),
}


class PersonSkill(models.Model):
    """What a person needs and has in one skill, with the unit and share of full time copied in for one index-only aggregate.

    `level` is rounded to 0.01 and changes only with a statement; confidence is read from `weight_sum` at `weight_on`.
    `need_source`: `role:ID`, `everyone` or `objective:ID`. No row: neither required nor stated. From `known` on follows
    what the row adds to its cell, as of the day of its last refresh: a `state` of `accounts.gaps.State`, and whole
    numbers, which are quick to sum.
    """

    person = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="person_skills")
    skill = models.ForeignKey("accounts.Skill", on_delete=models.CASCADE, related_name="person_skills")
    unit = models.ForeignKey("accounts.Unit", on_delete=models.SET_NULL, null=True, db_index=False)
    site = models.ForeignKey("accounts.Site", on_delete=models.SET_NULL, null=True, db_index=False)
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
    known = models.BooleanField(default=False)  # the confidence is .10 or more
    state = models.CharField(max_length=16, default="not_required")
    holds = models.PositiveSmallIntegerField(default=0)  # 3 or 4: assessed at this level or above, else 0
    ratio_points = models.PositiveIntegerField(default=0)  # min(1, level / required), in ten-thousandths
    gap_points = models.PositiveIntegerField(default=0)  # a gap that counts, in hundredths of a level
    severity_points = models.PositiveIntegerField(default=0)  # importance · gap · fte, in ten-thousandths
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "skill"], name="person_skill_once")]
        indexes = [
            models.Index(
                "unit",
                "skill",
                *(Func(*columns, function=name) for name, columns in TALLIES.items()),
                include=["state", "required", "holds", "ratio_points", "gap_points", "severity_points"],
                name="person_skill_tallies",
                condition=Q(counted=True),
            ),
            models.Index(fields=["skill", "level"], name="person_skill_holders", condition=Q(counted=True)),
            models.Index(
                fields=["stated_on"],
                include=["person", "skill"],
                name="person_skill_weighty",
                condition=Q(counted=True, required__isnull=False, importance__gte=4, not_applicable=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.skill_id}"


class SkillChange(models.Model):
    """Appended whenever what a person adds to a cell changes; folded into the cells, and counted for publishing.

    `unit` is where the person is counted now, `…_before` where and how before; `figure_before` tells figures apart
    without keeping them. Empty: not counted.
    """

    person = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, db_index=False)
    skill = models.ForeignKey("accounts.Skill", on_delete=models.CASCADE, db_index=False)
    unit = models.ForeignKey("accounts.Unit", on_delete=models.CASCADE, null=True, db_index=False)
    unit_before = models.ForeignKey(
        "accounts.Unit", on_delete=models.CASCADE, null=True, db_index=False, related_name="+"
    )
    site_before = models.ForeignKey("accounts.Site", on_delete=models.SET_NULL, null=True, db_index=False)
    figure_before = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    folded = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["id"], name="skill_change_waiting", condition=Q(folded=False)),
            models.Index(fields=["skill", "at"], name="skill_change_since"),
            models.Index(fields=["person"], name="skill_change_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.skill_id} {self.at:%Y-%m-%d}"


class CellScope(models.TextChoices):
    OWN = "own"
    BELOW = "below"


def _highest(*levels: int) -> Case:
    """The highest level that somebody here needs."""
    return Case(*(When(**{f"need_{level}__gt": 0}, then=Value(level)) for level in levels), default=Value(0))


class SkillCell(models.Model):
    """Counts of one unit (its own people, or with all units below) in one skill on one day. No unit: people without one
    (own), the whole company (below). Internal: pages read what is published.

    `people` have a row in the skill, needed or stated. `highest_need` and `holders` follow from counts, so that changes
    can be added up; points are whole numbers as in `PersonSkill`.
    """

    unit = models.ForeignKey("accounts.Unit", on_delete=models.CASCADE, null=True, db_index=False, db_constraint=False)
    scope = models.CharField(max_length=5, choices=CellScope.choices)
    skill = models.ForeignKey("accounts.Skill", on_delete=models.CASCADE, db_index=False, db_constraint=False)
    day = models.DateField()
    people = models.IntegerField(default=0)
    required = models.IntegerField(default=0)
    assessed = models.IntegerField(default=0)
    self_only = models.IntegerField(default=0)
    unassessed = models.IntegerField(default=0)
    not_applicable = models.IntegerField(default=0)
    met = models.IntegerField(default=0)
    need_1 = models.IntegerField(default=0)
    need_2 = models.IntegerField(default=0)
    need_3 = models.IntegerField(default=0)
    need_4 = models.IntegerField(default=0)
    at_3 = models.IntegerField(default=0)
    at_4 = models.IntegerField(default=0)
    highest_need = models.GeneratedField(
        expression=_highest(4, 3, 2, 1), output_field=models.PositiveSmallIntegerField(), db_persist=True
    )
    holders = models.GeneratedField(
        expression=Case(When(need_4__gt=0, then="at_4"), default="at_3"),
        output_field=models.IntegerField(),
        db_persist=True,
    )
    ratio_points = models.BigIntegerField(default=0)
    gap_points = models.BigIntegerField(default=0)
    severity_points = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["day", "scope", "unit", "skill"], name="skill_cell_once", nulls_distinct=False
            )
        ]
        indexes = [models.Index(fields=["day"], name="skill_cell_empty", condition=Q(people=0))]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.skill_id} {self.day}"

    @property
    def sum_ratio(self) -> Decimal:
        return Decimal(self.ratio_points) / 10_000

    @property
    def sum_gap(self) -> Decimal:
        """In levels."""
        return Decimal(self.gap_points) / 100

    @property
    def severity(self) -> Decimal:
        return Decimal(self.severity_points) / 10_000


class RollupDay(models.Model):
    """A day whose cells were rolled up, and published. `replayed`: from the dated rows, after the day."""

    day = models.DateField(unique=True)
    rolled_up_at = models.DateTimeField()
    folded_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    replayed = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.day.isoformat()


class PublishedBlock(models.Model):
    """The smallest groups that published figures can be taken apart into; they hold their figures until enough people
    in them have changed. `units`: whose own people (0: those without a unit). With sites: a part of such a group."""

    skill = models.ForeignKey("accounts.Skill", on_delete=models.CASCADE, related_name="+")
    units = ArrayField(models.BigIntegerField())
    sites = ArrayField(models.BigIntegerField(), null=True)
    day = models.DateField()
    people = models.IntegerField()
    sums = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.skill_id} {self.units} {self.day}"


class PublishedCell(models.Model):
    """The published figures of a cell from `day` on, suppressed and rounded. What L&D and executives read, the same for
    all. No unit: the whole company. With a site: only the people there.

    Shares are points in steps of 5; one less than a step means "below" it, one more "above". `as_of`: the day of the
    oldest part. A later row supersedes; `is_latest` marks the one in force.
    """

    unit = models.ForeignKey("accounts.Unit", on_delete=models.CASCADE, null=True, db_index=False)
    site = models.ForeignKey("accounts.Site", on_delete=models.CASCADE, null=True, db_index=False)
    skill = models.ForeignKey("accounts.Skill", on_delete=models.CASCADE, db_index=False)
    day = models.DateField()
    as_of = models.DateField(null=True)
    published_at = models.DateTimeField()
    is_latest = models.BooleanField(default=True)
    few = models.BooleanField(default=False)
    required = models.IntegerField(null=True)
    share_below = models.PositiveSmallIntegerField(null=True)
    share_self_only = models.PositiveSmallIntegerField(null=True)
    share_unassessed = models.PositiveSmallIntegerField(null=True)
    coverage = models.PositiveSmallIntegerField(null=True)
    partial_coverage = models.PositiveSmallIntegerField(null=True)
    severity = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    priority = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    on_objective = models.BooleanField(default=False)
    resources = models.PositiveSmallIntegerField(default=0)
    concentration = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "skill", "site", "day"], name="published_cell_once", nulls_distinct=False
            )
        ]
        indexes = [
            models.Index(fields=["skill", "day"], name="published_cell_skill"),
            models.Index(
                fields=["unit", "site", "-priority", "skill"], name="published_cell_latest", condition=Q(is_latest=True)
            ),
            models.Index(
                fields=["skill"],
                include=["few", "required"],
                name="published_cell_company",
                condition=Q(is_latest=True, site=None, unit=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.skill_id} {self.day}"


class SinglePoint(models.Model):
    """One person alone holds a skill in a unit with all below it (no unit: in the company), and was told so on a day.

    The word is published a week later at the earliest. Read by the publication and by that person's message only; the
    row goes as soon as somebody else holds the skill there too, or instead.
    """

    skill = models.ForeignKey("accounts.Skill", on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey("accounts.Unit", on_delete=models.CASCADE, null=True, related_name="+")
    person = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="+")
    told_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["skill", "unit"], name="single_point_once", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return f"{self.skill_id} {self.unit_id} {self.told_on}"
