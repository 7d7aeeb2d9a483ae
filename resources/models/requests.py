"""Somebody who knows is asked to write something down, with the outline and the time prepared for them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ecosystem.core.versions import Versioned
from resources.models.library import Resource
from resources.querysets import WritingRequestQuerySet

WRITTEN_KINDS = ("how_to", "article", "practice", "template", "video", "course")


class WritingRequest(Versioned):
    """L&D asks one person for one resource on one skill: asked, accepted, then written; or declined, or withdrawn."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked")
        ACCEPTED = "accepted", _("Being written")
        DECLINED = "declined", _("Declined")
        WRITTEN = "written", _("Written")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    skill = models.ForeignKey("accounts.Skill", on_delete=models.CASCADE, related_name="+")
    level = models.PositiveSmallIntegerField(_("leads to level"))
    kind = models.CharField(_("kind"), max_length=10, choices=Resource.Kind.choices, default=Resource.Kind.HOW_TO)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="writing_requests")
    outline = models.TextField(_("outline"), max_length=4000)
    words = models.CharField(_("a word to them"), max_length=300, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes of work, estimated"))
    due_on = models.DateField(_("by"))
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField()
    answer = models.CharField(_("reason"), max_length=300, blank=True)
    instead = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    resource = models.ForeignKey(Resource, on_delete=models.SET_NULL, null=True, related_name="writing_requests")

    objects = WritingRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "skill"], condition=Q(state__in=["asked", "accepted"]), name="writing_open_once"
            ),
            models.CheckConstraint(name="writing_level", condition=Q(level__range=(1, 4))),
            models.CheckConstraint(name="writing_minutes", condition=Q(minutes__range=(5, 2400))),
        ]
        indexes = [
            models.Index(fields=["due_on"], name="writing_open", condition=Q(state__in=["asked", "accepted"])),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} on {self.skill_id}"

    def get_absolute_url(self) -> str:
        return reverse("resources:writing_page", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """It waits for an answer, or is being written."""
        return self.state in (self.State.ASKED, self.State.ACCEPTED)
