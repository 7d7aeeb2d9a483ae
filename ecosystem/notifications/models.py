"""What was said to whom, what is about to be said, and what people want to hear."""

import datetime as dt

from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ecosystem.core.versions import Versioned
from ecosystem.notifications import querysets
from ecosystem.notifications.registry import Kind, Rule, registered, rule_of

FOREVER = dt.date(9999, 12, 31)
ONCE = dt.date(1970, 1, 1)


class NudgeRuleState(Versioned):
    """The part of a rule that L&D decides. Its words and its condition are code (see `registry`)."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ON = "on", _("On")
        OFF = "off", _("Off")
        RETIRED = "retired", _("Retired")

    code = models.CharField(_("rule"), max_length=60, unique=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.ON)
    salt = models.CharField(max_length=32, blank=True, editable=False)
    salt_from = models.DateField(null=True, editable=False)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField(null=True, editable=False)

    objects = querysets.NudgeRuleStateQuerySet.as_manager()

    class Meta:
        verbose_name = _("nudge rule")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("notifications:rule_page", args=[self.pk])

    @property
    def is_installed(self) -> bool:
        """Rows outlive the software's rules."""
        return rule_of(self.code) is not None

    @property
    def rule(self) -> Rule:
        """KeyError where the software no longer has it."""
        return registered(self.code)


class NudgeEffect(models.Model):
    """What a rule did in one cycle: people reminded and held out, and how many of each acted in time."""

    rule = models.ForeignKey(NudgeRuleState, on_delete=models.CASCADE, related_name="effects")
    cycle_start = models.DateField()
    cycle_label = models.CharField(max_length=20)
    reminded = models.PositiveIntegerField(default=0)
    reminded_acted = models.PositiveIntegerField(default=0)
    held = models.PositiveIntegerField(default=0)
    held_acted = models.PositiveIntegerField(default=0)
    stopped = models.PositiveIntegerField(default=0)
    wrong_person = models.PositiveIntegerField(default=0)
    measured_at = models.DateTimeField()

    class Meta:
        ordering = ["-cycle_start"]
        constraints = [models.UniqueConstraint(fields=["rule", "cycle_start"], name="nudge_effect_once")]

    def __str__(self) -> str:
        return f"{self.rule_id} in {self.cycle_label}"


class Nudge(models.Model):
    """Somebody is due to hear something. The row comes first; its key makes saying it twice impossible.

    `window` is the day since when the condition holds and `turn` counts what was said in that episode. `rest_until` is the
    day before which the same is not said again. `resolved_at` is when the condition was seen to be gone.
    """

    class Dropped(models.TextChoices):
        GONE = "gone", _("The condition was gone")
        SEEN = "seen", _("Seen in Understory before the mail went")
        SWITCHED_OFF = "switched_off", _("Switched off")
        UNREACHABLE = "unreachable", _("Cannot be reached")
        TOO_LATE = "too_late", _("Too late to be of use")

    class Answer(models.TextChoices):
        ACTED = "acted", _("Acted")
        SNOOZED = "snoozed", _("Snoozed")
        STOPPED = "stopped", _("Stopped")
        WRONG_PERSON = "wrong_person", _("Wrong person")

    # No foreign-key constraints: checking them took half the time of a rule's first run over 100,000 people.
    rule = models.ForeignKey(
        NudgeRuleState, on_delete=models.CASCADE, related_name="nudges", db_index=False, db_constraint=False
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    window = models.DateField()
    turn = models.PositiveSmallIntegerField(default=1)
    ignored = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    params = models.JSONField(default=dict)
    due_at = models.DateTimeField()
    send_after = models.DateTimeField()
    rest_until = models.DateField(default=FOREVER)
    holdout = models.BooleanField(default=False)
    sent_at = models.DateTimeField(null=True)
    dropped = models.CharField(max_length=12, choices=Dropped.choices, blank=True)
    why = models.CharField(max_length=300, blank=True)
    answer = models.CharField(max_length=12, choices=Answer.choices, blank=True)
    answered_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)

    objects = querysets.NudgeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "subject_id", "person", "window", "turn"],
                include=["rest_until", "resolved_at"],
                name="nudge_key",
            ),
            models.CheckConstraint(name="nudge_holdout_unsent", condition=Q(holdout=False) | Q(sent_at=None)),
            models.CheckConstraint(name="nudge_answer_dated", condition=Q(answer="") | Q(answered_at__isnull=False)),
        ]
        indexes = [
            models.Index(
                fields=["person", "send_after"],
                condition=Q(sent_at=None, dropped="", holdout=False),
                name="nudge_unsent",
            ),
            models.Index(fields=["person", "sent_at"], condition=Q(sent_at__isnull=False), name="nudge_sent"),
            BrinIndex(fields=["due_at"], autosummarize=True, name="nudge_due"),  # rows come in this order
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} for {self.person_id} about {self.subject_kind} {self.subject_id}"


class Notification(models.Model):
    """What stands behind the bell. The key makes a second delivery of the same thing harmless."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=120, unique=True)
    category = models.CharField(max_length=40)
    title = models.CharField(max_length=300)
    body = models.TextField(blank=True)
    why = models.CharField(max_length=300, blank=True)
    url = models.CharField(max_length=300)
    action = models.CharField(max_length=80, blank=True)
    nudge = models.OneToOneField(Nudge, on_delete=models.CASCADE, null=True, related_name="notification")
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    objects = querysets.NotificationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["person", "-created_at"], name="notification_person"),
            models.Index(fields=["person"], condition=Q(read_at=None), name="notification_unread"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return self.url


class Preference(models.Model):
    """What somebody wants to hear of a category, and where. No row: everywhere."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    category = models.CharField(max_length=40)
    in_app = models.BooleanField(_("in Understory"), default=True)
    email = models.BooleanField(_("by e-mail"), default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "category"], name="preference_once")]

    def __str__(self) -> str:
        return f"{self.category} for {self.person_id}"


class MutedRule(models.Model):
    """Somebody stopped a rule, for one subject or altogether (no subject)."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    rule = models.ForeignKey(NudgeRuleState, on_delete=models.CASCADE, related_name="+", db_index=False)
    subject_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()

    objects = querysets.MutedRuleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "rule", "subject_id"], nulls_distinct=False, name="muted_rule_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} stopped {self.rule_id}"
