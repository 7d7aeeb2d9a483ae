"""What somebody leads, on one page, and handing it on."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.models import Person
from ecosystem.core.doors import SignedIn, on
from ecosystem.core.errors import Refused, Stale
from ecosystem.core.htmx import go, invalid, page_or_fragment
from goals.actions.handing_on import hand_on
from goals.forms.leads import HandOnForm
from goals.leads import leads_of

PAGE = "goals/leads_page.html"
LIST = "goals/partials/leads_list.html"


@require_GET
@on(Person, can="goals.view_leads")
def leads_page(request: SignedIn, person: Person) -> HttpResponse:
    """Public; each row can be handed on by whoever may."""
    form = HandOnForm(leader=person, leads=leads_of(person), viewer=request.user)
    return page_or_fragment(request, PAGE, LIST, {"person": person, "form": form})


@require_POST
@on(Person, can="goals.hand_on_leads")
def leads_hand_on(request: SignedIn, person: Person) -> HttpResponse:
    """Each to its successor, or all to one."""
    form = HandOnForm(request.POST, leader=person, leads=leads_of(person), viewer=request.user)
    if form.is_valid():
        try:
            moved = hand_on(person, form.choices(), actor=request.user)
            told = ngettext("Handed on; they are told.", "%(n)s handed on; they are told.", moved)
            messages.success(request, told % {"n": moved} if moved else _("Nothing was left to hand on."))
            return go(request, reverse("goals:leads_page", args=[person.pk]))
        except Stale as stale:
            form.show_now(stale)
        except Refused as refusal:
            form.refuse(refusal)
    return invalid(request, PAGE, LIST, {"person": person, "form": form})
