"""Who is due a nudge about goals, and why. Found in one statement each; asked again at the moment of sending."""

import datetime as dt
from collections.abc import Callable

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ecosystem.core.clock import today
from ecosystem.core.templatetags.ui import short_date
from ecosystem.notifications.models import Nudge
from ecosystem.notifications.registry import Bar, Found, Kind, Message, category, rule
from goals.announcements import known_to
from goals.models import LearningGoal, Obstacle, Opportunity
from goals.needs import behind_on
from goals.standing import RHYTHM, Standing, standing_of
from goals.wording import amount, figures_of

REMINDERS, OFFERS, TEAM = "goal_reminders", "opportunity_offers", "team_reminders"
ENDS_SOON = dt.timedelta(days=14)
OBSTACLE_WAITS = dt.timedelta(days=3)
ACTIVE = "goal.closed_at IS NULL AND goal.cancelled_at IS NULL AND coalesce(goal.progress, 0) < 1"


def goals_without_check_in(day: dt.date) -> Found:
    """Active goals whose last check-in, or whose start, lies 14 days back."""
    last = "coalesce(goal.last_check_in_on, goal.start_date)"
    return (
        f"SELECT goal.id AS subject_id, goal.owner_id AS person_id, {last} + %s AS since "
        f"FROM goals_learninggoal goal WHERE {ACTIVE} AND {last} <= %s",
        [RHYTHM.days, day - RHYTHM],
    )


def goals_behind_pace(day: dt.date) -> Found:
    """Active goals behind the pace of their measure; an episode lasts until the next check-in."""
    parts = behind_on(day)
    statement = " UNION ALL ".join(
        "SELECT goal.id AS subject_id, goal.owner_id AS person_id, "
        "coalesce(goal.last_check_in_on, goal.start_date) AS since "
        f"FROM goals_learninggoal goal {join} "
        f"WHERE goal.closed_at IS NULL AND goal.cancelled_at IS NULL AND goal.due_date >= %s AND {condition}"
        for join, condition, _ in parts
    )
    return statement, [value for _, _, values in parts for value in (day, *values)]


def goals_ending_soon(day: dt.date) -> Found:
    """Active goals that end within 14 days."""
    return (
        "SELECT goal.id AS subject_id, goal.owner_id AS person_id, goal.due_date - %s AS since "
        f"FROM goals_learninggoal goal WHERE {ACTIVE} AND goal.due_date BETWEEN %s AND %s",
        [ENDS_SOON.days, day, day + ENDS_SOON],
    )


def goals_that_lost_their_objective(day: dt.date) -> Found:
    """Active goals that serve an objective which was cancelled, is done, or whose cycle ended more than 14 days ago."""
    return (
        "SELECT goal.id AS subject_id, goal.owner_id AS person_id, coalesce(objective.ended_on, cycle.end + 15) AS since "
        "FROM goals_learninggoal goal "
        "JOIN goals_goalalignment served ON served.goal_id = goal.id AND served.valid_from <= %s "
        "AND (served.valid_to IS NULL OR served.valid_to >= %s) "
        "JOIN goals_objective objective ON objective.id = served.objective_id "
        "JOIN goals_cycle cycle ON cycle.id = objective.cycle_id "
        f"WHERE {ACTIVE} AND (objective.status IN ('cancelled', 'done') OR cycle.end + 14 < %s)",
        [day, day, day],
    )


def obstacles_waiting(day: dt.date) -> Found:
    """Open obstacles of others, for more than three days in somebody's hand."""
    waits = "resolved_at IS NULL AND (opened_at AT TIME ZONE 'UTC')::date < %s"
    return (
        "SELECT obstacle.id AS subject_id, obstacle.turn_id AS person_id, (obstacle.opened_at AT TIME ZONE 'UTC')::date + 4 AS since "
        f"FROM (SELECT id, goal_id, turn_id, opened_at FROM goals_obstacle WHERE {waits}) obstacle "
        "JOIN goals_learninggoal goal ON goal.id = obstacle.goal_id "
        f"WHERE goal.id = ANY(ARRAY(SELECT goal_id FROM goals_obstacle WHERE {waits})) "
        "AND obstacle.turn_id <> goal.owner_id AND goal.visibility <> 'me'",
        [day - OBSTACLE_WAITS] * 2,
    )


