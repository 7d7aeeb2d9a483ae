"""Who is signed in: allauth's backend, with everything that each page asks of a person in one statement."""

from allauth.account.auth_backends import AuthenticationBackend

from accounts.models import Person


class PersonBackend(AuthenticationBackend):
    def get_user(self, user_id: int) -> Person | None:
        """The person with site and roles, or nobody once they may no longer sign in."""
        return Person.objects.for_request().filter(pk=user_id, is_active=True).first()
