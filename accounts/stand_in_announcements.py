"""What somebody is told who was named as a stand-in: for whom, from when to when, and what it allows. A service."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Delegation
from ecosystem.core.clock import today
from ecosystem.core.templatetags.ui import short_date
from ecosystem.notifications.models import Nudge
from ecosystem.notifications.registry import Kind, Message, category, rule

CATEGORY = "stand_ins"
NAMED = "accounts.stand_in_named"


def stand_in_message(nudge: Nudge) -> Message | None:
    rows = Delegation.objects.filter(ended_at=None, valid_to__gte=today(), delegate=nudge.person_id)
    row = rows.select_related("manager").filter(pk=nudge.subject_id).first()
    if row is None or row.valid_to is None:
        return None
    words = {"name": row.manager, "from": short_date(row.valid_from), "to": short_date(row.valid_to)}
    can = _(
        "You see and clear obstacles of the team, answer its requests, and see its days away. "
        "Check-ins, levels and notes stay closed to you. It ends by itself."
    )
    return Message(
        subject=_("you stand in for %(name)s") % words,
        sentence=_("You stand in for %(name)s from %(from)s to %(to)s.") % words,
        body=f"{can}\n\n{row.note}" if row.note else can,
        why=_("%(name)s named you; the team sees it") % words,
        url=reverse("accounts:delegation_list"),
        action=_("See it"),
    )


category(
    CATEGORY,
    gettext_lazy("Standing in for a line manager"),
    gettext_lazy("That you were named as a stand-in, from when to when, and what it allows."),
)
rule(
    NAMED,
    CATEGORY,
    Kind.SERVICE,
    gettext_lazy("A line manager named you as their stand-in."),
    name=gettext_lazy("You stand in for somebody"),
    subject_kind="stand-in",
    context=stand_in_message,
    visible=lambda person, ids: set(
        Delegation.objects.visible_to(person).filter(pk__in=list(ids)).values_list("pk", flat=True)
    ),
)
