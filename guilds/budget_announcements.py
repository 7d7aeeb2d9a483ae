"""What people are told at once about the budget of a guild: granted, asked for, answered. Services."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.skill_announcements import known_to
from ecosystem.notifications.models import Nudge
from ecosystem.notifications.registry import Kind, Message, rule
from guilds.announcements import CATEGORY
from guilds.models import BudgetRequest, LedgerEntry
from guilds.money import money


def budget_granted_message(nudge: Nudge) -> Message | None:
    entry = LedgerEntry.objects.for_page().filter(pk=nudge.subject_id, correction=None).first()
    if entry is None:
        return None
    return Message(
        subject=_("your guild has a budget"),
        sentence=_("“%(guild)s” was granted %(amount)s.") % {"guild": entry.guild, "amount": money(entry.amount)},
        body=entry.words,
        why=_("you tend the guild"),
        url=reverse("guilds:budget", args=[entry.guild_id]),
        action=_("See it"),
    )


def budget_asked_message(nudge: Nudge) -> Message | None:
    request = BudgetRequest.objects.for_page().filter(pk=nudge.subject_id, state="asked").first()
    if request is None:
        return None
    words = {"name": request.author or _("Somebody"), "amount": money(request.amount), "title": request}
    return Message(
        subject=_("somebody asks your guild for money"),
        sentence=_("%(name)s asks for %(amount)s: “%(title)s”.") % words,
        needs=_("asks for"),
        why=_("you decide on the budget of “%(guild)s”") % {"guild": request.guild},
        url=reverse("guilds:budget_answer", args=[request.pk]),
        action=_("Answer"),
    )


def budget_answered_message(nudge: Nudge) -> Message | None:
    requests = BudgetRequest.objects.for_page().filter(pk=nudge.subject_id, author=nudge.person_id)
    request = requests.filter(state__in=["approved", "declined"]).first()
    if request is None:
        return None
    yes = request.state == BudgetRequest.State.APPROVED
    sentence = _("%(amount)s are set aside for “%(title)s”.") if yes else _("“%(title)s” gets no money this time.")
    return Message(
        subject=_("about the money that you asked for"),
        sentence=sentence % {"amount": money(request.amount), "title": request},
        body=request.reason,
        why=_("you asked for it"),
        url=reverse("guilds:budget", args=[request.guild_id]),
        action=_("See it"),
    )


for code, message, model, name, sentence in (
    (
        "guilds.budget_granted",
        budget_granted_message,
        LedgerEntry,
        gettext_lazy("Your guild has a budget"),
        gettext_lazy("A guild that they tend was granted money."),
    ),
    (
        "guilds.budget_asked",
        budget_asked_message,
        BudgetRequest,
        gettext_lazy("Somebody asks for money"),
        gettext_lazy("Somebody asks for money from a guild's budget on which they decide."),
    ),
    (
        "guilds.budget_answered",
        budget_answered_message,
        BudgetRequest,
        gettext_lazy("The money you asked for"),
        gettext_lazy("What they asked for from a guild's budget was answered."),
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
