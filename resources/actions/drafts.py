"""What somebody is typing, kept from one moment to the next. No audit entry: nobody else can know of it.

Every form that opens is one writing, with a mark of its own; the draft that is gone on with brings its mark along. One
writing never takes the place of another one's draft unless its writer says so.
"""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import Person
from ecosystem.core.clock import now
from resources.models import Draft, Resource


def keep_draft(
    *, actor: Person, resource: Resource | None, typed: Mapping[str, str], base: int = 0, instead: bool = False
) -> Draft | None:
    """One per person and resource, or one for what is new; the latest words of a writing replace its earlier ones.

    Returns the draft of another writing that stands in the way, and leaves it as it is; `instead` replaces it.
    """
    drafts = Draft.objects.filter(person=actor, resource=resource)
    return keep_typed(drafts, {"person": actor, "resource": resource}, typed, instead=instead, base=base)


def keep_typed(drafts: QuerySet[Any], whose: dict[str, Any], typed: Mapping[str, str], **more: Any) -> Any:
    """The same for any kind of draft: `drafts` finds the one that there may be, `whose` begins one. Two statements."""
    instead = more.pop("instead", False)
    values = {"typed": dict(typed), "saved_at": now(), **more}
    if drafts.filter(Q() if instead else of_writing(typed.get("writing", ""))).update(**values):
        return None
    draft, is_new = drafts.model.objects.get_or_create(**whose, defaults=values)
    return None if is_new else draft


def drop_draft(*, actor: Person, resource: Resource | None, writing: str | None = None) -> None:
    """It was saved, or is not wanted any more; what was saved drops its own `writing` alone. Twice is harmless."""
    drafts = Draft.objects.filter(person=actor, resource=resource)
    (drafts if writing is None else drafts.filter(of_writing(writing))).delete()


def of_writing(mark: str) -> Q:
    return Q(typed__writing=mark) if mark else ~Q(typed__has_key="writing")
