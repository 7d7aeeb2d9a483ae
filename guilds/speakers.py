"""Who could host a session on a skill: those who offer talks and those who hosted before, with the reasons in words.

In groups — willing and free of late, willing, known for it — and by name within a group; nobody has a number.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Person, Skill, TeachingOffer
from ecosystem.core.clock import now
from ecosystem.core.templatetags.ui import short_date
from guilds.models import Session

LATELY = dt.timedelta(days=180)
SHOWN = 12
TALKS = TeachingOffer.Way.TALKS


@dataclass(frozen=True)
class Speaker:
    """`why`: each a sentence about them, such as what they offer and how much they host already."""

    person: Any
    group: int
    why: list[str]


def could_host(skill: Skill, session: Session | None = None) -> list[Speaker]:
    """At most twelve, those who carry little first; one statement. Not the host of the session at hand."""
    moment = now()
    lately = Q(hosted__starts_at__gte=moment - LATELY) & ~Q(hosted__state="cancelled")
    on_it = Session.objects.filter(host=OuterRef("pk"), skill=skill).exclude(state="cancelled")
    offers = TeachingOffer.objects.filter(person=OuterRef("pk"), skill=skill)
    people = (
        Person.objects.people()
        .filter(is_active=True)
        .annotate(
            talks=Exists(offers.filter(way=TALKS)),
            teaches=Exists(offers),
            knows=Exists(on_it.filter(starts_at__lt=moment)),
        )
        .filter(Q(teaches=True) | Q(knows=True))
        .annotate(
            lately=Count("hosted", filter=lately & Q(hosted__starts_at__lt=moment), distinct=True),
            ahead=Count("hosted", filter=lately & Q(hosted__starts_at__gte=moment), distinct=True),
            latest=Max("hosted__starts_at", filter=Q(hosted__starts_at__lt=moment) & ~Q(hosted__state="cancelled")),
            load=F("lately") + F("ahead"),
        )
        .order_by("-talks", "load", "full_name", "pk")
    )
    if session is not None and session.host_id:
        people = people.exclude(pk=session.host_id)
    found = [Speaker(person, _group(person), _why(person, skill)) for person in people[:SHOWN]]
    return sorted(found, key=lambda each: (each.group, each.person.full_name))


def in_groups(speakers: list[Speaker]) -> list[tuple[str, list[Speaker]]]:
    """For the page: the name of each group and who is in it."""
    names = {
        0: _("Give talks on it and have hosted nothing for half a year"),
        1: _("Give talks on it"),
        2: _("Know it, and might"),
    }
    groups = [(name, [each for each in speakers if each.group == number]) for number, name in names.items()]
    return [(name, people) for name, people in groups if people]


def _group(person: Any) -> int:
    if not person.talks:
        return 2
    return 1 if person.lately or person.ahead else 0


def _why(person: Any, skill: Skill) -> list[str]:
    words = {"skill": skill}
    why = []
    if person.talks:
        why.append(_("offers to give talks on %(skill)s") % words)
    elif person.teaches:
        why.append(_("offers to teach %(skill)s in another way") % words)
    if person.knows:
        why.append(_("hosted a session on %(skill)s before") % words)
    if person.ahead:
        why.append(
            ngettext("hosts one session to come", "hosts %(n)d sessions to come", person.ahead) % {"n": person.ahead}
        )
    if person.latest:
        why.append(_("last hosted on %(day)s") % {"day": short_date(person.latest)})
    elif not person.ahead:
        why.append(_("has hosted nothing here yet"))
    return why
