"""Who may do what with goals: one question each, then the table."""

from typing import Any

from accounts.models import Delegation, Project, ReportingClosure, ReportingLine
from ecosystem.core.clock import today
from ecosystem.core.rules import declare, is_executive, is_signed_in, predicate
from goals import guild_rules, message_rules, offer_rules, path_rules, sponsoring_rules  # noqa: F401 - declare theirs
from goals.leads import leaving_lines, led_objectives
from goals.models import Objective

# --- learning goals --------------------------------------------------------------------------------------------------


@predicate
def is_goal_owner(person: Any, goal: Any) -> bool:
    return goal.owner_id == person.pk


@predicate
def is_open_goal(person: Any, goal: Any) -> bool:
    return goal.visibility == "everyone"


@predicate
def is_shared_goal(person: Any, goal: Any) -> bool:
    return goal.visibility != "me"


@predicate
def is_active_goal(person: Any, goal: Any) -> bool:
    return goal.is_active


@predicate
def is_line_manager(person: Any, goal: Any) -> bool:
    """The owner's line manager of today; answered from the row where it brought the relation along."""
    if "line_manager" in vars(goal):
        return bool(goal.line_manager) and goal.line_manager["id"] == person.pk
    return ReportingLine.objects.on(today()).filter(person=goal.owner_id, manager=person).exists()


@predicate
def is_manager_above(person: Any, goal: Any) -> bool:
    if "managers_above" in vars(goal):
        return person.pk in goal.managers_above
    return ReportingClosure.objects.filter(ancestor=person, descendant=goal.owner_id, depth__gte=2).exists()


@predicate
def is_stand_in(person: Any, goal: Any) -> bool:
    """Stands in for the owner's line manager today."""
    if "stand_ins" in vars(goal):
        return person.pk in goal.stand_ins
    line = ReportingLine.objects.on(today()).filter(person=goal.owner_id).values("manager_id")
    return Delegation.objects.active().filter(delegate=person, manager__in=line).exists()


@predicate
def serves_an_open_aim(person: Any, goal: Any) -> bool:
    """An objective of the company or a unit, or a personal one that is shared with everyone."""
    return not goal.serves or goal.serves["level"] != "person" or goal.serves["visibility"] == "everyone"


@predicate
def serves_a_shared_aim(person: Any, goal: Any) -> bool:
    return goal.serves["visibility"] == "manager"


shared_with_manager = is_shared_goal & is_line_manager
knows_of_goal = is_goal_owner | is_open_goal | (is_shared_goal & (is_line_manager | is_manager_above | is_stand_in))
reads_goal = is_goal_owner | is_open_goal | shared_with_manager
reads_check_ins = is_goal_owner | shared_with_manager

declare("goals.list_goals", is_signed_in, "Everybody, their own.")
declare("goals.list_person_goals", is_signed_in, "Everybody, as far as each goal is shared with them.")
declare(
    "goals.view_goal", knows_of_goal, "The owner, and those with whom the goal is shared; for others it is not there."
)
declare("goals.read_goal", reads_goal, "The owner; everybody, if it is shared with everyone; else the line manager.")
declare("goals.read_check_ins", reads_check_ins, "The owner and the line manager of today.")
declare(
    "goals.see_what_goal_serves",
    is_goal_owner | serves_an_open_aim | (serves_a_shared_aim & is_line_manager),
    "Whoever may see the objective.",
)
declare("goals.set_goal", is_signed_in, "Everybody, for themselves.")
declare("goals.view_skill_panel", is_signed_in, "Everybody: their own by name, of others only how many.")
declare("goals.change_goal", is_goal_owner, "The owner.")
declare("goals.close_goal", is_goal_owner, "The owner.")
declare("goals.reopen_goal", is_goal_owner, "The owner.")
declare("goals.cancel_goal", is_goal_owner, "The owner.")
declare("goals.add_evidence", is_goal_owner, "The owner.")
declare("goals.check_in", is_goal_owner, "The owner.")


@predicate
def owns_goal_of(person: Any, obj: Any) -> bool:
    return obj.goal.owner_id == person.pk


@predicate
def reads_check_ins_of(person: Any, obj: Any) -> bool:
    return reads_check_ins.test(person, obj.goal)


declare("goals.change_check_in", owns_goal_of, "The owner.")
declare("goals.view_check_in", reads_check_ins_of, "The owner and the line manager of today.")
declare("goals.comment", reads_goal, "Whoever may read the goal.")
declare("goals.comment_on_check_in", reads_check_ins_of, "The owner and the line manager of today.")


@predicate
def is_comment_author(person: Any, comment: Any) -> bool:
    return comment.author_id == person.pk


@predicate
def is_owners_word(person: Any, comment: Any) -> bool:
    return comment.author_id == comment.goal.owner_id


@predicate
def is_public_comment(person: Any, comment: Any) -> bool:
    return comment.public


@predicate
def reads_goal_of(person: Any, obj: Any) -> bool:
    return reads_goal.test(person, obj.goal)


