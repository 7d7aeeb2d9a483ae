"""What people ask of one another about skills: to be taught, to be rated, to look again; and a profile to begin with."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models.skills import JobRole, Skill
from accounts.request_querysets import AssessmentDisputeQuerySet, HelpRequestQuerySet, PeerRequestQuerySet
from ecosystem.core.versions import Versioned


class HelpRequest(Versioned):
    """Somebody asks somebody who offers to teach. Accepted, it takes one of the places until either side ends it."""

    class State(models.TextChoices):
        OPEN = "open", _("Waits for an answer")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Taken back")
        ENDED = "ended", _("Ended")

    person = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="help_requests")
    teacher = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="help_asked")
    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="help_requests")
    note = models.CharField(_("what you would like help with"), max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    answer = models.CharField(_("answer"), max_length=300, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = HelpRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for help")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "teacher", "skill"],
                condition=Q(state__in=["open", "accepted"]),
                name="help_request_once",
            ),
            models.CheckConstraint(name="help_from_another", condition=~Q(person=F("teacher"))),
        ]
        indexes = [
            models.Index(fields=["teacher", "skill"], condition=Q(state__in=["open", "accepted"]), name="help_standing")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} asks {self.teacher_id} about {self.skill_id}"

    def get_absolute_url(self) -> str:
        return f"{reverse('accounts:request_list')}#help-{self.pk}"


class PeerRequest(Versioned):
    """Somebody asks a colleague for their view of one skill. The answer is kept as a statement, apart from the asking."""

    class State(models.TextChoices):
        OPEN = "open", _("Waits for an answer")
        ANSWERED = "answered", _("Answered")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Taken back")

    person = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="peer_requests")
    peer = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="peer_asked")
    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="peer_requests")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = PeerRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for a view")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "peer", "skill"], condition=Q(state="open"), name="peer_request_once"
            ),
            models.CheckConstraint(name="peer_is_another", condition=~Q(person=F("peer"))),
        ]
        indexes = [models.Index(fields=["peer"], condition=Q(state="open"), name="peer_request_open")]

    def __str__(self) -> str:
        return f"{self.person_id} asks {self.peer_id} about {self.skill_id}"

    def get_absolute_url(self) -> str:
        return f"{reverse('accounts:request_list')}#peer-{self.pk}"


class AssessmentDispute(Versioned):
    """“This is wrong”, about one's level in a skill. The line manager of the day answers, with a clock."""

    class About(models.TextChoices):
        ASSESSED = "assessed", _("the assessed level")
        MANAGER = "manager", _("what my line manager said")
        PEERS = "peers", _("what peers said")
        EVIDENCE = "evidence", _("the evidence")

    person = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="disputes")
    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="disputes")
    about = models.CharField(_("what is wrong"), max_length=10, choices=About.choices, default=About.ASSESSED)
    text = models.CharField(_("why"), max_length=500)
    opened_at = models.DateTimeField()
    answer_by = models.DateField()
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    answered_by = models.ForeignKey("accounts.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = AssessmentDisputeQuerySet.as_manager()

    class Meta:
        verbose_name = _("disputed level")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "skill"], condition=Q(answered_at=None, withdrawn_at=None), name="dispute_once"
            ),
            models.CheckConstraint(name="dispute_answered", condition=Q(answered_at=None) | ~Q(answer="")),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} disputes {self.skill_id}"

    def get_absolute_url(self) -> str:
        return reverse("accounts:dispute_page", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.answered_at is None and self.withdrawn_at is None


class SuggestedProfile(Versioned):
    """Whose requirements somebody without a role profile begins with, as L&D confirmed it."""

    person = models.OneToOneField("accounts.Person", on_delete=models.CASCADE, related_name="suggested_profile")
    job_role = models.ForeignKey(JobRole, on_delete=models.CASCADE, related_name="+", verbose_name=_("profile"))
    confirmed_by = models.ForeignKey("accounts.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    confirmed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.person_id} like {self.job_role_id}"
