"""B, the bare page: session and user from the database, one indexed query of 20 rows, a small template.

This module and its template are frozen: every ratio that was ever measured is against them.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.models import Skill

ROWS = 20


def page(request: HttpRequest) -> HttpResponse:
    """Behind sign-in like every page, by the middleware."""
    return render(request, "bare.html", {"rows": Skill.objects.order_by("pk")[:ROWS]})
