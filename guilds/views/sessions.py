"""Sessions: the list, hosting, the page of one, changing and cancelling it, its series, its material."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import Skill
from accounts.views.screens import form_screen
from ecosystem.core.compiled import compiled_rows
from ecosystem.core.doors import SignedIn, on, page
from ecosystem.core.errors import Refused
from ecosystem.core.htmx import go, invalid, page_or_fragment
from guilds.actions import closing, hosting, repeating
from guilds.formats import FORMATS
from guilds.forms.seats import SessionFilterForm, SpeakersForm
from guilds.forms.sessions import (
    CancelSessionForm,
    ChangeSessionForm,
    EndSeriesForm,
    HostForm,
    MaterialForm,
    RemoveMaterialForm,
    StartForm,
    WriteUpForm,
    proposals,
)
from guilds.models import Kind, Series, Session
from guilds.repeats import words_of
from guilds.session_lists import meanwhile, page_of_sessions, questions_for
from guilds.session_page import session_context
from guilds.speakers import could_host, in_groups
from guilds.write_ups import draft_of

EVERY = require_http_methods(["GET", "POST"])
LIST, ROWS = "guilds/session_list.html", "guilds/partials/session_rows.html"
NEW, NEW_FORM, NEW_REST = "guilds/session_new.html", "guilds/partials/host_form.html", "guilds/partials/host_rest.html"
PAGE, CARD = "guilds/session_page.html", "guilds/partials/session_card.html"
SPEAKERS, FOUND = "guilds/speaker_list.html", "guilds/partials/speakers.html"


@require_GET
@page(can="guilds.list_sessions")
def session_list(request: SignedIn) -> HttpResponse:
    """Fifty at a time: to come, one's own, or past; and what one may still answer."""
    form = SessionFilterForm(request.GET)
    form.is_valid()
    wishes = form.cleaned_data
    unknown = form.has_error("skill")
    context = {"rows": [], "next_page": None} if unknown else page_of_sessions(request.user, wishes)
    context["narrowed"] = unknown or any(wishes.get(name) for name in ("kind", "skill", "guild"))
    asked = request.GET.copy()
    asked.pop("page", None)
    context |= {"form": form, "show": wishes.get("show", ""), "query": asked.urlencode()}
    context |= {"questions": questions_for(request.user), "skill_names": _skill_names()}
    return page_or_fragment(request, LIST, ROWS, context)


