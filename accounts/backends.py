"""Who is signed in: allauth's backend, with everything that each page asks of a person in one statement."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from accounts.models import Person
from accounts.policy import policy_of
from ecosystem.core.policy import remember


class PersonBackend(AuthenticationBackend):
    def get_user(self, user_id: int) -> Person | None:
        """The person with site, roles and policy, or nobody once they may no longer sign in."""
        person: Any = Person.objects.signed_in(user_id)
        if person and person.policy_row:
            remember(policy_of(person.policy_row))
        return person
