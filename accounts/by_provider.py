"""Where the company's identity provider is the only way in: invitations bind people to it, and its word is the second factor.

A one-time code says who somebody is here, the provider who they are there; from then on the provider's word is enough.
"""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from accounts.actions.invitations import accept_invitation
from accounts.models import Invitation

INVITED = "invited_as"  # in the session: the invitation whose code somebody brought


def is_only_way() -> bool:
    """Nobody signs in with a password, a mailed code or a passkey."""
    return settings.SOCIALACCOUNT_ONLY


def remember(request: HttpRequest, invitation: Invitation) -> None:
    request.session[INVITED] = invitation.pk


@transaction.atomic
def bind_invited(request: HttpRequest, login: Any) -> None:
    """Whom the provider names for the first time is the one who brought the code, as long as it is open."""
    key = request.session.pop(INVITED, None)
    if login.is_existing or key is None or not is_only_way():
        return
    invitation = Invitation.objects.open().filter(pk=key, person__is_active=True).select_related("person").first()
    if invitation:
        accept_invitation(invitation)
        login.connect(request, invitation.person)


def vouch(request: HttpRequest, sociallogin: Any, **_told: Any) -> None:
    """Who just bound themselves to the provider was known by it at this very moment: the first administrator, mostly."""
    if not is_only_way():
        return
    account = sociallogin.account
    record_authentication(request, sociallogin.user, "socialaccount", provider=account.provider, uid=account.uid)
