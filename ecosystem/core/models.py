"""The rows of the kernel: audit, outbox, mail, job runs, looks, search."""

import datetime as dt
import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from ecosystem.core.querysets import (
    JobRunQuerySet,
    OutboxQuerySet,
    OutgoingMailQuerySet,
    SearchEntryQuerySet,
)


class AuditEntry(models.Model):
    """One act. Rows are only added: the application's database role cannot change or delete them."""

    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.DO_NOTHING, db_constraint=False, null=True, related_name="+"
    )
    verb = models.CharField(max_length=80)
    kind = models.CharField(max_length=80)
    object_id = models.CharField(max_length=64)
    subject = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.DO_NOTHING, db_constraint=False, null=True, related_name="+"
    )
    fields = models.JSONField(default=list)
    reason = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["kind", "object_id", "at"], name="audit_object"),
            models.Index(fields=["at"], name="audit_at"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.kind} {self.object_id}"


class JobRun(models.Model):
    """One job in one period. The pair is unique, so that a doubled scheduler runs nothing twice."""

    job = models.CharField(max_length=80)
    period = models.CharField(max_length=40)
    due_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    rows = models.BigIntegerField(null=True)
    error = models.TextField(blank=True)

    objects = JobRunQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "period"], name="job_run_once")]
        indexes = [models.Index(fields=["job", "-due_at"], name="job_run_latest")]

    def __str__(self) -> str:
        return f"{self.job} {self.period}"

    @property
    def local_period(self) -> str:
        """The period as people read it: a moment in the reader's time zone, a day as a day, a word as it is."""
        if "T" in self.period:
            moment = date_format(timezone.localtime(self.due_at), "j M H:i")
            return _("by hand, %(moment)s") % {"moment": moment} if self.period.startswith("by hand") else moment
        try:
            return date_format(dt.date.fromisoformat(self.period), "j M")
        except ValueError:
            return self.period

    @property
    def duration(self):
        """From start to finish; None while it has not finished."""
        return self.finished_at - self.started_at if self.finished_at and self.started_at else None


class Heartbeat(models.Model):
    """When something that should happen all the time happened last."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class OutboxMessage(models.Model):
    """Work that must happen: written in the action's transaction, done exactly once for effects in this database.

    `request_id`: the request that caused it, also by way of other work; empty for what a schedule caused.
    """

    key = models.CharField(max_length=200, unique=True)
    task = models.CharField(max_length=120)
    kwargs = models.JSONField(default=dict)
    run = models.ForeignKey(JobRun, on_delete=models.CASCADE, null=True, related_name="messages")
    created_at = models.DateTimeField()
    available_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    parked_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)
    request_id = models.CharField(max_length=36, blank=True, db_default="")

    objects = OutboxQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["available_at", "id"], name="outbox_due", condition=Q(done_at=None, parked_at=None)),
            models.Index(fields=["done_at"], name="outbox_done", condition=Q(done_at__isnull=False)),
            models.Index(fields=["parked_at"], name="outbox_parked", condition=Q(parked_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.key}"


class OutgoingMail(models.Model):
    """A rendered mail and its fate."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=200, unique=True)
    to = models.EmailField(max_length=254)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    subject = models.CharField(max_length=250)
    text = models.TextField()
    html = models.TextField()
    calendar = models.TextField(blank=True, db_default="")
    unsubscribe_url = models.URLField(max_length=500, blank=True)
    check_name = models.CharField(max_length=80, blank=True)
    about = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    parked_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-created_at"], name="mail_latest"),
            models.Index(fields=["parked_at"], name="mail_parked", condition=Q(parked_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def trouble(self) -> str:
        """Why the server did not take it, in words without addresses."""
        from ecosystem.core.mail_told import in_words

        return in_words(self.last_error)


class Look(models.Model):
    """Somebody looked at another person's non-public data that day; shown to the subject."""

    viewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="looks_taken")
    subject = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="looks_received")
    kind = models.CharField(max_length=40)
    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "viewer", "kind", "day"], name="look_once_a_day"),
            models.CheckConstraint(name="look_at_another", condition=~Q(viewer=F("subject"))),
        ]

    def __str__(self) -> str:
        return f"{self.viewer_id} > {self.subject_id} {self.kind} {self.day}"


