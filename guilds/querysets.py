"""Adjectives that chain; each docstring is the rule. `visible_to` says which rows somebody may know of."""

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, Subquery, Sum
from django.db.models.functions import Coalesce, JSONObject

from guilds.page_parts import columns

if TYPE_CHECKING:
    from accounts.models import Person

AT_WORK = ("active", "resting")
BELONGING = ("member", "invited")
PLACE = ("id", "guild_id", "person_id", "state", "words", "joined_on", "tier", "acts")
FACES, QUESTIONS, KEPT = 7, 3, 4


def guilds_of(person: "Person") -> models.QuerySet:
    """The guilds that somebody belongs to or is invited to, as a subquery of their ids."""
    from guilds.models import Membership

    return Membership.objects.filter(person=person, state__in=BELONGING).values("guild")


def _reads_guild(person: "Person", to: str = "") -> Q:
    """Every guild that is not hidden; a hidden one only who belongs to it, is invited, or sponsors it."""
    return ~Q(**{f"{to}joining": "hidden"}) | Q(**{f"{to}pk__in": guilds_of(person)}) | Q(**{f"{to}sponsor": person})


def tends(person: "Person", of: str) -> Exists:
    """Whether somebody is a steward today of the guild that `of` names."""
    from guilds.models import Stewardship

    return Exists(Stewardship.objects.filter(guild=OuterRef(of), person=person, ended_on=None))


class GuildQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """Everybody, closed ones by their archive; hidden ones only their members, those invited, and the sponsor."""
        return self.filter(_reads_guild(person))

    def at_work(self) -> Self:
        """Active or resting."""
        return self.filter(state__in=AT_WORK)

    def not_hidden(self) -> Self:
        """Those that everybody may know of."""
        return self.exclude(joining="hidden")

    def of(self, person: "Person") -> Self:
        """Somebody is a member."""
        from guilds.models import Membership

        return self.filter(pk__in=Membership.objects.filter(person=person, state="member").values("guild"))

    def tended_by(self, person: "Person") -> Self:
        return self.filter(tends(person, "pk"))

    def for_list(self, person: "Person") -> Self:
        """With the names of its skills and `.my_state`, the largest first."""
        from guilds.models import Membership

        mine = Membership.objects.filter(guild=OuterRef("pk"), person=person).values("state")
        return self.annotate(skill_list=_skills(), my_state=Subquery(mine[:1])).order_by("-members", "-pk")

    def for_page(self, person: "Person") -> Self:
        """All that stands on its page from its own tables, in one statement: first faces, stewards of today, skills, how
        much is kept and asked, its next sessions, and the reader's own place; and what apps above show there
        (`guilds.page_parts`). `.faces`, `.stewards_now` and `.my_place` are lists of facts, without the rows they come from."""
        from guilds.models import GuildPost, GuildResource, Membership, Stewardship
        from guilds.session_rows import next_of_guild
        from guilds.told import latest_quarter

        named = {"pk": F("person_id"), "name": F("person__full_name")}
        members = Membership.objects.members().filter(guild=OuterRef("pk")).order_by("person_id")
        terms = Stewardship.objects.current().filter(guild=OuterRef("pk")).order_by("until", "pk")
        term = JSONObject(**named, term=F("pk"), until=F("until"), version=F("version"))
        mine = Membership.objects.filter(guild=OuterRef("pk"), person=person)
        return self.select_related("sponsor", "merged_into").annotate(
            my_place=ArraySubquery(mine.values_list(JSONObject(**{name: F(name) for name in PLACE}))),
            skill_list=_skills(),
            faces=ArraySubquery(members.values_list(JSONObject(**named))[:FACES]),
            stewards_now=ArraySubquery(terms.values_list(term)),
            kept=_number(GuildResource.objects.filter(guild=OuterRef("pk"))),
            open_questions=_number(GuildPost.objects.open_questions().filter(guild=OuterRef("pk"))),
            asked=_number(Membership.objects.asked().filter(guild=OuterRef("pk"))),
            questions_shown=_newest_questions(),
            kept_shown=_newest_kept(),
            next_shown=next_of_guild(person),
            quarter_told=latest_quarter("pk"),
            **columns(person),
        )


def _skills() -> ArraySubquery:
    from guilds.models import GuildSkill

    rows = GuildSkill.objects.filter(guild=OuterRef("pk")).order_by("skill__name")
    return ArraySubquery(rows.values_list(JSONObject(pk=F("skill_id"), name=F("skill__name"))))


