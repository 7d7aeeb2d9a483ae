"""A guild's small budget: one purse that cannot go below zero, a ledger that is only added to, requests."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ecosystem.core.versions import Versioned
from guilds.models.communities import Guild
from guilds.querysets import BudgetRequestQuerySet, LedgerEntryQuerySet


class Purse(models.Model):
    """What a guild may still promise, in the organisation's currency. Always the sum of its ledger's `amount`; the database
    refuses less than zero."""

    guild = models.OneToOneField(Guild, on_delete=models.CASCADE, related_name="purse")
    balance = models.DecimalField(max_digits=12, decimal_places=2, default=0)

    class Meta:
        constraints = [models.CheckConstraint(name="purse_not_below_zero", condition=Q(balance__gte=0))]

    def __str__(self) -> str:
        return f"{self.guild_id}: {self.balance}"


class BudgetRequest(Versioned):
    """Money asked for. Saying yes sets it aside; what was not spent comes back. `spent` is what is booked so far."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked")
        APPROVED = "approved", _("Set aside")
        DECLINED = "declined", _("Declined")
        SPENT = "spent", _("Spent")
        WITHDRAWN = "withdrawn", _("Taken back")

    guild = models.ForeignKey(Guild, on_delete=models.CASCADE, related_name="budget_requests")
    session = models.ForeignKey(
        "guilds.Session", on_delete=models.SET_NULL, null=True, blank=True, related_name="budget_requests"
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    title = models.CharField(_("what for"), max_length=160)
    amount = models.DecimalField(_("amount"), max_digits=10, decimal_places=2)
    link = models.URLField(_("link"), max_length=500, blank=True, default="")
    spent = models.DecimalField(_("spent"), max_digits=10, decimal_places=2, null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField(editable=False)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, editable=False)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    objects = BudgetRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="budget_amount_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="budget_spent_within", condition=Q(spent=None) | Q(spent__gte=0, spent__lte=F("amount"))
            ),
        ]
        indexes = [models.Index(fields=["guild", "-asked_at"], name="budget_request_newest")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("guilds:budget", args=[self.guild_id])


class LedgerEntry(models.Model):
    """One movement of a purse. Never changed, never deleted: a mistake is set right by its counter-entry (`corrects`).

    `amount` moves what is free to promise, `bound` what is set aside, `spent` what is gone; only what is granted, ended
    or taken back of them changes their sum, everything else moves money from one of the three to another.
    """

    class Kind(models.TextChoices):
        GRANTED = "granted", _("granted")
        SET_ASIDE = "set_aside", _("set aside")
        RETURNED = "returned", _("came back")
        SPENT = "spent", _("spent")
        CORRECTED = "corrected", _("corrected")
        ENDED = "ended", _("ended with the guild")

    guild = models.ForeignKey(Guild, on_delete=models.PROTECT, related_name="ledger")
    request = models.ForeignKey(BudgetRequest, on_delete=models.PROTECT, null=True, related_name="entries")
    corrects = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="correction")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    bound = models.DecimalField(max_digits=12, decimal_places=2, default=0, db_default=0)
    spent = models.DecimalField(max_digits=12, decimal_places=2, default=0, db_default=0)
    words = models.CharField(_("why"), max_length=200, blank=True)
    key = models.CharField(max_length=36, blank=True, default="", editable=False)  # of the form that was sent
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    objects = LedgerEntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request"], name="ledger_set_aside_once", condition=Q(kind="set_aside")),
            models.UniqueConstraint(fields=["guild", "key"], name="ledger_form_once", condition=~Q(key="")),
            models.CheckConstraint(
                name="ledger_moves_balance",
                condition=Q(kind__in=["granted", "ended", "corrected"]) | Q(amount=-F("bound") - F("spent")),
            ),
            models.CheckConstraint(
                name="ledger_correction_of_one",
                condition=Q(kind="corrected", corrects__isnull=False) | (~Q(kind="corrected") & Q(corrects=None)),
            ),
        ]
        indexes = [models.Index(fields=["guild", "-at", "-id"], name="ledger_newest")]
        triggers = [
            pgtrigger.Protect(name="keep_entries", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="keep_money",
                operation=pgtrigger.UpdateOf(
                    "guild_id", "request_id", "corrects_id", "kind", "amount", "bound", "spent"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.guild_id} {self.kind} {self.amount}"
