"""Who we are and what we can do."""

from accounts.models.access import AccessRole, Delegation, Invitation, RoleGrant
from accounts.models.dated import Dated
from accounts.models.employment import (
    ClosureDay,
    Employment,
    Leave,
    ReportingClosure,
    ReportingLine,
    RoleHolding,
    UnitMembership,
)
from accounts.models.organisation import (
    Assignment,
    GoalVisibility,
    Organisation,
    Project,
    Site,
    Unit,
    UnitClosure,
)
from accounts.models.person import Person
from accounts.models.skills import (
    Assessment,
    Evidence,
    Interest,
    JobRole,
    RoleRequirement,
    Scale,
    ScaleLevel,
    Skill,
    SkillLevel,
    SkillTarget,
    TeachingOffer,
)
from accounts.models.stored import CellScope, PersonSkill, PublishedCell, SkillCell, SkillChange

__all__ = [
    "AccessRole",
    "Assessment",
    "Assignment",
    "CellScope",
    "ClosureDay",
    "Dated",
    "Delegation",
    "Employment",
    "Evidence",
    "GoalVisibility",
    "Interest",
    "Invitation",
    "JobRole",
    "Leave",
    "Organisation",
    "Person",
    "PersonSkill",
    "Project",
    "PublishedCell",
    "ReportingClosure",
    "ReportingLine",
    "RoleGrant",
    "RoleHolding",
    "RoleRequirement",
    "Scale",
    "ScaleLevel",
    "Site",
    "Skill",
    "SkillCell",
    "SkillChange",
    "SkillLevel",
    "SkillTarget",
    "TeachingOffer",
    "Unit",
    "UnitClosure",
    "UnitMembership",
]
