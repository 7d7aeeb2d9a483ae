"""Acts on a guild as a whole: start it, write its charter, let it rest, wake it, close it, merge it into another."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, Skill
from ecosystem.core.audit import record
from ecosystem.core.clock import now, today
from ecosystem.core.errors import Refused
from ecosystem.core.twice import in_turn
from ecosystem.core.versions import change
from ecosystem.notifications.actions import tell, tell_many
from guilds.actions.budget import end_budget
from guilds.actions.counting import count_soon
from guilds.actions.ending import call_off_sessions, pass_sessions_on, show_or_hide_sessions
from guilds.actions.telling import edition
from guilds.heritage import end, hand_on
from guilds.models import CharterVersion, Guild, GuildSkill, Membership, Stewardship
from guilds.search_entries import index_guild
from guilds.terms import term_end

State = Guild.State
AT_WORK = (State.ACTIVE, State.RESTING)
CHARTER = ("purpose", "audience", "rhythm", "joining", "charter")


@transaction.atomic
def start_guild(*, actor: Person, name: str, skills: Iterable[Skill] = (), **charter: Any) -> Guild:
    """Without anybody's permission. Who starts it is its first member and tends it for a term.

    The name of an open guild at work is refused; sent twice by the same person it is the same guild.
    """
    _hold_names()
    twin = Guild.objects.at_work().filter(name__iexact=name, founded_by=actor).first()
    if twin:
        return twin
    if charter.get("joining") != Guild.Joining.HIDDEN:
        _refuse_taken_name(name)
    moment, counted = now(), {"members": 1, "active_members": 1, "core_members": 1}
    guild = Guild.objects.create(
        name=name,
        founded_by=actor,
        founded_at=moment,
        state_since=moment,
        charter_changed_at=moment,
        counted_at=moment,
        **counted,
        **charter,
    )
    tier = Membership.Tier.CORE
    Membership.objects.create(guild=guild, person=actor, joined_on=today(), changed_at=moment, tier=tier)
    Stewardship.objects.create(guild=guild, person=actor, since=today(), until=term_end(today()))
    _set_skills(guild, skills)
    _keep_charter(guild, actor)
    record(actor, "guild.started", guild, fields=["name", *charter])
    index_guild(guild)
    return guild


@transaction.atomic
def write_charter(
    guild: Guild, *, actor: Person, version: int, skills: Iterable[Skill] | None = None, **fields: Any
) -> None:
    """The guild's own words; each change is kept beside those before. The same words again change nothing."""
    now_stands = Guild.objects.get(pk=guild.pk)
    changed = [name for name, value in fields.items() if getattr(now_stands, name) != value]
    worded = bool(set(changed) & set(CHARTER))
    values = {name: fields[name] for name in changed}
    if worded:
        values |= {"number": now_stands.number + 1, "charter_changed_at": now()}
    if values:
        if {"name", "joining"} & values.keys() and fields.get("joining", guild.joining) != Guild.Joining.HIDDEN:
            _hold_names()
            _refuse_taken_name(fields.get("name", now_stands.name), besides=guild)
        change(guild, version, **values)
    if worded:
        _keep_charter(guild, actor)
    if skills is not None and _set_skills(guild, skills):
        changed.append("skills")
    if changed:
        record(actor, "guild.charter_written", guild, fields=changed)
        index_guild(guild)
    if "joining" in changed:
        show_or_hide_sessions(guild)


@transaction.atomic
def rest_guild(guild: Guild, *, actor: Person, version: int, reason: str = "") -> None:
    """Nothing is planned for a while; members stay. Twice is harmless."""
    _move(guild, actor, version, (State.ACTIVE,), State.RESTING, reason, "guild.rested")


@transaction.atomic
def wake_guild(guild: Guild, *, actor: Person, version: int) -> None:
    """At work again. Twice is harmless."""
    _move(guild, actor, version, (State.RESTING,), State.ACTIVE, "", "guild.woken")


@transaction.atomic
def close_guild(guild: Guild, *, actor: Person, version: int, reason: str) -> None:
    """For good: what it wrote, kept and decided stays to be read; sessions to come are cancelled. Twice is harmless."""
    if _move(guild, actor, version, AT_WORK, State.CLOSED, reason, "guild.closed"):
        call_off_sessions(guild, actor=actor, reason=reason)
        end_budget(guild, actor=actor)
        end(guild, actor)


