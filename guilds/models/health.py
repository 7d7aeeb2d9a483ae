"""How a guild does, month by month: counted in the background, only read by pages."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from guilds.models.communities import Guild


class GuildMonth(models.Model):
    """The figures of a guild as of `counted_on`, in this month the latest and in months past their last day.

    Sums only: no row leads to a person. Who may read which of them, when and how finely: `guilds.told`, `guilds.health_page`.
    """

    guild = models.ForeignKey(Guild, on_delete=models.CASCADE, related_name="months")
    month = models.DateField(_("month"))
    counted_on = models.DateField()
    # who belongs, and of them who acted in 90 days; `active` are core and active
    members = models.PositiveIntegerField(default=0)
    active = models.PositiveIntegerField(default=0)
    core = models.PositiveIntegerField(default=0)
    # of the active those whose acts all who read the guild can see; None: counted before that was told apart
    seen = models.PositiveIntegerField(null=True)
    posts = models.PositiveIntegerField(default=0)
    # sessions that the rhythm asks for in 92 days, and those held
    expected = models.PositiveSmallIntegerField(default=0)
    held = models.PositiveIntegerField(default=0)
    # who hosted within a year, and of them for the first time here
    speakers = models.PositiveIntegerField(default=0)
    new_speakers = models.PositiveIntegerField(default=0)
    # the network of answers in 90 days: edges, of them answered by one in the other direction, between units, and within one
    edges = models.PositiveIntegerField(default=0)
    mutual = models.PositiveIntegerField(default=0)
    external = models.PositiveIntegerField(default=0)
    internal = models.PositiveIntegerField(default=0)
    # members who rose by a level or more, within the quarter, in a skill that the guild tends, and how many could: of guilds
    # that share somebody and a skill it is the one joined first
    could_move = models.PositiveIntegerField(null=True)
    moved = models.PositiveIntegerField(default=0)
    # resources in its collection, and of them added, reworded or verified in 90 days
    kept = models.PositiveIntegerField(default=0)
    tended = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["guild", "month"], name="guild_month_once"),
            models.CheckConstraint(
                name="guild_month_tiers", condition=Q(core__lte=F("active"), active__lte=F("members"))
            ),
            models.CheckConstraint(
                name="guild_month_network",
                condition=Q(mutual__lte=F("edges"), edges__gte=F("external") + F("internal")),
            ),
            models.CheckConstraint(name="guild_month_tended", condition=Q(tended__lte=F("kept"))),
        ]
        indexes = [models.Index(fields=["guild", "-month"], name="guild_month_latest")]

    def __str__(self) -> str:
        return f"{self.guild_id} {self.month:%Y-%m}"
