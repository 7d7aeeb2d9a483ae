"""What an administrator still has to do in a company that has just begun: people, and the way mails go out."""

from django.conf import settings

from accounts.models import Person
from ecosystem.core.mail import has_server

_peopled = False


def waits(person: Person) -> bool:
    """For administrators, until there is anybody beside them and a mail server is entered."""
    if settings.DEMO or not person.is_administrator:
        return False
    return not (has_server() and has_people(person))


def has_people(person: Person) -> bool:
    """Asked until it is so, then never again by this process."""
    global _peopled
    if not _peopled:
        _peopled = Person.objects.people().exclude(pk=person.pk).exists()
    return _peopled


def forget() -> None:
    """Ask again: for tests that begin with an empty company."""
    global _peopled
    _peopled = False
