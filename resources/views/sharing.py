"""Share something: paste, confirm, done. What is typed is kept as a draft from one moment to the next."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Skill
from ecosystem.core.clock import today
from ecosystem.core.doors import SignedIn, on, page
from ecosystem.core.errors import Refused
from ecosystem.core.forms import as_typed
from ecosystem.core.htmx import fragment_or_redirect, go, invalid, page_or_fragment
from resources import freshness
from resources.actions import drafts, writing
from resources.forms.drafts import DraftForm
from resources.forms.library import PastedForm, ShareForm, StartForm, skill_values
from resources.models import Draft, Resource
from resources.proposals import propose, read_pasted, twins_of

PAGE, FORM = "resources/resource_new.html", "resources/partials/share_form.html"
DETAILS = "resources/partials/share_details.html"
STATE, ASKED = "resources/partials/draft_state.html", "resources/draft_asked.html"
GUESSED = ("title", "kind", "language", "skill_1", "level_1", "skill_2", "level_2", "skill_3", "level_3", "verify_by")


@require_http_methods(["GET", "POST"])
@page(can="resources.share_resource")
def resource_new(request: SignedIn) -> HttpResponse:
    """One field; then what is proposed, to confirm. From elsewhere with `?url=`, `?title=` and `?skill=`."""
    if request.method == "GET":
        return page_or_fragment(request, PAGE, FORM, _started(request))
    if "title" not in request.POST:
        return _proposed(request)
    form = ShareForm(request.POST)
    if not form.is_valid():
        return invalid(request, PAGE, FORM, _context(request, form))
    try:
        writing_mark = form.cleaned_data.pop("writing")
        resource = _share(request, form.cleaned_data)
    except Refused as refusal:
        form.refuse(refusal)
        return invalid(request, PAGE, FORM, _context(request, form))
    drafts.drop_draft(actor=request.user, resource=None, writing=writing_mark)
    if resource.state == Resource.State.DRAFT:
        messages.success(request, _("Kept for you. Add images and files here, and publish it when it is ready."))
        place = "#files" if request.POST.get("keep") == "files" else ""
        return go(request, reverse("resources:resource_edit", args=[resource.pk]) + place)
    messages.success(request, _("Shared. Everybody finds it from now on."))
    return go(request, resource)


def _share(request: SignedIn, values: dict[str, Any]) -> Resource:
    pasted = read_pasted(values.pop("pasted"))
    values |= {"url": pasted.url or values["url"], "body": pasted.body}
    return writing.create_resource(actor=request.user, publish="keep" not in request.POST, **values)


def _started(request: SignedIn) -> dict[str, Any]:
    """The draft if it is asked for, what the address says, else empty with the draft offered."""
    start = StartForm(request.GET)
    start.is_valid()
    asked = start.cleaned_data
    draft = request.user.resource_drafts.filter(resource=None).first()
    if draft and asked.get("draft"):
        return _context(request, ShareForm(initial={"writing": "", **draft.typed}))
    if asked.get("url") or asked.get("title") or asked.get("skill"):
        return _context(request, _from_elsewhere(**asked), draft=draft)
    return {"form": PastedForm(), "draft": draft}


def _from_elsewhere(*, url: str = "", title: str = "", skill: Skill | None = None, **_more: Any) -> ShareForm:
    values = _guessed(url or title, title=title)
    if skill:
        values |= skill_values([(skill, values.get("level_1") or 2)])
    return ShareForm(initial={**values, "pasted": url})


def _proposed(request: SignedIn) -> HttpResponse:
    """Without JavaScript the first press of the button shows what is proposed."""
    pasted = PastedForm(request.POST)
    if not pasted.is_valid():
        return invalid(request, PAGE, FORM, {"form": pasted})
    text = pasted.cleaned_data["pasted"]
    form = ShareForm(initial={**pasted.cleaned_data, **_guessed(text)})
    return page_or_fragment(request, PAGE, FORM, _context(request, form))


@require_POST
@page(can="resources.share_resource")
def resource_hints(request: SignedIn) -> HttpResponse:
    """What is pasted so far, read as it is; nothing is kept. What somebody has changed by hand stays."""
    text = as_typed(request.POST, "pasted")
    guessed = {name: value if value is not None else "" for name, value in _guessed(text).items()}
    typed = {name: request.POST[name] for name in request.POST if name in ShareForm.base_fields}
    by_hand = {name for name in GUESSED if typed.get(name, "") not in ("", request.POST.get(f"was-{name}", ""))}
    values = {**typed, **{name: value for name, value in guessed.items() if name not in by_hand}}
    form = ShareForm(initial=values)
    return page_or_fragment(request, PAGE, DETAILS, _context(request, form, was=guessed))


def _guessed(text: str, title: str = "") -> dict[str, Any]:
    """The initial values of what is proposed; every guessed name has one."""
    proposal = propose(text, title)
    pairs = [(skill, proposal.level) for skill in proposal.skills]
    due = freshness.verify_by(proposal.kind, today())
    named = {"title": proposal.title, "kind": proposal.kind, "language": proposal.language, "url": proposal.url}
    return {**dict.fromkeys(GUESSED), **named, "verify_by": due, **skill_values(pairs)}


def _context(request: SignedIn, form: ShareForm, **more: Any) -> dict[str, Any]:
    url, title = (str(form[name].value() or "") for name in ("url", "title"))
    url = url or read_pasted(str(form["pasted"].value() or "")).url
    was = more.pop("was", None) or {name: form.initial.get(name) or "" for name in GUESSED}
    return {
        "form": form,
        "was": was.items(),
        "twins": twins_of(request.user, url=url, title=title),
        "skill_names": Skill.objects.current().order_by("name").values_list("name", flat=True)[:1000],
        **more,
    }


@require_POST
@page(can="resources.share_resource")
def draft_keep(request: SignedIn) -> HttpResponse:
    """What is new, as it is typed."""
    return _keep(request, None, to=reverse("resources:resource_new"))


@require_POST
@on(Resource, can="resources.edit_resource")
def draft_keep_edit(request: SignedIn, resource: Resource) -> HttpResponse:
    """Another wording, as it is typed, with the edition that it began from."""
    return _keep(request, resource, to=reverse("resources:resource_edit", args=[resource.pk]))


def _keep(request: SignedIn, resource: Resource | None, *, to: str) -> HttpResponse:
    form, in_way = DraftForm(request.POST), None
    kept = form.is_valid() and form.is_worth_keeping
    if kept:
        in_way = drafts.keep_draft(actor=request.user, resource=resource, **form.values())
    state = {"kept": kept, "refused": not form.is_valid(), "in_way": in_way, "go_on": f"{to}?draft=1"}
    state |= {"keep_to": request.path, "beside": resource is None}
    if in_way is None:
        return fragment_or_redirect(request, STATE, state, to=state["go_on"])
    return page_or_fragment(request, ASKED, STATE, state | {"typed": form.cleaned_data["typed"].items(), "back": to})


@require_POST
@on(Draft, can="resources.drop_draft")
def draft_drop(request: SignedIn, draft: Draft) -> HttpResponse:
    resource = draft.resource
    drafts.drop_draft(actor=request.user, resource=resource)
    to = reverse("resources:resource_edit", args=[resource.pk]) if resource else reverse("resources:resource_new")
    return fragment_or_redirect(request, "resources/partials/draft_gone.html", {"pk": draft.pk}, to)
