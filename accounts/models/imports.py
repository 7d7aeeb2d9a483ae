"""Imports: the uploaded bytes, what was found wrong in them, what they would change, and what they did change."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.imports.querysets import ImportRunQuerySet
from ecosystem.core.versions import Versioned


class ImportRun(Versioned):
    """One upload of one or more files, from the dry run to its end. Its state says what may be done next."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Being checked")
        BROKEN = "broken", _("Needs changes")
        READY = "ready", _("Ready to apply")
        HELD = "held", _("Held for a person to confirm")
        APPLYING = "applying", _("Being applied")
        APPLIED = "applied", _("Applied")
        UNDONE = "undone", _("Undone")
        DISCARDED = "discarded", _("Discarded")

    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    uploaded_by = models.ForeignKey("accounts.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    uploaded_at = models.DateTimeField()
    complete_list = models.BooleanField(_("complete list of people"), default=False)
    for_learning = models.BooleanField(default=False)  # only files that L&D may import
    private = models.BooleanField(default=False)  # holds what people state about themselves
    tries = models.PositiveSmallIntegerField(default=0)
    checked_at = models.DateTimeField(null=True)
    seconds = models.FloatField(null=True)
    tables = models.JSONField(default=list)  # how each file and each of its columns was read
    figures = models.JSONField(default=dict)
    confirmed_by = models.ForeignKey("accounts.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    applied_by = models.ForeignKey("accounts.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    applied_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey("accounts.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["-uploaded_at"], name="import_run_newest")]

    def __str__(self) -> str:
        return f"import {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("accounts:import_page", args=[self.pk])


class ImportFile(models.Model):
    """An uploaded file as it came, so that any worker can read it. Removed after 30 days."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    content = models.BinaryField()

    def __str__(self) -> str:
        return self.name


class ImportIssue(models.Model):
    """One thing that is wrong with one cell or row, or a warning about it. Row 1 is the header."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="issues")
    warning = models.BooleanField(default=False)
    file = models.CharField(max_length=200)
    row = models.PositiveIntegerField(null=True)
    column = models.CharField(max_length=80, blank=True)
    label = models.CharField(max_length=200, blank=True)
    value = models.CharField(max_length=300, blank=True)
    code = models.CharField(max_length=40)
    reason = models.TextField()
    suggestion = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["run", "warning", "id"], name="import_issue_run")]

    def __str__(self) -> str:
        where = f"{self.file}, row {self.row}" if self.row else self.file
        return f"{where}, {self.column}: {self.reason}" if self.column else f"{where}: {self.reason}"


class ImportPreview(models.Model):
    """What one row will add or change. `changes` holds [column, before, after]; of private files only the columns.

    No foreign-key constraint: rows are written ten thousand at once, by the run that holds its own row.
    """

    class Action(models.TextChoices):
        JOINS = "joins", _("Joins")
        LEAVES = "leaves", _("Leaves")
        CHANGES = "changes", _("Changes")
        ADDS = "adds", _("New")

    run = models.ForeignKey(
        ImportRun, on_delete=models.CASCADE, db_index=False, db_constraint=False, related_name="previews"
    )
    kind = models.CharField(max_length=40)
    row = models.PositiveIntegerField(null=True)
    action = models.CharField(max_length=8, choices=Action.choices)
    label = models.CharField(max_length=200)
    summary = models.CharField(max_length=400, blank=True)
    changes = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["run", "id"], name="import_preview_run")]

    def __str__(self) -> str:
        return f"{self.label} {self.action}"


class ImportChange(models.Model):
    """What was written, up to a thousand rows of one table: ids, a mark of each row as it was left, images from before.

    Undoing compares the marks, so that nothing that was changed since is overwritten.
    """

    class Act(models.TextChoices):
        ADDED = "added"
        CHANGED = "changed"
        REMOVED = "removed"

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="changes")
    act = models.CharField(max_length=8, choices=Act.choices)
    table = models.CharField(max_length=63)
    columns = ArrayField(models.CharField(max_length=63))
    ids = ArrayField(models.BigIntegerField())
    marks = ArrayField(models.BigIntegerField(), default=list)
    before = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.run_id} {self.act} {len(self.ids)} in {self.table}"


class ImportProgress(models.Model):
    """How far a long run is; written beside its transaction, so that others can see it."""

    run = models.OneToOneField(
        ImportRun, on_delete=models.CASCADE, primary_key=True, db_constraint=False, related_name="progress"
    )
    done = models.PositiveIntegerField(default=0)
    whole = models.PositiveIntegerField(default=0)
    words = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.done} of {self.whole}"
