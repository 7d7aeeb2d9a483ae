"""What the tables of guilds hold of people."""

from django.utils.translation import gettext_lazy as _

from ecosystem.core.personal_data import ANSWERABLE, COUNTED, KEEP, OF_OTHERS, WORK, bond, empties, nobody, refers

MONEY = _("Lines of a ledger are never changed; a former colleague takes the place of the name.")

nobody(
    _("The guild's own words and figures."), "guilds.Guild", "guilds.GuildMonth", "guilds.Purse", "guilds.CoffeeRound"
)
nobody(_("Which skills and which material; nothing says who."), "guilds.GuildSkill", "guilds.SessionResource")
empties("guilds.Guild", {"sponsor": _("Guilds that you sponsor")})
refers("guilds.Guild", {"founded_by": _("Guilds that you started")})
bond(
    "guilds.CharterVersion",
    "author",
    _("Charters of guilds that you worded"),
    KEEP,
    kept=("purpose", "audience", "charter"),
    why=WORK,
)
bond("guilds.Membership", "person", _("Guilds that you belong to"), texts=("words", "answer"))
bond("guilds.Stewardship", "person", _("Guilds that you tend"))
empties("guilds.Stewardship", {"handed_to": _("Guilds that were handed to you")})
bond("guilds.GuildResource", "added_by", _("What you added to collections"), KEEP, kept=("note",), why=WORK)
bond(
    "guilds.GuildPost",
    "author",
    _("What you posted on boards of guilds, and asked about sessions"),
    KEEP,
    kept=("title", "body", "removed_for"),
    why=WORK,
)
bond(
    "guilds.GuildAnswer",
    "author",
    _("Answers on boards of guilds and to questions about sessions"),
    KEEP,
    kept=("text",),
    why=WORK,
)
bond("guilds.BudgetRequest", "author", _("Money that you asked for"), KEEP, kept=("title", "link", "reason"), why=MONEY)
refers("guilds.BudgetRequest", {"decided_by": _("Requests for money that you decided on")}, why=MONEY)
bond("guilds.LedgerEntry", "actor", _("Lines that you booked"), KEEP, kept=("words",), codes=("key",), why=MONEY)
bond(
    "guilds.OfficeHours",
    "person",
    _("Office hours that you held"),
    KEEP,
    blank=("about", "place", "call_url"),
    codes=("zone",),
    why=OF_OTHERS,
)
bond("guilds.Slot", "booked_by", _("Quarters of an hour that you booked"), KEEP, blank=("agenda",), why=OF_OTHERS)
bond("guilds.Mentoring", "learner", _("Mentoring that you took"), texts=("words", "answer"), named=("mentor",))
bond(
    "guilds.Mentoring",
    "mentor",
    _("Mentoring that you gave"),
    KEEP,
    blank=("answer",),
    named=("learner",),
    why=OF_OTHERS,
)
refers(
    "guilds.CoffeePair",
    {"a": _("Coffee by chance"), "b": _("Coffee by chance"), "c": _("Coffee by chance")},
)
bond(
    "guilds.Series",
    "host",
    _("Series of sessions that you hosted"),
    KEEP,
    kept=("title", "agenda", "rule", "place"),
    blank=("call_url",),
    codes=("zone",),
    why=WORK,
)
bond(
    "guilds.Session",
    "host",
    _("Sessions that you hosted"),
    KEEP,
    kept=("title", "agenda", "place", "state_reason", "application_question"),
    blank=("call_url",),
    codes=("zone",),
    why=WORK,
)
bond("guilds.Seat", "person", _("Your seats in sessions"), KEEP, blank=("words", "applied_words"), why=COUNTED)
refers("guilds.Seat", {"attended_by": _("Whom you saw in sessions")}, why=ANSWERABLE)
bond(
    "guilds.HostSwap",
    "offered_by",
    _("Sessions that you offered to other hosts"),
    KEEP,
    blank=("words",),
    why=OF_OTHERS,
)
refers("guilds.HostSwap", {"to": _("Sessions that were offered to you"), "taken_by": _("Sessions that you took over")})
bond("guilds.CalendarFeed", "person", _("Addresses from which your calendar reads"), codes=("secret_hash",))
bond("guilds.CalendarReply", "person", _("What your calendar answered"), codes=("message_id",))
