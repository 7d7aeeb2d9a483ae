"""What waits for a person's word, for home: obstacles, evidence, places, sponsors, guilds, what is asked about skills; what became of what
they said; what is put forward to them; what they have under way beside goals; their next sessions; what they were
reminded of; and how many suggestions they have. One statement."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import CharField, Count, DateField, Exists, F, IntegerField, JSONField, Max, Min, Q, Value
from django.db.models.functions import Cast, Coalesce, Concat, JSONObject, TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import AssessmentDispute, CampaignAsk, Evidence, HelpRequest, PeerRequest, Person, RoleGrant
from accounts.querysets import direct_reports
from ecosystem.core.addresses import address
from ecosystem.core.clock import today
from ecosystem.core.compiled import prepared_rows
from ecosystem.core.policy import policy
from ecosystem.core.templatetags.ui import short_date
from ecosystem.reports import forward, own_sessions, reminders, under_way
from feedback.models import Need
from feedback.need_screens import News, steps_told
from goals.leads import leaving_lines, still_leads
from goals.models import Obstacle, OpportunityPlace, Sponsorship, Suggestion
from guilds.models import BudgetRequest, Membership, Stewardship
from guilds.querysets import AT_WORK

SHOWN, NEWS_SHOWN = 6, 4
ALONE, TOGETHER = 1, 0  # lines that gather a whole kind come first when not all find room
TOLD, SUGGESTED = "told", "suggested"
BESIDE = {
    TOLD,
    SUGGESTED,
    reminders.REMINDER,
    forward.MESSAGE,
    forward.PICK,
    under_way.PATH,
    under_way.COURSE,
    under_way.NEED,
    own_sessions.SESSION,
}
COLUMNS = ("sort", "key", "whose", "line", "since", "together", "news")
ADDRESSES = {
    "obstacle": "goals:obstacle_page",
    "cleared": "goals:obstacle_page",
    "evidence": "accounts:evidence_page",
    "applied": "goals:opportunity_page",
    "invited": "goals:opportunity_page",
    "leads": "goals:leads_page",
    "need": "feedback:need_page",
    "helped": "feedback:need_tell",
    "sponsor": "goals:sponsorship_page",
    "joins": "guilds:member_list",
    "money": "guilds:budget_answer",
}


@dataclass(frozen=True)
class Waiting:
    """Something that waits for this person's word: whose, what, since when, and where to answer. `n`: how many of them."""

    kind: str
    name: str
    words: str
    since: dt.date
    url: str
    n: int = 1

    @property
    def sentence(self) -> str:
        if self.kind in TOGETHER_WORDS:
            return TOGETHER_WORDS[self.kind](self.n) % {"name": self.name, "n": self.n}
        if self.kind == "round":
            day = short_date(dt.date.fromisoformat(self.name))
            return _("Ten minutes on your skills, until %(day)s") % {"day": day}
        return {
            "obstacle": _("It is your turn with an obstacle of %(name)s"),
            "cleared": _("%(name)s says that your obstacle is out of the way"),
            "evidence": _("%(name)s asks you to confirm evidence"),
            "applied": _("%(name)s asks to join your work"),
            "invited": _("%(name)s offers you a place"),
            "leads": _("Objectives of %(name)s need a lead: hand on"),
            "need": _("It is your turn with a need"),
            "helped": _("Did it help? One click"),
            "sponsor": _("%(name)s would like to sponsor it: yes or no"),
            "joins": _("%(name)s asks to join your guild"),
            "money": _("%(name)s asks for money of a guild"),
        }[self.kind] % {"name": self.name}


TOGETHER_WORDS = {
    "views": lambda n: ngettext("%(name)s asks for your view of a skill", "%(n)d views of skills are asked of you", n),
    "needs": lambda n: ngettext("A need waits for L&D: %(name)s", "%(n)d needs wait for L&D", n),
    "help": lambda n: ngettext("%(name)s asks for your help", "%(n)d colleagues ask for your help", n),
    "disputes": lambda n: ngettext(
        "%(name)s says that a level is wrong", "%(n)d levels in your team are said to be wrong", n
    ),
}


