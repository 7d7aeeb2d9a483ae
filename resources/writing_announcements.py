"""What people are told at once because somebody lets them write a resource: a service, never capped."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.skill_announcements import known_to
from ecosystem.notifications.models import Nudge
from ecosystem.notifications.registry import Kind, Message, rule
from resources.care_announcements import CATEGORY
from resources.models import CoAuthor, Resource


def made_author_message(nudge: Nudge) -> Message | None:
    rows = CoAuthor.objects.select_related("resource__owner")
    row = rows.filter(resource=nudge.subject_id, person=nudge.person_id).first()
    if row is None:
        return None
    words = {"name": row.resource.owner or _("L&D"), "title": row.resource}
    return Message(
        subject=_("you can edit something in the library"),
        sentence=_("%(name)s made you an author of “%(title)s”.") % words,
        why=_("its owner chose you"),
        url=reverse("resources:resource_page", args=[row.resource_id]),
        action=_("Read it"),
    )


rule(
    "resources.made_author",
    CATEGORY,
    Kind.SERVICE,
    gettext_lazy("Somebody lets you edit a resource beside them."),
    name=gettext_lazy("Made an author"),
    subject_kind=str(Resource._meta.verbose_name),
    context=made_author_message,
    visible=known_to(Resource),
)
