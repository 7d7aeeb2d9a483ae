"""The screens that join many apps. Team is for those who lead somebody; the wide views are for L&D and executives."""

from feedback.models import NeedsSnapshot
from tests.factories.feedback import a_need, a_snapshot
from tests.factories.published import publish
from tests.factories.skills import SkillFactory
from tests.matrix import but, everybody, only

WIDE = only("lena", "xenia")
KEPT = only("lena", "xenia", others=404)

MATRIX = {
    "reports:home": everybody(),
    "reports:team": only("mara", "nora", "stan"),
    "reports:alignment": WIDE,
    "reports:gaps": WIDE,
    "reports:gap_cell": only("lena", "xenia", status=302),
    "reports:gap_skill": WIDE,
    "reports:gap_export_csv": WIDE,
    "reports:gap_export_xlsx": WIDE,
    "reports:needs_analysis": WIDE,
    "reports:needs_export_csv": WIDE,
    "reports:needs_export_xlsx": WIDE,
    "reports:needs_snapshot_list": WIDE,
    "reports:needs_snapshot_new": only("lena"),
    "reports:needs_snapshot_new POST": only("lena", status=302),
    "reports:needs_snapshot_page": KEPT,
    "reports:needs_snapshot_csv": KEPT,
    "reports:needs_snapshot_xlsx": KEPT,
    "reports:needs_snapshot_remove": but(only("lena", status=302, others=404), xenia=403),
}


def _needed(cast) -> dict:
    """Something to keep, so that the form is taken."""
    publish()
    a_need(cast.emil, skill=SkillFactory())
    return {}


OF_THE_LINE = {"reports:team"}
OBJECTS = {
    "reports:gap_skill": lambda cast: {"pk": SkillFactory().pk},
    "reports:needs_analysis": _needed,
    "reports:needs_snapshot_new": _needed,
    **{
        f"reports:needs_snapshot_{part}": lambda cast: {"pk": a_snapshot(cast.lena).pk}
        for part in ("page", "csv", "xlsx", "remove")
    },
}
POSTS = {"reports:needs_snapshot_new": {"name": "Before the budget"}, "reports:needs_snapshot_remove": {}}
VISIBLE = {NeedsSnapshot: ("feedback.view_snapshot", lambda cast: a_snapshot(cast.lena))}
