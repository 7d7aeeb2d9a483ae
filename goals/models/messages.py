"""The voice of executives and L&D: what they tell everybody, carried by a resource of the library."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from goals.message_querysets import MessageQuerySet
from resources.models import Resource


class Message(models.Model):
    """Whom a resource is told to, and what it is about. Its words, versions, files and questions are the resource's.

    For whom it is stays as published, so that how far it got cannot be compared group by group.
    """

    resource = models.OneToOneField(Resource, on_delete=models.CASCADE, primary_key=True, related_name="message")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="messages")
    objective = models.ForeignKey("goals.Objective", on_delete=models.SET_NULL, null=True, related_name="messages")
    key_result = models.ForeignKey("goals.KeyResult", on_delete=models.SET_NULL, null=True, related_name="messages")
    theme = models.ForeignKey("goals.Theme", on_delete=models.SET_NULL, null=True, related_name="messages")
    unit = models.ForeignKey("accounts.Unit", on_delete=models.PROTECT, null=True, related_name="messages")
    by_mail = models.BooleanField(default=False, db_default=False)

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="message_about_one_at_most",
                condition=Q(objective=None, key_result=None)
                | Q(objective=None, theme=None)
                | Q(key_result=None, theme=None),
            )
        ]

    def __str__(self) -> str:
        return self.resource.title

    def get_absolute_url(self) -> str:
        return self.resource.get_absolute_url()

    @property
    def about(self) -> models.Model | None:
        """The objective, key result or theme that it speaks of."""
        return self.objective or self.key_result or self.theme

    @property
    def audience(self) -> str:
        return str(self.unit) if self.unit else _("everyone in the company")


class MessageReading(models.Model):
    """Somebody answered a message on home: read, or put aside. Only they see it; others shares of many."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="readings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="message_readings")
    read = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "person"], name="message_reading_once")]

    def __str__(self) -> str:
        return f"{self.person_id} of {self.message_id}"


class MessageDraft(models.Model):
    """What somebody is writing, kept as they type. Only they see it."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="message_draft"
    )
    typed = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.person_id} writes"