declare(
    "goals.view_comment",
    owns_goal_of | is_comment_author | (is_owners_word & reads_check_ins_of) | (is_public_comment & reads_goal_of),
    "Both sides; everybody who may read the goal, once the owner made it public.",
)
declare("goals.publish_comment", owns_goal_of, "Whom the goal belongs to.")
declare("goals.withdraw_comment", is_comment_author, "Who wrote it.")


@predicate
def has_obstacle_in_hand(person: Any, obstacle: Any) -> bool:
    return obstacle.turn_id == person.pk and obstacle.goal.visibility != "me"


@predicate
def was_told_of_obstacle(person: Any, obstacle: Any) -> bool:
    return obstacle.shared_with_id == person.pk and obstacle.goal.visibility != "me"


@predicate
def manages_owner_of_obstacle(person: Any, obstacle: Any) -> bool:
    """Line manager of today, or who stands in for them."""
    return (is_shared_goal & (is_line_manager | is_stand_in)).test(person, obstacle.goal)


reads_obstacle = owns_goal_of | was_told_of_obstacle | manages_owner_of_obstacle
acts_on_obstacle = has_obstacle_in_hand | manages_owner_of_obstacle

declare("goals.raise_obstacle", is_goal_owner, "The owner of the goal.")
declare("goals.view_obstacle", reads_obstacle | has_obstacle_in_hand, "Those who read it, and whose turn it is.")
declare(
    "goals.read_obstacle", reads_obstacle, "The owner, the line manager or their stand-in, and whom the owner told."
)
declare("goals.resolve_obstacle", acts_on_obstacle | owns_goal_of, "Whose turn it is, the line manager, the owner.")
declare("goals.delegate_obstacle", acts_on_obstacle, "Whose turn it is, and the line manager.")
declare("goals.pass_obstacle", acts_on_obstacle, "Whose turn it is, and the line manager.")
declare("goals.share_obstacle", owns_goal_of, "The owner of the goal.")
declare("goals.confirm_obstacle", owns_goal_of, "The owner of the goal.")

# --- objectives and key results --------------------------------------------------------------------------------------


@predicate
def owns_an_objective(person: Any) -> bool:
    """A named OKR owner: leads a running objective of the company."""
    return Objective.objects.active().filter(owner=person, level="company").exists()


@predicate
def is_objective_owner(person: Any, objective: Any) -> bool:
    return objective.owner_id == person.pk


@predicate
def is_company_objective(person: Any, objective: Any) -> bool:
    return objective.level == "company"


@predicate
def is_unit_objective(person: Any, objective: Any) -> bool:
    return objective.level == "unit"


@predicate
def heads_unit_of_objective(person: Any, objective: Any) -> bool:
    """Leads its unit, or stands above the lead in the reporting line; answered from the row where it brought them along."""
    if "heads" in vars(objective):
        return person.pk in objective.heads
    lead = objective.unit.lead_id if objective.unit else None
    return bool(lead) and ReportingClosure.objects.filter(ancestor=person, descendant=lead).exists()


@predicate
def is_personal_objective(person: Any, objective: Any) -> bool:
    return objective.level == "person"


@predicate
def is_open_objective(person: Any, objective: Any) -> bool:
    return objective.visibility == "everyone"


@predicate
def manages_owner_of_objective(person: Any, objective: Any) -> bool:
    """Line manager of today, of whoever shares a personal objective with theirs."""
    lines = ReportingLine.objects.on(today())
    return objective.visibility == "manager" and lines.filter(person=objective.owner_id, manager=person).exists()


knows_of_objective = ~is_personal_objective | is_objective_owner | is_open_objective | manages_owner_of_objective


@predicate
def knows_of_objective_of(person: Any, key_result: Any) -> bool:
    return knows_of_objective.test(person, key_result.objective)


@predicate
def knows_of_objective_of_step(person: Any, step: Any) -> bool:
    return knows_of_objective.test(person, step.key_result.objective)


@predicate
def owns_key_result(person: Any, key_result: Any) -> bool:
    return key_result.owner_id == person.pk


@predicate
def changes_objective_of(person: Any, part: Any) -> bool:
    return changes_objective.test(person, part.objective)


@predicate
def changes_objective_of_step(person: Any, step: Any) -> bool:
    key_result = step.key_result
    return owns_key_result.test(person, key_result) or changes_objective.test(person, key_result.objective)


changes_objective = (
    is_objective_owner
    | (is_company_objective & is_executive)
    | (is_unit_objective & (is_executive | heads_unit_of_objective))
)


@predicate
def manages_leaver(person: Any, leader: Any) -> bool:
    """Line manager of somebody whose last day is known."""
    return leaving_lines().filter(person=leader, manager=person).exists()


@predicate
def manages_leaver_who_leads(person: Any, led: Any) -> bool:
    """The same of whoever leads this; answered from the row where it brought the relation along."""
    if "leaver_managers" in vars(led):
        return person.pk in led.leaver_managers
    leader = led.lead_id if hasattr(led, "lead_id") else led.owner_id
    return leaving_lines().filter(person=leader, manager=person).exists()


@predicate
def is_leading(person: Any, leader: Any) -> bool:
    return person.pk == leader.pk


