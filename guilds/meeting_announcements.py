"""What people are told about office hours, mentoring and coffee: services, because it is about a meeting of theirs."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ecosystem.core.templatetags.ui import short_date
from ecosystem.notifications.models import Nudge
from ecosystem.notifications.registry import Kind, Message, category, rule
from guilds.models import CoffeePair, Mentoring, Slot
from guilds.session_announcements import moment_words

CATEGORY = "meetings"


def slot_booked_message(nudge: Nudge) -> Message | None:
    slot = Slot.objects.for_page().filter(pk=nudge.subject_id, state="booked", hours__person=nudge.person_id).first()
    if slot is None:
        return None
    words = {"name": slot.booked_by, "when": moment_words(slot.starts_at, nudge.person), "about": slot.agenda}
    return Message(
        subject=_("a quarter of an hour is booked"),
        sentence=_("%(name)s comes on %(when)s: “%(about)s”.") % words,
        why=_("these are your office hours"),
        url=slot.hours.get_absolute_url(),
        action=_("See your office hours"),
    )


def slot_cancelled_message(nudge: Nudge) -> Message | None:
    slot = Slot.objects.for_page().filter(pk=nudge.subject_id).exclude(state="booked").first()
    if slot is None:
        return None
    words = {"when": moment_words(slot.starts_at, nudge.person), "about": slot.hours.about}
    return Message(
        subject=_("a quarter of an hour is off"),
        sentence=_("“%(about)s” on %(when)s does not take place: the other one cancelled.") % words,
        why=_("it was booked with you, or by you"),
        url=slot.hours.get_absolute_url(),
        action=_("See the office hours"),
    )


def mentoring_asked_message(nudge: Nudge) -> Message | None:
    mentoring = _mentoring(nudge, "asked")
    if mentoring is None:
        return None
    words = {"name": mentoring.learner, "skill": mentoring.skill, "day": short_date(mentoring.ends_on)}
    return Message(
        subject=_("somebody would like to learn from you"),
        sentence=_("%(name)s asks whether you would guide them in %(skill)s until %(day)s.") % words,
        body=mentoring.words,
        needs=_("whether you would guide them"),
        why=_("you offer to teach it and have a place"),
        url=mentoring.get_absolute_url(),
        action=_("Answer"),
    )


def mentoring_answered_message(nudge: Nudge) -> Message | None:
    mentoring = _mentoring(nudge, "active", "declined")
    if mentoring is None:
        return None
    words = {"name": mentoring.mentor, "skill": mentoring.skill}
    yes = mentoring.state == Mentoring.State.ACTIVE
    if yes:
        said = _("%(name)s guides you in %(skill)s.")
    elif mentoring.ended_at:
        said = _("%(name)s has not found the time to answer you about %(skill)s; you are free to ask somebody else.")
    else:
        said = _("%(name)s cannot guide you in %(skill)s now.")
    return Message(
        subject=_("your guide said yes") if yes else _("not now"),
        sentence=said % words,
        body=mentoring.answer,
        why=_("you asked"),
        url=mentoring.get_absolute_url() if yes else reverse("guilds:mentoring_list"),
        action=_("See it") if yes else _("See who else could"),
    )


def mentoring_ended_message(nudge: Nudge) -> Message | None:
    mentoring = _mentoring(nudge, "ended")
    if mentoring is None:
        return None
    own = mentoring.mentor_id == nudge.person_id
    if (mentoring.mentor_helped if own else mentoring.learner_helped) is not None:
        return None
    words = {"name": mentoring.learner if own else mentoring.mentor, "skill": mentoring.skill}
    return Message(
        subject=_("did it help?"),
        sentence=_("Your time with %(name)s on %(skill)s is over. Did it help?") % words,
        needs=_("Did it help?"),
        why=_("its day has come, or one of you ended it"),
        url=mentoring.get_absolute_url(),
        action=_("Answer"),
    )


def coffee_message(nudge: Nudge) -> Message | None:
    pairs = CoffeePair.objects.visible_to(nudge.person).select_related("round__guild", "a", "b", "c")
    pair = pairs.filter(pk=nudge.subject_id).first()
    if pair is None:
        return None
    others = [str(one) for one in (pair.a, pair.b, pair.c) if one is not None and one.pk != nudge.person_id]
    words = {"names": " · ".join(others), "guild": pair.round.guild}
    return Message(
        subject=_("a coffee by chance"),
        sentence=_("Have a coffee with %(names)s, from “%(guild)s”.") % words,
        why=_("you said you would like to meet a member now and then"),
        url=reverse("guilds:coffee", args=[pair.round.guild_id]),
        action=_("See it"),
    )


def _mentoring(nudge: Nudge, *states: str) -> Mentoring | None:
    rows = Mentoring.objects.visible_to(nudge.person).for_page()
    return rows.filter(pk=nudge.subject_id, state__in=states).first()


category(
    CATEGORY,
    gettext_lazy("Office hours, mentoring, coffee"),
    gettext_lazy("What is booked with you, who asks you to guide them, and whom you meet by chance."),
)
for code, message, kind, name, sentence in (
    (
        "guilds.slot_booked", slot_booked_message, "slot",
        gettext_lazy("A quarter of an hour is booked"), gettext_lazy("Somebody booked a part of one’s office hours."),
    ),
    (
        "guilds.slot_cancelled", slot_cancelled_message, "slot",
        gettext_lazy("A quarter of an hour is off"), gettext_lazy("The other one cancelled a booked quarter of an hour."),
    ),
    (
        "guilds.mentoring_asked", mentoring_asked_message, "mentoring",
        gettext_lazy("Asked to guide"), gettext_lazy("Somebody asks whether one would guide them."),
    ),
    (
        "guilds.mentoring_answered", mentoring_answered_message, "mentoring",
        gettext_lazy("A guide answered"), gettext_lazy("Whom one asked to be a guide has answered."),
    ),
    (
        "guilds.mentoring_ended", mentoring_ended_message, "mentoring",
        gettext_lazy("Did mentoring help?"), gettext_lazy("At the end of mentoring each of the two is asked once."),
    ),
    (
        "guilds.coffee", coffee_message, "coffee pair",
        gettext_lazy("Coffee by chance"), gettext_lazy("A member who wants to was drawn to meet another one."),
    ),
):  # fmt: skip
    rule(code, CATEGORY, Kind.SERVICE, sentence, name=name, subject_kind=kind, context=message)
