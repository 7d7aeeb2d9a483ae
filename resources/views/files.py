"""Files of resources: added and removed by authors, handed out through a door to whoever may read the resource."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ecosystem.core.doors import SignedIn, on
from ecosystem.core.errors import Refused
from ecosystem.core.htmx import fragment_or_redirect, invalid
from resources.actions import files as acts
from resources.files import ENDINGS
from resources.forms.library import FileForm
from resources.models import Resource, ResourceFile

PAGE, PART = "resources/resource_files.html", "resources/partials/file_list.html"


@require_POST
@on(Resource, can="resources.edit_resource")
def file_add(request: SignedIn, resource: Resource) -> HttpResponse:
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            acts.add_file(resource, actor=request.user, upload=form.cleaned_data["file"])
            messages.success(request, _("Added."))
            context = {"resource": resource, "files": resource.files.order_by("added_at"), "file_form": FileForm()}
            return fragment_or_redirect(request, PART, context, to=_edit(resource))
        except Refused as refusal:
            form.add_error("file", str(refusal.sentence))
    context = {"resource": resource, "files": resource.files.order_by("added_at"), "file_form": form}
    return invalid(request, PAGE, PART, context)


@require_POST
@on(ResourceFile, can="resources.remove_file")
def file_remove(request: SignedIn, file: ResourceFile) -> HttpResponse:
    resource = file.resource
    acts.remove_file(file, actor=request.user)
    context = {"resource": resource, "files": resource.files.order_by("added_at"), "file_form": FileForm()}
    return fragment_or_redirect(request, PART, context, to=_edit(resource))


def _edit(resource: Resource) -> str:
    return f"{reverse('resources:resource_edit', args=[resource.pk])}#files"


@require_GET
@on(ResourceFile, can="resources.read_file")
def file(request: SignedIn, file: ResourceFile) -> HttpResponse:
    """Images in place, in a sandbox of their own; anything else only to be saved. The type is ours, never the sender's."""
    try:
        with file.file.open("rb") as kept:
            response = HttpResponse(kept.read(), content_type=file.media_type)
    except FileNotFoundError as lost:
        raise Http404(file.pk) from lost
    response["Content-Disposition"] = content_disposition_header(file.media_type not in ENDINGS, file.name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = settings.FILE_SECURITY_POLICY
    response["Cache-Control"] = "private, no-store"
    return response