def _newest_questions() -> ArraySubquery:
    from guilds.models import GuildPost

    rows = GuildPost.objects.open_questions().filter(guild=OuterRef("pk")).order_by("-created_at")
    told = JSONObject(
        pk="pk", title="title", author="author__full_name", at="created_at", answers_count="answers_count"
    )
    return ArraySubquery(rows.values_list(told)[:QUESTIONS])


def _newest_kept() -> ArraySubquery:
    """Of what is still to be read: what says how far to rely on it, its owner, and why it is kept."""
    from resources.models import Resource

    rows = Resource.objects.filter(in_guilds__guild=OuterRef("pk")).exclude(state="draft").with_trust()
    names = ("pk", "title", "kind", "state", "verify_by", "verified_on", "outdated", "against")
    told = JSONObject(**{name: F(name) for name in names}, owner="owner__full_name", note="in_guilds__note")
    return ArraySubquery(rows.order_by("-in_guilds__added_at", "-in_guilds__pk").values_list(told)[:KEPT])


def _number(rows: models.QuerySet) -> Coalesce:
    """How many of a guild's rows there are."""
    return Coalesce(Subquery(rows.order_by().values("guild").annotate(n=Count("pk")).values("n")), 0)


class MembershipQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """Who belongs is read with the guild; who asked or was refused only by themselves and the stewards."""
        mine = Q(person=person)
        return self.filter(mine | (_reads_guild(person, "guild__") & Q(state="member")) | Q(tends(person, "guild")))

    def members(self) -> Self:
        return self.filter(state="member", person__is_active=True)

    def asked(self) -> Self:
        """Waiting for a steward's word."""
        return self.filter(state="asked", person__is_active=True)

    def for_page(self) -> Self:
        return self.select_related("guild", "person")


class StewardshipQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """As the guild."""
        return self.filter(_reads_guild(person, "guild__"))

    def current(self) -> Self:
        return self.filter(ended_on=None)

    def ending(self, day: dt.date) -> Self:
        """Their term ends by that day."""
        return self.current().filter(until__lte=day)

    def for_page(self) -> Self:
        return self.select_related("guild", "person")


class GuildResourceQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """As the guild."""
        return self.filter(_reads_guild(person, "guild__"))

    def for_page(self) -> Self:
        return self.select_related("guild", "resource")

    def for_list(self) -> Self:
        """What is still to be read, the newest first, with its owner and how far to rely on it."""
        from resources.models import Resource

        trusted = Prefetch("resource", Resource.objects.select_related("owner").with_trust())
        shown = self.exclude(resource__state="draft").select_related("added_by")
        return shown.prefetch_related(trusted).order_by("-added_at", "-pk")


class GuildPostQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """As the guild, everybody where it is of none; what was taken down only its author and the stewards, or the host."""
        kept = Q(removed_at=None) | Q(author=person) | _tends_post(person)
        return self.filter(Q(guild=None) | _reads_guild(person, "guild__"), kept)

    def shown(self) -> Self:
        return self.filter(removed_at=None)

    def open_questions(self) -> Self:
        """Without an accepted answer."""
        return self.shown().filter(kind="question", accepted=None)

    def for_list(self) -> Self:
        """What is pinned stands first, then the newest."""
        return self.select_related("author").order_by(F("pinned_at").desc(nulls_last=True), "-created_at", "-pk")

    def for_page(self) -> Self:
        """With its guild, its author, its session, and what settled it."""
        return self.select_related("guild", "author", "session", "accepted__author")


def _tends_post(person: "Person", to: str = "") -> Q:
    """The stewards of its guild; of a question about a session of no guild its host."""
    return Q(tends(person, f"{to}guild")) | Q(**{f"{to}guild": None, f"{to}session__host": person})


class GuildAnswerQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """As the post."""
        kept = Q(removed_at=None) | Q(author=person) | _tends_post(person, "post__")
        reads = Q(post__guild=None) | _reads_guild(person, "post__guild__")
        return self.filter(reads, kept, post__removed_at=None)

    def standing(self) -> Self:
        """Not taken down, in the order in which they came."""
        return self.filter(removed_at=None).select_related("author").order_by("created_at", "pk")

    def for_page(self) -> Self:
        return self.select_related("post__guild", "post__session", "author")


OPEN_TO_MEMBERS = ("asked", "approved", "spent")


def _reads_budget(person: "Person", to: str) -> Q:
    """Members, the sponsor, and L&D, who grant, where they may know of the guild."""
    from guilds.models import Membership

    belongs = Membership.objects.filter(person=person, state="member").values("guild")
    mine = Q(**{f"{to}pk__in": belongs}) | Q(**{f"{to}sponsor": person})
    return mine | _reads_guild(person, to) if person.is_learning else mine


class BudgetRequestQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """As the budget; what was declined or taken back its author and who decides; one's own always."""
        found = _reads_budget(person, "guild__")
        if not person.is_learning:
            found &= Q(state__in=OPEN_TO_MEMBERS) | Q(tends(person, "guild")) | Q(guild__sponsor=person)
        return self.filter(Q(author=person) | found)

    def for_page(self) -> Self:
        return self.select_related("guild", "author", "decided_by", "session")

    def open(self) -> Self:
        """Waiting for a word, or set aside and not spent to the end."""
        return self.filter(state__in=["asked", "approved"])

    def waiting(self) -> Self:
        """For a yes or no."""
        return self.filter(state="asked")

    def settled(self) -> Self:
        """Spent, declined or taken back."""
        return self.exclude(state__in=["asked", "approved"])

    def with_held(self) -> Self:
        """`.held`: what is set aside for it and not spent, from the ledger."""
        from guilds.models import LedgerEntry

        held = LedgerEntry.objects.filter(request=OuterRef("pk")).order_by().values("request")
        return self.annotate(held=Coalesce(Subquery(held.annotate(sum=Sum("bound")).values("sum")), Decimal(0)))


class LedgerEntryQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """As the budget: members, the sponsor, and L&D."""
        return self.filter(_reads_budget(person, "guild__"))

    def for_page(self) -> Self:
        return self.select_related("guild", "request", "actor", "correction")

    def sums(self) -> dict[str, Decimal]:
        """`free` to promise, `bound` for requests, `spent`, and `granted`, which is the three together. One statement."""
        nothing = Decimal(0)
        moved = {"free": "amount", "bound": "bound", "spent": "spent"}
        found = self.order_by().aggregate(**{name: Coalesce(Sum(column), nothing) for name, column in moved.items()})
        return {**found, "granted": sum(found.values(), nothing)}


def _reads_session(person: "Person", to: str = "") -> Q:
    """Sessions of no guild are everybody's; others as their guild; one's own and those with a seat always."""
    from guilds.models import Seat

    seats = Seat.objects.filter(person=person).values("session")
    free = Q(**{f"{to}guild": None})
    return free | _reads_guild(person, f"{to}guild__") | Q(**{f"{to}host": person}) | Q(**{f"{to}pk__in": seats})


class SeriesQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """As the guild; those of no guild everybody."""
        return self.filter(Q(guild=None) | _reads_guild(person, "guild__") | Q(host=person))

    def for_page(self) -> Self:
        return self.select_related("guild", "host")

    def running(self) -> Self:
        return self.filter(ended_at=None)


class SessionQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """Everybody; those of a hidden guild its members, the host, and who has a seat."""
        return self.filter(_reads_session(person))

    def planned(self) -> Self:
        return self.filter(state="planned")

    def upcoming(self, moment: dt.datetime) -> Self:
        """Planned and not over, the next first."""
        return self.planned().filter(ends_at__gt=moment).order_by("starts_at", "pk")

    def for_page(self) -> Self:
        return self.select_related("guild", "host", "skill", "series__guild", "result")

    def for_rows(self, person: "Person") -> Self:
        """The columns of `guilds.session_rows`."""
        from guilds.session_rows import COLUMNS

        rows: Any = self.with_seat_of(person).values_list(*COLUMNS)
        return rows

    def with_seat_of(self, person: "Person") -> Self:
        """`my_state`: of the viewer's own seat, None without one."""
        from guilds.models import Seat

        mine = Seat.objects.filter(session=OuterRef("pk"), person=person).values("state")[:1]
        return self.annotate(my_state=models.Subquery(mine))


class SeatQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """One's own; all of a session its host and the stewards of its guild."""
        return self.filter(Q(person=person) | Q(session__host=person) | Q(tends(person, "session__guild")))

    def seated(self) -> Self:
        return self.filter(state="seated")

    def for_page(self) -> Self:
        return self.select_related("session__guild", "session__host", "person")

    def waiting(self) -> Self:
        """In the order in which they came."""
        return self.filter(state="waiting").order_by("turn")


class HostSwapQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """As the session."""
        return self.filter(_reads_session(person, "session__"))

    def for_page(self) -> Self:
        return self.select_related("session__guild", "session__host", "to", "offered_by")

    def offered(self) -> Self:
        return self.filter(state="offered")
