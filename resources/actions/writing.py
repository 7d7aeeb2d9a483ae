"""Acts on a resource as a text: share, edit, publish, archive, bring back, restore a version."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, Skill
from ecosystem.core.audit import record
from ecosystem.core.clock import now, today
from ecosystem.core.errors import Refused, Stale
from ecosystem.core.twice import in_turn
from ecosystem.core.versions import change
from resources import freshness
from resources.actions.requested import note_written
from resources.addresses import same_address
from resources.fresh_days import keep_fresh_until
from resources.models import Resource, ResourceSkill, ResourceVersion
from resources.search_entries import index_resource

TEXTS = ("title", "summary", "body", "url")
LIVE = {"state__in": [Resource.State.DRAFT, Resource.State.PUBLISHED]}
Leads = Iterable[tuple[Skill, int]]


@transaction.atomic
def create_resource(
    *,
    actor: Person,
    kind: str,
    title: str,
    url: str = "",
    summary: str = "",
    body: str = "",
    skills: Leads = (),
    verify_by: dt.date | None = None,
    publish: bool = True,
    **fields: Any,
) -> Resource:
    """A new resource of the actor's; `skills` are pairs of a skill and the level that it leads to.

    Whoever publishes vouches for it that day. The same words again within the day are the same resource.
    """
    in_turn("resources.create_resource", actor.pk)
    texts = {"title": title, "summary": summary, "body": body, "url": url}
    twin = Resource.objects.filter(owner=actor, kind=kind, created_at__gte=now() - dt.timedelta(days=1), **texts)
    if found := twin.exclude(state=Resource.State.ARCHIVED).first():
        return found
    resource = Resource(kind=kind, owner=actor, created_at=now(), changed_at=now(), **texts, **fields)
    resource.same_address = same_address(url)
    resource.verify_by = verify_by
    if publish:
        _vouch(resource)
    resource.save()
    _keep_version(resource, actor=actor, note="")
    _replace_skills(resource, skills)
    keep_fresh_until(resource.pk)
    record(actor, "resource.shared" if publish else "resource.drafted", resource, fields=["kind", *TEXTS])
    index_resource(resource)
    return resource


@transaction.atomic
def edit_resource(
    resource: Resource,
    *,
    actor: Person,
    version: int,
    note: str = "",
    skills: Leads | None = None,
    **texts: Any,
) -> None:
    """Reword it; the words of before stay as a version. The very same words again change nothing, whatever the edition.

    `texts` are title, summary, body and url, and the facts beside them (kind, language, minutes, verify_by).
    """
    changed = [name for name, value in texts.items() if getattr(resource, name) != value]
    leads = None if skills is None or same_skills(resource, skills) else list(skills)
    if not changed and leads is None:
        return
    values = {name: texts[name] for name in changed}
    if "url" in values:
        values["same_address"] = same_address(values["url"])
    rewords = any(name in TEXTS for name in changed)
    if not change(resource, version, where=LIVE, **values, number=F("number") + int(rewords), changed_at=now()):
        raise Refused(_("This resource is archived. Bring it back to change it."))
    if rewords:
        _keep_version(resource, actor=actor, note=note)
    if leads is not None:
        _replace_skills(resource, leads)
    keep_fresh_until(resource.pk)
    record(actor, "resource.edited", resource, fields=[*changed, *(["skills"] if leads is not None else [])])
    index_resource(resource)


@transaction.atomic
def publish_resource(resource: Resource, *, actor: Person, version: int | None = None) -> None:
    """Everybody finds it from now on. Twice is harmless."""
    if resource.state == Resource.State.PUBLISHED:
        return
    day = today()
    values = {"verified_on": day, "verify_by": resource.verify_by or freshness.verify_by(resource.kind, day)}
    published = {"state": Resource.State.PUBLISHED, "published_at": now(), "changed_at": now(), **values}
    if not change(resource, version, where={"state": Resource.State.DRAFT}, **published):
        _done_already(resource, Resource.State.PUBLISHED)
        return
    keep_fresh_until(resource.pk)
    record(actor, "resource.published", resource)
    index_resource(resource)
    note_written(resource, actor=actor)


@transaction.atomic
def archive_resource(
    resource: Resource, *, actor: Person, version: int, reason: str, superseded_by: Resource | None = None
) -> None:
    """Out of lists and search, with the reason; its address goes on working and leads to the successor. Twice is harmless."""
    if superseded_by and superseded_by.pk == resource.pk:
        raise Refused(_("A resource cannot follow itself. Choose another one."), field="superseded_by")
    if superseded_by and superseded_by.state != Resource.State.PUBLISHED:
        raise Refused(_("What follows must be published. Choose another one."), field="superseded_by")
    values = {"archived_at": now(), "archive_reason": reason, "superseded_by_id": superseded_by and superseded_by.pk}
    if not change(resource, version, where=LIVE, state=Resource.State.ARCHIVED, **values):
        return _done_already(resource, Resource.State.ARCHIVED)
    keep_fresh_until(resource.pk)
    record(actor, "resource.archived", resource, fields=["archive_reason", "superseded_by"], reason=reason)
    index_resource(resource)


@transaction.atomic
def bring_back_resource(resource: Resource, *, actor: Person, version: int | None = None) -> None:
    """Take it out of the archive: published again if it ever was, else a draft. Twice is harmless."""
    if resource.state != Resource.State.ARCHIVED:
        return
    state = Resource.State.PUBLISHED if resource.published_at else Resource.State.DRAFT
    values = {"archived_at": None, "archive_reason": "", "superseded_by": None, "changed_at": now()}
    if not change(resource, version, where={"state": Resource.State.ARCHIVED}, state=state, **values):
        _done_already(resource, state)
        return
    keep_fresh_until(resource.pk)
    record(actor, "resource.brought_back", resource)
    index_resource(resource)


@transaction.atomic
def restore_version(resource: Resource, *, actor: Person, version: int, number: int) -> None:
    """The words of an earlier version become the latest, as a new version; nothing in between is lost."""
    earlier = resource.versions.filter(number=number).first()
    if earlier is None:
        raise Refused(_("There is no such version."))
    note = _("Restored version %(number)d") % {"number": number}
    texts = {name: getattr(earlier, name) for name in TEXTS}
    edit_resource(resource, actor=actor, version=version, note=str(note), **texts)


def _vouch(resource: Resource) -> None:
    resource.state = Resource.State.PUBLISHED
    resource.published_at = now()
    resource.verified_on = today()
    resource.verify_by = resource.verify_by or freshness.verify_by(resource.kind, today())


def _keep_version(resource: Resource, *, actor: Person, note: str) -> None:
    texts = {name: getattr(resource, name) for name in TEXTS}
    ResourceVersion.objects.create(
        resource=resource,
        number=resource.number,
        edition=resource.version,
        author=actor,
        note=note,
        at=now(),
        **texts,
    )


def same_skills(resource: Resource, skills: Leads) -> bool:
    return {(skill.pk, level) for skill, level in skills} == set(resource.skills.values_list("skill_id", "level"))


def _replace_skills(resource: Resource, skills: Leads) -> None:
    resource.skills.all().delete()
    levels = {skill.pk: level for skill, level in skills}
    ResourceSkill.objects.bulk_create(
        ResourceSkill(resource=resource, skill_id=skill, level=level) for skill, level in levels.items()
    )
    getattr(resource, "_prefetched_objects_cache", {}).pop("skills", None)


def _done_already(resource: Resource, state: str) -> None:
    """After `change()` said False: fine where it stands as wanted, else somebody interfered."""
    if resource.state != state:
        raise Stale(resource)
