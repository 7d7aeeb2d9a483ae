"""What somebody may do beyond being an employee: granted roles, invitations, stand-ins."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.dated import Dated, days_in_order
from accounts.querysets import DelegationQuerySet, InvitationQuerySet, RoleGrantQuerySet


class AccessRole(models.TextChoices):
    LEARNING = "learning", _("Learning & development")
    EXECUTIVE = "executive", _("Executive")
    PEOPLE_ADMIN = "people_admin", _("People administrator")
    ADMIN = "admin", _("Administrator")


class RoleGrant(Dated):
    """A role for a person, dated. Imports only propose; an administrator with a second factor confirms."""

    person = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(_("role"), max_length=16, choices=AccessRole.choices)
    unit = models.ForeignKey(
        "accounts.Unit", on_delete=models.CASCADE, null=True, blank=True, verbose_name=_("only for")
    )
    granted_by = models.ForeignKey(
        "accounts.Person", on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("granted by")
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("accounts.Person", on_delete=models.SET_NULL, null=True, related_name="+")

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        constraints = [
            days_in_order("grant_days"),
            models.CheckConstraint(
                name="grant_not_to_oneself", condition=Q(granted_by=None) | ~Q(granted_by=F("person"))
            ),
        ]
        indexes = [models.Index(fields=["person"], include=["role"], name="grant_person")]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_role_display()}"


class Invitation(models.Model):
    """A one-time way in. Only the hash of the code is kept."""

    person = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="invitations")
    code_hash = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey("accounts.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["person", "-created_at"], name="invitation_person")]

    def __str__(self) -> str:
        return f"{self.person_id} until {self.expires_at:%Y-%m-%d}"


class Delegation(Dated):
    """A dated stand-in of a manager for obstacles and requests, at most 60 days, shown to the team."""

    manager = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="delegations_given")
    delegate = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="delegations_held")
    note = models.CharField(_("note"), max_length=200, blank=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        constraints = [
            days_in_order("delegation_days"),
            models.CheckConstraint(
                name="delegation_to_another",
                condition=~Q(manager=F("delegate")),
                violation_error_message=_("Choose somebody else as your stand-in."),
            ),
            models.CheckConstraint(
                name="delegation_60_days",
                condition=Q(valid_to__isnull=False) & Q(valid_to__lte=F("valid_from") + 60),
                violation_error_message=_("A stand-in lasts 60 days at most."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.delegate} for {self.manager}"
