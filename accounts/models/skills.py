"""Skills, what roles require of them, and what people state about them."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.models.dated import Dated, days_in_order, one_at_a_time
from accounts.querysets import (
    AssessmentQuerySet,
    EvidenceQuerySet,
    InterestQuerySet,
    JobRoleQuerySet,
    RequirementQuerySet,
    SkillQuerySet,
    TeachingOfferQuerySet,
)
from ecosystem.core.addresses import address
from ecosystem.core.versions import Versioned


class Scale(models.Model):
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    max_value = models.PositiveSmallIntegerField(_("highest value"), default=4)

    def __str__(self) -> str:
        return self.name


class ScaleLevel(models.Model):
    scale = models.ForeignKey(Scale, on_delete=models.CASCADE, related_name="levels")
    value = models.PositiveSmallIntegerField(_("value"))
    name = models.CharField(_("name"), max_length=60)

    class Meta:
        ordering = ["value"]
        constraints = [models.UniqueConstraint(fields=["scale", "value"], name="scale_level_value")]

    def __str__(self) -> str:
        return f"{self.value} {self.name}"


@pghistory.track()
class Skill(Versioned):
    """A learned ability to do a task."""

    class Kind(models.TextChoices):
        SKILL = "skill", _("Skill")
        KNOWLEDGE = "knowledge", _("Knowledge")
        BEHAVIOUR = "behaviour", _("Behaviour")
        LANGUAGE = "language", _("Language")

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.SKILL)
    group = models.CharField(_("group"), max_length=80, blank=True)
    alternative_labels = ArrayField(
        models.CharField(max_length=120), default=list, blank=True, verbose_name=_("also called")
    )
    description = models.TextField(_("description"), blank=True)
    external_uri = models.URLField(_("link to a public framework"), max_length=300, blank=True)
    retired_on = models.DateField(_("retired on"), null=True, blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="merged")

    objects = SkillQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address("accounts:skill_page", self.pk)


class SkillLevel(models.Model):
    """“You can …” at one level of one skill."""

    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="levels")
    level = models.PositiveSmallIntegerField(_("level"))
    sentence = models.CharField(_("You can …"), max_length=300)

    class Meta:
        ordering = ["level"]
        constraints = [models.UniqueConstraint(fields=["skill", "level"], name="skill_level_once")]

    def __str__(self) -> str:
        return self.sentence


class JobRole(Versioned):
    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    family = models.CharField(_("family"), max_length=80, blank=True)
    description = models.TextField(_("description"), blank=True)

    objects = JobRoleQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address("accounts:role_page", self.pk)


@pghistory.track()
class RoleRequirement(Dated):
    """Job role × skill × least level × importance 1–5. Without a role it holds for everyone (the baseline)."""

    job_role = models.ForeignKey(
        JobRole, on_delete=models.CASCADE, null=True, blank=True, related_name="requirements", verbose_name=_("role")
    )
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="requirements", verbose_name=_("skill"))
    level = models.PositiveSmallIntegerField(_("level"))
    importance = models.PositiveSmallIntegerField(_("importance"), default=3)

    objects = RequirementQuerySet.as_manager()

    class Meta:
        constraints = [
            days_in_order("requirement_days"),
            one_at_a_time(
                "requirement_once",
                Coalesce("job_role", 0),
                "skill",
                message=_("This role requires this skill at that time already."),
            ),
            models.CheckConstraint(name="requirement_level", condition=Q(level__range=(1, 4))),
            models.CheckConstraint(name="requirement_importance", condition=Q(importance__range=(1, 5))),
        ]

    def __str__(self) -> str:
        return f"{self.skill} {self.level}"


class SkillTarget(Dated):
    """A level that an aim of the company wants of a number of people, in a unit with all below it, in a role, or everywhere.

    `source` is the key of whoever set it (`objective:12`); `source_name` is what people read: “wanted by …”.
    """

    source = models.CharField(max_length=60)
    source_name = models.CharField(max_length=200)
    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="targets")
    level = models.PositiveSmallIntegerField(_("level"))
    importance = models.PositiveSmallIntegerField(default=3)
    unit = models.ForeignKey("accounts.Unit", on_delete=models.CASCADE, null=True, blank=True)
    job_role = models.ForeignKey(JobRole, on_delete=models.CASCADE, null=True, blank=True)
    people_wanted = models.PositiveIntegerField(_("number of people"), null=True, blank=True)

    class Meta:
        constraints = [
            days_in_order("target_days"),
            models.UniqueConstraint(
                fields=["source", "skill", "unit", "job_role"], name="target_once", nulls_distinct=False
            ),
            models.CheckConstraint(name="target_level", condition=Q(level__range=(1, 4))),
        ]

    def __str__(self) -> str:
        return f"{self.skill} {self.level}, {self.source_name}"


class Evidence(Versioned):
    """An artefact or attestation behind levels; one item may serve several skills through its assessments."""

    class Rung(models.TextChoices):
        ARTEFACT = "artefact", _("Work artefact")
        PRACTICAL = "practical", _("Practical assessment")
        CREDENTIAL = "credential", _("Credential from outside")
        TAUGHT = "taught", _("Taught it")
        TESTED_COURSE = "tested_course", _("Course with a test")
        COMPLETION = "completion", _("Completion")
        ATTENDANCE = "attendance", _("Attendance")

    person = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="evidence")
    title = models.CharField(_("title"), max_length=200)
    link = models.URLField(_("link"), max_length=500, blank=True)
    rung = models.CharField(_("kind"), max_length=16, choices=Rung.choices, default=Rung.ARTEFACT)
    occurred_on = models.DateField(_("date"))
    expires_on = models.DateField(_("valid until"), null=True, blank=True)
    asked = models.ForeignKey(
        "accounts.Person",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("confirmed by"),
    )
    confirmed_by = models.ForeignKey("accounts.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    refused_reason = models.CharField(max_length=300, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name_plural = _("evidence")

    def __str__(self) -> str:
        return self.title


class Assessment(models.Model):
    """Somebody's dated statement of a person's level. Raw value and scale are kept; formulas work on 4·value/max."""

    class Source(models.TextChoices):
        SELF = "self", _("Self")
        PEER = "peer", _("Peer")
        MANAGER = "manager", _("Manager")
        EVIDENCE = "evidence", _("Evidence")

    person = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="assessments")
    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="assessments")
    source = models.CharField(_("source"), max_length=10, choices=Source.choices)
    level = models.PositiveSmallIntegerField(_("level"), null=True, blank=True)
    not_applicable = models.BooleanField(_("not applicable"), default=False)
    scale_max = models.PositiveSmallIntegerField(default=4)
    assessor = models.ForeignKey("accounts.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    stated_on = models.DateField(_("date"))
    note = models.CharField(_("reason"), max_length=500, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    reply = models.CharField(_("comment of the person assessed"), max_length=500, blank=True)
    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, null=True, blank=True, related_name="assessments")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "skill", "source", "assessor", "stated_on", "evidence"],
                name="assessment_once_a_day",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="assessment_level_or_not_applicable",
                condition=Q(level__isnull=False, not_applicable=False) | Q(level=None, not_applicable=True),
            ),
            models.CheckConstraint(
                name="assessment_on_scale", condition=Q(level=None) | Q(level__lte=models.F("scale_max"))
            ),
        ]
        indexes = [
            models.Index(fields=["person", "skill", "source", "-stated_on"], name="assessment_latest"),
            models.Index(fields=["skill"], name="assessment_skill"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.skill_id} {self.source} {self.level}"


class Interest(models.Model):
    """Whether somebody wants to learn a skill. Only theirs, until they share it."""

    class Answer(models.TextChoices):
        NO = "no", _("No")
        LATER = "later", _("Later")
        YES = "yes", _("Yes")

    person = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="interests")
    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="interests")
    answer = models.CharField(_("I want to learn it"), max_length=6, choices=Answer.choices)
    shared = models.BooleanField(_("my manager may see it"), default=False)
    open_to_offers = models.BooleanField(_("offer me work that fits"), default=False)
    stated_on = models.DateField()

    objects = InterestQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "skill"], name="interest_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.skill_id} {self.answer}"


class TeachingOffer(models.Model):
    """A skill somebody offers to teach, in which way and to how many at a time; everybody may see it."""

    class Way(models.TextChoices):
        ANSWERS = "answers", _("answers questions")
        PAIRS = "pairs", _("pairs")
        REVIEWS = "reviews", _("reviews")
        TALKS = "talks", _("gives talks")

    person = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="teaching_offers")
    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="teaching_offers")
    way = models.CharField(_("how"), max_length=10, choices=Way.choices, default=Way.ANSWERS)
    places = models.PositiveSmallIntegerField(_("people at a time"), default=2)
    offered_on = models.DateField()

    objects = TeachingOfferQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "skill"], name="teaching_offer_once")]
        indexes = [models.Index(fields=["skill", "person"], name="teaching_offer_of_skill")]

    def __str__(self) -> str:
        return f"{self.person} teaches {self.skill}"
