"""The advocacy desk of an executive: what could be done and why, and how far what was done got. Eight statements."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db.models import (
    CharField,
    Count,
    DateTimeField,
    DecimalField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Cast, Coalesce, JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Person
from ecosystem.core.clock import now, start_of
from ecosystem.core.templatetags.ui import number, short_date
from feedback import advocacy
from feedback.advocacy import ACTS, Candidate, choose
from feedback.effects import Effect, with_effect
from feedback.models import DeskAnswer, Funding, Need, Thanks
from feedback.reach import Done
from goals.message_reach import Reach, reach_of
from goals.models import AlignmentFigure, GuildObjective, Message, Objective, ObjectiveSkill, Sponsorship
from guilds.models import Guild, LedgerEntry, Seat, Session
from guilds.told import latest_quarter
from resources.models import Resource

QUARTER = dt.timedelta(days=90)
CANDIDATES = 12
FEWEST_WAITING, FEWEST_USES, FEWEST_MEMBERS = 3, 10, 5
DONE_SHOWN = 20
RUNNING = ("offered", "active")


def desk_of(person: Person, day: dt.date) -> dict[str, Any]:
    """Everything that the desk shows."""
    month = start_of(day.replace(day=1))
    answers = list(DeskAnswer.objects.filter(person=person, at__gte=now() - QUARTER))
    done = [Done(*row) for row in _done(person)]
    this_month = [one for one in done if one.at >= month]
    resting = {(answer.kind, answer.subject_id) for answer in answers}
    candidates = [one for one in _candidates(person, day) if (one.kind, one.subject_id) not in resting]
    proposed = choose(candidates, [one.kind for one in this_month], [a.kind for a in answers if a.at >= month])
    return {
        "proposed": proposed,
        "done": done[:DONE_SHOWN],
        "done_this_month": len(this_month),
        "left": max(0, ACTS - len(this_month)),
        "reach": _reach(done),
        "month": day,
    }


def _reach(done: list[Done]) -> tuple[Done, Reach] | None:
    """Of the latest message, as its own panel shows it: shares of enough people. One statement where there is one."""
    latest = next((one for one in done if one.kind == advocacy.SAY), None)
    message = Message.objects.for_panel().filter(pk=latest.pk).first() if latest else None
    return (latest, reach_of(message)) if latest and message else None


# --- what could be done, best first within each kind -----------------------------------------------------------------
def _candidates(person: Person, day: dt.date) -> Iterator[Candidate]:
    yield from _needs()
    objectives = list(_objectives(person, day))
    yield from _to_sponsor(objectives, person)
    yield from _to_say(objectives, person)
    yield from _to_thank(person)
    guilds = list(_guilds(person))
    yield from _guilds_to_sponsor(guilds)
    yield from _to_host(guilds)


def _needs() -> Iterator[Candidate]:
    """Open and without money, three people or more; most people first, counted twice where an objective needs the skill."""
    wanted = ObjectiveSkill.objects.filter(target__skill=OuterRef("skill_id"), objective__status="active")
    rows: Any = Need.objects.unsettled()
    rows = rows.filter(people__gte=FEWEST_WAITING, fundings=None)
    rows = rows.annotate(aim=Subquery(wanted.order_by("objective__code").values("objective__title")[:1]))
    weight = F("people") * (1 + Cast(Exists(wanted), IntegerField()))
    for need in rows.annotate(weight=weight).order_by("-weight", "reported_at", "pk")[:CANDIDATES]:
        words = {"n": need.people, "day": short_date(need.reported_at), "aim": need.aim}
        reason = _("%(n)d people have waited for it since %(day)s.") % words
        if need.aim:
            reason += " " + _("“%(aim)s” needs the skill.") % words
        yield Candidate(advocacy.FUND, need.pk, str(need), reason, reverse("feedback:need_fund", args=[need.pk]))


def _objectives(person: Person, day: dt.date) -> QuerySet[Any]:
    """Of the company that run, with what was published of their learning, and whether anybody sponsors or spoke of them."""
    latest = AlignmentFigure.objects.filter(objective=OuterRef("pk"), day__lte=day).order_by("-day")
    spoken = Message.objects.published().filter(Q(objective=OuterRef("pk")) | Q(key_result__objective=OuterRef("pk")))
    sponsors = Sponsorship.objects.filter(objective=OuterRef("pk"), person__is_active=True)
    return (
        Objective.objects.counted_on(day)
        .filter(level=Objective.Level.COMPANY)
        .annotate(
            learning=Subquery(latest.values("figures")[:1]),
            spoken=Exists(spoken.filter(resource__published_at__gte=now() - QUARTER)),
            sponsored=Exists(sponsors.filter(state="active")),
            offered=Exists(sponsors.filter(person=person, state__in=RUNNING)),
        )
        .order_by(F("confidence").asc(nulls_last=True), "code")
    )


def _to_sponsor(objectives: list[Any], person: Person) -> Iterator[Candidate]:
    """Nobody sponsors it, and somebody else leads it: first where nobody learns for it, then the least confident."""
    free = [o for o in objectives if not o.sponsored and not o.offered and o.owner_id not in {None, person.pk}]
    for each in sorted(free, key=lambda o: not _is_uncovered(o)):
        url = reverse("goals:sponsor_objective", args=[each.pk])
        yield Candidate(advocacy.SPONSOR_OBJECTIVE, each.pk, each.title, _why_sponsor(each), url)


def _is_uncovered(objective: Any) -> bool:
    return bool(objective.learning) and objective.learning.get("goals") == 0 and not objective.no_learning_needed


def _why_sponsor(objective: Any) -> str:
    if _is_uncovered(objective):
        return _("Nobody learns for it, and nobody sponsors it.")
    if objective.confidence is not None:
        return _("Confidence %(n)s of 10, and nobody sponsors it.") % {"n": number(objective.confidence)}
    return _("Nobody sponsors it.")


def _to_say(objectives: list[Any], person: Person) -> Iterator[Candidate]:
    """Nobody has spoken of it for ninety days: first what one leads oneself, then the least confident."""
    silent = [each for each in objectives if not each.spoken]
    for each in sorted(silent, key=lambda o: o.owner_id != person.pk):
        reason = _("Nobody has said why it matters for 90 days.")
        if each.owner_id == person.pk:
            reason = _("You lead it, and nobody has said why it matters for 90 days.")
        url = f"{reverse('goals:message_new')}?about=o:{each.pk}"
        yield Candidate(advocacy.SAY, each.pk, each.title, reason, url)


def _to_thank(person: Person) -> Iterator[Candidate]:
    """Published by somebody who is here and whom one has not thanked for it within ninety days: most gaps closed, then most
    used."""
    thanked = Thanks.objects.filter(by=person, resource=OuterRef("pk"), at__gte=now() - QUARTER)
    rows = with_effect(Resource.objects.published().exclude(owner=person).filter(owner__is_active=True))
    rows = rows.filter(~Exists(thanked), Q(views__gte=FEWEST_USES) | Q(closed__gte=1)).select_related("owner")
    for each in rows.order_by("-closed", "-views", "pk")[:CANDIDATES]:
        effect = Effect(each.views, each.closed).words
        reason = _("By %(name)s: %(effect)s.") % {"name": each.owner, "effect": effect}
        url = reverse("feedback:resource_thank", args=[each.pk])
        yield Candidate(advocacy.THANK, each.pk, each.title, reason, url)


def _guilds(person: Person) -> QuerySet[Any]:
    """Strategic ones at work that everybody may know of, five people or more: those that serve an objective, then the largest."""
    serving = GuildObjective.objects.current().filter(guild=OuterRef("pk"), objective__status="active")
    offered = Sponsorship.objects.filter(guild=OuterRef("pk"), person=person, state__in=RUNNING)
    titles = serving.order_by("linked_at").values("objective__title")
    rows = Guild.objects.at_work().not_hidden().filter(character=Guild.Character.STRATEGIC)
    return (
        rows.filter(members__gte=FEWEST_MEMBERS)
        .annotate(
            aim=Subquery(titles[:1]),
            serves=Exists(serving),
            offered=Exists(offered),
            planned=Exists(Session.objects.planned().filter(guild=OuterRef("pk"), ends_at__gt=now())),
        )
        .filter(Q(sponsor=None, offered=False) | Q(planned=False, state=Guild.State.ACTIVE))
        .order_by("-serves", "-members", "pk")[: 2 * CANDIDATES]
    )


def _guilds_to_sponsor(guilds: list[Any]) -> Iterator[Candidate]:
    for guild in guilds:
        if guild.sponsor_id is None and not guild.offered:
            people = ngettext("%(n)d person", "%(n)d people", guild.members) % {"n": guild.members}
            reason = _("%(people)s, and nobody sponsors it.") % {"people": people}
            if guild.aim:
                reason += " " + _("It serves “%(aim)s”.") % {"aim": guild.aim}
            url = reverse("goals:sponsor_guild", args=[guild.pk])
            yield Candidate(advocacy.SPONSOR_GUILD, guild.pk, guild.name, reason, url)


def _to_host(guilds: list[Any]) -> Iterator[Candidate]:
    """Nothing is planned there."""
    for guild in guilds:
        if not guild.planned and guild.state == Guild.State.ACTIVE:
            reason = _("%(n)d people, and no session is planned.") % {"n": guild.members}
            url = f"{reverse('guilds:session_new')}?guild={guild.pk}"
            yield Candidate(advocacy.HOST, guild.pk, guild.name, reason, url)


# --- what was done, within a quarter ---------------------------------------------------------------------------------
def _done(person: Person) -> list[Any]:
    """One statement for all kinds, the latest first."""
    since = now() - QUARTER
    parts = [
        *_given(Funding.objects.filter(by=person, given_at__gte=since)),
        *_offers(Sponsorship.objects.filter(person=person, offered_at__gte=since)),
        _row(
            Thanks.objects.filter(by=person, at__gte=since), advocacy.THANK, "at",
            title="resource__title", name="person__full_name", used="used", now="resource__views", closed="closed",
            public="public",
        ),
        _row(
            Message.objects.filter(author=person, resource__published_at__gte=since), advocacy.SAY,
            "resource__published_at", title="resource__title",
        ),
        _row(
            Session.objects.filter(host=person, ends_at__lte=now(), ends_at__gte=since).exclude(state="cancelled"),
            advocacy.HOST, "starts_at", title="title", came=_attended(), written=F("result_id"),
        ),
    ]  # fmt: skip
    return list(parts[0].union(*parts[1:], all=True).order_by("-moment", "-row")[: 2 * DONE_SHOWN])


def _given(rows: QuerySet[Any]) -> list[Any]:
    told = {"amount": "amount", "review": "review_on", "came": "came"}
    counted: Any = Need.objects.filter(pk=OuterRef("need"))
    waiting = counted.values("people")[:1]
    need = rows.filter(need__isnull=False)
    guild = rows.filter(guild__isnull=False)
    return [
        _row(
            need,
            advocacy.FUND,
            "given_at",
            title="need__words",
            people=Subquery(waiting),
            status="need__status",
            **told,
        ),
        _row(
            guild,
            advocacy.FUND,
            "given_at",
            title=Coalesce("session__title", "guild__name"),
            spent=_spent_since(),
            **told,
        ),
    ]


def _spent_since() -> Coalesce:
    """What the guild has spent from then on."""
    rows = LedgerEntry.objects.filter(guild=OuterRef("guild"), at__gte=OuterRef("given_at")).order_by().values("guild")
    return Coalesce(Subquery(rows.annotate(n=Sum("spent")).values("n")), Decimal(0), output_field=DecimalField())


def _offers(rows: QuerySet[Any]) -> list[Any]:
    guild = rows.filter(guild__isnull=False)
    objective = rows.filter(objective__isnull=False)
    serving = GuildObjective.objects.at_work().filter(
        objective=OuterRef("objective"), guild__joining__in=["open", "ask"]
    )
    helped = serving.order_by().values("objective").annotate(n=Count("pk")).values("n")
    return [
        _row(
            guild, advocacy.SPONSOR_GUILD, "offered_at",
            title="guild__name", state="state", members="guild__members", quarter=latest_quarter("guild"),
        ),
        _row(
            objective, advocacy.SPONSOR_OBJECTIVE, "offered_at",
            title="objective__title", state="state", progress="objective__progress",
            guilds=Coalesce(Subquery(helped), 0, output_field=IntegerField()),
        ),
    ]  # fmt: skip


def _attended() -> Coalesce:
    """How many were there."""
    rows = Seat.objects.filter(session=OuterRef("pk"), attended=True).order_by().values("session")
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n")), 0, output_field=IntegerField())


def _row(rows: QuerySet[Any], kind: str, at: str, **told: Any) -> Any:
    """As one line of the union: of which kind, which row, when, and what is told of it."""
    annotated = rows.order_by().annotate(
        act=Value(kind, CharField()), row=F("pk"), moment=Cast(F(at), DateTimeField()), told=JSONObject(**told)
    )
    return annotated.values_list("act", "row", "moment", "told")
