"""Sponsorships: adjectives that chain; each docstring is the rule."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q

from guilds.models import Guild
from guilds.querysets import AT_WORK

if TYPE_CHECKING:
    from accounts.models import Person


RUNS = Q(guild__state__in=AT_WORK) | Q(objective__status="active")


class SponsorshipQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """Who sponsors: whoever knows of the guild or the objective. An offer and what became of it: who made it, and those
        who answer for the guild or the objective."""
        from goals.models import Objective

        known = Q(guild__in=Guild.objects.visible_to(person)) | Q(objective__in=Objective.objects.visible_to(person))
        return self.filter(Q(person=person) | _answers(person) | (Q(state="active") & known))

    def current(self) -> Self:
        """Accepted and not ended, by somebody who is still here; of a guild as the guild itself names them."""
        agreed = Q(guild=None) | Q(guild__sponsor=F("person"))
        return self.filter(agreed, state="active", person__is_active=True)

    def offered(self) -> Self:
        """For a yes or no, while there is something to stand behind."""
        return self.filter(RUNS, state="offered", person__is_active=True)

    def outlived(self) -> Self:
        """Neither declined nor ended, though the guild or the objective is."""
        return self.unsettled().exclude(RUNS)

    def answered_by_one(self, person: "Person") -> Self:
        """Those to which this very person says yes or no: of a guild that they tend, of an objective that they lead."""
        return self.filter(_answers(person)).exclude(person=person)

    def unsettled(self) -> Self:
        """Neither declined nor ended, whoever made it."""
        return self.filter(state__in=["offered", "active"])

    def standing(self) -> Self:
        """What waits for an answer, and who sponsors."""
        return self.unsettled().filter(person__is_active=True).order_by("state", "offered_at")

    def for_page(self) -> Self:
        return self.select_related("person", "guild", "objective__owner", "objective__unit", "answered_by")


def _answers(person: "Person") -> Q:
    """A steward of the guild; whoever leads the objective."""
    from guilds.models import Stewardship

    return Q(guild__in=Stewardship.objects.current().filter(person=person).values("guild")) | Q(objective__owner=person)