def opportunities_that_match(day: dt.date) -> Found:
    """Open work one step above what somebody can do, in a skill that they want to learn and whose level they need.

    What people have is looked up for those who wish to learn what somebody offers, not read for everybody; and once for
    each wish, however much work there is in that skill: `DISTINCT` takes no row away, and keeps the two apart.
    """
    return (
        "SELECT work.id AS subject_id, wish.person_id, (work.posted_at AT TIME ZONE 'UTC')::date AS since "
        "FROM (SELECT DISTINCT wish.person_id, wish.skill_id, has.level FROM accounts_interest wish "
        "CROSS JOIN LATERAL (SELECT has.level FROM accounts_personskill has WHERE has.person_id = wish.person_id "
        "AND has.skill_id = wish.skill_id AND has.counted AND has.required - has.level >= 0.5 OFFSET 0) has "
        "WHERE wish.answer = 'yes' "
        "AND wish.skill_id = ANY(ARRAY(SELECT skill_id FROM goals_opportunity WHERE status = 'open'))) wish "
        "JOIN goals_opportunity work ON work.skill_id = wish.skill_id "
        "WHERE work.status = 'open' AND work.needed_by >= %s AND work.lead_id <> wish.person_id "
        "AND work.level - wish.level BETWEEN 0.5 AND 1.5 "
        "AND NOT EXISTS (SELECT 1 FROM goals_opportunityplace place "
        "WHERE place.opportunity_id = work.id AND place.person_id = wish.person_id) "
        "AND NOT EXISTS (SELECT 1 FROM (SELECT said.person_id, other.skill_id FROM goals_opportunityplace said "
        "JOIN goals_opportunity other ON other.id = said.opportunity_id "
        "WHERE said.state = 'declined' AND said.changed_at > %s::date - 30 OFFSET 0) declined "
        "WHERE declined.person_id = wish.person_id AND declined.skill_id = work.skill_id)",
        [day, day],
    )


def still_holds(find: Callable[[dt.date], Found]) -> Callable[[Nudge], bool]:
    """The condition, asked again for one row at the moment of sending."""

    def holds(nudge: Nudge) -> bool:
        statement, values = find(today())
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT 1 FROM ({statement}) found WHERE subject_id = %s AND person_id = %s",
                [*values, nudge.subject_id, nudge.person_id],
            )
            return cursor.fetchone() is not None

    return holds


def _goal(nudge: Nudge) -> tuple[LearningGoal, Standing] | None:
    goal = LearningGoal.objects.active().filter(pk=nudge.subject_id, owner=nudge.person_id).first()
    return (goal, standing_of(goal, today())) if goal else None


def _bar(standing: Standing) -> Bar | None:
    goal = standing.goal
    if standing.expected is None or standing.value is None:
        return None
    figures = figures_of(goal, standing)
    return Bar(
        done=float(standing.done),
        expected=float(standing.expected),
        state=standing.computed,
        done_label=f"{figures.value} {figures.unit}".strip(),
        expected_label=_("%(value)s expected today") % {"value": amount(goal, standing.expected_value)},
        target_label=_("%(whole)s by %(day)s")
        % {"whole": amount(goal, standing.whole), "day": short_date(goal.due_date)},
    )


def _about_goal(nudge: Nudge, subject: str, sentence: str, needs: str, why: str, action: str) -> Message | None:
    found = _goal(nudge)
    if found is None:
        return None
    goal, standing = found
    words = {"goal": goal.title, "day": short_date(goal.due_date), "now": figures_of(goal, standing).value}
    words["expected"] = amount(goal, standing.expected_value)
    return Message(
        subject=subject % words,
        sentence=sentence % words,
        needs=needs % words,
        why=why % words,
        url=goal.get_absolute_url(),
        action=action,
        bar=_bar(standing),
    )


def quiet_message(nudge: Nudge) -> Message | None:
    return _about_goal(
        nudge,
        _("%(goal)s needs two minutes"),
        _("How is “%(goal)s” going? There is no check-in yet this fortnight."),
        "%(goal)s",
        _("no check-in on this goal for 14 days"),
        _("Check in"),
    )


def behind_message(nudge: Nudge) -> Message | None:
    return _about_goal(
        nudge,
        _("%(goal)s is behind its pace"),
        _("Your goal “%(goal)s” is behind its pace: %(now)s, %(expected)s expected."),
        "%(goal)s",
        _("the value of your last check-in is more than 10 points under what was to be expected today"),
        _("Check in"),
    )


