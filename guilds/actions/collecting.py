"""Acts on a guild's own collection of resources: add, say why, remove."""

from django.db import transaction

from accounts.models import Person
from ecosystem.core.audit import record
from ecosystem.core.clock import now
from guilds.models import Guild, GuildResource
from resources.models import Resource


@transaction.atomic
def collect_resource(guild: Guild, *, actor: Person, resource: Resource, note: str = "") -> GuildResource:
    """Into the collection, with a word on why; one that is there keeps its place, and takes the word if it has none."""
    values = {"note": note, "added_by": actor, "added_at": now()}
    kept, new = GuildResource.objects.get_or_create(guild=guild, resource=resource, defaults=values)
    if new:
        record(actor, "guild.resource_collected", kept)
    elif note and not kept.note:
        note_on_resource(kept, actor=actor, note=note)
    return kept


@transaction.atomic
def note_on_resource(kept: GuildResource, *, actor: Person, note: str) -> None:
    """Another word on why. The same again changes nothing."""
    if GuildResource.objects.filter(pk=kept.pk).exclude(note=note).update(note=note):
        kept.note = note
        record(actor, "guild.resource_noted", kept, fields=["note"])


@transaction.atomic
def let_go_of_resource(kept: GuildResource, *, actor: Person) -> None:
    """Out of the collection; in the library it stays. Twice is harmless."""
    if GuildResource.objects.filter(pk=kept.pk).exists():
        record(actor, "guild.resource_removed", kept)
        GuildResource.objects.filter(pk=kept.pk).delete()
