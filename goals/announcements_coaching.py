"""What people are told at once about suggestions and opportunities: services, never capped."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ecosystem.core.templatetags.ui import short_date
from ecosystem.notifications.models import Nudge
from ecosystem.notifications.registry import Kind, Message, category, rule
from goals.announcements import known_to
from goals.models import OpportunityPlace, Suggestion

CATEGORY = "coaching"
State = OpportunityPlace.State


def suggestion_message(nudge: Nudge) -> Message | None:
    suggestion = Suggestion.objects.waiting().for_page().filter(pk=nudge.subject_id, person_id=nudge.person_id).first()
    if suggestion is None or suggestion.suggested_by is None:
        return None
    words = {"name": suggestion.suggested_by, "what": suggestion.what}
    asked = suggestion.kind == Suggestion.Kind.ASK
    sentence = _("%(name)s asks you to set a learning goal.") if asked else _("%(name)s suggests %(what)s.")
    return Message(
        subject=_("a suggestion for you"),
        sentence=sentence % words,
        body=suggestion.why,
        why=_("it was suggested to you; accept, swap or decline when it suits you"),
        url=reverse("goals:suggestion_page", args=[suggestion.pk]),
        action=_("Answer"),
    )


def suggestion_answered_message(nudge: Nudge) -> Message | None:
    suggestion = Suggestion.objects.for_page().filter(pk=nudge.subject_id, suggested_by_id=nudge.person_id).first()
    if suggestion is None:
        return None
    words = {"name": suggestion.person, "answer": suggestion.get_state_display().lower(), "what": suggestion.what}
    return Message(
        subject=_("an answer to your suggestion"),
        sentence=_("%(name)s answered your suggestion of %(what)s: %(answer)s.") % words,
        why=_("you made the suggestion"),
        url=reverse("goals:suggestion_page", args=[suggestion.pk]),
        action=_("Read the answer"),
    )


def _place(nudge: Nudge, **where) -> OpportunityPlace | None:
    rows = OpportunityPlace.objects.select_related("opportunity__skill", "opportunity__lead", "person")
    return rows.filter(pk=nudge.subject_id, **where).first()


def _about(
    place: OpportunityPlace, subject: str, sentence: str, why: str, action: str, *, with_reason: bool = True
) -> Message:
    """`with_reason`: the words between the lead and the person, which are nobody else's."""
    opportunity = place.opportunity
    words = {
        "person": place.person,
        "lead": opportunity.lead,
        "work": opportunity.title,
        "day": short_date(opportunity.needed_by),
    }
    return Message(
        subject=subject,
        sentence=sentence % words,
        body=place.reason if with_reason else "",
        why=why,
        url=opportunity.get_absolute_url(),
        action=action,
    )


def applied_message(nudge: Nudge) -> Message | None:
    place = _place(nudge, state=State.APPLIED, opportunity__lead=nudge.person_id)
    return (
        place
        if place is None
        else _about(
            place,
            _("somebody asks to join your work"),
            _("%(person)s asks to join “%(work)s”, needed by %(day)s."),
            _("you posted this opportunity"),
            _("Answer"),
        )
    )


def invited_message(nudge: Nudge) -> Message | None:
    place = _place(nudge, state=State.INVITED, person=nudge.person_id)
    return (
        place
        if place is None
        else _about(
            place,
            _("work that fits what you want to learn"),
            _("%(lead)s offers you a place in “%(work)s”, needed by %(day)s."),
            _("you said that you are open to offers in this skill"),
            _("See the offer"),
        )
    )


def answered_message(nudge: Nudge) -> Message | None:
    place = _place(nudge, state__in=[State.TAKEN, State.NOT_CHOSEN], person=nudge.person_id)
    if place is None:
        return None
    taken = place.state == State.TAKEN
    sentence = (
        _("You take part in “%(work)s”.") if taken else _("%(lead)s chose somebody else for “%(work)s” this time.")
    )
    return _about(place, _("an answer on an opportunity"), sentence, _("you asked to join"), _("See the opportunity"))


def of_report_message(nudge: Nudge) -> Message | None:
    place = _place(nudge, state__in=[State.TAKEN, State.CONFIRMED])
    return (
        place
        if place is None
        else _about(
            place,
            _("somebody in your team takes up an opportunity"),
            _("%(person)s takes part in “%(work)s”, led by %(lead)s."),
            _("you are the line manager; there is nothing to approve"),
            _("See the opportunity"),
            with_reason=False,
        )
    )


def confirmed_message(nudge: Nudge) -> Message | None:
    place = _place(nudge, state=State.CONFIRMED, person=nudge.person_id)
    return (
        place
        if place is None
        else _about(
            place,
            _("your work counts as evidence"),
            _("%(lead)s confirmed that you did “%(work)s”."),
            _("you took part"),
            _("See what it counts for"),
        )
    )


def withdrawn_message(nudge: Nudge) -> Message | None:
    place = _place(nudge, person=nudge.person_id, opportunity__status="withdrawn")
    return (
        place
        if place is None
        else _about(
            place,
            _("an opportunity was withdrawn"),
            _("%(lead)s withdrew “%(work)s”."),
            _("you had asked for it or were asked"),
            _("See others"),
        )
    )


category(
    CATEGORY,
    gettext_lazy("Suggestions and opportunities"),
    gettext_lazy("What others suggest to you, and what becomes of the work you asked to join."),
)
for code, message, model, name, sentence in (
    (
        "goals.suggestion",
        suggestion_message,
        Suggestion,
        gettext_lazy("A suggestion for you"),
        gettext_lazy("Somebody suggested a goal, a person, an opportunity or a path to you."),
    ),
    (
        "goals.suggestion_answered",
        suggestion_answered_message,
        Suggestion,
        gettext_lazy("An answer to your suggestion"),
        gettext_lazy("Whom you suggested something to has answered."),
    ),
    (
        "goals.opportunity_applied",
        applied_message,
        OpportunityPlace,
        gettext_lazy("Somebody asks to join your work"),
        gettext_lazy("Somebody applied for an opportunity that you posted."),
    ),
    (
        "goals.opportunity_invited",
        invited_message,
        OpportunityPlace,
        gettext_lazy("You are offered a place"),
        gettext_lazy("Whoever leads the work thinks that it fits what you want to learn."),
    ),
    (
        "goals.opportunity_answered",
        answered_message,
        OpportunityPlace,
        gettext_lazy("An answer on an opportunity"),
        gettext_lazy("Whoever leads the work answered your request."),
    ),
    (
        "goals.opportunity_of_report",
        of_report_message,
        OpportunityPlace,
        gettext_lazy("Your report takes up an opportunity"),
        gettext_lazy("Somebody in your team takes part in work led by somebody else; you are informed."),
    ),
    (
        "goals.opportunity_confirmed",
        confirmed_message,
        OpportunityPlace,
        gettext_lazy("Your work was confirmed"),
        gettext_lazy("Whoever led the work confirmed that you did it."),
    ),
    (
        "goals.opportunity_withdrawn",
        withdrawn_message,
        OpportunityPlace,
        gettext_lazy("An opportunity was withdrawn"),
        gettext_lazy("Work that you had asked to join is no longer offered."),
    ),
):
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
