"""Messages of executives and L&D: write with a draft and a preview, publish, read, and see how far one got."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ecosystem.core.doors import SignedIn, on, page
from ecosystem.core.errors import Refused
from ecosystem.core.forms import as_typed
from ecosystem.core.htmx import fragment_or_redirect, go, invalid, page_or_fragment
from goals.actions import messages as acts
from goals.forms.messages import AboutForm, MessageDraftForm, MessageForm, aim_key
from goals.message_page import panel_context
from goals.models import Message, MessageDraft

PAGE, FORM = "goals/message_new.html", "goals/partials/message_form.html"
PREVIEW, DRAFT = "goals/partials/message_preview.html", "resources/partials/draft_state.html"
ASKED = "resources/draft_asked.html"
PANEL_PAGE, PANEL = "goals/message_panel.html", "goals/partials/message_panel.html"
ASIDE = "goals/partials/message_aside.html"
HOME, SHOWN = "/", 50


@require_GET
@page(can="goals.write_message")
def message_list(request: SignedIn) -> HttpResponse:
    """One's own, for L&D all; those with questions that wait first."""
    rows = Message.objects.by(request.user).for_list()[:SHOWN]
    context = {"rows": list(rows), "most": SHOWN}
    return page_or_fragment(request, "goals/message_list.html", "goals/partials/message_rows.html", context)


@require_http_methods(["GET", "POST"])
@page(can="goals.write_message")
def message_new(request: SignedIn) -> HttpResponse:
    """One form; `?about=` names what it speaks of, `?draft=1` brings back what was typed."""
    if request.method == "GET":
        return page_or_fragment(request, PAGE, FORM, _started(request))
    form = MessageForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            message = acts.publish_message(actor=request.user, **form.cleaned_data)
            messages.success(request, _("Published. It stands on home pages from now on."))
            return go(request, message)
        except Refused as refusal:
            form.add_error("file", str(refusal.sentence))
    return invalid(request, PAGE, FORM, _context(request, form))


def _started(request: SignedIn) -> dict[str, Any]:
    start = AboutForm(request.GET)
    start.is_valid()
    about = start.cleaned_data.get("about")
    draft = MessageDraft.objects.filter(person=request.user).first()
    if draft and start.cleaned_data.get("draft"):
        return _context(request, MessageForm(initial={"writing": "", **draft.typed}))
    return _context(request, MessageForm(initial={"about": aim_key(about)} if about else {}), draft=draft)


def _context(request: SignedIn, form: MessageForm, **more: Any) -> dict[str, Any]:
    """`said`: when the mail last mentioned something of theirs, within a week."""
    return {"form": form, "said": acts.last_by_mail(request.user), **more}


@require_POST
@page(can="goals.write_message")
def message_preview(request: SignedIn) -> HttpResponse:
    """As others will read it; nothing is kept."""
    form = MessageForm(request.POST)
    typed = {name: as_typed(request.POST, name) for name in ("title", "words")}
    return page_or_fragment(request, PAGE, PREVIEW, _context(request, form, preview=typed))


@require_POST
@page(can="goals.write_message")
def message_draft_keep(request: SignedIn) -> HttpResponse:
    form, in_way, to = MessageDraftForm(request.POST), None, reverse("goals:message_new")
    kept = form.is_valid() and form.is_worth_keeping
    if kept:
        in_way = acts.keep_draft(actor=request.user, **form.cleaned_data)
    state: dict[str, Any] = {"kept": kept, "refused": not form.is_valid(), "in_way": in_way}
    state |= {"go_on": f"{to}?draft=1", "keep_to": request.path}
    if in_way is None:
        return fragment_or_redirect(request, DRAFT, state, to=state["go_on"])
    return page_or_fragment(request, ASKED, DRAFT, state | {"typed": form.cleaned_data["typed"].items(), "back": to})


@require_POST
@page(can="goals.write_message")
def message_draft_drop(request: SignedIn) -> HttpResponse:
    acts.drop_draft(actor=request.user)
    gone = {"pk": request.user.pk}
    return fragment_or_redirect(request, "resources/partials/draft_gone.html", gone, to=reverse("goals:message_new"))


@require_GET
@on(Message, can="goals.view_message", select="for_panel")
def message_panel(request: SignedIn, message: Message) -> HttpResponse:
    """On the page of the resource that carries it: what it is about, and for its author how far it got."""
    return page_or_fragment(request, PANEL_PAGE, PANEL, panel_context(message, request.user))


@require_POST
@on(Message, can="goals.answer_message", select="for_panel")
def message_read(request: SignedIn, message: Message) -> HttpResponse:
    """One tap, from home or from its own page."""
    acts.answer_message(message, actor=request.user, read=True)
    return fragment_or_redirect(request, PANEL, panel_context(message, request.user), to=message)


@require_POST
@on(Message, can="goals.answer_message", select="for_panel")
def message_put_aside(request: SignedIn, message: Message) -> HttpResponse:
    acts.answer_message(message, actor=request.user, read=False)
    return fragment_or_redirect(request, ASIDE, {"message": message}, to=HOME)
