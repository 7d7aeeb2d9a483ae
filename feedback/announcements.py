"""What people are told about needs because something happened to one: services, never capped."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ecosystem.core.templatetags.ui import short_date
from ecosystem.notifications.models import Nudge
from ecosystem.notifications.registry import Kind, Message, category, rule
from feedback.links import HELPED, link_to
from feedback.models import Need, NeedMove

CATEGORY = "needs"
Step = NeedMove.Kind


def need_yours_message(nudge: Nudge) -> Message | None:
    need = Need.objects.waiting().filter(pk=nudge.subject_id, turn=nudge.person_id).first()
    if need is None:
        return None
    return Message(
        subject=_("a need is your turn"),
        sentence=_("Somebody in your team could not learn this here: “%(need)s”. It is your turn.") % {"need": need},
        body=_("Answer by %(day)s: take it on, pass it on, or name what answers it.") % {"day": _day(need)},
        needs=_("It is your turn"),
        why=_("you are the line manager; after five working days it passes on by itself"),
        url=need.get_absolute_url(),
        action=_("Answer"),
    )


def need_waits_message(nudge: Nudge) -> Message | None:
    need = Need.objects.filter(status="open", turn_since=nudge.window, pk=nudge.subject_id).first()
    if need is None or (need.turn_id and need.turn_id != nudge.person_id):
        return None
    words = {"need": need, "n": need.people}
    return Message(
        subject=_("a need waits for an answer"),
        sentence=ngettext(
            "“%(need)s” still waits for an answer; one person needs it.",
            "“%(need)s” still waits for an answer; %(n)s people need it.",
            need.people,
        )
        % words,
        needs=_("waits for an answer"),
        why=_("three working days without an answer") if need.turn_id else _("seven working days without an answer"),
        url=need.get_absolute_url(),
        action=_("Answer"),
    )


def need_helped_message(nudge: Nudge) -> Message | None:
    """Gone as soon as the reporter has said it, or the need is settled without them."""
    unsaid = Need.objects.filter(reporters__person=nudge.person_id, reporters__helped=None)
    need = unsaid.filter(pk=nudge.subject_id, status="resolved", closed_at=None).select_related("result").first()
    if need is None:
        return None
    return Message(
        subject=_("did it help?"),
        sentence=_("A month ago “%(need)s” was answered. Did it help?") % {"need": need},
        body=str(need.result or need.answer),
        needs=_("Did it help?"),
        why=_("you reported it; where it did not help, it opens again by itself"),
        url=reverse("feedback:need_tell", args=[need.pk]),
        mail_url=link_to(HELPED, need, nudge.person_id),
        action=_("Answer in one click"),
    )


def need_moved_message(nudge: Nudge) -> Message | None:
    move = NeedMove.objects.select_related("need", "actor").filter(pk=nudge.subject_id).first()
    if move is None:
        return None
    need = move.need
    words = {"need": need, "name": move.actor or _("somebody"), "words": move.words}
    subject, sentence, body = _said_of(move.kind)
    return Message(
        subject=subject,
        sentence=sentence % words,
        body=body % words if move.words else "",
        why=_("you reported it, need it too, or have it in hand"),
        url=need.get_absolute_url(),
        action=_("See the need"),
    )


def _said_of(kind: str) -> tuple[str, str, str]:
    """Subject, sentence, and what stands below it where there are words."""
    quoted = "“%(words)s”"
    return {
        Step.ACCEPTED: (_("a need was taken on"), _("%(name)s has taken on “%(need)s”."), quoted),
        Step.PASSED_ON: (_("a need was passed on"), _("“%(need)s” was passed on to L&D."), quoted),
        Step.CLAIMED: (_("somebody makes it"), _("%(name)s makes what you miss: “%(need)s”."), quoted),
        Step.FUNDED: (_("your need is funded"), _("%(name)s funds “%(need)s”."), "%(words)s"),
        Step.RELEASED: (_("a need is free again"), _("“%(need)s” is free again for whoever can teach it."), quoted),
        Step.RESOLVED: (_("your need is answered"), _("%(name)s answers “%(need)s”."), "%(words)s"),
        Step.DECLINED: (_("a need was declined"), _("“%(need)s” will not be answered here."), quoted),
        Step.MERGED: (_("a need was merged"), _("“%(need)s” goes on in another need."), quoted),
        Step.REOPENED: (_("a need is open again"), _("“%(need)s” did not help enough and is open again."), "%(words)s"),
        Step.CLOSED: (_("a need is closed"), _("“%(need)s” is closed. Thank you."), "%(words)s"),
    }[NeedMove.Kind(kind)]


def _day(need: Need) -> str:
    return short_date(need.due_on) if need.due_on else ""


category(
    CATEGORY,
    gettext_lazy("Needs"),
    gettext_lazy("What becomes of the needs you reported, and those that wait for you."),
)
for code, message, kind, name, sentence in (
    (
        "feedback.need_yours", need_yours_message, "need",
        gettext_lazy("A need is your turn"), gettext_lazy("Somebody in your team reported a need."),
    ),
    (
        "feedback.need_waits", need_waits_message, "need",
        gettext_lazy("A need waits"), gettext_lazy("A need had no answer for 3 working days; with L&D for 7."),
    ),
    (
        "feedback.need_moved", need_moved_message, "step of a need",
        gettext_lazy("What became of your need"), gettext_lazy("Somebody did something about a need you reported."),
    ),
    (
        "feedback.need_helped", need_helped_message, "need",
        gettext_lazy("Did it help?"), gettext_lazy("30 days after the answer each reporter is asked, once."),
    ),
):  # fmt: skip
    rule(code, CATEGORY, Kind.SERVICE, sentence, name=name, subject_kind=kind, context=message)
