"""What executives do for learning: money for a need, a guild or a session; thanks by name; what they put aside on their desk."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ecosystem.core.versions import Versioned
from feedback.advocacy_querysets import FundingQuerySet, ThanksQuerySet
from guilds.models import Guild, LedgerEntry, Session
from resources.models import Resource


class Funding(Versioned):
    """Money with an owner, an expected effect and a day to look at it again. That of a guild stands in its ledger (`entry`).

    The amount is never changed; what came of it is said later, beside what was expected.
    """

    class Came(models.TextChoices):
        UNSAID = "", _("not looked at yet")
        YES = "yes", _("as expected")
        PARTLY = "partly", _("in part")
        NO = "no", _("not")

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="fundings")
    need = models.ForeignKey("feedback.Need", on_delete=models.CASCADE, null=True, related_name="fundings")
    guild = models.ForeignKey(Guild, on_delete=models.CASCADE, null=True, related_name="fundings")
    session = models.ForeignKey(Session, on_delete=models.SET_NULL, null=True, related_name="fundings")
    entry = models.OneToOneField(LedgerEntry, on_delete=models.PROTECT, null=True, related_name="funding")
    amount = models.DecimalField(_("amount"), max_digits=10, decimal_places=2)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="fundings_in_hand",
        verbose_name=_("who sees to it"),
    )
    effect = models.CharField(_("what it shall change"), max_length=200)
    review_on = models.DateField(_("look at it again on"))
    key = models.CharField(max_length=36, unique=True, editable=False)  # of the form that was sent
    given_at = models.DateTimeField(editable=False)
    came = models.CharField(_("did it come true"), max_length=6, choices=Came.choices, blank=True, default="")
    words = models.CharField(_("what shows it"), max_length=300, blank=True)
    reviewed_at = models.DateTimeField(null=True, editable=False)

    objects = FundingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="funding_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="funding_of_one",
                condition=Q(need__isnull=False, guild=None, entry=None) | Q(need=None, guild__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["by", "-given_at"], name="funding_latest")]

    def __str__(self) -> str:
        return str(self.need or self.session or self.guild)

    def get_absolute_url(self) -> str:
        return reverse("feedback:funding_page", args=[self.pk])

    @property
    def of(self) -> models.Model:
        """What the money is for."""
        found = self.need or self.session or self.guild
        assert found is not None  # a constraint says so
        return found


class Thanks(Versioned):
    """Thanks to an author by name, with the effect of what they wrote as it stood then. Public if the one thanked says so.

    `used`: how often it had been opened; `closed`: how many needs it had answered that are closed.
    """

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="thanks_given")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="thanks_received")
    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="thanks")
    words = models.CharField(_("your words"), max_length=300, blank=True)
    used = models.PositiveIntegerField()
    closed = models.PositiveIntegerField()
    public = models.BooleanField(default=False)
    month = models.DateField()
    at = models.DateTimeField()

    objects = ThanksQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["by", "person", "resource", "month"], name="thanks_once_a_month"),
        ]
        indexes = [models.Index(fields=["person", "-at"], name="thanks_latest")]

    def __str__(self) -> str:
        return f"{self.person_id} for {self.resource_id}"

    def get_absolute_url(self) -> str:
        return reverse("feedback:thanks_page", args=[self.pk])


class DeskAnswer(models.Model):
    """“Not this” to a proposal of the advocacy desk; `subject_id` is of the table that `kind` says. Only they see it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="desk_answers")
    kind = models.CharField(max_length=18)
    subject_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind", "subject_id"], name="desk_answer_once")]

    def __str__(self) -> str:
        return f"{self.person_id} not {self.kind} {self.subject_id}"
