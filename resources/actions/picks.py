"""Putting a resource forward: by whom, why, and until when."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ecosystem.core.audit import record
from ecosystem.core.clock import now, today
from ecosystem.core.errors import Refused
from ecosystem.notifications.actions import tell
from resources.models import Pick, Resource
from resources.querysets import PICKS_ON_HOME

LONGEST = dt.timedelta(days=92)


@transaction.atomic
def pick_resource(resource: Resource, *, actor: Any, reason: str, until: dt.date, tell_owner: bool = True) -> Pick:
    """Put it forward until a day, or change one's reason and day. The owner hears of a new pick, and whoever made one that
    makes room for it on home; the same again is harmless.

    Without `tell_owner` somebody else tells them. `.made_room` are one's own picks that it took the place of.
    """
    if resource.state != Resource.State.PUBLISHED:
        raise Refused(_("Only what is published can be put forward."))
    if not today() <= until <= today() + LONGEST:
        raise Refused(_("Choose a day within the next three months."), field="until")
    words: dict[str, Any] = {"reason": reason, "until": until}
    before = on_home(today())
    pick, is_new = Pick.objects.get_or_create(resource=resource, person=actor, defaults={**words, "at": now()})
    ended, pick.made_room = pick.until < today(), []
    if not is_new and (pick.reason, pick.until) == (reason, until):
        return pick
    if ended:
        words["at"] = now()
    if not is_new:
        Pick.objects.filter(pk=pick.pk).update(**words, version=pick.version + 1)
        pick.refresh_from_db()
    record(actor, "resource.picked", resource, fields=["reason", "until"])
    if tell_owner and (is_new or ended) and resource.owner_id not in (None, actor.pk):
        tell("resources.picked", person_id=resource.owner_id, subject_id=pick.pk, window=today())
    pick.made_room = _make_room(before, actor)
    return pick


def on_home(day: dt.date) -> list[Pick]:
    """What everybody's home shows of the picks. One statement."""
    return list(Pick.objects.put_forward(day).select_related("resource")[:PICKS_ON_HOME])


def _make_room(before: list[Pick], actor: Any) -> list[Pick]:
    """Whoever picked what home shows no more is told; one's own are returned, to be said at once."""
    there = {pick.pk for pick in on_home(today())}
    gone = [pick for pick in before if pick.pk not in there]
    for pick in gone:
        if pick.person_id != actor.pk:
            tell("resources.pick_made_room", person_id=pick.person_id, subject_id=pick.pk, window=today())
    return [pick for pick in gone if pick.person_id == actor.pk]


@transaction.atomic
def end_pick(pick: Pick, *, actor: Any) -> None:
    """It is not put forward any more. Twice is harmless."""
    resource = pick.resource
    if Pick.objects.filter(pk=pick.pk).delete()[0]:
        record(actor, "resource.pick_ended", resource)