class Found(NamedTuple):
    """All that the one statement finds for home."""

    waiting: list[Waiting]
    news: list[News]
    said: list[forward.Forward]
    paths: list[under_way.OwnPath]
    courses: list[under_way.OwnCourse]
    needs: list[under_way.OwnNeed]
    sessions: list[own_sessions.OwnSession]
    reminders: list[reminders.Reminder]
    suggestions: int


def waiting_for(person: Person) -> Found:
    """Obstacles in my hand or to confirm, evidence to confirm, places and offers to sponsor to answer; a skill round; and one line each for views,
    help and disputed levels: the oldest first. Beside them what became of what I reported, what executives and L&D put
    forward, what I have under way, and my next sessions. Days are those of the organisation. One statement."""
    with timezone.override(policy().zone):
        rows = _found(person=person)
    lines = [
        Waiting(kind, name or "", words, since, _address(kind, pk), pk if kind in TOGETHER_WORDS else 1)
        for kind, pk, name, words, since, _together, _news in rows
        if kind not in BESIDE
    ]
    news = [_news_from(row[-1]) for row in rows if row[0] == TOLD]
    latest = sorted(news, key=lambda step: step.at, reverse=True)
    told = [(row[0], row[-1]) for row in rows]
    mine = under_way.under_way(told)
    answers, sessions = sorted(lines, key=lambda line: line.since), own_sessions.sessions_of(told)
    suggested = sum(row[1] for row in rows if row[0] == SUGGESTED)
    return Found(answers, latest, forward.put_forward(told), *mine, sessions, reminders.reminders_of(told), suggested)


def _news_from(told: dict[str, Any]) -> News:
    return News(**{**told, "at": dt.datetime.fromisoformat(told["at"])})


@prepared_rows
def _found(person: Person) -> Any:
    parts = [*_of_work(person), *_of_skills(person), *_of_needs(person), *_of_guilds(person)]
    waiting = parts[0].union(*parts[1:], all=True).order_by("together", "since")[:SHOWN]
    suggested = Suggestion.objects.waiting().filter(person=person)
    beside = [
        _together(suggested, SUGGESTED, "created_at"),
        *reminders.parts(person, COLUMNS),
        *forward.parts(person, COLUMNS),
        *under_way.parts(person, COLUMNS),
        *own_sessions.parts(person, COLUMNS),
    ]
    return waiting.union(_told(person), *beside, all=True)


def _told(person: Person) -> Any:
    """The latest steps on what one reported; all that is told of them in one column."""
    news = JSONObject(
        kind="kind", need_id="need_id", need="need__words", actor="actor__full_name", words="words", at="at"
    )
    nothing = Value("", CharField())
    told = steps_told(person).annotate(
        sort=Value(TOLD, CharField()),
        key=F("pk"),
        whose=nothing,
        line=nothing,
        since=Cast(TruncDate("at"), DateField()),
        together=Value(ALONE, IntegerField()),
        news=Cast(news, JSONField()),
    )
    return told.values_list(*COLUMNS)[:NEWS_SHOWN]


def _of_work(person: Person) -> list[Any]:
    place = OpportunityPlace.objects.filter(opportunity__status__in=["open", "filled"])
    return [
        _part(
            _in_hand(person), "obstacle", "goal__owner__full_name", "words", "opened_at",
        ),
        _part(
            Obstacle.objects.unconfirmed().filter(goal__owner=person),
            "cleared", "resolved_by__full_name", "text", "resolved_at",
        ),
        _part(
            place.filter(opportunity__lead=person, state="applied"),
            "applied", "person__full_name", "opportunity__title", "changed_at", "opportunity_id",
        ),
        _part(
            place.filter(person=person, state="invited"),
            "invited", "opportunity__lead__full_name", "opportunity__title", "changed_at", "opportunity_id",
        ),
        _part(
            _to_sponsor(person), "sponsor", "person__full_name", "sponsored", "offered_at",
        ),
        _part(
            _leaving(person), "leads", "person__full_name", "said", "last_on", "person_id", together=TOGETHER,
        ),
    ]  # fmt: skip


