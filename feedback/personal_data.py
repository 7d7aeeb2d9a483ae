"""What the tables of needs hold of people."""

from django.utils.translation import gettext_lazy as _

from ecosystem.core.personal_data import ANSWERABLE, COUNTED, KEEP, WORK, bond, empties, nobody, refers

nobody(_("The words of a need are everybody's; who needs it stands apart."), "feedback.Need")
nobody(
    _("Counted and kept without who."),
    "feedback.ZeroHit",
    "feedback.RadarCount",
    "feedback.RadarSum",
    "feedback.RadarChange",
    "feedback.RadarVerdict",
    "feedback.NeedsSnapshot",
    "feedback.NeedsSnapshotRow",
)
empties("feedback.Need", {"turn": _("Needs that wait for you")})
refers("feedback.Need", {"claimed_by": _("Needs that you took to make")}, why=WORK)
bond("feedback.NeedReporter", "person", _("Needs that you reported or share"), KEEP, why=COUNTED)
bond("feedback.NeedMove", "actor", _("Your steps on needs"), KEEP, kept=("words",), why=WORK)
refers("feedback.RadarVerdict", {"by": _("What you decided on signals")}, why=ANSWERABLE)
refers("feedback.NeedsSnapshot", {"by": _("Analyses that you kept")}, why=ANSWERABLE)
bond(
    "feedback.Funding",
    "by",
    _("Money that you gave for learning"),
    KEEP,
    kept=("effect", "words"),
    codes=("key",),
    why=ANSWERABLE,
)
refers("feedback.Funding", {"owner": _("Money that you saw to")}, why=ANSWERABLE)
bond("feedback.Thanks", "person", _("Thanks that you received"), texts=("words",), named=("by",))
refers("feedback.Thanks", {"by": _("Thanks that you gave")})
bond("feedback.DeskAnswer", "person", _("Proposals that you put aside"), codes=("kind",))
