"""What sponsors and those who answer them are told: services."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ecosystem.notifications.models import Nudge
from ecosystem.notifications.registry import Kind, Message, category, rule
from goals.announcements import known_to
from goals.models import Sponsorship
from guilds.models import Guild

CATEGORY = "sponsors"


def offered_message(nudge: Nudge) -> Message | None:
    offer = Sponsorship.objects.offered().for_page().filter(pk=nudge.subject_id).first()
    if offer is None:
        return None
    return Message(
        subject=_("somebody would like to sponsor it"),
        sentence=_("%(name)s would like to sponsor “%(title)s”.") % {"name": offer.person, "title": offer.of},
        needs=_("would like to sponsor"),
        body=offer.gives,
        why=_("you tend or lead it; say yes or no"),
        url=offer.get_absolute_url(),
        action=_("Answer"),
    )


def answered_message(nudge: Nudge) -> Message | None:
    offer = Sponsorship.objects.for_page().filter(pk=nudge.subject_id, person=nudge.person_id).first()
    if offer is None or offer.state not in {"active", "declined"}:
        return None
    yes = offer.state == Sponsorship.State.ACTIVE
    sentence = _("You sponsor “%(title)s” now.") if yes else _("“%(title)s” does without a sponsor for now.")
    return Message(
        subject=_("about your offer to sponsor"),
        sentence=sentence % {"title": offer.of},
        body="" if yes else offer.words,
        why=_("you offered it"),
        url=offer.of.get_absolute_url(),
        action=_("See it"),
    )


def ended_message(nudge: Nudge) -> Message | None:
    offer = Sponsorship.objects.for_page().filter(pk=nudge.subject_id, state="ended").first()
    if offer is None:
        return None
    into = _part_of(offer, nudge)
    sentence = _ended(offer, nudge.person_id) if into is None else _gone_over(offer, into)
    return Message(
        subject=_("a sponsorship ended"),
        sentence=sentence % {"name": offer.person, "title": offer.of, "into": into},
        body=offer.words,
        why=_("you were a side of it"),
        url=(into or offer.of).get_absolute_url(),
        action=_("See it"),
    )


def _part_of(offer: Sponsorship, nudge: Nudge) -> Guild | None:
    """The guild at work that it has become part of, if the reader may know of it."""
    if offer.guild is None or offer.guild.merged_into_id is None:
        return None
    return Guild.objects.visible_to(nudge.person).at_work().filter(pk=offer.guild.merged_into_id).first()


def _gone_over(offer: Sponsorship, into: Guild) -> str:
    """To the sponsor; nobody has agreed to them for the other guild."""
    if into.sponsor_id:
        return _("“%(title)s” is now part of “%(into)s”, which has a sponsor; yours ended with it.")
    return _(
        "“%(title)s” is now part of “%(into)s”, and your sponsorship ended with it. You may offer it to “%(into)s”."
    )


def _ended(offer: Sponsorship, reader: int) -> str:
    """Of what has ended itself; to the sponsor; an offer that nobody had answered, which is taken back; of one who left."""
    of = offer.of
    if not (of.is_at_work if isinstance(of, Guild) else of.status == "active"):
        return _("“%(title)s” has ended, and your sponsorship with it.")
    if reader == offer.person_id:
        return _("You no longer sponsor “%(title)s”.")
    if offer.answered_at is None:
        return _("%(name)s takes back the offer to sponsor “%(title)s”.")
    if not offer.person.is_active:
        return _("%(name)s has left and no longer sponsors “%(title)s”.")
    return _("%(name)s no longer sponsors “%(title)s”.")


category(CATEGORY, gettext_lazy("Sponsors"), gettext_lazy("Offers to sponsor a guild or an objective, and answers."))
for code, message, name, sentence in (
    (
        "goals.sponsorship_offered", offered_message,
        gettext_lazy("An offer to sponsor"), gettext_lazy("Somebody would like to sponsor what they tend or lead."),
    ),
    (
        "goals.sponsorship_answered", answered_message,
        gettext_lazy("Your offer was answered"), gettext_lazy("Those asked said yes or no to their offer."),
    ),
    (
        "goals.sponsorship_ended", ended_message,
        gettext_lazy("A sponsorship ended"), gettext_lazy("The other side ended it."),
    ),
):  # fmt: skip
    rule(
        code, CATEGORY, Kind.SERVICE, sentence, name=name, subject_kind="sponsorship", context=message,
        visible=known_to(Sponsorship),
    )  # fmt: skip
