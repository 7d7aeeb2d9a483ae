"""What people are told about their data: that their copy is ready; and administrators, that an erasure waits for them. Services."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import DataExport, Erasure
from ecosystem.core.clock import now
from ecosystem.core.templatetags.ui import short_date
from ecosystem.notifications.models import Nudge
from ecosystem.notifications.registry import Kind, Message, category, rule

CATEGORY = "own_data"
READY, TO_CONFIRM = "accounts.copy_ready", "accounts.erasure_to_confirm"


def ready_message(nudge: Nudge) -> Message | None:
    export = DataExport.objects.filter(person=nudge.person_id, expires_at__gt=now()).order_by("-asked_at").first()
    if export is None:
        return None
    return Message(
        subject=_("the copy of your data is ready"),
        sentence=_("The copy of what is held about you is ready, until %(day)s.")
        % {"day": short_date(export.expires_at)},
        why=_("you asked for it; nobody else can fetch it"),
        url=reverse("accounts:my_data"),
        action=_("Fetch it"),
    )


def to_confirm_message(nudge: Nudge) -> Message | None:
    """Without the name: the page says it, to those who may read it."""
    erasure = Erasure.objects.filter(pk=nudge.subject_id, state=Erasure.State.ASKED).first()
    if erasure is None:
        return None
    return Message(
        subject=_("an erasure waits for a second administrator"),
        sentence=_("Somebody who has left is to be erased; an administrator other than who asked confirms it."),
        why=_("you are an administrator"),
        url=erasure.get_absolute_url(),
        action=_("See what will happen"),
    )


category(
    CATEGORY,
    gettext_lazy("Your data"),
    gettext_lazy("That the copy you asked for is ready; to administrators, that an erasure waits."),
)
rule(
    READY,
    CATEGORY,
    Kind.SERVICE,
    gettext_lazy("The copy of your data that you asked for can be fetched."),
    name=gettext_lazy("The copy of your data is ready"),
    subject_kind="copy",
    context=ready_message,
)
rule(
    TO_CONFIRM,
    CATEGORY,
    Kind.SERVICE,
    gettext_lazy("Erasing somebody needs two administrators."),
    name=gettext_lazy("An erasure to confirm"),
    subject_kind=str(Erasure._meta.verbose_name),
    context=to_confirm_message,
)