@predicate
def is_head_where_leading(person: Any, leader: Any) -> bool:
    """Leads a unit whose objective this person leads, or stands above its lead."""
    below = ReportingClosure.objects.filter(ancestor=person).values("descendant")
    return led_objectives().filter(owner=leader, level="unit", unit__lead__in=below).exists()


declare("goals.view_leads", is_signed_in, "Everybody: what somebody leads is public.")
declare(
    "goals.hand_on_leads",
    is_leading | is_executive | manages_leaver | is_head_where_leading,
    "Oneself, executives, heads of units for their objectives; of a leaver the line manager.",
)
declare(
    "goals.hand_on_objective",
    ~is_personal_objective & (changes_objective | manages_leaver_who_leads),
    "Whoever may change it; of a leaver the line manager. One's own objectives are not handed on.",
)
declare(
    "goals.hand_on_key_result",
    owns_key_result | changes_objective_of | manages_leaver_who_leads,
    "Its owner, and whoever may change the objective; of a leaver the line manager.",
)

declare("goals.view_okrs", is_signed_in, "Everybody.")
declare("goals.view_cycles", is_signed_in, "Everybody.")
declare("goals.view_objective", knows_of_objective, "Everybody; a personal objective as its owner shares it.")
declare(
    "goals.set_objective",
    is_signed_in,
    "Everybody for themselves; for units their heads; for the company executives and OKR owners.",
)
declare("goals.set_company_objective", is_executive | owns_an_objective, "Executives and named OKR owners.")
declare("goals.change_objective", changes_objective, "Its owner; for units their heads; executives.")
declare("goals.view_key_result", knows_of_objective_of, "Everybody who sees its objective.")
declare("goals.view_key_result_milestone", knows_of_objective_of_step, "Everybody who sees its objective.")
declare("goals.change_key_result", changes_objective_of, "Whoever may change the objective.")
declare(
    "goals.read_key_result", owns_key_result | changes_objective_of, "The owner, and whoever may change the objective."
)
declare(
    "goals.tick_key_result_milestone", changes_objective_of_step, "The owner, and whoever may change the objective."
)
declare("goals.view_themes", is_signed_in, "Everybody.")
declare("goals.tend_themes", is_executive | owns_an_objective, "Executives and named OKR owners.")
declare("goals.tend_cycles", is_executive | owns_an_objective, "Executives and named OKR owners.")

# --- suggestions and opportunities -----------------------------------------------------------------------------------


@predicate
def is_line_manager_of(person: Any, report: Any) -> bool:
    """Line manager of today of the person themselves."""
    return ReportingLine.objects.on(today()).filter(person=report, manager=person).exists()


@predicate
def stands_in_for_manager_of(person: Any, report: Any) -> bool:
    line = ReportingLine.objects.on(today()).filter(person=report).values("manager_id")
    return Delegation.objects.active().filter(delegate=person, manager__in=line).exists()


@predicate
def is_suggested_to(person: Any, suggestion: Any) -> bool:
    return suggestion.person_id == person.pk


@predicate
def made_suggestion(person: Any, suggestion: Any) -> bool:
    return suggestion.suggested_by_id == person.pk


@predicate
def leads_opportunity(person: Any, opportunity: Any) -> bool:
    return opportunity.lead_id == person.pk


@predicate
def leads_opportunity_of(person: Any, place: Any) -> bool:
    return place.opportunity.lead_id == person.pk


@predicate
def holds_place(person: Any, place: Any) -> bool:
    return place.person_id == person.pk


@predicate
def manages_holder_of_place(person: Any, place: Any) -> bool:
    """Line manager of today of somebody who takes part, or did."""
    held = place.state in {"taken", "confirmed"}
    return held and ReportingLine.objects.on(today()).filter(person=place.person_id, manager=person).exists()


@predicate
def leads_work(person: Any) -> bool:
    """Leads a project, or people."""
    return person.is_manager or Project.objects.led_by(person).running(today()).exists()


declare("goals.suggest", is_line_manager_of | stands_in_for_manager_of, "The line manager of today, or who stands in.")
declare("goals.view_suggestion", is_suggested_to | made_suggestion, "Whom it is for, and who made it.")
declare("goals.answer_suggestion", is_suggested_to, "Whom it is for.")
declare("goals.withdraw_suggestion", made_suggestion, "Who made it.")
declare("goals.list_opportunities", is_signed_in, "Everybody.")
declare("goals.view_opportunity", is_signed_in, "Everybody.")
declare("goals.post_opportunity", leads_work, "Whoever leads a project or people.")
declare("goals.change_opportunity", leads_opportunity, "Who posted it.")
declare(
    "goals.hand_on_opportunity",
    leads_opportunity | manages_leaver_who_leads,
    "Who posted it; of a leaver the line manager.",
)
declare("goals.join_opportunity", is_signed_in & ~leads_opportunity, "Everybody but who posted it.")
declare("goals.choose_applicant", leads_opportunity_of, "Who posted it.")
declare("goals.leave_place", holds_place, "Whose place it is.")
declare(
    "goals.view_place",
    holds_place | leads_opportunity_of | manages_holder_of_place,
    "Whose place it is, who posted the opportunity, and the line manager once they take part.",
)
