"""Personal tokens: somebody's own programs read what they themselves may read."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.token_querysets import AccessTokenQuerySet


class AccessToken(models.Model):
    """Shown once; only its hash is kept. It reads, it never writes, and it ends by itself."""

    class Scope(models.TextChoices):
        READ = "read", _("reads")

    person = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="access_tokens")
    name = models.CharField(_("what it is for"), max_length=60)
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    scope = models.CharField(max_length=10, choices=Scope.choices, default=Scope.READ)
    created_at = models.DateTimeField(editable=False)
    expires_on = models.DateField(_("works until"))
    last_used_on = models.DateField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)

    objects = AccessTokenQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "name"], name="token_name_once", condition=Q(revoked_at=None))
        ]
        indexes = [models.Index(fields=["person", "-created_at"], name="token_person")]

    def __str__(self) -> str:
        return self.name
