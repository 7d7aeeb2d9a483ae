"""What the page of a goal shows to one viewer: computed once, from one row and its timeline."""

from decimal import Decimal
from typing import Any

from accounts.models import Person
from ecosystem.core.rules import allows
from goals.actions.check_ins import Said, measure_with
from goals.audience import audience_of, readers_of_check_ins
from goals.forms.check_ins import CheckInForm, CommentForm
from goals.models import CheckIn, LearningGoal
from goals.pace import Status
from goals.standing import Standing, day_of, forecast_of, proposed_status
from goals.timeline import timeline_of
from goals.wording import amount, figures_of, levels_words, plain, sentence_of

PLANS_COUNTED = 7
CONFIDENCES_DRAWN = 8


def page_context(goal: LearningGoal, viewer: Person, *, form: CheckInForm | None = None) -> dict[str, Any]:
    """The whole page. Those who know of the goal but do not read it get its title, dates and state, nothing else."""
    context: dict[str, Any] = {
        "goal": goal,
        "standing": goal.standing,
        "reads": allows(viewer, "goals.read_goal", goal),
    }
    if not context["reads"]:
        return context
    told = timeline_of(goal, viewer)
    context |= card_context(goal, viewer, form=form)
    return context | {
        "levels": levels_words(goal, names=goal.level_names, with_start=context["reads_check_ins"]),
        "serves": _serves_shown(goal, viewer),
        "audience": audience_of(goal, viewer, told.obstacles),
        "timeline": told,
        "comment_form": CommentForm(auto_id=f"id_comment_{goal.pk}_%s"),
        "confidence": _confidence(goal) if context["reads_check_ins"] else None,
        "plan": _plan(goal) if context["reads_check_ins"] else None,
    }


def card_context(
    goal: LearningGoal, viewer: Person, *, form: CheckInForm | None = None, stated: CheckIn | None = None
) -> dict[str, Any]:
    """The card: bar, sentence, and for the owner the check-in form, or what was just said. No further statement."""
    standing = goal.standing
    own = goal.owner_id == viewer.pk
    context = {
        "goal": goal,
        "standing": standing,
        "sentence": sentence_of(goal, standing, forecast_of(goal, standing)),
        "figures": figures_of(goal, standing),
        "scale": scale_of(goal, standing),
        "reads_check_ins": allows(viewer, "goals.read_check_ins", goal),
        "own": own,
    }
    if stated:
        context["stated"] = stated
    elif own and goal.is_active:
        context |= form_context(goal, viewer, form or new_form(goal))
    return context


def form_context(goal: LearningGoal, viewer: Person, form: CheckInForm) -> dict[str, Any]:
    return {
        "goal": goal,
        "form": form,
        "readers": readers_of_check_ins(goal, viewer),
        "source": goal.new_evidence,
        "proposed": proposal_of(goal, goal.standing, initial_value(goal)),
    }


def new_form(goal: LearningGoal, value: Decimal | None = None) -> CheckInForm:
    """With the proposed value (or the one that a link asked for). Confidence is never filled in."""
    proposed = initial_value(goal) if value is None else value
    shown = str(int(proposed or 0)) if goal.measure == LearningGoal.Measure.YES_NO else plain(proposed)
    return CheckInForm(goal=goal, initial={"version": goal.version, "value": shown}, auto_id=f"id_{goal.pk}_%s")


def initial_value(goal: LearningGoal) -> Decimal | None:
    """One step on where evidence came since the last check-in of something counted, else where it stood."""
    now = goal.current if goal.current is not None else goal.baseline
    counted = goal.measure == LearningGoal.Measure.NUMBER and goal.target == int(goal.target)
    if goal.new_evidence and counted and now == int(now) and now != goal.target:
        return now + (1 if goal.target > now else -1)
    return now


def proposal_of(goal: LearningGoal, standing: Standing, value: Decimal | None, steps: Any = ()) -> str:
    """The status that a check-in with this value would propose today; empty where nothing can be said."""
    return proposed_status(goal, measure_with(goal, Said(value=value, done_steps=tuple(steps))), standing.day)


def scale_of(goal: LearningGoal, standing: Standing) -> dict[str, Any] | None:
    """The words under the big bar: start, now, expected and where it stands, target; none for yes and no."""
    if goal.measure == LearningGoal.Measure.YES_NO:
        return None
    paced = goal.is_active and standing.expected is not None and standing.pace.status != Status.OVERDUE
    return {
        "start": amount(goal, 0 if goal.measure == LearningGoal.Measure.MILESTONES else goal.baseline),
        "now": "" if standing.value is None else amount(goal, standing.value),
        "at": standing.expected if paced else None,
        "expected": amount(goal, standing.expected_value) if paced else "",
        "target": amount(goal, standing.whole),
    }


def _serves_shown(goal: LearningGoal, viewer: Person) -> dict[str, Any] | None:
    """What it serves; somebody's personal objective only as far as that is shared."""
    return goal.serves if goal.serves and allows(viewer, "goals.see_what_goal_serves", goal) else None


def _confidence(goal: LearningGoal) -> dict[str, Any] | None:
    """The latest word, the one before, and the line of both."""
    stated = [row for row in goal.recent if row["confidence"] is not None][:CONFIDENCES_DRAWN]
    if not stated:
        return None
    before = stated[1]["confidence"] if len(stated) > 1 else None
    return {
        "now": stated[0]["confidence"],
        "day": day_of(stated[0]["day"]),
        "before": before if before != stated[0]["confidence"] else None,
        "line": [row["confidence"] for row in reversed(stated)],
    }


def _plan(goal: LearningGoal) -> dict[str, int] | None:
    answers = [row["plan_kept"] for row in goal.recent if row["plan_kept"] is not None][:PLANS_COUNTED]
    return {"kept": sum(answers), "of": len(answers)} if answers else None
