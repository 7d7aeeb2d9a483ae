"""Messages: xenia's, to everybody; she and lena write, everybody reads, and only they see how far one got."""

from ecosystem.core.clock import now
from goals.models import Message, MessageDraft
from resources.models import CoAuthor
from tests.factories.messages import a_message
from tests.factories.resources import ResourceFactory
from tests.matrix import everybody, only

WRITE, WRITE_POST = only("lena", "xenia"), only("lena", "xenia", status=302)
TYPED = {"title": "Why forms matter", "words": "Three teams said so."}


def _drafts(cast) -> dict:
    for person in (cast.lena, cast.xenia):
        MessageDraft.objects.create(person=person, typed=TYPED, saved_at=now())
    return {}


def _pk(cast) -> dict:
    return {"pk": a_message(cast.xenia).pk}


MATRIX = {
    "goals:message_list": WRITE,
    "goals:message_new": WRITE,
    "goals:message_new POST": WRITE_POST,
    "goals:message_preview": only("lena", "xenia"),
    "goals:message_draft_keep": WRITE_POST,
    "goals:message_draft_drop": WRITE_POST,
    "goals:message_panel": everybody(),
    "goals:message_read": everybody(302),
    "goals:message_put_aside": everybody(302),
}
OBJECTS = {f"goals:message_{name}": _pk for name in ("panel", "read", "put_aside")}
POSTS = {
    "goals:message_new": TYPED,
    "goals:message_preview": TYPED,
    "goals:message_draft_keep": TYPED,
    "goals:message_draft_drop": _drafts,
    "goals:message_read": {},
    "goals:message_put_aside": {},
}


def _messages(cast) -> None:
    """One of each state; a draft is its authors' alone."""
    for state in ("published", "archived", "draft"):
        resource = ResourceFactory(owner=cast.xenia, kind="message", state=state)
        CoAuthor.objects.create(resource=resource, person=cast.nora, added_at=resource.created_at)
        Message.objects.create(resource=resource, author=cast.xenia)


VISIBLE = {Message: ("goals.view_message", _messages)}
