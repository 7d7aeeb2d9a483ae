"""What the radar keeps: signals counted without who, and what L&D decided on those that came together."""

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from ecosystem.core.clock import now

if TYPE_CHECKING:
    from accounts.models import Person
    from feedback.models import Need

LAST_FEW = 5
REPORTED_AND_TAKEN_ON = 2
AT_ONCE = dt.timedelta(minutes=1)
WHILE_FRESH = dt.timedelta(days=1)  # nobody is reminded of a need that early


class RadarVerdictQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """L&D's."""
        return self if person.is_learning else self.none()

    def last_few(self) -> Self:
        """The latest that stand, with what they led to."""
        from feedback.models import NeedMove

        moves = NeedMove.objects.filter(need=OuterRef("need")).order_by().values("need").values(n=Count("*"))
        rows = self.filter(undone_at=None).select_related("by", "need", "result").annotate(moves=Subquery(moves))
        return rows.order_by("-at", "-pk")[:LAST_FEW]


class RadarCount(models.Model):
    """A signal that the radar may show only as a number, as it was last published; nothing says who. Written at night.

    `code` is stable from night to night. `n` = 0: some, but too few to be told how many.
    """

    class Kind(models.TextChoices):
        OBSTACLE = "obstacle", _("people whose goals are stuck")
        CHECK = "check", _("people who did not pass a check")
        SEARCH = "search", _("searches without a hit")

    kind = models.CharField(max_length=8, choices=Kind.choices)
    code = models.CharField(max_length=20)
    words = models.CharField(max_length=120, blank=True)
    skill = models.ForeignKey("accounts.Skill", on_delete=models.CASCADE, null=True, related_name="+")
    n = models.PositiveIntegerField()
    since = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "code"], name="radar_count_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.code} {self.n}"


class RadarSum(models.Model):
    """What people say on one root, put together: how many, and the loudest texts with how many and since when.

    `root` is a skill (s1), or a need (n1) or resource in doubt (d1) that is about none. Written by `feedback.radar_sums`.
    `skill_id` is a copy, no link: it goes and moves with what it is a sum of.
    """

    root = models.CharField(max_length=24, unique=True, db_collation="C")
    skill_id = models.BigIntegerField(null=True)
    needs = models.PositiveIntegerField()
    people = models.PositiveIntegerField()
    reporters = models.PositiveIntegerField()
    doubters = models.PositiveIntegerField()
    since = models.DateField()
    texts = ArrayField(models.CharField(max_length=24))
    loud = ArrayField(models.IntegerField())
    days = ArrayField(models.DateField())

    def __str__(self) -> str:
        return self.root


class RadarChange(models.Model):
    """A root on which something was said or taken back since its sum was written. The database adds them."""

    root = models.CharField(max_length=24, db_collation="C")

    def __str__(self) -> str:
        return self.root


class RadarVerdict(models.Model):
    """What L&D decided on signals that came together, with their numbers at that time.

    `covers` are the roots under which what is left of them rests; `remaining` is how much of `weight` was left.
    """

    class Kind(models.TextChoices):
        ACCEPT = "accept", _("Taken on")
        MERGE = "merge", _("Merged")
        ANSWER = "answer", _("Answered")
        DECLINE = "decline", _("Declined")

    kind = models.CharField(max_length=8, choices=Kind.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    title = models.CharField(max_length=200)
    skill = models.ForeignKey("accounts.Skill", on_delete=models.SET_NULL, null=True, related_name="+")
    need = models.ForeignKey("feedback.Need", on_delete=models.SET_NULL, null=True, related_name="verdicts")
    result = models.ForeignKey("resources.Resource", on_delete=models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(_("why not"), max_length=300, blank=True)
    covers = ArrayField(models.CharField(max_length=24), default=list)
    signals = models.JSONField(default=dict)
    weight = models.PositiveIntegerField()
    remaining = models.PositiveIntegerField()
    rests_until = models.DateField(null=True)
    undone_at = models.DateTimeField(null=True)

    objects = RadarVerdictQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["-at"], name="radar_verdict_latest")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.title}"

    @property
    def told_nobody(self) -> bool:
        """It touched no need, or only the one that it made itself; so it can be taken back."""
        if self.need is None:
            return self.kind in {self.Kind.ANSWER, self.Kind.DECLINE}
        return self.made_its_need and self._moves_of(self.need) == REPORTED_AND_TAKEN_ON

    @property
    def made_its_need(self) -> bool:
        need = self.need
        if need is None or need.source != "radar" or self.kind != self.Kind.ACCEPT:
            return False
        return need.reported_at <= self.at < need.reported_at + AT_ONCE and self.at > now() - WHILE_FRESH

    def _moves_of(self, need: "Need") -> int:
        return self.moves if hasattr(self, "moves") else need.moves.count()
