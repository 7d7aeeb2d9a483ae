"""What we hear: needs with their reporters and every step of their way, and searches that found nothing."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ecosystem.core.clock import today
from ecosystem.core.versions import Versioned
from feedback.advocacy_models import DeskAnswer as DeskAnswer
from feedback.advocacy_models import Funding as Funding
from feedback.advocacy_models import Thanks as Thanks
from feedback.querysets import NeedQuerySet, NeedReporterQuerySet, NeedsSnapshotQuerySet
from feedback.radar_models import RadarChange as RadarChange
from feedback.radar_models import RadarCount as RadarCount
from feedback.radar_models import RadarSum as RadarSum
from feedback.radar_models import RadarVerdict as RadarVerdict


class Need(Versioned):
    """A reported gap in what can be learnt here. Somebody's turn until it is resolved, declined or merged into another.

    `turn` is the person whose answer is awaited: the line manager first, then nobody in particular, which is all of L&D.
    `people` is how many need it: the database counts its reporters whenever one is added, leaves or moves to another need.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("Waits for an answer")
        ACCEPTED = "accepted", _("Taken on")
        CLAIMED = "claimed", _("Being made")
        RESOLVED = "resolved", _("Answered")
        DECLINED = "declined", _("Declined")
        MERGED = "merged", _("Merged")

    class Hop(models.TextChoices):
        MANAGER = "manager", _("Line manager")
        LEARNING = "learning", _("L&D")

    class Source(models.TextChoices):
        PAGE = "page", _("A page")
        SEARCH = "search", _("A search without a hit")
        GOAL = "goal", _("A learning goal")
        RESOURCE = "resource", _("A resource")
        TEAM = "team", _("A team's gaps")
        RADAR = "radar", _("Signals that came together")

    words = models.CharField(_("what is missing"), max_length=200)
    skill = models.ForeignKey(
        "accounts.Skill",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="needs",
        verbose_name=_("skill"),
    )
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.PAGE)
    about = models.ForeignKey(
        "resources.Resource", on_delete=models.SET_NULL, null=True, blank=True, related_name="needs"
    )
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    hop = models.CharField(max_length=10, choices=Hop.choices, default=Hop.MANAGER)
    turn = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="needs_in_hand"
    )
    turn_since = models.DateField()
    due_on = models.DateField(null=True)
    reported_at = models.DateTimeField()
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="needs_claimed"
    )
    claimed_at = models.DateTimeField(null=True)
    result = models.ForeignKey(
        "resources.Resource", on_delete=models.SET_NULL, null=True, blank=True, related_name="needs_met"
    )
    answer = models.CharField(_("answer"), max_length=300, blank=True)
    resolved_at = models.DateTimeField(null=True)
    ask_again_on = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="merged")
    reopened = models.PositiveSmallIntegerField(default=0)
    people = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    told: int  # how many said whether it helped, brought along by `board.say_whether_it_helped`
    yes: int  # and of them, how many said that it did

    objects = NeedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="need_merged_has_target",
                condition=Q(status="merged", merged_into__isnull=False) | ~Q(status="merged"),
            ),
            models.CheckConstraint(name="need_not_merged_into_itself", condition=~Q(merged_into=F("pk"))),
            models.CheckConstraint(
                name="need_resolved_has_day", condition=~Q(status="resolved") | Q(resolved_at__isnull=False)
            ),
        ]
        indexes = [
            models.Index(
                fields=["status", "turn_since"], name="need_waiting", condition=Q(status__in=["open", "accepted"])
            ),
            models.Index(fields=["turn"], name="need_turn", condition=Q(status__in=["open", "accepted"])),
            models.Index(
                fields=["ask_again_on"], name="need_ask_again", condition=Q(status="resolved", closed_at=None)
            ),
            models.Index(fields=["skill"], name="need_skill"),
            models.Index(
                fields=["status", "-people", "reported_at", "id"], name="need_loudest", condition=Q(closed_at=None)
            ),
            models.Index(
                fields=["-people", "reported_at", "id"],
                name="need_loudest_closed",
                condition=Q(status="resolved", closed_at__isnull=False),
            ),
            GinIndex(
                fields=["words"],
                opclasses=["gin_trgm_ops"],
                name="need_words_alike",
                condition=Q(status__in=["open", "accepted", "claimed"]),
            ),
        ]

    def __str__(self) -> str:
        return self.words

    def get_absolute_url(self) -> str:
        return reverse("feedback:need_page", args=[self.pk])

    @property
    def is_unsettled(self) -> bool:
        return self.status in {self.Status.OPEN, self.Status.ACCEPTED, self.Status.CLAIMED}

    @property
    def stage(self) -> str:
        """Its column on the board."""
        return "closed" if self.status == self.Status.RESOLVED and self.closed_at else self.status

    @property
    def is_overdue(self) -> bool:
        """The day by which something was expected has passed."""
        return self.is_unsettled and self.due_on is not None and self.due_on < today()


