"""Who sees what of a goal, in words: the open list beside it, and the line under the form."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from accounts.models import GoalVisibility, Person
from ecosystem.core.policy import policy
from ecosystem.core.templatetags.ui import listed
from goals.models import LearningGoal, Obstacle


class Line(NamedTuple):
    what: str
    who: str


def audience_of(goal: LearningGoal, viewer: Person, obstacles: Iterable[Obstacle] = ()) -> list[Line]:
    """The open list. An only-me goal has one line."""
    owner = _("you") if goal.owner_id == viewer.pk else str(goal.owner)
    if goal.visibility == GoalVisibility.ME:
        return [Line(_("Everything"), _("%(owner)s alone; it enters no count") % {"owner": owner})]
    close = [owner, *_manager(goal, viewer)]
    everyone = goal.visibility == GoalVisibility.EVERYONE
    told = [str(each.shared_with) for each in obstacles if each.shared_with_id and each.resolved_at is None]
    lines = [Line(_("Goal, progress"), _("everyone at %(name)s") % {"name": policy().name})] if everyone else []
    lines += [
        Line(_("Check-ins, confidence") if everyone else _("Goal, check-ins"), listed(close)),
        Line(_("Obstacle"), listed([*close, *_stand_in(goal), *dict.fromkeys(told)])),
    ]
    if not everyone and _manager(goal, viewer):
        above = [_("Managers above"), *_stand_in(goal)]
        lines.append(Line(listed(above), _("a summary only")))
    return [*lines, Line(_("L&D, executives"), _("counts, shown from %(n)s people on") % {"n": policy().k + 1})]


def readers_of_check_ins(goal: LearningGoal, viewer: Person) -> str:
    """Under the form: `you and Devika`."""
    if goal.visibility == GoalVisibility.ME:
        return _("only you")
    return listed([_("you") if goal.owner_id == viewer.pk else str(goal.owner), *_manager(goal, viewer)])


def _manager(goal: LearningGoal, viewer: Person) -> list[str]:
    manager: dict[str, Any] | None = vars(goal)["line_manager"]
    if not manager:
        return []
    return [_("you") if manager["id"] == viewer.pk else manager["name"].split(" ")[0]]


def _stand_in(goal: LearningGoal) -> list[str]:
    """Whoever stands in for the line manager today, where somebody does."""
    return [_("the stand-in")] if vars(goal).get("stand_ins") else []
