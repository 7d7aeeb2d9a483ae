"""The radar: signals that came together, the weightiest first, and a verdict on each by one key."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ecosystem.core.clock import today
from ecosystem.core.doors import SignedIn, on, page
from ecosystem.core.errors import Refused, Stale
from ecosystem.core.htmx import fragment_or_redirect, go, page_or_fragment, wants_fragment
from feedback.actions import radar as acts
from feedback.forms.radar import AnswerClusterForm, ClusterForm, DeclineClusterForm
from feedback.models import RadarVerdict
from feedback.radar import Cluster, cluster_of, clusters, find
from feedback.radar_answers import titles_for

PAGE, LIST = "feedback/radar.html", "feedback/partials/radar_list.html"
ONE, ROW, DONE = "feedback/radar_one.html", "feedback/partials/radar_row.html", "feedback/partials/radar_done.html"
COUNT = "feedback/partials/radar_count.html"
Act = Callable[..., RadarVerdict | None]


@require_GET
@page(can="feedback.triage_needs")
def radar(request: SignedIn) -> HttpResponse:
    rows = clusters()
    last = RadarVerdict.objects.visible_to(request.user).last_few()
    context = {"rows": rows, "count": rows[0].found.clusters if rows else 0, "last": last}
    return page_or_fragment(request, PAGE, LIST, context)


@require_POST
@page(can="feedback.triage_needs")
def radar_accept(request: SignedIn, key: str) -> HttpResponse:
    told = _("Taken on; everybody who reported it hears.")
    return _decide(request, key, ClusterForm(request.POST), acts.accept_cluster, told)


@require_POST
@page(can="feedback.triage_needs")
def radar_merge(request: SignedIn, key: str) -> HttpResponse:
    told = _("Merged; who reported it moved along.")
    return _decide(request, key, ClusterForm(request.POST), acts.merge_cluster, told)


@require_http_methods(["GET", "POST"])
@page(can="feedback.triage_needs")
def radar_answer(request: SignedIn, key: str) -> HttpResponse:
    if request.method == "GET":
        cluster = _standing(key)
        form = AnswerClusterForm(initial={"seen": cluster.seen}, person=request.user, titles=titles_for(cluster))
        return page_or_fragment(request, ONE, ROW, {"row": cluster, "answer": form})
    form = AnswerClusterForm(request.POST, person=request.user)
    told = _("Answered. In 30 days everybody who reported it says whether it helped.")
    return _decide(request, key, form, acts.answer_cluster, told, answer=form)


@require_http_methods(["GET", "POST"])
@page(can="feedback.triage_needs")
def radar_decline(request: SignedIn, key: str) -> HttpResponse:
    if request.method == "GET":
        cluster = _standing(key)
        form = DeclineClusterForm(initial={"seen": cluster.seen})
        return page_or_fragment(request, ONE, ROW, {"row": cluster, "decline": form})
    form = DeclineClusterForm(request.POST)
    told = _("Declined; who reported it reads why. It rests for 30 days unless it grows by more than half.")
    return _decide(request, key, form, acts.decline_cluster, told, decline=form)


@require_POST
@on(RadarVerdict, can="feedback.undo_radar_verdict")
def radar_undo(request: SignedIn, verdict: RadarVerdict) -> HttpResponse:
    key = str(request.POST.get("key", ""))  # before anything is done: a body that is too large is refused here
    acts.undo_radar_verdict(verdict, actor=request.user)
    cluster = cluster_of(key) if wants_fragment(request) and key in verdict.covers else None
    if cluster:
        return _with_count(request, ROW, {"row": cluster})
    messages.success(request, _("It stands on the radar again."))
    return go(request, reverse("feedback:radar"))


def _decide(request: SignedIn, key: str, form: ClusterForm, act: Act, told: str, **shown: Any) -> HttpResponse:
    """Do it; in place the row says what became of it, or stands again where something of it is left to decide."""
    if not form.is_valid():
        return _again(request, key, form, shown)
    try:
        verdict = act(key, actor=request.user, **form.cleaned_data)
    except (Refused, Stale) as refusal:
        form.refuse(refusal if isinstance(refusal, Refused) else Refused(refusal.sentence))
        return _again(request, key, form, shown)
    if wants_fragment(request):
        left = cluster_of(key) if verdict is None or verdict.kind == RadarVerdict.Kind.MERGE else None
        context = {"row": left} if left else {"verdict": verdict, "key": key}
        return _with_count(request, ROW if left else DONE, context)
    if verdict and verdict.need_id is None:
        told = _("Noted. It rests for 30 days unless it grows by more than half.")
    messages.success(request, told if verdict else _("Nothing was left to do there."))
    return go(request, reverse("feedback:radar"))


def _with_count(request: SignedIn, fragment: str, context: dict[str, Any]) -> HttpResponse:
    """A row as it stands now, and above the list how many wait for a word."""
    waiting = next((found.clusters for found in find(today(), most=1)), 0)
    context |= {"count": waiting, "oob": True}
    return fragment_or_redirect(request, [fragment, COUNT], context, to=reverse("feedback:radar"))


def _again(request: SignedIn, key: str, form: ClusterForm, shown: dict[str, Any]) -> HttpResponse:
    """The row with what was typed and why it did not go; the list where the row is gone."""
    cluster = cluster_of(key)
    if cluster is None:
        messages.error(request, _("Nothing was left to do there."))
        return go(request, reverse("feedback:radar"))
    if isinstance(form, AnswerClusterForm):
        form.titles = titles_for(cluster)
    return page_or_fragment(request, ONE, ROW, {"row": cluster, "wrong": form, **shown}, status=422)


def _standing(key: str) -> Cluster:
    cluster = cluster_of(key)
    if cluster is None:
        raise Http404
    return cluster
