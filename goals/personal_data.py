"""What the tables of goals hold of people: one's own goals go with all that hangs on them; the company's aims stay."""

from django.utils.translation import gettext_lazy as _

from ecosystem.core.personal_data import (
    ANSWERABLE,
    COUNTED,
    KEEP,
    OF_OTHERS,
    UNLINK,
    WORK,
    afterwards,
    bond,
    empties,
    nobody,
    refers,
    trace,
)
from goals.search_entries import forget_goals_of
from goals.state import note_state
from goals.waiting_on_erased import let_nobody_wait

PERSONAL = {"level": "person"}
PERSONAL_KEY_RESULT = {"objective__level": "person"}
SHORT_LIVED = _("A number that a worker folds into sums within seconds, and then deletes.")

nobody(_("Where the company is heading."), "goals.Theme", "goals.Cycle", "goals.ObjectiveLink", "goals.ObjectiveSkill")
nobody(_("Published sums of many people."), "goals.AlignmentFigure")
nobody(_("A guild's own aims, in its own words."), "goals.GuildObjective", "goals.GuildGoal", "goals.GuildCheckIn")

# --- objectives ------------------------------------------------------------------------------------------------------
bond(
    "goals.Objective",
    "owner",
    _("Personal objectives"),
    texts=("title", "why"),
    codes=("code", "visibility"),
    where=PERSONAL,
)
bond(
    "goals.Objective",
    "owner",
    _("Objectives of the company and of units that you own"),
    UNLINK,
    where={"level__in": ["company", "unit"]},
    handed=None,
)
bond(
    "goals.ObjectiveEvent",
    "pgh_obj__owner",
    _("Earlier editions of your personal objectives"),
    texts=("title", "why"),
    codes=("code", "visibility", "pgh_label"),
    where={"pgh_obj__level": "person"},
)
empties("goals.ObjectiveEvent", {"owner": _("Earlier editions of objectives that you owned")})
bond(
    "goals.KeyResult",
    "objective__owner",
    _("Key results of your personal objectives"),
    texts=("title", "unit_of_measure"),
    codes=("code",),
    where=PERSONAL_KEY_RESULT,
)
empties("goals.KeyResult", {"owner": _("Key results that you own")})
bond(
    "goals.KeyResultEvent",
    "pgh_obj__objective__owner",
    _("Earlier editions of key results of your personal objectives"),
    texts=("title", "unit_of_measure"),
    codes=("code", "pgh_label"),
    where={"pgh_obj__objective__level": "person"},
)
empties("goals.KeyResultEvent", {"owner": _("Earlier editions of key results that you owned")})
bond(
    "goals.KeyResultMilestone",
    "key_result__objective__owner",
    _("Milestones of your personal objectives"),
    texts=("title",),
    where={"key_result__objective__level": "person"},
)
bond("goals.Reading", "author", _("Values of key results that you entered"), KEEP, kept=("note",), why=WORK)
bond(
    "goals.Reading",
    "key_result__objective__owner",
    _("Values of key results of your personal objectives"),
    texts=("note",),
    where={"key_result__objective__level": "person"},
    handed=None,
)

