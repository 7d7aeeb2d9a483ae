"""What many screens of the organisation share: one form on a page, and lists of fifty rows."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from ecosystem.core.errors import Refused, Stale
from ecosystem.core.htmx import go, invalid, page_or_fragment

ROWS = 50
LONGEST = 7  # digits of a page number
PAGE, FORM = "accounts/form_page.html", "accounts/partials/form.html"


def form_screen(
    request: HttpRequest,
    form: forms.BaseForm,
    act: Callable[[], Any],
    *,
    words: dict[str, Any],
    page: str = PAGE,
    fragment: str = FORM,
    to: Any = None,
) -> HttpResponse:
    """Show a form; when it is sent and right, act and leave for `to` (else for what the act returned).

    `words`: `name` of the page, `save` for its button, `back` and `back_name`, optionally `sentence` and `hint`.
    """
    if request.method == "POST" and form.is_valid():
        try:
            done = act()
            return go(request, to or done)
        except Stale as stale:
            form.show_both(stale)
        except Refused as refusal:
            form.refuse(refusal)
    answer = invalid if form.is_bound else page_or_fragment
    return answer(request, page, fragment, {"form": form, **words})


def rows_of(rows: QuerySet, page: int | str | None) -> dict[str, Any]:
    """Fifty of them, and whether there are more: one statement. A page that is no number is the first."""
    page = int(page) if str(page).isascii() and str(page).isdecimal() and len(str(page)) < LONGEST else 1
    page = max(page, 1)
    found = list(rows[(page - 1) * ROWS : page * ROWS + 1])
    return {"rows": found[:ROWS], "page": page, "next_page": page + 1 if len(found) > ROWS else None}
