"""Resources with their texts, files, lessons and versions."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ecosystem.core.versions import Versioned
from resources.course_querysets import CompletionQuerySet, LessonQuerySet
from resources.querysets import DraftQuerySet, ResourceFileQuerySet, ResourceQuerySet
from resources.reading import below_title


class Resource(Versioned):
    """Something to learn from. Its text is the latest of its versions; whether it is due or stale follows from `verify_by`."""

    class Kind(models.TextChoices):
        ARTICLE = "article", _("Article")
        LINK = "link", _("Link")
        HOW_TO = "how_to", _("How-to")
        PRACTICE = "practice", _("Practice")
        VIDEO = "video", _("Video")
        COURSE = "course", _("Course")
        BOOK = "book", _("Book")
        PODCAST = "podcast", _("Podcast")
        TEMPLATE = "template", _("Template")
        TOOL = "tool", _("Tool")
        PERSON = "person", _("Person or office hours")
        MESSAGE = "message", _("Message")

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        ARCHIVED = "archived", _("Archived")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.ARTICLE)
    title = models.CharField(_("title"), max_length=160)
    summary = models.CharField(_("in one sentence"), max_length=300, blank=True)
    body = models.TextField(_("text"), blank=True)
    url = models.URLField(_("address"), max_length=2000, blank=True)
    same_address = models.CharField(max_length=400, blank=True, editable=False)
    language = models.CharField(_("language"), max_length=10, default="en")
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="resources",
        verbose_name=_("owner"),
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    number = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(editable=False)
    published_at = models.DateTimeField(null=True, editable=False)
    changed_at = models.DateTimeField(editable=False)
    archived_at = models.DateTimeField(null=True, editable=False)
    archive_reason = models.CharField(_("reason"), max_length=300, blank=True)
    superseded_by = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="supersedes"
    )
    # stored where they are written: by verifying, reacting, looking
    verified_on = models.DateField(null=True, editable=False)
    verify_by = models.DateField(_("verify by"), null=True, blank=True)
    score = models.SmallIntegerField(null=True, editable=False)
    usefulness = models.DecimalField(max_digits=5, decimal_places=4, default=0, editable=False)
    views = models.PositiveIntegerField(default=0, editable=False)
    # views as of last night: an index on views themselves would be written anew whenever somebody opens a page
    seen = models.PositiveIntegerField(default=0, db_default=0, editable=False)

    objects = ResourceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="resource_published_has_day", condition=~Q(state="published") | Q(published_at__isnull=False)
            ),
            models.CheckConstraint(name="resource_not_its_own_successor", condition=~Q(superseded_by=F("pk"))),
        ]
        indexes = [
            models.Index(fields=["-usefulness", "-id"], name="resource_best", condition=Q(state="published")),
            models.Index(fields=["verify_by"], name="resource_verify_by", condition=Q(state="published")),
            models.Index(
                fields=["-seen", "verify_by", "id"],
                name="resource_read",
                condition=Q(state="published", verify_by__isnull=False),
            ),
            models.Index(
                fields=["-score", "seen", "id"], name="resource_good", condition=Q(state="published", score__gte=50)
            ),
            models.Index(fields=["owner", "state"], name="resource_owner"),
            models.Index(fields=["same_address"], name="resource_same_address", condition=~Q(same_address="")),
            GinIndex(fields=["title"], name="resource_title_trigrams", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("resources:resource_page", args=[self.pk])

    @property
    def body_below_title(self) -> str:
        return below_title(self.title, self.body)


class ResourceSkill(models.Model):
    """A skill that the resource helps with, and the level that it leads to."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="skills")
    skill = models.ForeignKey("accounts.Skill", on_delete=models.CASCADE, related_name="resource_skills")
    level = models.PositiveSmallIntegerField(_("leads to level"))
    # of the resource, stored here by `resources.fresh_days` so that one look tells what is fresh on a skill
    fresh_until = models.DateField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["resource", "skill"], name="resource_skill_once"),
            models.CheckConstraint(name="resource_skill_level", condition=Q(level__range=(1, 4))),
        ]
        indexes = [
            models.Index(fields=["skill", "level"], name="resource_skill_level_index"),
            models.Index(fields=["skill", "fresh_until"], name="resource_skill_fresh"),
        ]

    def __str__(self) -> str:
        return f"{self.resource_id} {self.skill_id} {self.level}"


class CoAuthor(models.Model):
    """Somebody who may edit beside the owner."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="co_authors")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="co_authored")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["resource", "person"], name="co_author_once")]

    def __str__(self) -> str:
        return f"{self.person_id} of {self.resource_id}"


class ResourceVersion(models.Model):
    """The text as it stood from one edit to the next. Kept for good; restoring one makes a new one."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    edition = models.PositiveIntegerField(default=1, db_default=1)
    title = models.CharField(max_length=160)
    summary = models.CharField(max_length=300, blank=True)
    body = models.TextField(blank=True)
    url = models.URLField(max_length=2000, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    note = models.CharField(_("what changed"), max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["resource", "number"], name="resource_version_once")]
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"


class Draft(models.Model):
    """What somebody is typing, kept as they type: one per person and resource, or one for what is new."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="resource_drafts")
    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, null=True, related_name="drafts")
    base = models.PositiveIntegerField(default=0)
    typed = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "resource"], name="draft_once", nulls_distinct=False)]

    def __str__(self) -> str:
        return f"{self.person_id} types {self.resource_id}"


class ResourceFile(models.Model):
    """An image or a file of an article: private, served by a door to whoever may read the resource."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, null=True, related_name="files")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    file = models.FileField(upload_to="resources/%Y/%m")
    added_at = models.DateTimeField()

    objects = ResourceFileQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("resources:file", args=[self.pk])

    @property
    def is_image(self) -> bool:
        return self.media_type.startswith("image/")


class Lesson(Versioned):
    """One step of a course."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="lessons")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("title"), max_length=160)
    body = models.TextField(_("text"))

    objects = LessonQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["resource", "position"], name="lesson_place", deferrable=models.Deferrable.DEFERRED
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("resources:lesson_page", args=[self.pk])

    @property
    def body_below_title(self) -> str:
        return below_title(self.title, self.body)


class CheckQuestion(Versioned):
    """A question of the short check at the end of a lesson: one right answer out of two to five."""

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(_("question"), max_length=300)
    choices = ArrayField(models.CharField(max_length=200), verbose_name=_("answers"))
    right = models.PositiveSmallIntegerField(_("the right one"))
    why = models.CharField(_("why"), max_length=300, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(name="check_two_to_five", condition=Q(choices__len__range=(2, 5))),
            models.CheckConstraint(name="check_right_exists", condition=Q(choices__len__gt=F("right"))),
        ]

    def __str__(self) -> str:
        return self.text


class LessonDone(models.Model):
    """How far somebody is in a course. Only they see it."""

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="done")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="lessons_done")
    right = models.PositiveSmallIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lesson", "person"], name="lesson_done_once")]

    def __str__(self) -> str:
        return f"{self.person_id} did {self.lesson_id}"


class Completion(models.Model):
    """Somebody finished a resource; it proposes a re-assessment and never raises a level. Only they see it."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="completions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="completions")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    worth_it = models.BooleanField(null=True)
    evidence = models.ForeignKey("accounts.Evidence", on_delete=models.SET_NULL, null=True, related_name="+")

    objects = CompletionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["resource", "person"], name="completion_once")]

    def __str__(self) -> str:
        return f"{self.person_id} finished {self.resource_id}"
