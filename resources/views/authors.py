"""Who may edit a resource beside its owner: chosen by the owner, or by L&D where nobody owns it any more."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ecosystem.core.doors import SignedIn, on
from ecosystem.core.errors import Refused
from ecosystem.core.htmx import fragment_or_redirect, invalid, page_or_fragment
from resources.actions import authors as acts
from resources.forms.library import AuthorForm, RemoveAuthorForm
from resources.models import Resource

PAGE, PART = "resources/author_list.html", "resources/partials/author_list.html"


@require_http_methods(["GET", "POST"])
@on(Resource, can="resources.choose_authors", select="for_page")
def author_list(request: SignedIn, resource: Resource) -> HttpResponse:
    form = AuthorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            acts.add_co_author(resource, actor=request.user, person=form.cleaned_data["person"])
            messages.success(request, _("They can edit it from now on, and hear of it."))
            return _answer(request, resource)
        except Refused as refusal:
            form.refuse(refusal)
    context = {"resource": resource, "form": form, "authors": _authors(resource)}
    return (invalid if form.is_bound else page_or_fragment)(request, PAGE, PART, context)


@require_POST
@on(Resource, can="resources.choose_authors")
def author_remove(request: SignedIn, resource: Resource) -> HttpResponse:
    form = RemoveAuthorForm(request.POST, resource=resource)
    if form.is_valid():
        acts.remove_co_author(resource, actor=request.user, person=form.cleaned_data["remove"])
    return _answer(request, resource)


def _answer(request: SignedIn, resource: Resource) -> HttpResponse:
    context = {"resource": resource, "form": AuthorForm(), "authors": _authors(resource)}
    return fragment_or_redirect(request, PART, context, to=reverse("resources:author_list", args=[resource.pk]))


def _authors(resource: Resource) -> list:
    return [row.person for row in resource.co_authors.select_related("person").order_by("added_at")]
