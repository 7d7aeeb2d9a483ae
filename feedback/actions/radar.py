"""Verdicts on signals that came together: take on, merge, answer with what is there, decline; each on what somebody saw.

A verdict is kept with the numbers of that moment. What is left of the signals (doubts, searches, obstacles, checks) rests
for thirty days, and as long as the need is being made, unless it grows by more than half.
"""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from ecosystem.core import search
from ecosystem.core.audit import record
from ecosystem.core.clock import now, today
from ecosystem.core.errors import Refused
from feedback.actions.needs import accept_need, decline_need, merge_needs, report_need, resolve_need
from feedback.models import Need
from feedback.radar import Cluster, cluster_of
from feedback.radar_models import RadarVerdict
from feedback.search_entries import KIND
from resources.models import Resource

RESTS = dt.timedelta(days=30)
Kind = RadarVerdict.Kind
Seen = Collection[int]


@transaction.atomic
def accept_cluster(key: str, *, actor: Person, seen: Seen, words: str = "") -> RadarVerdict | None:
    """L&D takes it on: the needs in it, or a new one where nobody reported any. What was counted stays with the verdict and
    is nobody's word on the way of a need. None where it no longer stands."""
    cluster = _standing(key)
    if cluster is None:
        return None
    needs = _seen_in(cluster, seen) or [_made_of(cluster, actor, words)]
    for need in needs:
        accept_need(need, actor=actor, version=need.version)
    return _keep(Kind.ACCEPT, cluster, actor, need=needs[0])


@transaction.atomic
def merge_cluster(key: str, *, actor: Person, seen: Seen) -> RadarVerdict | None:
    """The needs in it become the one that most people need. None where there is nothing to merge any more."""
    cluster = _standing(key)
    needs = _seen_in(cluster, seen) if cluster else []
    if cluster is None or len(needs) < 2:
        return None
    into, *others = needs
    for need in others:
        merge_needs(need, actor=actor, version=need.version, into=into)
    return _keep(Kind.MERGE, cluster, actor, need=into)


@transaction.atomic
def answer_cluster(key: str, *, actor: Person, seen: Seen, result: Resource) -> RadarVerdict | None:
    """The library has it already: each need in it is answered with that. None where it no longer stands."""
    cluster = _standing(key)
    if cluster is None:
        return None
    needs = _seen_in(cluster, seen)
    for need in needs:
        resolve_need(need, actor=actor, version=need.version, result=result)
    return _keep(Kind.ANSWER, cluster, actor, need=needs[0] if needs else None, result=result)


@transaction.atomic
def decline_cluster(key: str, *, actor: Person, seen: Seen, reason: str) -> RadarVerdict | None:
    """Not to be answered here, and why; whoever reported it reads that. None where it no longer stands."""
    cluster = _standing(key)
    if cluster is None:
        return None
    needs = _seen_in(cluster, seen)
    for need in needs:
        decline_need(need, actor=actor, version=need.version, reason=reason)
    return _keep(Kind.DECLINE, cluster, actor, need=needs[0] if needs else None, reason=reason)


@transaction.atomic
def undo_radar_verdict(verdict: RadarVerdict, *, actor: Person) -> None:
    """The signals stand on the radar again, and a need that only this verdict made is gone. Twice is harmless."""
    need = Need.objects.select_for_update().filter(pk=verdict.need_id or 0).first()
    if not verdict.told_nobody:
        raise Refused(_("It has gone on meanwhile. What can still be done stands on the page of the need."))
    if RadarVerdict.objects.filter(pk=verdict.pk, undone_at=None).update(undone_at=now()):
        record(actor, "radar.undone", verdict, fields=["undone_at"])
        if need:
            record(actor, "need.taken_back", need)
            search.remove(KIND, need.pk)
            need.delete()


def _standing(key: str) -> Cluster | None:
    """As it is now; two verdicts at once come one after the other, and the second finds nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('feedback.radar'), hashtext(%s))", [key])
    return cluster_of(key)


def _seen_in(cluster: Cluster, seen: Seen) -> list[Need]:
    """The needs that were on the screen and still wait; what was reported since stays for the next look."""
    needs = [need for need in cluster.needs if need.pk in seen]
    if cluster.needs and not needs:
        raise Refused(_("Meanwhile somebody reported it as a need. Look again before you decide."))
    return needs


def _made_of(cluster: Cluster, actor: Person, words: str) -> Need:
    doubted = cluster.doubted[0] if cluster.doubted else None
    return report_need(
        actor=actor,
        words=(words or proposed_words(cluster))[:200],
        skill=cluster.skill,
        source=Need.Source.RADAR,
        about=doubted,
    )


def proposed_words(cluster: Cluster) -> str:
    """What a need is called that nobody reported."""
    return _("Something that helps with %(words)s") % {"words": cluster.title}


def _keep(kind: str, cluster: Cluster, actor: Person, **led_to: Any) -> RadarVerdict:
    rests = kind != Kind.MERGE
    verdict = RadarVerdict.objects.create(
        kind=kind,
        by=actor,
        at=now(),
        title=cluster.title[:200],
        skill=cluster.skill,
        covers=cluster.covers if rests else [],
        signals=cluster.numbers,
        weight=cluster.found.voices,
        remaining=cluster.remaining,
        rests_until=today() + RESTS if rests else None,
        **led_to,
    )
    record(actor, f"radar.{kind}", verdict)
    return verdict
