"""Calendars: the secret addresses they read from, answers handed in as a file, one session to download."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_POST, require_safe

from ecosystem.core.doors import SignedIn, on, open_to_all, page
from ecosystem.core.errors import Refused
from ecosystem.core.htmx import fragment_or_redirect, go, invalid, page_or_fragment
from ecosystem.notifications.links import absolute
from guilds import feeds
from guilds.actions import feeds as acts
from guilds.actions.replies import take_reply
from guilds.calendar import published
from guilds.calendar_entries import session_entry
from guilds.calendar_reading import read_file
from guilds.forms.calendar import ReplyForm
from guilds.models import CalendarFeed, Guild, Session
from guilds.reply_addresses import are_read

PAGE, PART = "guilds/calendar.html", "guilds/partials/calendar.html"
ICS = "text/calendar; charset=utf-8"
PRIVATE = "private, no-cache"


@require_GET
@page(can="guilds.use_calendar")
def calendar(request: SignedIn) -> HttpResponse:
    return page_or_fragment(request, PAGE, PART, _context(request))


@sensitive_variables("secret", "address", "context")
@require_POST
@page(can="guilds.use_calendar")
def feed_make(request: SignedIn) -> HttpResponse:
    """The answer to the form is the only page that ever shows the address."""
    _feed, secret = acts.make_feed(actor=request.user)
    return _shown(request, secret)


@sensitive_variables("secret", "address", "context")
@require_POST
@on(Guild, can="guilds.view_guild")
def guild_feed_make(request: SignedIn, guild: Guild) -> HttpResponse:
    _feed, secret = acts.make_feed(actor=request.user, guild=guild)
    return _shown(request, secret, guild)


@require_POST
@on(CalendarFeed, can="guilds.revoke_feed")
def feed_revoke(request: SignedIn, feed: CalendarFeed) -> HttpResponse:
    acts.revoke_feed(feed, actor=request.user)
    return fragment_or_redirect(request, PART, _context(request), to="guilds:calendar")


@require_POST
@page(can="guilds.use_calendar")
def reply_take(request: SignedIn) -> HttpResponse:
    form = ReplyForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            outcome = take_reply(read_file(form.cleaned_data["file"]), actor=request.user)
        except Refused as refusal:
            form.add_error("file", str(refusal.sentence))
        else:
            messages.success(request, str(outcome.label))
            return go(request, reverse("guilds:calendar"))
    return invalid(request, PAGE, PART, _context(request, form))


@require_safe
@open_to_all
def feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """For calendars, which cannot sign in: the address itself is the secret. One statement where nothing changed."""
    found = feeds.standing(token) if token.isascii() else None
    if found is None:
        return HttpResponse(_("There is no calendar here."), status=404, content_type="text/plain; charset=utf-8")
    modified = int(found.modified.timestamp())
    answer = get_conditional_response(request, etag=found.etag, last_modified=modified)
    if answer is None:
        feeds.mark_read(found)
        answer = HttpResponse(feeds.content_of(found), content_type=ICS)
    answer["ETag"], answer["Last-Modified"] = found.etag, http_date(modified)
    answer["Cache-Control"] = PRIVATE
    return answer


@require_GET
@on(Session, can="guilds.view_session")
def session_ics(request: SignedIn, session: Session) -> HttpResponse:
    content = published([session_entry(session)], name=session.title)
    response = HttpResponse(content, content_type=ICS)
    response["Content-Disposition"] = 'attachment; filename="session.ics"'
    response["Cache-Control"] = PRIVATE
    return response


def _shown(request: SignedIn, secret: str, guild: Guild | None = None) -> HttpResponse:
    address = absolute(reverse("guilds:feed", args=[secret]))
    context = {**_context(request), "address": address, "made_for": guild}
    return page_or_fragment(request, PAGE, PART, context)


def _context(request: SignedIn, form: ReplyForm | None = None) -> dict[str, Any]:
    live = list(CalendarFeed.objects.visible_to(request.user).live().for_list())
    known = {each.guild_id for each in live}
    mine = Guild.objects.at_work().filter(memberships__person=request.user, memberships__state="member")
    return {
        "feeds": live,
        "has_own": None in known,
        "guilds": [guild for guild in mine.order_by("name")[:50] if guild.pk not in known],
        "answers_read": are_read(),
        "form": form or ReplyForm(),
    }
