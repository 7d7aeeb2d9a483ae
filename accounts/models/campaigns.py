"""Campaigns of the skill round: learning & development asks people to state their skills by a day."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.campaign_querysets import CampaignAskQuerySet, SkillCampaignQuerySet
from ecosystem.core.clock import today
from ecosystem.core.versions import Versioned


class SkillCampaign(Versioned):
    """Everybody in some units, with all below (no unit: in the company), is asked to do the skill round by a day.

    `remind_on` is the day of the one reminder; none where the campaign is too short for it. `progress` is what was last
    published of it (see `campaign_progress`), and the only part that pages show.
    """

    units = models.ManyToManyField("accounts.Unit", related_name="+", blank=True, verbose_name=_("units"))
    why = models.CharField(_("why"), max_length=200)
    last_day = models.DateField(_("last day"))
    remind_on = models.DateField(null=True)
    opened_by = models.ForeignKey("accounts.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    opened_on = models.DateField()
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    progress = models.JSONField(default=dict)

    objects = SkillCampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("campaign")
        constraints = [models.CheckConstraint(name="campaign_days", condition=Q(last_day__gte=F("opened_on")))]

    def __str__(self) -> str:
        return self.why

    def get_absolute_url(self) -> str:
        return reverse("accounts:campaign_page", args=[self.pk])

    @property
    def is_running(self) -> bool:
        return self.ended_at is None and self.last_day >= today()


class CampaignAsk(models.Model):
    """One person asked in a campaign, in the unit of the day it was opened; done once nothing in the round waits."""

    campaign = models.ForeignKey(SkillCampaign, on_delete=models.CASCADE, related_name="asks", db_index=False)
    person = models.ForeignKey(
        "accounts.Person", on_delete=models.CASCADE, related_name="campaign_asks", db_index=False
    )
    unit = models.ForeignKey("accounts.Unit", on_delete=models.SET_NULL, null=True, related_name="+")
    done_on = models.DateField(null=True)

    objects = CampaignAskQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "person"], name="campaign_ask_once")]
        indexes = [models.Index(fields=["person"], name="campaign_ask_person")]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.campaign_id}"
