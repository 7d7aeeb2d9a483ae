"""Rewording together: propose another wording, take it, decline it, take it back; and edits that met another one."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from ecosystem.core.audit import record
from ecosystem.core.clock import now
from ecosystem.core.errors import Refused, Stale
from ecosystem.core.versions import change
from ecosystem.notifications.actions import tell, tell_many
from resources.actions.writing import edit_resource, same_skills
from resources.merging import TEXTS, Merged, merge_texts
from resources.models import ProposedEdit, Resource, ResourceVersion

State = ProposedEdit.State
WAITING = {"state": State.OPEN}


class Met(Stale):
    """Both sides reworded the same place. `merged` holds all texts with the words of both; a person decides."""

    def __init__(self, current: Resource, merged: Merged) -> None:
        super().__init__(current)
        self.merged = merged


def texts_of(row: Any) -> dict[str, str]:
    """The words of a resource, of a version or of a proposed edit."""
    return {name: getattr(row, name) for name in TEXTS}


@transaction.atomic
def edit_from(
    resource: Resource, *, actor: Person, base: int, note: str = "", by: Person | None = None, **texts: Any
) -> None:
    """Edit what somebody read as version `base`; what others changed since is merged in, and Met where the two touch.

    `by` is who worded it, if somebody else than who takes it. Facts that are no texts go along as they are.
    """
    current = Resource.objects.select_for_update(of=("self",)).get(pk=resource.pk)
    mine = texts_of(current) | {name: texts.pop(name) for name in TEXTS if name in texts}
    if base != current.number:
        read = current.versions.filter(number=base).first()
        if read is None:
            raise Refused(_("The version that this was worded against is not there. Open the text again."))
        merged = merge_texts(texts_of(read), mine, texts_of(current))
        if merged.contested:
            raise Met(current, merged)
        mine = merged.texts
    before = current.number
    edit_resource(current, actor=actor, version=current.version, note=note, **mine, **texts)
    if by is not None and by != actor and current.number != before:
        ResourceVersion.objects.filter(resource=current, number=current.number).update(author=by)
    resource.refresh_from_db()


@transaction.atomic
def edit_or_merge(resource: Resource, *, actor: Person, version: int, note: str = "", **values: Any) -> None:
    """Edit as `edit_resource` does; where somebody else did meanwhile, put both wordings together.

    Met where the two touch; Stale as ever where what is no text (kind, minutes, skills …) differs from how it stands.
    """
    try:
        return edit_resource(resource, actor=actor, version=version, note=note, **values)
    except Stale as stale:
        skills = values.pop("skills", None)
        facts = {name: value for name, value in values.items() if name not in TEXTS}
        if any(getattr(stale.current, name) != value for name, value in facts.items()):
            raise
        if skills is not None and not same_skills(stale.current, skills):
            raise
        read = stale.current.versions.filter(edition__lte=version).first()
        if read is None:
            raise
        words = {name: value for name, value in values.items() if name in TEXTS}
        edit_from(resource, actor=actor, base=read.number, note=note, **words)


@transaction.atomic
def propose_edit(resource: Resource, *, actor: Person, base: int, reason: str, **texts: str) -> ProposedEdit:
    """Another wording for the authors to take. They are told; the same words from the same person again are one proposal."""
    read = resource.versions.filter(number=base).first()
    if read is None:
        raise Refused(_("The version that this was worded against is not there. Open the text again."))
    if texts_of(read) == texts:
        raise Refused(_("Nothing is worded differently yet."))
    Resource.objects.select_for_update(of=("self",)).get(pk=resource.pk)
    twin = ProposedEdit.objects.open().filter(resource=resource, author=actor, **texts).first()
    if twin:
        return twin
    edit = ProposedEdit.objects.create(
        resource=resource, base=base, reason=reason, author=actor, created_at=now(), **texts
    )
    record(actor, "resource.edit_proposed", edit)
    tell_many("resources.edit_proposed", person_ids=authors_of(resource, but=actor), subject_id=edit.pk)
    return edit


@transaction.atomic
def accept_edit(edit: ProposedEdit, *, actor: Person, version: int, base: int | None = None, **texts: str) -> None:
    """Make it the latest version, to the credit of who worded it. Twice is harmless.

    Without `texts` as it was proposed; with them as the actor finished it against version `base`. Met where an edit that
    was made meanwhile touches the same place.
    """
    if not change(edit, version, where=WAITING, state=State.ACCEPTED, decided_at=now(), decided_by=actor):
        return _decided_already(edit, State.ACCEPTED)
    worded = texts or texts_of(edit)
    start = edit.base if base is None else base
    edit_from(edit.resource, actor=actor, base=start, note=edit.reason, by=edit.author, **worded)
    record(actor, "resource.edit_accepted", edit, fields=["state"], subject=edit.author_id)
    _tell_the_proposer(edit, actor)


@transaction.atomic
def decline_edit(edit: ProposedEdit, *, actor: Person, version: int, decision: str) -> None:
    """Say no, with the reason, which whoever proposed it reads. Twice is harmless; its words are kept."""
    values = {"state": State.DECLINED, "decision": decision, "decided_at": now(), "decided_by": actor}
    if not change(edit, version, where=WAITING, **values):
        return _decided_already(edit, State.DECLINED)
    record(actor, "resource.edit_declined", edit, fields=["state", "decision"], subject=edit.author_id)
    _tell_the_proposer(edit, actor)


@transaction.atomic
def withdraw_edit(edit: ProposedEdit, *, actor: Person, version: int | None = None) -> None:
    """Take one's own proposal back while it waits. Twice is harmless."""
    if change(edit, version, where=WAITING, state=State.WITHDRAWN, decided_at=now()):
        record(actor, "resource.edit_withdrawn", edit, fields=["state"])


def authors_of(resource: Resource, *, but: Person | None = None) -> list[int]:
    """The owner and the co-authors who are here."""
    people = Person.objects.filter(is_active=True)
    found = people.filter(resources=resource) | people.filter(co_authored__resource=resource)
    return list(found.exclude(pk=but and but.pk).values_list("pk", flat=True).distinct())


def _decided_already(edit: ProposedEdit, state: str) -> None:
    if edit.state != state:
        raise Refused(_("This proposal was answered or taken back already."))


def _tell_the_proposer(edit: ProposedEdit, actor: Person) -> None:
    if edit.author_id != actor.pk:
        tell("resources.edit_decided", person_id=edit.author_id, subject_id=edit.pk)
