"""Sponsors: executives who stand behind a guild or an objective, by offer and acceptance, until either side ends it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ecosystem.core.versions import Versioned
from goals.models.okrs import Objective
from goals.sponsoring_querysets import SponsorshipQuerySet
from guilds.models import Guild


class Sponsorship(Versioned):
    """Of a guild or an objective, one at a time. Whoever tends or leads it says yes; both sides may end it."""

    class State(models.TextChoices):
        OFFERED = "offered", _("Offered")
        ACTIVE = "active", _("Sponsors it")
        DECLINED = "declined", _("Declined")
        ENDED = "ended", _("Ended")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sponsorships", verbose_name=_("sponsor")
    )
    guild = models.ForeignKey(Guild, on_delete=models.CASCADE, null=True, related_name="sponsorships")
    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, null=True, related_name="sponsorships")
    gives = models.CharField(_("what you give"), max_length=200, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OFFERED)
    offered_at = models.DateTimeField(editable=False)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    words = models.CharField(_("why"), max_length=200, blank=True)

    objects = SponsorshipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="sponsorship_of_one",
                condition=Q(guild__isnull=False, objective=None) | Q(guild=None, objective__isnull=False),
            ),
            models.UniqueConstraint(fields=["guild"], name="sponsor_of_guild_once", condition=Q(state="active")),
            models.UniqueConstraint(
                fields=["objective"], name="sponsor_of_objective_once", condition=Q(state="active")
            ),
            models.UniqueConstraint(
                fields=["person", "guild"], name="guild_sponsor_offered_once", condition=Q(state="offered")
            ),
            models.UniqueConstraint(
                fields=["person", "objective"], name="objective_sponsor_offered_once", condition=Q(state="offered")
            ),
            models.CheckConstraint(
                name="sponsorship_in_order", condition=Q(ended_at=None) | Q(ended_at__gte=F("offered_at"))
            ),
        ]

    def __str__(self) -> str:
        return str(self.of)

    def get_absolute_url(self) -> str:
        return reverse("goals:sponsorship_page", args=[self.pk])

    @property
    def of(self) -> Guild | Objective:
        """What is sponsored."""
        found = self.guild or self.objective
        assert found is not None  # a constraint says so
        return found
