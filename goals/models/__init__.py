"""Where we are heading."""

from goals.models.coaching import OfferAnswer, Opportunity, OpportunityPlace, Suggestion
from goals.models.guilds import GuildCheckIn, GuildGoal, GuildObjective
from goals.models.learning import (
    CheckIn,
    Comment,
    GoalAlignment,
    GoalEvidence,
    GoalMilestone,
    GoalSkill,
    LearningGoal,
    Obstacle,
    ObstacleMove,
)
from goals.models.messages import Message, MessageDraft, MessageReading
from goals.models.okrs import (
    Cycle,
    KeyResult,
    KeyResultMilestone,
    Objective,
    ObjectiveLink,
    ObjectiveSkill,
    Reading,
    Theme,
)
from goals.models.paths import Enrolment, GoalResource, Path, PathStep, StepDone
from goals.models.sponsoring import Sponsorship
from goals.models.stored import AlignmentFigure, PersonState, StateChange, TeamSum

__all__ = [
    "AlignmentFigure",
    "CheckIn",
    "Comment",
    "Cycle",
    "Enrolment",
    "GoalAlignment",
    "GoalEvidence",
    "GoalMilestone",
    "GoalResource",
    "GoalSkill",
    "GuildCheckIn",
    "GuildGoal",
    "GuildObjective",
    "KeyResult",
    "KeyResultMilestone",
    "LearningGoal",
    "Message",
    "MessageDraft",
    "MessageReading",
    "Objective",
    "ObjectiveLink",
    "ObjectiveSkill",
    "Obstacle",
    "ObstacleMove",
    "OfferAnswer",
    "Opportunity",
    "OpportunityPlace",
    "Path",
    "PathStep",
    "PersonState",
    "Reading",
    "Sponsorship",
    "StateChange",
    "StepDone",
    "Suggestion",
    "TeamSum",
    "Theme",
]
