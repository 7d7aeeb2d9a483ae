"""The demo's people sign in without a password, only where `demo` itself made the database."""

from typing import Any

from allauth.account.utils import perform_login
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from accounts.models import Person
from ecosystem.core.doors import open_to_all
from ecosystem.core.templatetags.ui import hue, initials
from ecosystem.demo.personas import PERSONAS
from ecosystem.demo_mark import is_demo_database


@require_POST
@open_to_all
def demo_sign_in(request: HttpRequest, employee_number: str) -> HttpResponse:
    """Look around as one of the personas. Everywhere else this address does not exist."""
    known = {persona.employee_number for persona in PERSONAS}
    if not settings.DEMO or employee_number not in known or not is_demo_database():
        raise Http404
    person = Person.objects.people().filter(employee_number=employee_number, is_active=True).first()
    if person is None:
        raise Http404
    asked = request.POST.get("next", "")
    here = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return perform_login(request, person, redirect_url=asked if here and asked else "/")


def personas(request: HttpRequest) -> dict[str, Any]:
    """Context processor: whom the sign-in page offers; nothing outside the demo."""
    return {"demo_personas": SimpleLazyObject(_offered)} if settings.DEMO else {}


def _offered() -> list[dict[str, Any]]:
    return [
        {
            "name": persona.name,
            "line": persona.line,
            "initials": initials(persona.name),
            "hue": hue(persona.name),
            "url": reverse("demo:demo_sign_in", args=[persona.employee_number]),
        }
        for persona in PERSONAS
    ]
