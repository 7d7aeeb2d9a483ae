"""Acts at the gardener's bench: plant, water, boost, prune or not now, each kept with what was before, so that it can be undone."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person, Skill
from ecosystem.core.audit import record
from ecosystem.core.clock import now, today
from ecosystem.core.errors import Refused
from ecosystem.core.twice import in_turn
from ecosystem.notifications.actions import tell
from resources.actions.care import take_back_verification, verify_resource
from resources.actions.picks import end_pick, pick_resource
from resources.actions.recruiting import ask_to_write, withdraw_request
from resources.actions.writing import archive_resource, bring_back_resource
from resources.experts import experts_on, first_free
from resources.garden import BOOST_FOR, Proposal, proposal_for
from resources.models import GardenAct, Pick, Resource, Verification, WritingRequest
from resources.outlines import prepare


@transaction.atomic
def tend(keys: Iterable[str], *, actor: Any, words: str = "") -> list[GardenAct]:
    """Do for each what its row proposes; rows that no longer stand are left alone. `words` go to the contributors."""
    acts = []
    for key in _held(keys):
        proposal = proposal_for(actor, today(), key)
        if proposal and proposal.can_do:
            acts.append(_do(proposal, actor, words))
    return acts


@transaction.atomic
def put_off(keys: Iterable[str], *, actor: Any) -> list[GardenAct]:
    """“Not now”: for a while these rows stand no more in the actor's own queue. Nobody is told; twice is harmless."""
    acts = []
    for key in _held(keys):
        if proposal := proposal_for(actor, today(), key):
            act = GardenAct(
                kind=GardenAct.Kind.REST, by=actor, at=now(), before={"of": proposal.kind}, **_about(proposal)
            )
            act.save()
            record(actor, "garden.rest", act)
            acts.append(act)
    return acts


def _held(keys: Iterable[str]) -> list[str]:
    """Each once, and nobody else's for as long as this lasts: whoever waited finds what was done."""
    each = list(dict.fromkeys(keys))
    for key in sorted(each):
        in_turn(f"resources.garden {key}", 0)
    return each


@transaction.atomic
def undo_garden_act(act: GardenAct, *, actor: Any) -> None:
    """As it was before; messages that were not yet sent are dropped. Twice is harmless."""
    if not GardenAct.objects.standing().filter(pk=act.pk).update(undone_at=now()):
        return
    if act.kind == GardenAct.Kind.PRUNE and act.resource:
        bring_back_resource(act.resource, actor=actor)
    if act.kind == GardenAct.Kind.BOOST:
        for pick in Pick.objects.filter(pk=act.before.get("pick")):
            end_pick(pick, actor=actor)
    if act.kind == GardenAct.Kind.WATER:
        for made in Verification.objects.filter(pk=act.before.get("verification")):
            take_back_verification(made, actor=actor, before=act.before)
    if act.kind == GardenAct.Kind.PLANT:
        for request in WritingRequest.objects.open().filter(pk=act.before.get("request")):
            withdraw_request(request, actor=actor)
    record(actor, "garden.undone", act, fields=["undone_at"])


def _do(proposal: Proposal, actor: Any, words: str) -> GardenAct:
    act = GardenAct(kind=proposal.kind, by=actor, at=now(), words=words, **_about(proposal))
    act.before = DEEDS[proposal.kind](proposal, actor, words)
    act.save()
    record(actor, f"garden.{proposal.kind}", act)
    if proposal.kind != GardenAct.Kind.PLANT:
        _tell_owner(act, proposal)
    return act


def _about(proposal: Proposal) -> dict[str, Any]:
    return {"skill" if isinstance(proposal.subject, Skill) else "resource": proposal.subject}


def _tell_owner(act: GardenAct, proposal: Proposal) -> None:
    """Somebody else's resource: they read what was done and the words with it."""
    owner_id = proposal.subject.owner_id
    if owner_id not in (None, act.by_id) and (proposal.asks or proposal.kind != GardenAct.Kind.WATER):
        tell("resources.tended", person_id=owner_id, subject_id=act.pk)


def _plant(proposal: Proposal, actor: Any, words: str) -> dict[str, Any]:
    """Whoever is nearest and can be asked gets the prepared outline."""
    skill: Skill = proposal.subject
    expert = first_free(experts_on([skill.pk], besides=[actor.pk]).get(skill.pk, []))
    if expert is None:
        raise Refused(_("Nobody can be asked for it just now. Write something yourself."))
    person = Person.objects.get(pk=expert.person_id)
    prepared = prepare(skill, today()).values()
    return {"request": ask_to_write(skill, actor=actor, person=person, words=words, **prepared).pk}


def _water(proposal: Proposal, actor: Any, words: str) -> dict[str, Any]:
    """Asks the owner; what is one's own, or nobody's, one vouches for."""
    resource: Resource = proposal.subject
    if proposal.asks:
        return {}
    waiting = resource.reactions.waiting().filter(kind="outdated").values_list("pk", flat=True)
    before: dict[str, Any] = {"doubts": list(waiting)}
    before |= {"verified_on": _iso(resource.verified_on), "verify_by": _iso(resource.verify_by)}
    made = verify_resource(resource, actor=actor, against=words[:160] or _("how we work today"))
    return {**before, "verification": made.pk}


def _boost(proposal: Proposal, actor: Any, words: str) -> dict[str, Any]:
    """No reason is put in anybody's mouth; the words are for its owner alone."""
    until = today() + BOOST_FOR
    return {"pick": pick_resource(proposal.subject, actor=actor, reason="", until=until, tell_owner=False).pk}


def _prune(proposal: Proposal, actor: Any, words: str) -> dict[str, Any]:
    resource: Resource = proposal.subject
    reason = words or _("Stale, and nobody used it for half a year.")
    archive_resource(resource, actor=actor, version=resource.version, reason=reason)
    return {}


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None


DEEDS = {"plant": _plant, "water": _water, "boost": _boost, "prune": _prune}
