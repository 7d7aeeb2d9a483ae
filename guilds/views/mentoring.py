"""Mentoring: guides suggested with reasons, ask one, answer, end it, say whether it helped."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from ecosystem.core.doors import SignedIn, on, page
from ecosystem.core.errors import Refused, Stale
from ecosystem.core.htmx import go, invalid, page_or_fragment
from guilds.actions import mentoring as acts
from guilds.forms.meeting import AnswerMentoringForm, AskMentorForm, MentoringHelpedForm, in_a_quarter
from guilds.mentors import suggested, suggestions
from guilds.models import Mentoring

LIST, ROWS = "guilds/mentoring_list.html", "guilds/partials/mentoring_rows.html"
PAGE, CARD = "guilds/mentoring_page.html", "guilds/partials/mentoring_card.html"
SHOWN = 50
GONE = gettext_lazy("This suggestion does not stand any more.")


@require_GET
@page(can="guilds.find_mentor")
def mentoring_list(request: SignedIn) -> HttpResponse:
    return page_or_fragment(request, LIST, ROWS, _list_context(request))


@require_POST
@page(can="guilds.find_mentor")
def mentoring_ask(request: SignedIn) -> HttpResponse:
    form = AskMentorForm(request.POST)
    if form.is_valid():
        entered = form.cleaned_data
        found = suggested(request.user, entered.pop("mentor"), entered.pop("skill"))
        try:
            if found is None:
                raise Refused(GONE)
            mentoring = acts.ask_mentor(actor=request.user, mentor=found.mentor, skill=found.skill, **entered)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Asked. Only the two of you know."))
            return go(request, mentoring)
    return invalid(request, LIST, ROWS, _list_context(request, form))


@require_GET
@on(Mentoring, can="guilds.view_mentoring", select="for_page")
def mentoring_page(request: SignedIn, mentoring: Mentoring) -> HttpResponse:
    return page_or_fragment(request, PAGE, CARD, _context(request, mentoring))


@require_POST
@on(Mentoring, can="guilds.answer_mentoring", select="for_page")
def mentoring_answer(request: SignedIn, mentoring: Mentoring) -> HttpResponse:
    form = AnswerMentoringForm(request.POST)
    if form.is_valid():
        try:
            acts.answer_mentoring(mentoring, actor=request.user, **form.cleaned_data)
            messages.success(request, _("Answered; they hear of it."))
            return go(request, mentoring)
        except Refused as refusal:
            form.refuse(refusal)
        except Stale as stale:
            form.show_both(stale)
    return invalid(request, PAGE, CARD, {**_context(request, mentoring), "wrong": form})


@require_POST
@on(Mentoring, can="guilds.end_mentoring", select="for_page")
def mentoring_end(request: SignedIn, mentoring: Mentoring) -> HttpResponse:
    acts.end_mentoring(mentoring, actor=request.user)
    return go(request, mentoring)


@require_POST
@on(Mentoring, can="guilds.say_mentoring_helped", select="for_page")
def mentoring_helped(request: SignedIn, mentoring: Mentoring) -> HttpResponse:
    form = MentoringHelpedForm(request.POST)
    if not form.is_valid():
        return invalid(request, PAGE, CARD, {**_context(request, mentoring), "wrong": form})
    acts.say_helped(mentoring, actor=request.user, **form.cleaned_data)
    messages.success(request, _("Thank you, noted."))
    return go(request, reverse("guilds:mentoring_list"))


def _list_context(request: SignedIn, wrong: AskMentorForm | None = None) -> dict[str, Any]:
    """Each guide with a form of its own; in that of whom one asked, what was typed and what is wrong with it."""
    rows = Mentoring.objects.visible_to(request.user).for_page().order_by("-asked_at", "-pk")[:SHOWN]
    found = [
        {"mentor": each.mentor, "skill": each.skill, "reasons": each.reasons} for each in suggestions(request.user)
    ]
    for each in found:
        about = {"mentor": each["mentor"].pk, "skill": each["skill"].pk}
        each["form"] = AskMentorForm(initial=about | in_a_quarter(), auto_id=f"id_{about['mentor']}_%s")
        if wrong and all(wrong.data.get(name) == str(number) for name, number in about.items()):
            wrong.auto_id, each["form"], wrong = each["form"].auto_id, wrong, None
    if wrong and not wrong.non_field_errors():
        wrong.add_error(None, str(GONE))
    return {"rows": rows, "suggestions": found, "wrong": wrong}


def _context(request: SignedIn, mentoring: Mentoring) -> dict[str, Any]:
    own = mentoring.mentor_id == request.user.pk
    return {
        "mentoring": mentoring,
        "own": own,
        "said": mentoring.mentor_helped if own else mentoring.learner_helped,
        "helped": MentoringHelpedForm(),
    }
