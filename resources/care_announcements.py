"""What people are told at once about what they share and said: doubts and their answers, a new owner, picks, the garden."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Person
from accounts.skill_announcements import known_to
from ecosystem.core.clock import today
from ecosystem.core.templatetags.ui import short_date
from ecosystem.notifications.models import Nudge
from ecosystem.notifications.registry import Kind, Message, category, rule
from resources.actions.picks import on_home
from resources.models import GardenAct, Pick, Reaction, Resource

CATEGORY = "library_care"


def doubted_message(nudge: Nudge) -> Message | None:
    """Whether one or several doubt it is on the page; who they are is not said."""
    resource = Resource.objects.published().filter(pk=nudge.subject_id, owner_id=nudge.person_id).first()
    if resource is None or not resource.reactions.waiting().exists():
        return None
    return Message(
        subject=_("a doubt about something you share"),
        sentence=_("A colleague finds “%(title)s” outdated or not useful.") % {"title": resource.title},
        needs=_("outdated or not useful"),
        why=_("you own it; verify it, change it, or answer why it stays as it is"),
        url=reverse("resources:attention_list"),
        action=_("Read and answer"),
    )


def doubt_answered_message(nudge: Nudge) -> Message | None:
    rows = Reaction.objects.select_related("resource").filter(person_id=nudge.person_id)
    reaction = rows.filter(pk=nudge.subject_id, answered_at__isnull=False).first()
    if reaction is None:
        return None
    words = {"title": reaction.resource.title, "said": reaction.get_kind_display()}
    return Message(
        subject=_("what became of your doubt"),
        sentence=_("You said “%(said)s” of “%(title)s”; here is the answer.") % words,
        body=reaction.answer,
        why=_("you said so, and it was looked into"),
        url=reaction.resource.get_absolute_url(),
        action=_("See it"),
    )


def handed_on_message(nudge: Nudge) -> Message | None:
    resource = Resource.objects.filter(pk=nudge.subject_id, owner_id=nudge.person_id).first()
    if resource is None:
        return None
    return Message(
        subject=_("you own something in the library"),
        sentence=_("You own “%(title)s” from now on.") % {"title": resource.title},
        needs=_("from now on"),
        body=_("You edit it, verify it and answer what colleagues say of it. You may hand it on."),
        why=_why_next(nudge.params),
        url=resource.get_absolute_url(),
        action=_("See it"),
    )


def _why_next(params: dict[str, Any]) -> str:
    chosen_by = Person.objects.filter(pk=params.get("chosen_by")).first()
    if chosen_by:
        return _("%(name)s chose you to own it") % {"name": chosen_by}
    reasons = {
        "co_author": _("its owner has left, and you wrote it with them"),
        "teacher": _("its owner has left, and you offer to teach the skill that it is about"),
        "unit": _("its owner has left, and you lead the unit that they were in"),
    }
    return reasons.get(params.get("because", ""), _("its owner handed it on"))


def picked_message(nudge: Nudge) -> Message | None:
    pick = Pick.objects.select_related("resource", "person").filter(pk=nudge.subject_id).first()
    if pick is None:
        return None
    words = {"name": pick.person, "title": pick.resource.title, "day": short_date(pick.until)}
    return Message(
        subject=_("your resource was picked"),
        sentence=_("%(name)s puts “%(title)s” forward until %(day)s.") % words,
        body=pick.reason,
        why=_("you own it"),
        url=pick.resource.get_absolute_url(),
        action=_("See it"),
    )


def made_room_message(nudge: Nudge) -> Message | None:
    """Nothing once it has ended, or stands on home again."""
    pick = Pick.objects.put_forward(today()).select_related("resource").filter(pk=nudge.subject_id).first()
    if pick is None or pick in on_home(today()):
        return None
    return Message(
        subject=_("home shows other picks than yours"),
        sentence=_("“%(title)s”, which you put forward, made room on home for other picks.") % {"title": pick.resource},
        body=_("It stays marked in the library until %(day)s.") % {"day": short_date(pick.until)},
        why=_("you put it forward; home shows two, those of executives first"),
        url=pick.resource.get_absolute_url(),
        action=_("See it"),
    )


def tended_message(nudge: Nudge) -> Message | None:
    """To the contributor: what was done with their resource, and the words that came with it. Nothing once it is undone."""
    act = _act(nudge)
    if act is None or act.resource is None:
        return None
    words = {"name": act.by or _("L&D"), "title": act.resource.title}
    sentences = {
        "water": _("%(name)s asks whether “%(title)s” still holds."),
        "boost": _("Thank you: “%(title)s” helps, and %(name)s puts it forward so that more people see it."),
        "prune": _("“%(title)s” left the library for the archive; its address still works."),
    }
    return Message(
        subject=_("about something you shared"),
        sentence=sentences[act.kind] % words,
        needs=_("still holds") if act.kind == "water" else "",
        body=act.words,
        why=_("you own it"),
        url=act.resource.get_absolute_url(),
        action=_("See it"),
    )


def _act(nudge: Nudge) -> GardenAct | None:
    rows = GardenAct.objects.standing().select_related("resource", "skill", "by")
    return rows.filter(pk=nudge.subject_id).first()


category(
    CATEGORY,
    gettext_lazy("What you share in the library"),
    gettext_lazy("Doubts, thanks, picks, what is handed on to you, and answers to what you said."),
)
for code, message, model, name, sentence in (
    (
        "resources.doubted", doubted_message, Resource,
        gettext_lazy("A doubt about what you share"), gettext_lazy("Somebody finds it outdated or not useful."),
    ),
    (
        "resources.doubt_answered", doubt_answered_message, Reaction,
        gettext_lazy("Your doubt was answered"), gettext_lazy("What you said of a resource was looked into."),
    ),
    (
        "resources.handed_on", handed_on_message, Resource,
        gettext_lazy("A resource is handed on to you"), gettext_lazy("Its owner hands it on, or has left."),
    ),
    (
        "resources.picked", picked_message, Pick,
        gettext_lazy("Your resource was picked"), gettext_lazy("An executive or L&D puts it forward."),
    ),
    (
        "resources.pick_made_room", made_room_message, Pick,
        gettext_lazy("Your pick made room"), gettext_lazy("Other picks took its place on home."),
    ),
    (
        "resources.tended", tended_message, None,
        gettext_lazy("About something you shared"), gettext_lazy("L&D asks about it, thanks you, or archives it."),
    ),
):  # fmt: skip
    rule(
        code,
        CATEGORY,
        Kind.SERVICE,
        sentence,
        name=name,
        subject_kind=str((model or GardenAct)._meta.verbose_name),
        context=message,
        visible=known_to(model) if model else None,
    )
