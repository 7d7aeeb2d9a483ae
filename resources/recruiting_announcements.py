"""What is said at once about requests to write: to whoever is asked, to who asked, and the credit to a line manager."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import TeachingOffer
from accounts.querysets import line_managers
from accounts.skill_announcements import known_to
from ecosystem.core.templatetags.ui import short_date, time_needed
from ecosystem.notifications.models import Nudge
from ecosystem.notifications.registry import Kind, Message, rule
from resources.care_announcements import CATEGORY
from resources.models import Resource, WritingRequest

State = WritingRequest.State


def asked_to_write_message(nudge: Nudge) -> Message | None:
    request = _request(nudge, person=nudge.person_id, state=State.ASKED)
    if request is None:
        return None
    words = {
        "name": request.asked_by or _("L&D"),
        "skill": request.skill,
        "time": time_needed(request.minutes),
        "day": short_date(request.due_on),
    }
    teaches = TeachingOffer.objects.filter(person=request.person_id, skill=request.skill_id).exists()
    return Message(
        subject=_("would you write down what you know?"),
        sentence=_("%(name)s asks you to write down what you know of %(skill)s: about %(time)s, by %(day)s.") % words,
        needs=_("asks you to write down"),
        body=request.words or _("The outline is prepared; accept, decline, or name somebody who knows it better."),
        why=_("you offer to teach this skill") if teaches else _("you are known to know this skill"),
        url=request.get_absolute_url(),
        action=_("Read the outline"),
    )


def withdrawn_message(nudge: Nudge) -> Message | None:
    """Only to whoever had heard of it."""
    request = _request(nudge, person=nudge.person_id, state=State.WITHDRAWN)
    if request is None:
        return None
    heard = Nudge.objects.visible_to(request.person).filter(rule__code="resources.asked_to_write")
    if not heard.filter(subject_id=request.pk).exists():
        return None
    return Message(
        subject=_("no need to write it any more"),
        sentence=_("What you were asked to write on %(skill)s is no longer needed.") % {"skill": request.skill},
        body=_("What you began stays your draft."),
        why=_("you were asked for it"),
        url=request.get_absolute_url(),
        action=_("See it"),
    )


def answered_message(nudge: Nudge) -> Message | None:
    """To who asked: written; declined with the reason and who would be better; or withdrawn, as after somebody left."""
    request = _request(nudge, asked_by=nudge.person_id, state__in=[State.WRITTEN, State.DECLINED, State.WITHDRAWN])
    if request is None:
        return None
    words = {"name": request.person, "skill": request.skill, "title": request.resource, "other": request.instead}
    if request.state == State.WRITTEN and request.resource:
        sentence, body = _("%(name)s wrote “%(title)s”, as you asked.") % words, ""
        url = request.resource.get_absolute_url()
    elif request.instead:
        sentence, body = _("%(name)s names %(other)s to write on %(skill)s.") % words, request.answer
        url = f"{reverse('resources:writing_ask')}?skill={request.skill_id}"
    else:
        sentence, body = _("%(name)s does not write on %(skill)s.") % words, request.answer
        url = request.get_absolute_url()
    return Message(
        subject=_("an answer to your request"),
        sentence=sentence,
        body=body,
        why=_("you asked for it"),
        url=url,
        action=_("See it"),
    )


def credit_message(nudge: Nudge) -> Message | None:
    """To the line manager of today: who wrote what, at whose request, and which skill it serves."""
    rows = WritingRequest.objects.for_page().filter(resource=nudge.subject_id, state=State.WRITTEN)
    request = rows.order_by("-closed_at").first()
    if request is None or not request.resource or not _manages(nudge.person_id, request):
        return None
    words = {"name": request.person, "title": request.resource, "skill": request.skill}
    return Message(
        subject=_("something that your team gave the company"),
        sentence=_("%(name)s wrote “%(title)s” because L&D asked; it serves %(skill)s.") % words,
        body=_("It took them about %(time)s. A word of thanks costs none.") % {"time": time_needed(request.minutes)},
        why=_("you are their line manager; they knew that you would hear of it"),
        url=request.resource.get_absolute_url(),
        action=_("Read it"),
    )


def _manages(manager_id: int, request: WritingRequest) -> bool:
    return line_managers(request.person).filter(manager=manager_id).exists()


def _request(nudge: Nudge, **where: object) -> WritingRequest | None:
    return WritingRequest.objects.for_page().filter(pk=nudge.subject_id, **where).first()


for code, message, model, name, sentence in (
    (
        "resources.asked_to_write", asked_to_write_message, WritingRequest,
        gettext_lazy("Asked to write something"), gettext_lazy("L&D asks you to write down what you know of a skill."),
    ),
    (
        "resources.writing_withdrawn", withdrawn_message, WritingRequest,
        gettext_lazy("No longer asked to write"), gettext_lazy("What you were asked to write is needed no more."),
    ),
    (
        "resources.writing_answered", answered_message, WritingRequest,
        gettext_lazy("Your request to write was answered"), gettext_lazy("It was written, or declined with a reason."),
    ),
    (
        "resources.written_at_request", credit_message, Resource,
        gettext_lazy("Somebody of your team wrote something"),
        gettext_lazy("One of your direct reports published what L&D had asked them to write."),
    ),
):  # fmt: skip
    rule(
        code,
        CATEGORY,
        Kind.SERVICE,
        sentence,
        name=name,
        subject_kind=str(model._meta.verbose_name),
        context=message,
        visible=known_to(model),
    )