@transaction.atomic
def merge_guild(guild: Guild, *, actor: Person, version: int, into: Guild) -> None:
    """Its members, collection, skills, sessions to come, aims and running goals go over; its board stays to be read here.
    Twice is harmless."""
    if guild.pk == into.pk:
        raise Refused(_("A guild cannot be merged into itself."), field="into")
    pair = Guild.objects.select_for_update(no_key=True).order_by("pk").in_bulk([guild.pk, into.pk])
    if not pair[into.pk].is_at_work:
        raise Refused(_("“%(name)s” is not at work; merge into one that is.") % {"name": into}, field="into")
    if _move(guild, actor, version, AT_WORK, State.MERGED, "", "guild.merged", merged_into=into):
        _carry_over(guild, into)
        pass_sessions_on(guild, into)
        hand_on(guild, into, actor)
        end_budget(guild, actor=actor, into=into)
        record(actor, "guild.took_over", into)
        index_guild(into)
        count_soon(into)


def _move(
    guild: Guild, actor: Person, version: int, before: Iterable[str], state: str, reason: str, verb: str, **values: Any
) -> bool:
    """Into another state, told to the members; False where it is there already."""
    if guild.state == state:
        return False
    where = {"state__in": before}
    if not change(guild, version, where, state=state, state_reason=reason, state_since=now(), **values):
        if guild.state == state:
            return False
        raise Refused(_("This is not possible while the guild is %(state)s.") % {"state": guild.get_state_display()})
    if not guild.is_at_work:
        guild.stewardships.current().update(ended_on=today())
        _answer_who_waits(guild)
    record(actor, verb, guild, fields=["state"], reason=reason)
    index_guild(guild)
    members = guild.memberships.members().exclude(person=actor).values_list("person", flat=True)
    tell_many("guilds.moved", person_ids=list(members), subject_id=guild.pk, window=edition(guild.version))
    return True


def _answer_who_waits(guild: Guild) -> None:
    """Nobody is left to say yes: who asked to join hears of it, and invitations go."""
    merged = guild.state == State.MERGED
    words = _("It has become part of another guild.") if merged else _("It has closed.")
    refused: dict[str, Any] = {"state": Membership.State.REFUSED, "answer": str(words), "changed_at": now()}
    for place in guild.memberships.filter(state=Membership.State.ASKED).order_by("pk"):
        change(place, None, **refused)
        window = edition(place.version)
        tell("guilds.request_answered", person_id=place.person_id, subject_id=place.pk, window=window)
    invited = guild.memberships.filter(state=Membership.State.INVITED)
    invited.update(state=Membership.State.LEFT, changed_at=now(), version=F("version") + 1)


def _set_skills(guild: Guild, skills: Iterable[Skill]) -> bool:
    """The skills that it tends, as they shall be; says whether anything changed."""
    wanted = {skill.pk for skill in skills}
    gone, _rows = guild.skills.exclude(skill__in=wanted).delete()
    known = set(guild.skills.values_list("skill", flat=True))
    fresh = [GuildSkill(guild=guild, skill_id=pk) for pk in sorted(wanted - known)]
    GuildSkill.objects.bulk_create(fresh)
    return bool(gone or fresh)


def _carry_over(guild: Guild, into: Guild) -> None:
    """Who is in both keeps the place that they had there; who once left the other, or was refused, is not drawn in."""
    moment, day = now(), today()
    coming = guild.memberships.members().values("person")
    known = into.memberships.values("person")
    waiting = into.memberships.filter(person__in=coming, state__in=["asked", "invited"])
    waiting.update(state="member", joined_on=day, left_on=None, changed_at=moment)
    Membership.objects.bulk_create(
        Membership(guild=into, person_id=pk, state="member", joined_on=day, changed_at=moment)
        for pk in guild.memberships.members().exclude(person__in=known).values_list("person", flat=True)
    )
    guild.collection.exclude(resource__in=into.collection.values("resource")).update(guild=into)
    _set_skills(into, Skill.objects.filter(guild_skills__guild__in=[guild.pk, into.pk]).distinct())


def _keep_charter(guild: Guild, actor: Person) -> None:
    words = {name: getattr(guild, name) for name in CHARTER}
    CharterVersion.objects.create(guild=guild, number=guild.number, author=actor, at=now(), **words)


def _hold_names() -> None:
    """Until this transaction ends nobody else takes a name."""
    in_turn("guilds.names")


def _refuse_taken_name(name: str, besides: Guild | None = None) -> None:
    """Only against guilds that everybody may know of: a name tells nobody that a hidden one exists."""
    same = Guild.objects.at_work().not_hidden().filter(name__iexact=name)
    if (same.exclude(pk=besides.pk) if besides else same).exists():
        raise Refused(
            _("There is a guild of this name already. Join it, or choose another name."),
            field="name",
        )