def _of_skills(person: Person) -> list[Any]:
    round_asked = CampaignAsk.objects.open(today()).filter(person=person)
    disputes = AssessmentDispute.objects.open().filter(person__in=direct_reports(person))
    return [
        _part(
            Evidence.objects.filter(asked=person, confirmed_at=None, refused_reason=""),
            "evidence", "person__full_name", "title", "occurred_on",
        ),
        _part(
            round_asked, "round", "campaign__last_day", "campaign__why", "campaign__opened_on", together=TOGETHER,
        ),
        _together(PeerRequest.objects.open().filter(peer=person), "views", "created_at"),
        _together(HelpRequest.objects.open().filter(teacher=person), "help", "created_at"),
        _together(disputes, "disputes", "opened_at"),
    ]  # fmt: skip


def _of_needs(person: Person) -> list[Any]:
    """In one's hand, to say whether it helped, and together what waits for L&D, for them."""
    learning = RoleGrant.objects.active().filter(person=person, role="learning", unit=None)
    for_all = Need.objects.filter(Exists(learning), status="open", turn=None)
    return [
        _part(
            Need.objects.filter(status="open", turn=person).annotate(waits_on=F("turn_since")),
            "need", "skill__name", "words", "waits_on",
        ),
        _part(Need.objects.to_tell(person), "helped", "skill__name", "words", "ask_again_on"),
        _together(for_all, "needs", "reported_at", "words"),
    ]  # fmt: skip


def _of_guilds(person: Person) -> list[Any]:
    """Who asks to join a guild that one tends; who asks for its money, also of whoever sponsors it, but not oneself."""
    tended = Stewardship.objects.current().filter(person=person).values("guild")
    decides = Q(guild__in=tended) | Q(guild__sponsor=person)
    asked = Membership.objects.asked().filter(guild__in=tended, guild__state__in=AT_WORK)
    money = BudgetRequest.objects.waiting().filter(decides).exclude(author=person)
    what = Concat("title", Value(", "), "guild__name", output_field=CharField())
    return [
        _part(asked, "joins", "person__full_name", "guild__name", "changed_at", "guild_id"),
        _part(money.annotate(what=what), "money", "author__full_name", "what", "asked_at"),
    ]


def _in_hand(person: Person) -> Any:
    """Open obstacles of others; what each says only where the person may read it."""
    rows = Obstacle.objects.open().filter(turn=person).exclude(goal__owner=person).exclude(goal__visibility="me")
    return rows.with_words_for(person)


def _leaving(person: Person) -> Any:
    """Reports who leave and still lead something."""
    lines = leaving_lines().filter(still_leads(), manager=person)
    return lines.annotate(said=Value(_("the last day"), CharField()), last_on=F("valid_to"))


def _to_sponsor(person: Person) -> Any:
    """Offers to sponsor a guild or an objective, with its name."""
    title = Coalesce("guild__name", "objective__title")
    return Sponsorship.objects.offered().answered_by_one(person).annotate(sponsored=title)


def _part(rows: Any, kind: str, name: str, words: str, since: str, pk: str = "pk", together: int = ALONE) -> Any:
    """One row each."""
    day = F(since) if since.endswith("_on") else TruncDate(since)
    told = rows.order_by().annotate(
        sort=Value(kind, CharField()),
        key=F(pk),
        whose=Cast(F(name), CharField()),
        line=Cast(F(words), CharField()),
        since=Cast(day, DateField()),
        together=Value(together, IntegerField()),
        news=_no_news(),
    )
    return told.values_list(*COLUMNS)


def _together(rows: Any, kind: str, since: str, name: str = "person__full_name") -> Any:
    """One row for all of them, if there are any: how many, since when, and a name for when it is one."""
    told = (
        rows.order_by()
        .values(sort=Value(kind, CharField()))
        .annotate(
            key=Count("pk"),
            whose=Cast(Max(name), CharField()),
            line=Value("", CharField()),
            since=Cast(TruncDate(Min(since)), DateField()),
            together=Value(TOGETHER, IntegerField()),
            news=_no_news(),
        )
        .filter(key__gt=0)
    )
    return told.values_list(*COLUMNS)


def _no_news() -> Any:
    return Cast(Value(None), JSONField())


def _address(kind: str, pk: int) -> str:
    if kind == "round":
        return address("accounts:skill_round")
    if kind == "needs":
        return f"{address('feedback:need_list')}?stage=open&turn=mine"
    if kind in TOGETHER_WORDS:
        return address("accounts:request_list")
    return address(ADDRESSES[kind], pk)
