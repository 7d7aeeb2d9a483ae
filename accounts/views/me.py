"""Oneself: settings, days away, who looked; and the page that colleagues see of a person."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from accounts.actions.away import change_settings
from accounts.forms.fields import employable, propose_people, words_for
from accounts.forms.people import LeaveForm, SettingsForm
from accounts.models import Person
from accounts.views.screens import rows_of
from ecosystem.core.clock import today
from ecosystem.core.doors import on, page
from ecosystem.core.errors import Stale
from ecosystem.core.htmx import go, invalid, page_or_fragment, typed_so_far
from ecosystem.core.looks import record_look
from ecosystem.core.models import Look
from ecosystem.core.rules import allows

LOOKS_SHOWN = 5
KINDS = {
    "record": gettext_lazy("your record"),
    "person": gettext_lazy("your page"),
    "goals": gettext_lazy("your goals"),
    "goal": gettext_lazy("a goal of yours"),
    "skills": gettext_lazy("your skills"),
    "obstacle": gettext_lazy("an obstacle of yours"),
    "team": gettext_lazy("your line on the team page"),
    "away": gettext_lazy("your days away"),
}


@require_http_methods(["GET", "POST"])
@page(can="accounts.change_settings")
def me(request: HttpRequest) -> HttpResponse:
    """One's own settings on one page."""
    page_of, part = "accounts/me.html", "accounts/partials/me.html"
    if request.method == "GET":
        return page_or_fragment(request, page_of, part, me_context(request))
    form = SettingsForm(request.POST, instance=request.user)
    if form.is_valid():
        try:
            change_settings(request.user, actor=request.user, **form.values())
            messages.success(request, _("Saved."))
            return go(request, "accounts:me")
        except Stale as stale:
            form.show_both(stale)
    return invalid(request, page_of, part, me_context(request, form=form))


def me_context(request: HttpRequest, **forms_in_it: Any) -> dict[str, Any]:
    person = request.user
    looks = Look.objects.filter(subject=person).select_related("viewer").order_by("-day", "-pk")
    return {
        "person": person,
        "form": SettingsForm(instance=person),
        "leave_form": LeaveForm(),
        "leaves": person.leaves.from_day(today()).order_by("valid_from")[:20],
        "looks": looks[:LOOKS_SHOWN],
        "kinds": KINDS,
        "today": today(),
        **forms_in_it,
    }


@require_GET
@page(can="accounts.view_looks")
def look_list(request: HttpRequest) -> HttpResponse:
    """Who looked at my data, the latest first."""
    looks = Look.objects.filter(subject=request.user).select_related("viewer").order_by("-day", "-pk")
    context = {**rows_of(looks, request.GET.get("page")), "kinds": KINDS}
    return page_or_fragment(request, "accounts/look_list.html", "accounts/partials/look_rows.html", context)


@require_GET
@on(Person, can="accounts.view_person", select="for_page")
def person_page(request: HttpRequest, person: Person) -> HttpResponse:
    """The public facts, and days away for those who may know them; goals come from the app that keeps them."""
    context = {"person": person, "today": today()}
    if allows(request.user, "accounts.view_away", person):
        context["leaves"] = list(person.leaves.from_day(today()).order_by("valid_from")[:3])
        if context["leaves"]:
            record_look(request.user, person.pk, "away")
    else:
        context["leaves"] = person.leaves.on(today()).filter(shown_to_colleagues=True)[:1]
    return page_or_fragment(request, "accounts/person_page.html", "accounts/partials/person_facts.html", context)


@require_GET
@page(can="accounts.find_people")
def person_options(request: HttpRequest) -> HttpResponse:
    """Proposals for a field in which people are typed."""
    field, typed = typed_so_far(request)
    options = [words_for(person) for person in propose_people(typed, employable())]
    context = {"field": field, "options": options}
    return page_or_fragment(request, "accounts/person_options.html", "accounts/partials/person_options.html", context)
