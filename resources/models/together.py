"""What people do to a resource together: propose, review, ask and answer."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ecosystem.core.versions import Versioned
from resources.models.library import Resource
from resources.querysets import AnswerQuerySet, ProposedEditQuerySet, QuestionQuerySet, ReviewQuerySet


class ProposedEdit(Versioned):
    """Another wording of a resource, made against one of its versions, waiting for an author to take or decline it."""

    class State(models.TextChoices):
        OPEN = "open", _("Waiting")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Taken back")

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="proposed_edits")
    base = models.PositiveIntegerField()
    title = models.CharField(_("title"), max_length=160)
    summary = models.CharField(_("in one sentence"), max_length=300, blank=True)
    body = models.TextField(_("text"), blank=True)
    url = models.URLField(_("address"), max_length=2000, blank=True)
    reason = models.CharField(_("why"), max_length=200)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="proposed_edits")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    created_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    decision = models.CharField(_("reason"), max_length=300, blank=True)

    objects = ProposedEditQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["resource", "-created_at"], name="proposed_open", condition=Q(state="open"))]

    def __str__(self) -> str:
        return self.reason

    def get_absolute_url(self) -> str:
        return reverse("resources:edit_page", args=[self.pk])


class Question(Versioned):
    """A question under a resource, about the whole or about words selected in it."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="questions")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    text = models.TextField(_("question"), max_length=2000)
    quote = models.CharField(_("about these words"), max_length=500, blank=True)
    created_at = models.DateTimeField()
    accepted = models.OneToOneField("Answer", on_delete=models.SET_NULL, null=True, related_name="accepted_for")

    objects = QuestionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["resource", "-created_at"], name="question_latest")]

    def __str__(self) -> str:
        return self.text[:80]

    def get_absolute_url(self) -> str:
        return reverse("resources:question_page", args=[self.pk])


class Answer(Versioned):
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="answers")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    text = models.TextField(_("answer"), max_length=4000)
    created_at = models.DateTimeField()

    objects = AnswerQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return self.text[:80]


class AnswerInvitation(models.Model):
    """Somebody was asked for an answer."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="invitations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "person"], name="answer_invitation_once")]

    def __str__(self) -> str:
        return f"{self.person_id} for {self.question_id}"


class Review(Versioned):
    """A peer's review along a template: asked for, then written."""

    class State(models.TextChoices):
        OPEN = "open", _("Waits for the review")
        DONE = "done", _("Reviewed")
        DECLINED = "declined", _("Declined")

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reviews")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    correct = models.TextField(_("Is it correct?"), max_length=1000, blank=True)
    clear = models.TextField(_("Is it clear for its level?"), max_length=1000, blank=True)
    missing = models.TextField(_("What is missing?"), max_length=1000, blank=True)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["resource", "reviewer"], condition=Q(state="open"), name="review_open_once")
        ]

    def __str__(self) -> str:
        return f"{self.reviewer_id} on {self.resource_id}"

    def get_absolute_url(self) -> str:
        return reverse("resources:review_page", args=[self.pk])