def ending_message(nudge: Nudge) -> Message | None:
    return _about_goal(
        nudge,
        _("%(goal)s ends on %(day)s"),
        _("Your goal “%(goal)s” ends on %(day)s. Check in, move the day, or close it with what you learned."),
        "%(goal)s",
        _("the goal ends within 14 days"),
        _("Open the goal"),
    )


def lost_objective_message(nudge: Nudge) -> Message | None:
    return _about_goal(
        nudge,
        _("%(goal)s lost its objective"),
        _("The objective that “%(goal)s” served has ended. Link it anew, keep it for yourself, or close it."),
        "%(goal)s",
        _("the objective was cancelled, finished, or its cycle is over"),
        _("Decide"),
    )


def obstacle_message(nudge: Nudge) -> Message | None:
    obstacle = Obstacle.objects.open().for_page().filter(pk=nudge.subject_id, turn=nudge.person_id).first()
    if obstacle is None:
        return None
    return Message(
        subject=_("an obstacle waits for you"),
        sentence=_("An obstacle of %(name)s has waited for more than three days.") % {"name": obstacle.goal.owner},
        needs=_("more than three days"),
        why=_("it is your turn with this obstacle"),
        url=reverse("goals:obstacle_page", args=[obstacle.pk]),
        action=_("Clear it or pass it up"),
    )


def match_message(nudge: Nudge) -> Message | None:
    work = Opportunity.objects.open_on(today()).select_related("skill", "lead").filter(pk=nudge.subject_id).first()
    if work is None or work.taken_places.filter(person=nudge.person_id).exists():
        return None
    words = {
        "work": work.title,
        "skill": work.skill,
        "level": work.level,
        "lead": work.lead,
        "hours": work.effort_hours,
    }
    return Message(
        subject=_("work that fits what you want to learn"),
        sentence=_("“%(work)s” exercises %(skill)s at level %(level)s, one step above yours.") % words,
        body=_("About %(hours)s hours, led by %(lead)s.") % words,
        why=_("you want to learn this skill and your role needs it"),
        url=work.get_absolute_url(),
        action=_("Ask to join"),
    )


category(REMINDERS, gettext_lazy("Reminders about your goals"), gettext_lazy("Check-ins, pace, ends, lost objectives."))
category(OFFERS, gettext_lazy("Opportunities that fit you"), gettext_lazy("Real work one step above what you can do."))
category(TEAM, gettext_lazy("What waits for you in your team"), gettext_lazy("Obstacles in your hands."))

for code, about, kind, find, message, subject, name, sentence, priority in (
    (
        "goals.behind_pace", REMINDERS, Kind.NUDGE, goals_behind_pace, behind_message, "goal",
        gettext_lazy("Behind its pace"), gettext_lazy("A goal is more than 10 points under its expected pace."), 20,
    ),
    (
        "goals.no_check_in", REMINDERS, Kind.NUDGE, goals_without_check_in, quiet_message, "goal",
        gettext_lazy("No check-in for a fortnight"), gettext_lazy("A goal has had no check-in for 14 days."), 30,
    ),
    (
        "goals.ends_soon", REMINDERS, Kind.NUDGE, goals_ending_soon, ending_message, "goal",
        gettext_lazy("Ends soon"), gettext_lazy("A goal ends within 14 days."), 25,
    ),
    (
        "goals.lost_objective", REMINDERS, Kind.NUDGE, goals_that_lost_their_objective, lost_objective_message, "goal",
        gettext_lazy("Lost its objective"), gettext_lazy("The objective that a goal served has ended."), 15,
    ),
    (
        "goals.match_found", OFFERS, Kind.NUDGE, opportunities_that_match, match_message, "opportunity",
        gettext_lazy("A match found"), gettext_lazy("Open work fits what somebody wants to learn and needs."), 40,
    ),
    (
        "goals.obstacle_waits", TEAM, Kind.SERVICE, obstacles_waiting, obstacle_message, "obstacle",
        gettext_lazy("An obstacle waits"), gettext_lazy("An obstacle has been in your hand for more than three days."), 10,
    ),
):  # fmt: skip
    rule(
        code,
        about,
        kind,
        sentence,
        name=name,
        subject_kind=subject,
        find=find,
        still_due=still_holds(find),
        context=message,
        visible=known_to(Obstacle) if subject == "obstacle" else None,
        priority=priority,
    )
