"""Needs as tests need them: reported through the product's own act."""

from accounts.models import Person
from ecosystem.core.clock import now
from feedback.actions.needs import report_need
from feedback.actions.snapshots import Kept, take_snapshot
from feedback.models import Need, NeedReporter, NeedsSnapshot


def a_need(actor: Person, words: str = "No guide on rotating client secrets", **values) -> Need:
    return report_need(actor=actor, words=words, **values)


def needed_too(need: Need, *people: Person, anonymous: bool = False) -> None:
    """Rows of reporters without the steps of joining."""
    NeedReporter.objects.bulk_create(
        NeedReporter(need=need, person=person, anonymous=anonymous, at=now()) for person in people
    )


def a_snapshot(actor: Person, name: str = "Before the budget", **figures) -> NeedsSnapshot:
    """Of one row that holds these figures."""
    row = Kept("A11Y", "", {"skill": "Accessibility", "area": "", **figures})
    return take_snapshot([row], actor=actor, name=name, place="Fernhollow", query="?", fewest=6)