class SearchEntry(models.Model):
    """What search finds: each app keeps the rows of its own kinds.

    `also`: other names. `skills`: the skills that it helps with. `leads`: whoever looks for it is led to whatever helps with
    it. `quality`: 0–1000, as far as people found it useful. `holds_until`: the day up to which somebody vouches for it.
    `facts`: what a hit shows beside its title.
    """

    kind = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    title = models.CharField(max_length=300)
    subtitle = models.CharField(max_length=300, blank=True)
    body = models.TextField(blank=True)
    url = models.CharField(max_length=500)
    language = models.CharField(max_length=10, default="en")
    audience = models.CharField(max_length=80, blank=True)
    popularity = models.IntegerField(default=0)
    also = models.TextField(blank=True, db_default="")
    skills = ArrayField(models.BigIntegerField(), default=list, blank=True, db_default=[])
    leads = models.BooleanField(default=False, db_default=False)
    quality = models.SmallIntegerField(default=0, db_default=0)
    holds_until = models.DateField(null=True)
    facts = models.JSONField(default=dict, blank=True, db_default={})

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("search entry")
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="search_entry_once")]

    def __str__(self) -> str:
        return self.title


# Of popularity: while somebody types, titles are looked for from the top down until there are enough.
TIERS = {
    "top": Q(popularity__gte=1700),
    "best": Q(popularity__gte=1400, popularity__lt=1700),
    "loved": Q(popularity__gte=1000, popularity__lt=1400),
    "liked": Q(popularity__gte=500, popularity__lt=1000),
    "known": Q(popularity__gte=200, popularity__lt=500),
    "rest": Q(popularity__lt=200),
}


class SearchTitle(models.Model):
    """The words of the titles, narrow and apart from the entries, with all that says who may know of them."""

    entry = models.OneToOneField(SearchEntry, on_delete=models.CASCADE, primary_key=True, related_name="words")
    kind = models.CharField(max_length=40, default="")
    object_id = models.BigIntegerField(default=0)
    audience = models.CharField(max_length=80, default="")
    plain = models.CharField(max_length=400, default="", db_collation="C")
    vector = SearchVectorField()
    popularity = models.IntegerField(default=0)
    leads = models.BooleanField(default=False, db_default=False)

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        indexes = [
            *(
                GinIndex(fields=["vector"], name=f"search_title_{name}", condition=tier, fastupdate=False)
                for name, tier in TIERS.items()
            ),
            GinIndex(fields=["vector"], name="search_title_leading", condition=Q(leads=True)),
            models.Index(fields=["plain"], name="search_title_plain"),
            models.Index(fields=["audience"], name="search_title_audience"),
        ]

    def __str__(self) -> str:
        return self.plain


class SearchText(models.Model):
    """All words of an entry, title first; read when somebody searches in full."""

    entry = models.OneToOneField(SearchEntry, on_delete=models.CASCADE, primary_key=True, related_name="text")
    vector = SearchVectorField()

    class Meta:
        indexes = [GinIndex(fields=["vector"], name="search_text_words")]

    def __str__(self) -> str:
        return str(self.entry_id)


class SearchLexeme(models.Model):
    """Each distinct word once: the pool of corrections for a misspelt one."""

    word = models.CharField(max_length=100, primary_key=True, db_collation="C")

    class Meta:
        indexes = [GinIndex(fields=["word"], name="search_lexeme_trigrams", opclasses=["gin_trgm_ops"])]

    def __str__(self) -> str:
        return self.word
