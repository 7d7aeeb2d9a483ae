"""What the tables of people, skills and sign-in hold of people."""

from django.apps import apps
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.erasing_traces import forget_entry, forget_factors, forget_imports, forget_sessions, recount_skills
from ecosystem.core.personal_data import (
    ANSWERABLE,
    COUNTED,
    KEEP,
    OF_OTHERS,
    afterwards,
    bond,
    empties,
    nobody,
    refers,
    trace,
)

LINES = _("Who led whom, and when, decides what others may read and is theirs too; the name goes.")
PROVABLE = _("Who could do what, and when, must stay provable; a former colleague takes the place of the name.")
FRAMEWORK = _("The framework of skills and roles.")
FILES = _("Of imports: what names the person is taken out of them, apart.")

nobody(
    _("The organisation, its places and its sums."),
    "accounts.Organisation",
    "accounts.OrganisationEvent",
    "accounts.Site",
    "accounts.Unit",
    "accounts.UnitEvent",
    "accounts.UnitClosure",
    "accounts.ClosureDay",
    "accounts.Project",
    "accounts.SkillCell",
    "accounts.RollupDay",
    "accounts.PublishedBlock",
    "accounts.PublishedCell",
)
nobody(
    FRAMEWORK,
    "accounts.Scale",
    "accounts.ScaleLevel",
    "accounts.Skill",
    "accounts.SkillEvent",
    "accounts.SkillLevel",
    "accounts.JobRole",
    "accounts.RoleRequirement",
    "accounts.RoleRequirementEvent",
    "accounts.SkillTarget",
)
nobody(
    FILES,
    "accounts.ImportRun",
    "accounts.ImportFile",
    "accounts.ImportIssue",
    "accounts.ImportPreview",
    "accounts.ImportChange",
    "accounts.ImportProgress",
)
nobody(_("Whom a campaign asks: units, never people."), "accounts.SkillCampaign_units")
nobody(
    _("Django’s and the sign-in’s own bookkeeping."),
    "auth.Permission",
    "auth.Group",
    "auth.Group_permissions",
    "contenttypes.ContentType",
    "pghistory.Context",
    "socialaccount.SocialApp",
)

# --- oneself ---------------------------------------------------------------------------------------------------------
bond(
    "accounts.Person",
    "pk",
    _("Your record: name, address, number, days and hours"),
    KEEP,
    kept=("time_zone", "locale"),
    blank=("full_name", "email", "employee_number"),
    codes=("password", "scim_id", "scim_external_id", "scim_username"),
    why=_("The row stays as “Former colleague”, without anything else, for what others have written beside it."),
)
bond("accounts.Employment", "person", _("Your employments"))
bond("accounts.UnitMembership", "person", _("Units that you were in"))
bond("accounts.RoleHolding", "person", _("Job roles that you held"))
bond("accounts.ReportingLine", "person", _("Your line managers"), named=("manager",))
bond("accounts.ReportingLine", "manager", _("People whom you led"), KEEP, why=LINES)
bond("accounts.ReportingClosure", "descendant", _("Managers above you, as counted today"), handed=None)
bond("accounts.ReportingClosure", "ancestor", _("People below you, as counted today"), handed=None)
bond("accounts.Leave", "person", _("Your days away"))
bond("accounts.Assignment", "person", _("Projects that you worked on"))
empties("accounts.Unit", {"lead": _("Units that you lead")})
empties("accounts.UnitEvent", {"lead": _("Earlier editions of units that you led")})
empties(
    "accounts.Project",
    {"delivery_lead": _("Projects that you lead"), "technical_lead": _("Projects that you lead technically")},
)

# --- rights ----------------------------------------------------------------------------------------------------------
bond("accounts.RoleGrant", "person", _("Roles that you were granted"), KEEP, why=PROVABLE)
refers(
    "accounts.RoleGrant",
    {"granted_by": _("Roles that you granted"), "ended_by": _("Roles that you ended")},
    why=PROVABLE,
)
bond("accounts.Invitation", "person", _("Invitations to sign in"), codes=("code_hash",))
refers("accounts.Invitation", {"created_by": _("Invitations that you sent")}, why=PROVABLE)
bond("accounts.Delegation", "manager", _("Your stand-ins"), KEEP, blank=("note",), named=("delegate",), why=PROVABLE)
bond(
    "accounts.Delegation",
    "delegate",
    _("Whom you stood in for"),
    KEEP,
    blank=("note",),
    named=("manager",),
    why=PROVABLE,
)
bond("accounts.AccessToken", "person", _("Your access tokens"), texts=("name",), codes=("secret_hash",))
refers(
    "accounts.ImportRun",
    {
        "uploaded_by": _("Imports that you uploaded"),
        "confirmed_by": _("Imports that you confirmed"),
        "applied_by": _("Imports that you applied"),
        "undone_by": _("Imports that you undid"),
    },
    why=ANSWERABLE,
)