# --- learning goals --------------------------------------------------------------------------------------------------
bond(
    "goals.LearningGoal",
    "owner",
    _("Your learning goals"),
    texts=("title", "unit_of_measure", "if_when", "then_will", "lesson"),
    codes=("status",),
    named=("set_with",),
)
refers("goals.LearningGoal", {"set_with": _("Goals that others set with you")})
bond("goals.GoalSkill", "goal__owner", _("Further skills of your goals"))
bond("goals.GoalAlignment", "goal__owner", _("What your goals serve"))
bond("goals.GoalMilestone", "goal__owner", _("Milestones of your goals"), texts=("title",))
bond("goals.GoalResource", "goal__owner", _("What you want to learn from for your goals"))
bond(
    "goals.CheckIn",
    "goal__owner",
    _("Check-ins on your goals"),
    texts=("text",),
    codes=("status", "proposed_status"),
)
refers("goals.CheckIn", {"author": _("Check-ins that you wrote")})
bond("goals.GoalEvidence", "goal__owner", _("Evidence on your goals"))
bond("goals.Comment", "author", _("Words that you wrote on goals"), texts=("text",))
bond("goals.Comment", "goal__owner", _("Words of others on your goals"), texts=("text",), named=("author",))
bond(
    "goals.Obstacle",
    "goal__owner",
    _("Obstacles of your goals"),
    texts=("text", "resolution"),
    named=("turn", "resolved_by"),
)
empties(
    "goals.Obstacle",
    {"turn": _("Obstacles in your hands"), "shared_with": _("Obstacles that were shared with you")},
)
bond(
    "goals.Obstacle",
    "resolved_by",
    _("Obstacles that you cleared"),
    KEEP,
    kept=("resolution",),
    why=OF_OTHERS,
    handed=None,
)
bond(
    "goals.ObstacleMove",
    "moved_by",
    _("Obstacles that you passed on"),
    KEEP,
    kept=("note",),
    why=OF_OTHERS,
    handed=None,
)
bond("goals.ObstacleMove", "obstacle__goal__owner", _("The way of your obstacles"), texts=("note",))
refers("goals.ObstacleMove", {"to": _("Obstacles that were passed to you")})

# --- coaching, paths, messages, sponsors -----------------------------------------------------------------------------
bond("goals.Opportunity", "lead", _("Work that you offered"), KEEP, kept=("title",), why=WORK)
bond("goals.OpportunityPlace", "person", _("Work that you asked for or took part in"), texts=("reason",))
bond("goals.OfferAnswer", "person", _("What you said to work that was offered"))
bond(
    "goals.Suggestion",
    "person",
    _("What was suggested to you, and your answers"),
    texts=("title", "why", "answer"),
    named=("suggested_by", "helper"),
)
bond(
    "goals.Suggestion",
    "suggested_by",
    _("What you suggested to others"),
    KEEP,
    kept=("title", "why"),
    why=OF_OTHERS,
)
refers("goals.Suggestion", {"helper": _("You were suggested as somebody to learn from")})
refers("goals.GuildObjective", {"linked_by": _("What you said that a guild serves")}, why=WORK)
refers("goals.GuildGoal", {"set_by": _("Goals that you set for a guild")}, why=WORK)
refers("goals.GuildCheckIn", {"author": _("Check-ins that you wrote for a guild")}, why=WORK)
refers("goals.Message", {"author": _("Messages that you published")}, why=WORK)
bond("goals.MessageReading", "person", _("Messages that you read or put aside"), KEEP, why=COUNTED)
bond("goals.MessageDraft", "person", _("The message that you are writing"), texts=("typed",))
bond("goals.Path", "owner", _("Learning paths that you made"), KEEP, kept=("title", "summary"), why=WORK)
bond("goals.PathStep", "path__owner", _("Steps of learning paths that you made"), KEEP, kept=("text",), why=WORK)
refers("goals.PathStep", {"person": _("Paths that lead to a talk with you")})
bond("goals.Enrolment", "person", _("Learning paths that you are on"))
bond("goals.StepDone", "enrolment__person", _("Steps that you ticked"))
bond("goals.Sponsorship", "person", _("What you sponsor"), KEEP, kept=("gives", "words"), why=ANSWERABLE)
refers("goals.Sponsorship", {"answered_by": _("Offers to sponsor that you answered")}, why=ANSWERABLE)

# --- stored sums -----------------------------------------------------------------------------------------------------
bond(
    "goals.PersonState",
    "person",
    _("What home counts for you"),
    KEEP,
    why=_("It is counted anew: nothing is left to count."),
)
bond("goals.StateChange", "person", _("Word that your counts changed"), KEEP, why=SHORT_LIVED, handed=None)
bond("goals.TeamSum", "manager", _("Sums of your team"), handed=None)

afterwards(note_state)
trace("goals.waiting", _("What waits for others because of them"), let_nobody_wait)
trace("goals.search", _("Entries of your goals in search"), forget_goals_of)
