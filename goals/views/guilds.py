"""What a guild serves, and its own goals: the list, links, and goals with their check-ins."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.views.screens import form_screen
from ecosystem.core.doors import SignedIn, on
from ecosystem.core.errors import Refused
from ecosystem.core.htmx import go, page_or_fragment
from goals.actions import guild_aims as links
from goals.actions import guild_goals as acts
from goals.forms import guilds as forms
from goals.guild_page_parts import row_of
from goals.models import GuildGoal, GuildObjective
from goals.wording import plain, sentence_of, value_words
from guilds.models import Guild

EVERY = require_http_methods(["GET", "POST"])
CHECK_INS_SHOWN, ENDED_SHOWN = 30, 20


@require_GET
@on(Guild, can="guilds.view_guild")
def guild_aim_list(request: SignedIn, guild: Guild) -> HttpResponse:
    """What it serves and served, and its goals, ended ones too."""
    aims = list(guild.aims.for_page().order_by("-ended_on", "linked_at")[: links.MOST + ENDED_SHOWN])
    ended = guild.own_goals.exclude(closed_at=None).order_by("-closed_at")[:ENDED_SHOWN]
    context = {
        "guild": guild,
        "aims": [aim for aim in aims if aim.ended_on is None],
        "former": [aim for aim in aims if aim.ended_on],
        "goals": [row_of(goal) for goal in guild.own_goals.active().order_by("due_date", "pk")],
        "ended": [row_of(goal) for goal in ended],
    }
    return page_or_fragment(request, "goals/guild_aim_list.html", "goals/partials/guild_aim_rows.html", context)


@EVERY
@on(Guild, can="goals.set_guild_aims")
def guild_aim_link(request: SignedIn, guild: Guild) -> HttpResponse:
    form = forms.LinkAimForm(request.POST or None)

    def act() -> GuildObjective:
        link = links.link_aim(guild, actor=request.user, **form.cleaned_data)
        messages.success(request, _("Linked; it stands on the guild’s page and on the objective’s."))
        return link

    words = {
        "name": _("What the guild serves"),
        "sentence": _("An objective or a theme; how the guild serves it stays its own affair."),
        "save": _("Link it"),
        **back_to(guild),
    }
    return form_screen(request, form, act, words=words)


@EVERY
@on(GuildObjective, can="goals.tend_guild_aim", select="for_page")
def guild_aim_say(request: SignedIn, link: GuildObjective) -> HttpResponse:
    """Why, and how much so far."""
    start = {name: getattr(link, name) for name in ("version", "why", "served", "shown_by")}
    form = forms.SayOfAimForm(request.POST or None, initial=start)

    def act() -> GuildObjective:
        links.say_of_aim(link, actor=request.user, **form.cleaned_data)
        return link

    words = {
        "name": str(link),
        "sentence": _("Why the guild serves it, and how much so far."),
        "hint": _("Everybody who reads the guild reads this; it stands on the objective’s page too."),
        "save": _("Save"),
        **back_to(link.guild),
    }
    return form_screen(request, form, act, words=words)


@require_POST
@on(GuildObjective, can="goals.tend_guild_aim", select="for_page")
def guild_aim_unlink(request: SignedIn, link: GuildObjective) -> HttpResponse:
    form = forms.SeenForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Reload the page and take it back there."))
    links.unlink_aim(link, actor=request.user, **form.cleaned_data)
    messages.success(request, _("Taken back; what was said of it is kept."))
    return go(request, link)


@EVERY
@on(Guild, can="goals.set_guild_aims")
def guild_goal_set(request: SignedIn, guild: Guild) -> HttpResponse:
    form = forms.GuildGoalForm(request.POST or None, guild=guild)
    words = {
        "name": _("A goal of the guild"),
        "sentence": _("What the guild will be able to do, by when, and how you will see it."),
        "save": _("Set it"),
        **back_to(guild),
    }
    return form_screen(
        request, form, lambda: acts.set_guild_goal(guild, actor=request.user, **form.cleaned_data), words=words
    )


@require_GET
@on(GuildGoal, can="goals.view_guild_goal", select="for_page")
def guild_goal_page(request: SignedIn, goal: GuildGoal) -> HttpResponse:
    """Where it stands, and its check-ins."""
    row: Any = goal
    told = list(goal.check_ins.select_related("author")[:CHECK_INS_SHOWN])
    for each in told:
        each.words = value_words(row, each.value)
    context = {"goal": goal, "row": row_of(goal), "sentence": sentence_of(row, row.standing, None), "told": told}
    return page_or_fragment(request, "goals/guild_goal_page.html", "goals/partials/guild_goal_card.html", context)


@EVERY
@on(GuildGoal, can="goals.tend_guild_goal", select="for_page")
def guild_goal_change(request: SignedIn, goal: GuildGoal) -> HttpResponse:
    start = forms.values_of(goal)
    form = forms.ChangeGuildGoalForm(request.POST or None, initial=start, guild=goal.guild, goal=goal)

    def act() -> GuildGoal:
        acts.change_guild_goal(goal, actor=request.user, **form.cleaned_data)
        return goal

    return form_screen(
        request, form, act, words={"name": _("Change the goal"), "save": _("Save"), **back_to_goal(goal)}
    )


@EVERY
@on(GuildGoal, can="goals.tend_guild_goal", select="for_page")
def guild_goal_check_in(request: SignedIn, goal: GuildGoal) -> HttpResponse:
    """The same form as for a learning goal; confidence is not filled in."""
    row: Any = goal
    start = {"version": goal.version, "value": plain(goal.current)}
    form = forms.GuildCheckInForm(request.POST or None, initial=start, goal=row)

    def act() -> GuildGoal:
        acts.check_in_guild_goal(goal, actor=request.user, **form.values())
        messages.success(request, _("Checked in."))
        return goal

    words = {"name": _("Check in"), "sentence": goal.title, "save": _("Save check-in"), **back_to_goal(goal)}
    return form_screen(request, form, act, words=words)


@EVERY
@on(GuildGoal, can="goals.tend_guild_goal", select="for_page")
def guild_goal_close(request: SignedIn, goal: GuildGoal) -> HttpResponse:
    form = forms.CloseGuildGoalForm(request.POST or None, initial={"version": goal.version})

    def act() -> GuildGoal:
        acts.close_guild_goal(goal, actor=request.user, **form.cleaned_data)
        return goal

    words = {"name": _("Close the goal"), "sentence": goal.title, "save": _("Close it"), **back_to_goal(goal)}
    return form_screen(request, form, act, words=words)


def back_to(guild: Guild) -> dict[str, Any]:
    """Where a form on a guild's aims leads back."""
    return {"back": reverse("goals:guild_aim_list", args=[guild.pk]), "back_name": guild.name}


def back_to_goal(goal: GuildGoal) -> dict[str, Any]:
    return {"back": goal.get_absolute_url(), "back_name": goal.title}