# --- skills ----------------------------------------------------------------------------------------------------------
bond(
    "accounts.Assessment",
    "person",
    _("Your levels, as you and others stated them"),
    texts=("note", "reply"),
    handed=~Q(source="peer") & (~Q(source="manager") | Q(released_at__isnull=False)),
)
bond(
    "accounts.Assessment",
    "assessor",
    _("Views of colleagues that you gave"),
    KEEP,
    kept=("note",),
    why=OF_OTHERS,
    handed=Q(source="peer"),
)
bond(
    "accounts.Evidence",
    "person",
    _("Your evidence"),
    texts=("title", "link", "refused_reason"),
    named=("asked", "confirmed_by"),
)
empties("accounts.Evidence", {"asked": _("Evidence that waits for your word")})
refers("accounts.Evidence", {"confirmed_by": _("Evidence that you confirmed")})
bond("accounts.Interest", "person", _("What you want to learn"))
bond("accounts.TeachingOffer", "person", _("What you offer to teach"))
bond("accounts.HelpRequest", "person", _("Help that you asked for"), texts=("note", "answer"), named=("teacher",))
bond("accounts.HelpRequest", "teacher", _("Help that you were asked for"), KEEP, blank=("answer",), why=OF_OTHERS)
bond("accounts.PeerRequest", "person", _("Views that you asked for"), named=("peer",))
refers("accounts.PeerRequest", {"peer": _("Views that you were asked for")})
bond("accounts.AssessmentDispute", "person", _("Levels that you called wrong"), texts=("text", "answer"))
bond(
    "accounts.AssessmentDispute",
    "answered_by",
    _("Disputed levels that you answered"),
    KEEP,
    kept=("answer",),
    why=OF_OTHERS,
    handed=None,
)
bond("accounts.SuggestedProfile", "person", _("The profile that you began with"))
refers("accounts.SuggestedProfile", {"confirmed_by": _("Profiles that you confirmed")})
bond(
    "accounts.SkillCampaign",
    "opened_by",
    _("Campaigns that you opened"),
    KEEP,
    kept=("why",),
    codes=("progress",),
    why=ANSWERABLE,
)
bond("accounts.CampaignAsk", "person", _("Campaigns in which you were asked"), KEEP, why=COUNTED)
bond("accounts.PersonSkill", "person", _("What you need and have in each skill"), codes=("need_source", "state"))
bond("accounts.SkillChange", "person", _("Word that your figures changed"), KEEP, why=COUNTED, handed=None)
bond("accounts.SinglePoint", "person", _("Skills that you alone held"))

# --- exports and erasures --------------------------------------------------------------------------------------------
bond("accounts.DataExport", "person", _("Copies of your data that you asked for"), texts=("file",))
bond(
    "accounts.Erasure",
    "person",
    _("The note that you are erased"),
    KEEP,
    kept=("reason",),
    codes=("done",),
    why=_("That it was done, when, why and by whom must stay provable; it does not say whose name it was."),
    handed=None,
)
refers(
    "accounts.Erasure",
    {
        "asked_by": _("Erasures that you asked for"),
        "confirmed_by": _("Erasures that you confirmed"),
        "withdrawn_by": _("Erasures that you took back"),
    },
    why=ANSWERABLE,
)

# --- sign-in ---------------------------------------------------------------------------------------------------------
bond("account.EmailAddress", "user", _("Addresses that you sign in with"), texts=("email",))
bond("account.EmailConfirmation", "email_address__user", _("Addresses that wait to be confirmed"), codes=("key",))
bond(
    "usersessions.UserSession",
    "user",
    _("Devices that you are signed in on"),
    texts=("ip", "user_agent"),
    codes=("session_key", "data"),
)
if apps.is_installed("allauth.mfa"):
    bond("mfa.Authenticator", "user", _("Your second factors"), codes=("data",))
else:
    trace("second factors", _("Your second factors, from before the provider was the only way in"), forget_factors)
bond(
    "socialaccount.SocialAccount",
    "user",
    _("How your identity provider knows you"),
    texts=("uid", "extra_data"),
    codes=("provider",),
)
bond(
    "socialaccount.SocialToken",
    "account__user",
    _("Keys of your identity provider"),
    codes=("token", "token_secret"),
    handed=None,
)
bond(
    "admin.LogEntry",
    "user",
    _("Acts in Django’s own administration"),
    texts=("object_id", "object_repr", "change_message"),
    handed=None,
)
nobody(_("Found and deleted by the devices of the person."), "sessions.Session")

trace("accounts.sessions", _("Sessions in a browser"), forget_sessions)
trace("accounts.imports", _("Files of imports, and what they would change or did change"), forget_imports)
trace("accounts.search", _("The entry in search"), forget_entry)
afterwards(recount_skills)
