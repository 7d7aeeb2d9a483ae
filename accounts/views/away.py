"""Days away: entered by the person or by a people administrator."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.actions import away as acts
from accounts.forms.people import LeaveForm
from accounts.models import Leave, Person
from accounts.views.me import me_context
from accounts.views.people import record_context
from ecosystem.core.doors import on
from ecosystem.core.errors import Refused
from ecosystem.core.htmx import go, invalid


@require_POST
@on(Person, can="accounts.enter_leave", select="for_people_list")
def leave_enter(request: HttpRequest, person: Person) -> HttpResponse:
    form = LeaveForm(request.POST)
    if form.is_valid():
        try:
            acts.enter_leave(person, actor=request.user, **form.cleaned_data)
            return go(request, _home_of(request, person.pk))
        except Refused as refusal:
            form.refuse(refusal)
    if person.pk == request.user.pk:
        return invalid(request, "accounts/me.html", "accounts/partials/me.html", me_context(request, leave_form=form))
    page, part = "accounts/person_record.html", "accounts/partials/person_record.html"
    return invalid(request, page, part, record_context(person, leave_form=form))


@require_POST
@on(Leave, can="accounts.drop_leave")
def leave_drop(request: HttpRequest, leave: Leave) -> HttpResponse:
    subject = leave.person_id
    acts.drop_leave(leave, actor=request.user)
    return go(request, _home_of(request, subject))


def _home_of(request: HttpRequest, subject: int) -> str:
    """One's own settings, or the record of somebody else."""
    return reverse("accounts:me") if subject == request.user.pk else reverse("accounts:person_record", args=[subject])
