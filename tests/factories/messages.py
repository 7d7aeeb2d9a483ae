"""Messages of executives and L&D, with the resource that carries them."""

from typing import Any

from ecosystem.core.clock import now
from goals.models import Message
from tests.factories.resources import ResourceFactory

WORDS = "I asked three teams what slowed them down.\n\nThey **all** said forms."


def a_message(
    author: Any, *, title: str = "Why forms matter", about: Any = None, unit: Any = None, **fields: Any
) -> Message:
    """Published today; `about` is an objective. Fields are those of the resource."""
    carried = {"kind": "message", "body": WORDS, "published_at": now(), "verify_by": None, **fields}
    resource = ResourceFactory(owner=author, title=title, **carried)
    return Message.objects.create(resource=resource, author=author, objective=about, unit=unit)
