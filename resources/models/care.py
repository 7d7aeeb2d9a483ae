"""How resources are kept alive: verification, reactions, use, picks, dead links, and what was done at the bench."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ecosystem.core.versions import Versioned
from resources.models.library import Resource
from resources.querysets import GardenActQuerySet, PickQuerySet, ReactionQuerySet


class Verification(models.Model):
    """Somebody vouched that the resource holds, and against what. Not an edit."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="verifications")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    on = models.DateField()
    against = models.CharField(_("verified against"), max_length=160)
    number = models.PositiveIntegerField()

    class Meta:
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.resource_id} {self.on}"


class Reaction(Versioned):
    """One of the six, at most one of each per person; “outdated” and “not useful” count until they are answered."""

    class Kind(models.TextChoices):
        LIKE = "like", _("Like")
        LEARNED = "learned", _("Learned something")
        USEFUL = "useful", _("Useful")
        OUTDATED = "outdated", _("Outdated")
        NOT_USEFUL = "not_useful", _("Not useful")
        QUESTION = "question", _("Have a question")

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="reactions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reactions")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    answer = models.CharField(_("answer"), max_length=300, blank=True)

    objects = ReactionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["resource", "person", "kind"], name="reaction_once")]
        indexes = [
            models.Index(
                fields=["resource"],
                name="reaction_unanswered",
                condition=Q(kind__in=["outdated", "not_useful"], answered_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.resource_id}"


class ResourceDay(models.Model):
    """How often a resource was opened on a day, without who."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="days")
    day = models.DateField()
    views = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["resource", "day"], name="resource_day_once")]

    def __str__(self) -> str:
        return f"{self.resource_id} {self.day} {self.views}"


class Pick(Versioned):
    """“Picked by …”: somebody with a voice puts a resource forward, with the reason, until a day.

    What the bench puts forward has no reason of theirs: it is said in our own words, and quotes nobody.
    """

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="picks")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="picks")
    reason = models.CharField(_("why"), max_length=200)
    at = models.DateTimeField()
    until = models.DateField(_("until"))

    is_on_home: bool  # once it was asked for: whether everybody's home shows it
    made_room: "list[Pick]"  # of whoever has just made it: earlier picks of theirs that home shows no more

    objects = PickQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["resource", "person"], name="pick_once")]

    def __str__(self) -> str:
        return self.reason


class LinkCheck(models.Model):
    """What the last look at an address found; only hosts that an operator allowed are looked at."""

    resource = models.OneToOneField(Resource, on_delete=models.CASCADE, primary_key=True, related_name="link_check")
    checked_at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    failing_since = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.resource_id} {self.status}"


class GardenAct(models.Model):
    """One act at the gardener's bench, kept so that it can be undone. A rest keeps in `before` which act was put off."""

    class Kind(models.TextChoices):
        PLANT = "plant", _("Plant")
        WATER = "water", _("Water")
        BOOST = "boost", _("Boost")
        PRUNE = "prune", _("Prune")
        REST = "rest", _("Not now")

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, null=True, related_name="garden_acts")
    skill = models.ForeignKey("accounts.Skill", on_delete=models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    words = models.CharField(_("words to the contributor"), max_length=300, blank=True)
    before = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)

    objects = GardenActQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["-at"], name="garden_latest")]
        constraints = [
            models.CheckConstraint(
                name="garden_act_about_one", condition=Q(resource__isnull=False) ^ Q(skill__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.resource_id or self.skill_id}"

    @property
    def key(self) -> str:
        """Of the row of the bench that it was about."""
        kind = self.before["of"] if self.kind == self.Kind.REST else self.kind
        return f"{kind}-{self.resource_id or self.skill_id}"
