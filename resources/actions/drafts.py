"""What somebody is typing, kept from one moment to the next. No audit entry: nobody else can know of it."""

from collections.abc import Mapping

from accounts.models import Person
from ecosystem.core.clock import now
from resources.models import Draft, Resource


def keep_draft(*, actor: Person, resource: Resource | None, typed: Mapping[str, str], base: int = 0) -> None:
    """One per person and resource, or one for what is new; the latest words replace the earlier ones. One statement."""
    row = Draft(person=actor, resource=resource, base=base, typed=dict(typed), saved_at=now())
    fields = ["base", "typed", "saved_at"]
    Draft.objects.bulk_create([row], update_conflicts=True, unique_fields=["person", "resource"], update_fields=fields)


def drop_draft(*, actor: Person, resource: Resource | None) -> None:
    """It was saved, or is not wanted any more. Twice is harmless."""
    Draft.objects.filter(person=actor, resource=resource).delete()
