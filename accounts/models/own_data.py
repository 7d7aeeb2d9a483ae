"""What people may ask for of what is held about them: a copy, and, after they have left, to be forgotten."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.own_data_querysets import DataExportQuerySet, ErasureQuerySet
from ecosystem.core.versions import Versioned


def place_of(export: "DataExport", name: str) -> str:
    return f"exports/{export.pk}.zip"


class DataExport(models.Model):
    """Somebody's own copy of their data: private, built in the background, gone after some days."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="data_exports")
    asked_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    rows = models.PositiveIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)
    file = models.FileField(upload_to=place_of, blank=True)

    objects = DataExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("copy of somebody’s data")
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(ready_at=None), name="export_waiting_once")
        ]
        indexes = [models.Index(fields=["person", "-asked_at"], name="export_latest")]

    def __str__(self) -> str:
        return f"copy for {self.person_id}"

    def get_absolute_url(self) -> str:
        return reverse("accounts:my_data")


class Erasure(Versioned):
    """That somebody who has left is erased: asked for with a reason, confirmed by an administrator who did not ask.

    `step` and `done` say how far the work is; `cleared` what this pass found so far.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("Waits for a second person")
        RUNNING = "running", _("Being erased")
        DONE = "done", _("Erased")
        WITHDRAWN = "withdrawn", _("Taken back")

    person = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="erasures")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    reason = models.CharField(_("reason"), max_length=300)
    asked_by = models.ForeignKey("accounts.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    confirmed_by = models.ForeignKey("accounts.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey("accounts.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    step = models.PositiveIntegerField(default=0)
    batches = models.PositiveIntegerField(default=0)
    cleared = models.PositiveIntegerField(default=0)
    done = models.JSONField(default=dict)
    finished_at = models.DateTimeField(null=True)

    objects = ErasureQuerySet.as_manager()

    class Meta:
        verbose_name = _("erasure")
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=~Q(state="withdrawn"),
                name="erasure_once",
                violation_error_message=_("Somebody has asked for this already."),
            ),
            models.CheckConstraint(
                name="erasure_by_two", condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("asked_by"))
            ),
        ]
        indexes = [models.Index(fields=["-asked_at"], name="erasure_latest")]

    def __str__(self) -> str:
        return f"erasure of {self.person_id}"

    def get_absolute_url(self) -> str:
        return reverse("accounts:erasure_page", args=[self.pk])