class NeedReporter(models.Model):
    """Who needs it too. *Anonymous to colleagues*: only L&D sees who, and the way starts there."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="reporters")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="needs_reported")
    anonymous = models.BooleanField(_("keep my name from colleagues"), default=False)
    at = models.DateTimeField()
    helped = models.BooleanField(null=True)
    helped_at = models.DateTimeField(null=True)

    objects = NeedReporterQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["need", "person"], name="need_reporter_once")]

    def __str__(self) -> str:
        return f"{self.person_id} needs {self.need_id}"


class NeedMove(models.Model):
    """One step on a need's way, with the words that everybody may read."""

    class Kind(models.TextChoices):
        REPORTED = "reported", _("reported")
        JOINED = "joined", _("needed by one more")
        REMINDED = "reminded", _("reminded")
        PASSED_ON = "passed_on", _("passed on to L&D")
        ACCEPTED = "accepted", _("taken on")
        CLAIMED = "claimed", _("being made")
        FUNDED = "funded", _("funded")
        RELEASED = "released", _("free again")
        RESOLVED = "resolved", _("answered")
        DECLINED = "declined", _("declined")
        MERGED = "merged", _("merged")
        ASKED = "asked", _("asked whether it helped")
        REOPENED = "reopened", _("opened again")
        CLOSED = "closed", _("confirmed")

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="moves")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    words = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["need", "at"], name="need_move_order")]

    def __str__(self) -> str:
        return f"{self.need_id} {self.kind}"


class ZeroHit(models.Model):
    """A search that found nothing, how often on a day; nothing says who searched."""

    words = models.CharField(max_length=120)
    day = models.DateField()
    count = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["words", "day"], name="zero_hit_once_a_day")]
        indexes = [models.Index(fields=["day"], name="zero_hit_day")]

    def __str__(self) -> str:
        return f"{self.words} {self.day}"


class NeedsSnapshot(models.Model):
    """The training-needs analysis as it stood when L&D kept it: what was published then, and nothing behind it.

    `query` is the address of the table that was kept, `fewest` how many people were in any figure at least.
    """

    name = models.CharField(_("name"), max_length=120)
    note = models.CharField(_("note"), max_length=300, blank=True)
    place = models.CharField(max_length=300)
    query = models.CharField(max_length=300, blank=True)
    fewest = models.PositiveSmallIntegerField()
    rows_kept = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    objects = NeedsSnapshotQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("name"), name="needs_snapshot_name")]
        indexes = [models.Index(fields=["-at"], name="needs_snapshot_newest")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("reports:needs_snapshot_page", args=[self.pk])


class NeedsSnapshotRow(models.Model):
    """One row of it, with the names of that day; it refers to nothing, so that nothing later changes it."""

    snapshot = models.ForeignKey(NeedsSnapshot, on_delete=models.CASCADE, related_name="rows", db_index=False)
    place = models.PositiveIntegerField()
    skill_code = models.CharField(max_length=40)
    unit_code = models.CharField(max_length=40, blank=True)
    figures = models.JSONField()

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["snapshot", "place"], name="needs_snapshot_row_once")]

    def __str__(self) -> str:
        return f"{self.snapshot_id} {self.place}"
