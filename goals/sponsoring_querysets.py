"""Sponsorships: adjectives that chain; each docstring is the rule."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q

from guilds.models import Guild

if TYPE_CHECKING:
    from accounts.models import Person


class SponsorshipQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """Who sponsors: whoever knows of the guild or the objective. An offer and what became of it: who made it, and those
        who answer for the guild or the objective."""
        from goals.models import Objective
        from guilds.models import Stewardship

        tended = Stewardship.objects.current().filter(person=person).values("guild")
        known = Q(guild__in=Guild.objects.visible_to(person)) | Q(objective__in=Objective.objects.visible_to(person))
        answers = Q(guild__in=tended) | Q(objective__owner=person)
        return self.filter(Q(person=person) | answers | (Q(state="active") & known))

    def current(self) -> Self:
        """Accepted and not ended, by somebody who is still here; of a guild as the guild itself names them."""
        agreed = Q(guild=None) | Q(guild__sponsor=F("person"))
        return self.filter(agreed, state="active", person__is_active=True)

    def offered(self) -> Self:
        """For a yes or no."""
        return self.filter(state="offered", person__is_active=True)

    def standing(self) -> Self:
        """What waits for an answer, and who sponsors."""
        return self.filter(state__in=["offered", "active"], person__is_active=True).order_by("state", "offered_at")

    def for_page(self) -> Self:
        return self.select_related("person", "guild", "objective__owner", "objective__unit", "answered_by")
