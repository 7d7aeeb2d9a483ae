"""Answers to what is offered, in one click: too easy, not now, and offer it again."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ecosystem.core.doors import SignedIn, on
from ecosystem.core.htmx import fragment_or_redirect, go
from goals.actions import offers as acts
from goals.forms.coaching import OfferAnswerForm
from goals.models import OfferAnswer, Opportunity

ANSWERED = "goals/partials/offer_answered.html"


@require_POST
@on(Opportunity, can="goals.answer_offer", select="for_page")
def offer_answer(request: SignedIn, opportunity: Opportunity) -> HttpResponse:
    """Too easy, or not now; the card says what follows from it."""
    form = OfferAnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say whether it is too easy, or not now."))
        return go(request, opportunity)
    answer = acts.answer_offer(opportunity, actor=request.user, kind=form.cleaned_data["kind"])
    context = {"opportunity": opportunity, "answer": answer}
    return fragment_or_redirect(request, ANSWERED, context, to=reverse("goals:opportunity_list"))


@require_POST
@on(OfferAnswer, can="goals.take_back_offer_answer", select="for_list")
def offer_answer_take_back(request: SignedIn, answer: OfferAnswer) -> HttpResponse:
    acts.take_back_offer_answer(answer, actor=request.user)
    messages.success(request, _("%(skill)s is offered again.") % {"skill": answer.skill})
    return go(request, reverse("goals:opportunity_list"))
