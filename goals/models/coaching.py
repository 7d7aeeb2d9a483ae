"""What connects people: suggestions and opportunities in real work."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ecosystem.core.addresses import address
from ecosystem.core.versions import Versioned
from goals.matching import REST_DAYS
from goals.offer_querysets import OfferAnswerQuerySet
from goals.querysets import OpportunityPlaceQuerySet, OpportunityQuerySet, SuggestionQuerySet


class Opportunity(Versioned):
    """A real piece of work that exercises a skill, posted by whoever leads it."""

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        FILLED = "filled", _("Filled")
        DONE = "done", _("Done")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    lead = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="posted_opportunities")
    project = models.ForeignKey(
        "accounts.Project", on_delete=models.SET_NULL, null=True, blank=True, verbose_name=_("project")
    )
    title = models.CharField(_("what"), max_length=160)
    skill = models.ForeignKey(
        "accounts.Skill", on_delete=models.PROTECT, related_name="opportunities", verbose_name=_("skill")
    )
    level = models.PositiveSmallIntegerField(_("level"))
    needed_by = models.DateField(_("when"))
    effort_hours = models.PositiveSmallIntegerField(_("effort in hours"))
    places = models.PositiveSmallIntegerField(_("places"), default=1)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    posted_at = models.DateTimeField()

    objects = OpportunityQuerySet.as_manager()

    class Meta:
        verbose_name_plural = _("opportunities")
        constraints = [models.CheckConstraint(name="opportunity_level", condition=Q(level__range=(1, 4)))]
        indexes = [models.Index(fields=["skill", "needed_by"], name="opportunity_open", condition=Q(status="open"))]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address("goals:opportunity_page", self.pk)


class OpportunityPlace(Versioned):
    """One person and one opportunity: applied or invited, then taken, then done and confirmed by the lead."""

    class State(models.TextChoices):
        INVITED = "invited", _("Invited")
        APPLIED = "applied", _("Asked to join")
        TAKEN = "taken", _("Takes part")
        DECLINED = "declined", _("Declined")
        NOT_CHOSEN = "not_chosen", _("Not this time")
        CONFIRMED = "confirmed", _("Done, confirmed")

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="taken_places")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="opportunity_places")
    state = models.CharField(max_length=10, choices=State.choices)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    changed_at = models.DateTimeField()
    confirmed_on = models.DateField(null=True)

    objects = OpportunityPlaceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["opportunity", "person"], name="opportunity_place_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.state} {self.opportunity_id}"


class OfferAnswer(models.Model):
    """What somebody said to work or a path that was offered: too easy up to a level, or not now. Only they see it."""

    class Kind(models.TextChoices):
        TOO_EASY = "too_easy", _("Too easy")
        NOT_NOW = "not_now", _("Not now")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="offer_answers")
    skill = models.ForeignKey("accounts.Skill", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    level = models.PositiveSmallIntegerField()
    on = models.DateField()

    objects = OfferAnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "skill", "kind"], name="offer_answer_once"),
            models.CheckConstraint(name="offer_answer_level", condition=Q(level__range=(1, 4))),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind} {self.skill_id} {self.level}"

    @property
    def rests_until(self) -> dt.date:
        """The day from which the skill is offered again."""
        return self.on + dt.timedelta(days=REST_DAYS)


class Suggestion(Versioned):
    """Somebody offers a goal, a person to learn from, an opportunity or a path, with one line of why; or asks for a goal. The employee answers."""

    class Kind(models.TextChoices):
        GOAL = "goal", _("A learning goal")
        PERSON = "person", _("A person to learn from")
        OPPORTUNITY = "opportunity", _("An opportunity in real work")
        PATH = "path", _("A learning path")
        ASK = "ask", _("Please set a goal")

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for an answer")
        ACCEPTED = "accepted", _("Accepted")
        SWAPPED = "swapped", _("Swapped")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="suggestions")
    suggested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="suggestions_made"
    )
    kind = models.CharField(max_length=12, choices=Kind.choices)
    skill = models.ForeignKey("accounts.Skill", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    to_level = models.PositiveSmallIntegerField(null=True, blank=True)
    helper = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    opportunity = models.ForeignKey(
        Opportunity, on_delete=models.CASCADE, null=True, blank=True, related_name="suggestions"
    )
    path = models.ForeignKey("goals.Path", on_delete=models.CASCADE, null=True, blank=True, related_name="suggestions")
    title = models.CharField(_("title"), max_length=160, blank=True)
    why = models.CharField(_("why"), max_length=200)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    created_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(_("answer"), max_length=300, blank=True)
    goal = models.ForeignKey(
        "goals.LearningGoal", on_delete=models.SET_NULL, null=True, blank=True, related_name="suggestions"
    )

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["person", "-created_at"], name="suggestion_open", condition=Q(state="open"))]

    def __str__(self) -> str:
        return self.title or self.get_kind_display()

    def get_absolute_url(self) -> str:
        return address("goals:suggestion_page", self.pk)

    @property
    def aim(self) -> tuple[Any, int] | None:
        """Skill and level of the work or the path that is suggested."""
        if self.opportunity:
            return self.opportunity.skill, self.opportunity.level
        return (self.path.skill, self.path.to_level) if self.path else None

    @property
    def what(self) -> str:
        """What is suggested, in words that follow “suggests”."""
        words = {
            "skill": self.skill,
            "title": self.title,
            "helper": self.helper,
            "work": self.opportunity,
            "path": self.path,
        }
        if self.kind == self.Kind.PERSON:
            return _("to learn %(skill)s from %(helper)s") % words
        if self.kind == self.Kind.OPPORTUNITY:
            return _("the opportunity “%(work)s”") % words
        if self.kind == self.Kind.PATH:
            return _("the path “%(path)s”") % words
        return (_("the goal “%(title)s”") if self.title else _("a learning goal in %(skill)s")) % words
