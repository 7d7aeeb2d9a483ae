"""Every version of a resource: listed, compared, brought back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ecosystem.core.doors import SignedIn, on
from ecosystem.core.errors import Refused, Stale
from ecosystem.core.htmx import go, invalid, page_or_fragment
from resources.actions.edits import texts_of
from resources.actions.writing import restore_version
from resources.differences import differences
from resources.forms.versions import CompareForm, RestoreForm
from resources.models import Resource
from resources.together import MOST_VERSIONS

PAGE, COMPARED = "resources/version_list.html", "resources/partials/version_compare.html"


@require_GET
@on(Resource, can="resources.view_resource")
def version_list(request: SignedIn, resource: Resource) -> HttpResponse:
    """`?older=3&newer=5` compares two; without them the latest with the one before."""
    return page_or_fragment(request, PAGE, COMPARED, _context(request, resource))


@require_POST
@on(Resource, can="resources.edit_resource")
def version_restore(request: SignedIn, resource: Resource) -> HttpResponse:
    form = RestoreForm(request.POST)
    if form.is_valid():
        try:
            restore_version(resource, actor=request.user, **form.cleaned_data)
            messages.success(request, _("These words are the latest again. Those in between are kept."))
            return go(request, resource)
        except Refused as refusal:
            form.refuse(refusal)
        except Stale as stale:
            form.add_error(None, stale.sentence)
            resource = stale.current
    return invalid(request, PAGE, COMPARED, _context(request, resource) | {"form": form})


def _context(request: HttpRequest, resource: Resource) -> dict[str, Any]:
    versions = list(resource.versions.select_related("author")[:MOST_VERSIONS])
    form = CompareForm(request.GET, resource=resource)
    chosen = form.cleaned_data if form.is_valid() else {}
    newer = chosen.get("newer") or versions[0]
    older = chosen.get("older") or resource.versions.filter(number__lt=newer.number).first() or newer
    start = {"older": older.number, "newer": newer.number}
    return {
        "resource": resource,
        "versions": versions,
        "older": older,
        "newer": newer,
        "rows": differences(texts_of(older), texts_of(newer)),
        "compare_form": CompareForm(initial=start, resource=resource),
    }
