"""Acts of sponsors and of those who answer them: offer, accept, decline, end."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from ecosystem.core.audit import SYSTEM, record
from ecosystem.core.clock import now
from ecosystem.core.errors import Refused
from ecosystem.core.versions import change
from ecosystem.notifications.actions import tell, tell_many
from goals.models import Objective, Sponsorship
from guilds.actions.telling import edition
from guilds.models import Guild

State = Sponsorship.State
SPONSORED = _("Somebody sponsors it already.")


@transaction.atomic
def offer_sponsorship(of: Guild | Objective, *, actor: Person, gives: str = "") -> Sponsorship:
    """Whoever tends or leads it is asked. While it waits or stands, the same offer is the same one."""
    column = _hold(of)
    mine = Sponsorship.objects.filter(person=actor, state__in=[State.OFFERED, State.ACTIVE], **{column: of})
    if known := mine.first():
        return known
    if _taken(of):
        raise Refused(SPONSORED)
    made = Sponsorship.objects.create(person=actor, gives=gives, offered_at=now(), **{column: of})
    record(actor, "sponsorship.offered", of, fields=["gives"])
    tell_many("goals.sponsorship_offered", person_ids=sorted(_answering(of) - {actor.pk}), subject_id=made.pk)
    return made


@transaction.atomic
def accept_sponsorship(offer: Sponsorship, *, actor: Person, version: int) -> None:
    """From now on they sponsor it; of a guild they read what its sponsor reads. Twice is harmless."""
    of = offer.of
    column = _hold(of)
    if offer.state == State.ACTIVE:
        return
    if _taken(of):
        raise Refused(SPONSORED)
    standing = Sponsorship.objects.filter(state=State.ACTIVE, **{column: of})
    standing.update(state=State.ENDED, ended_at=now())  # of somebody who is no longer here
    answered = {"state": State.ACTIVE, "answered_by": actor, "answered_at": now()}
    if not change(offer, version, {"state": State.OFFERED}, **answered):
        raise Refused(_("This offer is settled: %(state)s.") % {"state": offer.get_state_display()})
    if offer.guild:
        change(offer.guild, None, sponsor=offer.person)
    _answered(offer, actor, "sponsorship.accepted")


@transaction.atomic
def decline_sponsorship(offer: Sponsorship, *, actor: Person, version: int, words: str = "") -> None:
    """With a reason that the sponsor reads, if there is one. Twice is harmless."""
    answered: dict[str, Any] = {"state": State.DECLINED, "answered_by": actor, "answered_at": now(), "words": words}
    if change(offer, version, {"state": State.OFFERED}, **answered):
        _answered(offer, actor, "sponsorship.declined")


@transaction.atomic
def end_sponsorship(offer: Sponsorship, *, actor: Person, version: int, words: str = "") -> None:
    """By either side; an offer that waits is taken back. The other side is told. Twice is harmless."""
    _end(offer, actor, version, words, told=(_answering(offer.of) | {offer.person_id}) - {actor.pk})


@transaction.atomic
def end_sponsorships_of_leaver(person: Person, *, actor: Any) -> None:
    """What they sponsor, or offered to, ends with the employment; those who answer for it are told. A second call finds none."""
    mine = Sponsorship.objects.unsettled().filter(person=person).select_related("guild", "objective")
    for offer in mine.order_by("guild", "objective", "pk"):
        _end(offer, actor, None, "", told=_answering(offer.of) - {person.pk})


@transaction.atomic
def end_sponsorships_with(guild: Guild, *, actor: Person) -> None:
    """Of a guild that has closed or become part of another, for which nobody has agreed to them; the sponsors are told, and the
    archive keeps who stood behind it. A second call finds none."""
    offers = Sponsorship.objects.unsettled().filter(guild=guild).select_related("guild", "objective")
    for offer in offers.order_by("pk"):
        _end(offer, actor, None, "", told={offer.person_id} - {actor.pk})


def end_outlived_sponsorships() -> int:
    """Once a night: what they stood behind, or would have, has ended; they are told. Returns how many."""
    offers = list(
        Sponsorship.objects.outlived().select_related("guild", "objective").order_by("guild", "objective", "pk")
    )
    with transaction.atomic():
        for offer in offers:
            _end(offer, SYSTEM, None, "", told={offer.person_id})
    return len(offers)


def _end(offer: Sponsorship, actor: Any, version: int | None, words: str, told: set[int]) -> None:
    ended = {"state": State.ENDED, "ended_at": now(), "words": words}
    if not change(offer, version, {"state__in": [State.OFFERED, State.ACTIVE]}, **ended):
        return
    if offer.guild and offer.guild.is_at_work and offer.guild.sponsor_id == offer.person_id:
        change(offer.guild, None, sponsor=None)  # an archive keeps who stood behind it
    record(actor, "sponsorship.ended", offer.of, fields=["state"], subject=offer.person_id)
    window = edition(offer.version)
    tell_many("goals.sponsorship_ended", person_ids=sorted(told), subject_id=offer.pk, window=window)


def _hold(of: Guild | Objective) -> str:
    """Nobody else offers or answers meanwhile. Returns the column that names it."""
    type(of).objects.select_for_update(no_key=True).get(pk=of.pk)
    return "guild" if isinstance(of, Guild) else "objective"


def _taken(of: Guild | Objective) -> bool:
    if isinstance(of, Guild):
        return Guild.objects.filter(pk=of.pk, sponsor__is_active=True).exists()
    return of.sponsorships.current().exists()


def _answering(of: Guild | Objective) -> set[int]:
    """Who says yes or no: the stewards of a guild, whoever leads an objective."""
    if isinstance(of, Guild):
        return set(of.stewardships.current().values_list("person", flat=True))
    return {of.owner_id} if of.owner_id else set()


def _answered(offer: Sponsorship, actor: Person, verb: str) -> None:
    record(actor, verb, offer.of, fields=["state"], subject=offer.person_id)
    window = edition(offer.version)
    tell("goals.sponsorship_answered", person_id=offer.person_id, subject_id=offer.pk, window=window)
