"""What people are told because somebody left between a question and its answer. Services."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import HelpRequest, Person
from accounts.skill_announcements import CATEGORY
from ecosystem.notifications.models import Nudge
from ecosystem.notifications.registry import Kind, Message, rule

ASKER_LEFT, TEACHER_LEFT, ASKED_LEFT = "accounts.asker_left", "accounts.teacher_left", "accounts.asked_left"


def _leaver(nudge: Nudge) -> Person | None:
    return Person.objects.filter(pk=nudge.subject_id, is_active=False).first()


def asker_left_message(nudge: Nudge) -> Message | None:
    leaver = _leaver(nudge)
    if leaver is None:
        return None
    return Message(
        subject=_("no answer is needed any more"),
        sentence=_("%(name)s has left; what they asked of you about skills has ended.") % {"name": leaver},
        why=_("it waited for your answer, or you helped"),
        url=reverse("accounts:request_list"),
        action=_("See what else waits"),
    )


def teacher_left_message(nudge: Nudge) -> Message | None:
    rows = HelpRequest.objects.for_page().filter(pk=nudge.subject_id, person_id=nudge.person_id)
    asked = rows.filter(teacher__is_active=False).first()
    if asked is None:
        return None
    return Message(
        subject=_("whom you asked for help has left"),
        sentence=_("%(name)s has left; your question about %(skill)s has ended.")
        % {"name": asked.teacher, "skill": asked.skill},
        why=_("you asked for help"),
        url=asked.skill.get_absolute_url(),
        action=_("See who else could"),
    )


def asked_left_message(nudge: Nudge) -> Message | None:
    """Without a name: nobody is to learn who had not answered yet."""
    if _leaver(nudge) is None:
        return None
    return Message(
        subject=_("your question has ended"),
        sentence=_(
            "Somebody whom you asked about your skills has left, and your question has ended. Ask somebody else."
        ),
        needs=_("Ask somebody else"),
        why=_("you asked for a view, for a confirmation, or for another look at a level"),
        url=reverse("accounts:request_list"),
        action=_("See your questions"),
    )


for code, message, kind, name, sentence in (
    (
        ASKER_LEFT,
        asker_left_message,
        "leaver",
        gettext_lazy("A request has ended"),
        gettext_lazy("Somebody who had asked you about skills left the company."),
    ),
    (
        TEACHER_LEFT,
        teacher_left_message,
        str(HelpRequest._meta.verbose_name),
        gettext_lazy("Whom you asked for help has left"),
        gettext_lazy("Your question ends with the employment of whom you asked."),
    ),
    (
        ASKED_LEFT,
        asked_left_message,
        "leaver",
        gettext_lazy("Whom you asked about your skills has left"),
        gettext_lazy("Your question ends with the employment of whom you asked."),
    ),
):
    rule(code, CATEGORY, Kind.SERVICE, sentence, name=name, subject_kind=kind, context=message)