@EVERY
@page(can="guilds.host_session")
def session_new(request: SignedIn) -> HttpResponse:
    """Three fields; the rest as the format proposes. `?guild=`, `?skill=` and `?kind=` say where somebody comes from."""
    form = HostForm(request.POST or None, initial=_start(request), person=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            session = _host(request, form.cleaned_data)
            if elsewhere := meanwhile(session, request.user):
                messages.warning(request, elsewhere)
            return go(request, session)
        except Refused as refusal:
            form.refuse(refusal)
    context = {"form": form, "skill_names": _skill_names()}
    return (invalid if form.is_bound else page_or_fragment)(request, NEW, NEW_FORM, context)


@require_POST
@page(can="guilds.host_session")
def session_format(request: SignedIn) -> HttpResponse:
    """The rest of the form as the chosen format proposes it; what was changed by hand stays. Nothing is kept."""
    form = HostForm(request.POST, person=request.user)
    form.full_clean()
    return page_or_fragment(request, NEW, NEW_REST, {"form": form, "skill_names": _skill_names()})


def _start(request: SignedIn) -> dict[str, Any]:
    form = StartForm(request.GET)
    form.is_valid()
    told = {name: value for name, value in form.cleaned_data.items() if value}
    kind = told.get("kind", Kind.LUNCH)
    return {"kind": kind, "proposed": kind, "zone": str(request.user.zone), **proposals(FORMATS[kind]), **told}


def _host(request: SignedIn, values: dict[str, Any]) -> Any:
    """One session, or a series of which the first is shown."""
    if not values.get("rule"):
        values.pop("rule", None)
        session = hosting.host_session(actor=request.user, **values)
        messages.success(request, _("It stands. Whoever saves a seat gets it into their calendar."))
        return session
    series = repeating.start_series(actor=request.user, **values)
    words = {"how": words_of(series.rule)}
    messages.success(request, _("It stands, %(how)s; the sessions of the next 90 days are there.") % words)
    return series.sessions.order_by("occurrence").first()


@require_GET
@on(Session, can="guilds.view_session", select="for_page")
def session_page(request: SignedIn, session: Session) -> HttpResponse:
    return page_or_fragment(request, PAGE, CARD, session_context(session, request.user))


@EVERY
@on(Session, can="guilds.change_session", select="for_page")
def session_change(request: SignedIn, session: Session) -> HttpResponse:
    """This one; in a series also this one and all after it."""
    form = ChangeSessionForm(request.POST or None, instance=session)

    def act() -> Session:
        follows = form.cleaned_data.get("following") == "following"
        change = repeating.change_following if follows else hosting.change_session
        change(session, actor=request.user, **form.values())
        messages.success(request, _("Saved. Whoever has a seat is told what concerns their calendar."))
        return session

    name = _("Change or move it")
    sentence = session.title
    return form_screen(request, form, act, words=_words(session, name, _("Save"), sentence=sentence))


@EVERY
@on(Session, can="guilds.change_session", select="for_page")
def session_cancel(request: SignedIn, session: Session) -> HttpResponse:
    form = CancelSessionForm(request.POST or None, initial={"version": session.version})

    def act() -> Session:
        hosting.cancel_session(session, actor=request.user, **form.cleaned_data)
        messages.success(request, _("Cancelled. Everybody with a seat is told."))
        return session

    sentence = _("“%(title)s” does not take place.") % {"title": session.title}
    hint = _("The others of the series take place.") if session.series_id else ""
    words = _words(session, _("Cancel it"), _("Cancel the session"), sentence=sentence, hint=hint, danger=True)
    return form_screen(request, form, act, words=words)


@EVERY
@on(Series, can="guilds.change_series", select="for_page")
def series_end(request: SignedIn, series: Series) -> HttpResponse:
    """No more of it, from now on or after a day: `?after=` proposes that day."""
    start = {"version": series.version, "after": request.GET.get("after", "")[:10]}
    form = EndSeriesForm(request.POST or None, initial=start)

    def act() -> Any:
        repeating.end_series(series, actor=request.user, **form.cleaned_data)
        messages.success(request, _("The series has ended; everybody with a seat is told."))
        return "guilds:session_list"

    sentence = _("“%(title)s”, %(how)s, comes to its end.") % {"title": series.title, "how": words_of(series.rule)}
    words = {"name": _("End the series"), "save": _("End it"), "sentence": sentence, "danger": True}
    words |= {"back": reverse("guilds:session_list"), "back_name": _("Sessions")}
    return form_screen(request, form, act, words=words)


@require_POST
@on(Session, can="guilds.change_session", select="for_page")
def material_add(request: SignedIn, session: Session) -> HttpResponse:
    form = MaterialForm(request.POST, person=request.user)
    if not form.is_valid():
        return invalid(request, PAGE, CARD, session_context(session, request.user, material_form=form))
    hosting.add_material(session, actor=request.user, **form.cleaned_data)
    return go(request, session)


@require_POST
@on(Session, can="guilds.change_session")
def material_remove(request: SignedIn, session: Session) -> HttpResponse:
    form = RemoveMaterialForm(request.POST, session=session)
    if form.is_valid():
        hosting.remove_material(session, actor=request.user, **form.cleaned_data)
    return go(request, session)


@EVERY
@on(Session, can="guilds.write_up_session", select="for_page")
def write_up(request: SignedIn, session: Session) -> HttpResponse:
    """An article with what is known already; its writer adds what was learnt."""
    if session.result:
        return go(request, session.result)
    form = WriteUpForm(request.POST or None, initial={} if request.method == "POST" else draft_of(session))

    def act() -> Any:
        article = closing.write_up_session(session, actor=request.user, **form.cleaned_data)
        messages.success(request, _("It stands in the library, and everybody finds it."))
        return article

    sentence = _("What should somebody know who was not there?")
    words = _words(session, _("Write it up"), _("Put it into the library"), sentence=sentence)
    words["hint"] = _("Everybody reads it. The host is named as one of its authors.")
    return form_screen(request, form, act, words=words)


@require_GET
@page(can="guilds.find_speaker")
def speaker_list(request: SignedIn) -> HttpResponse:
    """Who could host something on a skill, each with why; in groups by name, never ranked."""
    form = SpeakersForm(request.GET or None)
    skill = form.cleaned_data["skill"] if form.is_valid() else None
    groups = in_groups(could_host(skill)) if skill else []
    context = {"form": form, "skill": skill, "groups": groups, "skill_names": _skill_names()}
    return page_or_fragment(request, SPEAKERS, FOUND, context)


def _words(session: Session, name: str, save: str, **more: Any) -> dict[str, Any]:
    """What a form on a session stands under."""
    return {"name": name, "save": save, "back": session.get_absolute_url(), "back_name": session.title, **more}


def _skill_names() -> list[str]:
    return [name for (name,) in _names_of_skills()]


@compiled_rows
def _names_of_skills() -> Any:
    return Skill.objects.current().order_by("name").values_list("name")[:1000]
