"""The board: what it says, posting, one post with its answers, and what stewards and authors do to them."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.views.screens import ROWS as ROWS_SHOWN
from accounts.views.screens import form_screen, rows_of
from ecosystem.core.doors import SignedIn, on
from ecosystem.core.errors import Refused, Stale
from ecosystem.core.htmx import fragment_or_redirect, go, invalid, page_or_fragment
from guilds.actions import board as acts
from guilds.forms import board as forms
from guilds.models import Guild, GuildAnswer, GuildPost, Session
from guilds.views.charters import back_to

EVERY = require_http_methods(["GET", "POST"])
LIST, ROWS = "guilds/post_list.html", "guilds/partials/post_rows.html"
PAGE, CARD = "guilds/post_page.html", "guilds/partials/post_card.html"


@require_GET
@on(Guild, can="guilds.view_guild")
def post_list(request: SignedIn, guild: Guild) -> HttpResponse:
    """Fifty at a time: pinned first, then the newest; narrowed by kind or to open questions."""
    form = forms.BoardFilterForm(request.GET)
    form.is_valid()
    show = form.cleaned_data.get("show", "")
    posts = guild.posts.open_questions() if show == "open" else guild.posts.shown()
    if show and show != "open":
        posts = posts.filter(kind=show)
    context = {"guild": guild, "show": show, "shows": forms.FILTERS}
    context |= rows_of(posts.for_list(), form.cleaned_data.get("page"))
    return page_or_fragment(request, LIST, ROWS, context)


@EVERY
@on(Guild, can="guilds.write_post")
def post_new(request: SignedIn, guild: Guild) -> HttpResponse:
    form = forms.PostForm(request.POST or None)

    def act() -> GuildPost:
        return acts.write_post(guild, actor=request.user, **form.cleaned_data)

    words = {
        "name": _("Post on the board"),
        "sentence": _("A question, a decision, or a note: one sentence is enough."),
        "hint": _readers(guild),
        "save": _("Post"),
        **back_to(guild),
    }
    return form_screen(request, form, act, words=words)


@EVERY
@on(Session, can="guilds.ask_about_session", select="for_page")
def session_ask(request: SignedIn, session: Session) -> HttpResponse:
    """A question on the board of its guild, if it has one; it stands on its own page and in what is written up of it."""
    form = forms.PostWordsForm(request.POST or None)

    def act() -> Session:
        acts.write_post(session.guild, actor=request.user, kind="question", session=session, **form.cleaned_data)
        here, both = (
            _("Asked. It stands here; you hear of each answer."),
            _("Asked. It stands here and on the board; you hear of each answer."),
        )
        messages.success(request, both if session.guild else here)
        return session

    words = {
        "name": _("Ask about it"),
        "sentence": session.title,
        "hint": _readers(session.guild),
        "save": _("Ask"),
        "back": session.get_absolute_url(),
        "back_name": session.title,
    }
    return form_screen(request, form, act, words=words)


@require_GET
@on(GuildPost, can="guilds.view_post", select="for_page")
def post_page(request: SignedIn, post: GuildPost) -> HttpResponse:
    """Its answers fifty at a time, the first ones first."""
    return page_or_fragment(request, PAGE, CARD, _context(request.GET.get("page"), post))


@EVERY
@on(GuildPost, can="guilds.change_post", select="for_page")
def post_change(request: SignedIn, post: GuildPost) -> HttpResponse:
    start = {"version": post.version, "title": post.title, "body": post.body}
    form = forms.ChangePostForm(request.POST or None, initial=start)

    def act() -> GuildPost:
        acts.change_post(post, actor=request.user, **form.cleaned_data)
        return post

    return form_screen(request, form, act, words=_reword(post))


@require_POST
@on(GuildPost, can="guilds.pin_post", select="for_page")
def post_pin(request: SignedIn, post: GuildPost) -> HttpResponse:
    """To the top of the board, or back."""
    form = forms.PinForm(request.POST)
    form.is_valid()
    acts.pin_post(post, actor=request.user, **form.cleaned_data)
    return _card(request, post)


@EVERY
@on(GuildPost, can="guilds.take_down_post", select="for_page")
def post_take_down(request: SignedIn, post: GuildPost) -> HttpResponse:
    form = forms.TakeDownForm(request.POST or None)

    def act() -> str:
        acts.remove_post(post, actor=request.user, **form.cleaned_data)
        messages.success(request, _("Taken down."))
        return reverse("guilds:post_list", args=[post.guild_id]) if post.guild_id else _place(post).get_absolute_url()

    words = {
        "name": _("Take it down"),
        "sentence": _("Nobody else reads “%(title)s” any more.") % {"title": post},
        "save": _("Take it down"),
        "danger": True,
        "back": post.get_absolute_url(),
        "back_name": _("Post"),
    }
    return form_screen(request, form, act, words=words)


@require_POST
@on(GuildPost, can="guilds.answer_post", select="for_page")
def answer_give(request: SignedIn, post: GuildPost) -> HttpResponse:
    form = forms.AnswerForm(request.POST)
    if not form.is_valid():
        return invalid(request, PAGE, CARD, _context(request.POST.get("page"), post, answer_form=form))
    acts.answer_post(post, actor=request.user, **form.cleaned_data)
    return _card(request, post, last=True)


@require_POST
@on(GuildPost, can="guilds.accept_answer", select="for_page")
def answer_accept(request: SignedIn, post: GuildPost) -> HttpResponse:
    """One of the answers settles it; or, without one, none does any more."""
    form = forms.AcceptForm(request.POST, post=post)
    if form.is_valid():
        try:
            acts.accept_answer(post, actor=request.user, **form.cleaned_data)
            return _card(request, post)
        except Stale as stale:
            form.refuse(Refused(stale.sentence))
        except Refused as refusal:
            form.refuse(refusal)
    return invalid(request, PAGE, CARD, _context(request.POST.get("page"), _anew(post), errors=form))


@EVERY
@on(GuildAnswer, can="guilds.change_answer", select="for_page")
def answer_change(request: SignedIn, answer: GuildAnswer) -> HttpResponse:
    start = {"version": answer.version, "text": answer.text}
    form = forms.ChangeAnswerForm(request.POST or None, initial=start)

    def act() -> GuildPost:
        acts.change_answer(answer, actor=request.user, **form.cleaned_data)
        return answer.post

    return form_screen(request, form, act, words=_reword(answer.post))


@require_POST
@on(GuildAnswer, can="guilds.take_down_answer", select="for_page")
def answer_take_down(request: SignedIn, answer: GuildAnswer) -> HttpResponse:
    acts.remove_answer(answer, actor=request.user)
    messages.success(request, _("Taken down."))
    return go(request, answer.post)


def _readers(guild: Guild | None) -> str:
    hidden = guild is not None and guild.joining == "hidden"
    return _("Read by the members only.") if hidden else _("Read by everybody in the company.")


def _place(post: GuildPost) -> Guild | Session:
    """Where it stands: its guild, or the session of none."""
    found = post.guild or post.session
    assert found is not None  # a constraint says so
    return found


def _context(page: Any, post: GuildPost, **forms_in_it: Any) -> dict[str, Any]:
    """With fifty of its answers, and on the first page what settled it, wherever that stands; below what was taken down none."""
    answers = post.answers.none() if post.removed_at else post.answers.standing()
    found = rows_of(answers, page)
    on_another = (
        not post.removed_at and found["page"] == 1 and post.accepted_id not in {answer.pk for answer in found["rows"]}
    )
    settled = post.accepted if on_another else None
    shown = {"post": post, "guild": post.guild, "place": _place(post), "answer_form": forms.AnswerForm()}
    return shown | {"settled": settled} | found | forms_in_it


def _anew(post: GuildPost) -> GuildPost:
    """As it stands after an act, with what its page needs."""
    [found] = GuildPost.objects.for_page().filter(pk__in=[post.pk])
    return found


def _card(request: HttpRequest, post: GuildPost, *, last: bool = False) -> HttpResponse:
    """The page that somebody acted on; the last one for an answer, which stands there."""
    found = _anew(post)
    page = max(1, -(-found.answers_count // ROWS_SHOWN)) if last else request.POST.get("page")
    context = _context(page, found)
    to = post.get_absolute_url() + (f"?page={context['page']}" if context["page"] > 1 else "")
    return fragment_or_redirect(request, CARD, context, to=to)


def _reword(post: GuildPost) -> dict[str, Any]:
    back = {"back": post.get_absolute_url(), "back_name": _("Post")}
    return {"name": _("Reword"), "sentence": str(post), "save": _("Save"), **back}
