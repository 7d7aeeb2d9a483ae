"""What money has led to so far, in words made of what is stored: for who gave it, on its day and on its page."""

from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ecosystem.core.batches import told
from ecosystem.core.clock import now
from ecosystem.core.policy import policy
from feedback.board import STAGES, say_whether_it_helped
from feedback.models import Funding, Need
from guilds.models import Guild, LedgerEntry, Seat, Session
from guilds.money import money


def so_far(funding: Funding) -> str:
    """As a line of facts. Two statements at most."""
    if funding.need_id:
        parts = _need(Need.objects.get(pk=funding.need_id))
    elif funding.session:
        parts = _session(funding.session)
    else:
        assert funding.guild is not None  # a constraint says so
        parts = _guild(funding.guild, funding)
    return " · ".join(filter(None, parts))


def _need(need: Need) -> list[str]:
    """Where it stands, how many need it, and what they said of the answer."""
    people = ngettext("%(n)d person needs it", "%(n)d people need it", need.people) % {"n": need.people}
    if need.status != Need.Status.RESOLVED:
        return [str(STAGES.get(need.status) or need.get_status_display()), people]
    say_whether_it_helped([need])
    words = {"yes": need.yes, "all": need.told}
    said = _("%(yes)d of %(all)d said that it helped") % words if need.told else _("nobody has said whether it helped")
    return [str(STAGES["resolved"]), people, said]


def _session(session: Session) -> list[str]:
    """Whether it took place, and how many were there."""
    if session.state == Session.State.CANCELLED:
        return [_("the session is off")]
    if session.ends_at > now():
        return [_("the session is still to come")]
    return [_how_many(session), _("written up in the library") if session.result_id else ""]


def _how_many(session: Session) -> str:
    """In whole batches of k + 1 of those who had a seat: who came is known to the host and those who tend the guild alone."""
    came = Seat.objects.filter(session=session, attended=True).count()
    found = told(min(came, session.seated), session.seated, policy().k)
    if found.low:
        return _("%(n)d people or more were there") % {"n": found.low}
    return (
        _("fewer than %(n)d people were there") % {"n": found.high + 1} if found.says_something else _("it took place")
    )


def _guild(guild: Guild, funding: Funding) -> list[str]:
    """What the guild has spent and how often it has met since then."""
    entries = LedgerEntry.objects.filter(guild=guild, at__gte=funding.given_at)
    spent = entries.aggregate(spent=Sum("spent"))["spent"] or Decimal(0)
    held = guild.sessions.filter(starts_at__gte=funding.given_at, ends_at__lte=now()).exclude(state="cancelled").count()
    met = ngettext("the guild has met once since", "the guild has met %(n)d times since", held) % {"n": held}
    bought = _("%(amount)s spent") % {"amount": money(spent)} if spent else _("nothing spent yet")
    return [bought, met if held else _("the guild has not met since")]
