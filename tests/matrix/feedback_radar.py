"""The radar is L&D's: emil reported a need that stands on it."""

from ecosystem.core.clock import now
from feedback.models import RadarVerdict
from feedback.radar import Cluster, clusters
from tests.factories.feedback import a_need
from tests.factories.resources import ResourceFactory
from tests.matrix import only

LEARNING, DONE = only("lena"), only("lena", status=302)
MATRIX = {
    "feedback:radar": LEARNING,
    "feedback:radar_accept": DONE,
    "feedback:radar_merge": DONE,
    "feedback:radar_answer": LEARNING,
    "feedback:radar_answer POST": DONE,
    "feedback:radar_decline": LEARNING,
    "feedback:radar_decline POST": DONE,
    "feedback:radar_undo": only("lena", status=302, others=404),
}


def _cluster(cast) -> Cluster:
    """Two needs that say the same."""
    a_need(cast.emil, "How to replay a webhook")
    a_need(cast.otto, "Replay a webhook")
    [one] = clusters()
    return one


def _key(cast) -> dict:
    return {"key": _cluster(cast).key}


def _seen(cast) -> dict:
    return {"seen": clusters()[0].seen}


def _verdict(cast) -> RadarVerdict:
    return RadarVerdict.objects.create(
        kind="decline", by=cast.lena, at=now(), title="Webhooks", reason="Not here.", weight=6, remaining=6
    )


OBJECTS = {
    **{f"feedback:radar_{verb}": _key for verb in ("accept", "merge", "answer", "decline")},
    "feedback:radar_undo": lambda cast: {"pk": _verdict(cast).pk},
}
POSTS = {
    "feedback:radar_accept": _seen,
    "feedback:radar_merge": _seen,
    "feedback:radar_answer": lambda cast: {**_seen(cast), "result": ResourceFactory(owner=cast.mara).title},
    "feedback:radar_decline": lambda cast: {**_seen(cast), "reason": "We leave that tool."},
    "feedback:radar_undo": {},
}
VISIBLE = {RadarVerdict: ("feedback.undo_radar_verdict", _verdict)}
