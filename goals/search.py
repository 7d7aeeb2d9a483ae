"""The kinds of things that search finds here."""

from django.utils.translation import gettext_lazy as _

from ecosystem.core.search import register
from goals import objective_entries as objectives
from goals.search_entries import KIND, PATH, all_goals, all_paths, goals_to_find, paths_to_find
from goals.search_work import WORK, all_work, work_to_find

register(KIND, _("Goals"), "target", visible_to=goals_to_find, fill=all_goals)
register(PATH, _("Paths"), "route", visible_to=paths_to_find, fill=all_paths)
register(WORK, _("Open work"), "briefcase", visible_to=work_to_find, fill=all_work)
register(
    objectives.KIND,
    _("Objectives"),
    "flag",
    visible_to=objectives.objectives_to_find,
    fill=objectives.all_objectives,
)
