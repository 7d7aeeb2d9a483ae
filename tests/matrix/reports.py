"""The screens that join many apps. Team is for those who lead somebody; the wide views are for L&D and executives."""

from tests.factories.skills import SkillFactory
from tests.matrix import everybody, only

WIDE = only("lena", "xenia")

MATRIX = {
    "reports:home": everybody(),
    "reports:team": only("mara", "nora"),
    "reports:alignment": WIDE,
    "reports:gaps": WIDE,
    "reports:gap_cell": only("lena", "xenia", status=302),
    "reports:gap_skill": WIDE,
    "reports:gap_export_csv": WIDE,
    "reports:gap_export_xlsx": WIDE,
}
OBJECTS = {"reports:gap_skill": lambda cast: {"pk": SkillFactory().pk}}
