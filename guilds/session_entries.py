"""What search knows of sessions: those planned, and those held until what came of them stands in the library.

Cancelled ones are not found, and those of a hidden guild only under the guild itself.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ecosystem.core import search
from guilds.models import Guild, Session

KIND = "session"
POPULAR = {Session.State.PLANNED: 300, Session.State.HELD: 50}


def entry_of(session: Any) -> dict[str, Any]:
    """The arguments of the search index for one session, with its guild and host."""
    day = date_format(session.local_start, "j M Y")
    words = {"kind": session.get_kind_display(), "day": day, "of": session.guild or session.host or ""}
    return {
        "object_id": session.pk,
        "title": session.title,
        "subtitle": (_("%(kind)s on %(day)s, %(of)s") if words["of"] else _("%(kind)s on %(day)s")) % words,
        "body": session.agenda,
        "url": reverse("guilds:session_page", args=[session.pk]),
        "popularity": POPULAR[session.state],
        "skills": [session.skill_id] if session.skill_id else [],
    }


def index_session(session: Session) -> None:
    """Add, replace or forget its entry."""
    found = _to_find().filter(pk=session.pk).first()
    if found is None:
        search.remove(KIND, session.pk)
    else:
        search.index(KIND, **entry_of(found))


def sessions_to_find(person: Any) -> Q:
    """Everybody finds what has an entry: none is made of a session of a hidden guild."""
    return Q()


def all_sessions() -> Iterator[dict[str, Any]]:
    for session in _to_find().iterator(chunk_size=2000):
        yield entry_of(session)


def _to_find() -> Any:
    rows = Session.objects.exclude(state=Session.State.CANCELLED).filter(result=None)
    return rows.exclude(guild__joining=Guild.Joining.HIDDEN).select_related("guild", "host")
