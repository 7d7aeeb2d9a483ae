"""The page of a skill: its ladder with my place on it, how my level came about, who offers to teach it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.contrib.humanize.templatetags.humanize import apnumber
from django.db.models import CharField, Count, OuterRef, Q, Subquery
from django.db.models.functions import Cast, JSONObject
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.levels import LEAST_PEERS, Rung, enters_level
from accounts.models import (
    Assessment,
    AssessmentDispute,
    HelpRequest,
    Interest,
    Person,
    PublishedCell,
    ReportingLine,
    Skill,
    SkillLevel,
    TeachingOffer,
)
from accounts.my_skills import Row, row_from, skills_of
from accounts.skill_learning import to_learn, way_of
from accounts.skill_notes import SkillNote, notes_for
from ecosystem.core.clock import today
from ecosystem.core.templatetags.ui import whole_levels

MOST_VOICES, MOST_OFFERS = 100, 12
Source = Assessment.Source


@dataclass(frozen=True)
class Rung_:
    """One step of the ladder."""

    value: int
    name: str
    sentence: str
    here: bool
    aim: bool
    need: bool


@dataclass(frozen=True)
class Voices:
    """How a level came about. Of peers only how many, and from two on their mean."""

    manager: Assessment | None
    manager_key: int | None
    peers: int
    peers_mean: Decimal | None
    evidence: list[Assessment]

    @property
    def peers_missing(self) -> int:
        return max(0, LEAST_PEERS - self.peers)


def page_context(skill: Skill, person: Person) -> dict[str, Any]:
    """Five statements: my row with what hangs on it, what apps above know, what was said, who teaches, what to learn from."""
    mine = _with_extras(skill, person)
    row = row_from(mine, today())
    note = notes_for(person, [skill.pk]).get(skill.pk)
    row = replace(row, note=note)
    offers = offers_of(skill, person)
    helpers = [offer for offer in offers if offer.person_id != person.pk]
    aim = note.aim if note and note.aim else row.required if row.need else None
    return {
        "skill": skill,
        "row": row,
        "ladder": ladder_of(mine.sentences, row, note),
        "sentence": sentence_of(row, note, len(helpers)),
        "voices": voices_of(person, skill, row),
        "offers": helpers,
        "to_learn": to_learn(skill, person, way_of(row.known, aim)),
        "my_offer": next((offer for offer in offers if offer.person_id == person.pk), None),
        "manager": mine.manager_name,
        "cell": mine.cell,
        "dispute": mine.dispute,
        "interest_choices": Interest.Answer.choices,
        "retired": skill.retired_on,
    }


def _with_extras(skill: Skill, person: Person) -> Any:
    """The skill as `skills_of` knows it, and in the same statement the ladder, the company's figure, manager, dispute."""
    sentences = SkillLevel.objects.filter(skill=OuterRef("pk")).order_by().values("skill")
    cell = PublishedCell.objects.filter(skill=OuterRef("pk"), unit=None, site=None, is_latest=True)
    figures = JSONObject(few="few", coverage="coverage", as_of=Cast("as_of", CharField()), required="required")
    disputes = AssessmentDispute.objects.open().filter(skill=OuterRef("pk"), person=person)
    opened = JSONObject(pk="pk", answer_by=Cast("answer_by", CharField()))
    line = ReportingLine.objects.on(today()).filter(person=person)
    return (
        skills_of(person)
        .annotate(
            sentences=Subquery(sentences.annotate(all=_ladder_json()).values("all")),
            cell=Subquery(cell.values_list(figures)[:1]),
            dispute=Subquery(disputes.values_list(opened)[:1]),
            manager_name=Subquery(line.values("manager__full_name")[:1]),
        )
        .get(pk=skill.pk)
    )


def _ladder_json() -> Any:
    from django.contrib.postgres.aggregates import JSONBAgg

    return JSONBAgg(JSONObject(level="level", sentence="sentence"), order_by="level")


def ladder_of(sentences: Iterable[dict[str, Any]] | None, row: Row, note: SkillNote | None) -> list[Rung_]:
    """Every key of the scale with its “You can …”, my place and my aim. Places are rounded to the nearest step."""
    words = {each["level"]: each["sentence"] for each in sentences or ()}
    here = row.keys.key_for(row.known)
    aim = row.keys.key_needed(note.aim) if note else None
    return [
        Rung_(value, row.keys.name(value), words.get(value, ""), value == here, value == aim, value == row.need)
        for value in row.keys.values
    ]


def voices_of(person: Person, skill: Skill, row: Row) -> Voices:
    """One statement. Peers' own words are counted and averaged here, and go no further."""
    said = Assessment.objects.spoken().filter(person=person, skill=skill).select_related("assessor", "evidence")
    latest = list(said.order_by("-stated_on", "-pk")[:MOST_VOICES])
    manager = next((each for each in latest if each.source == Source.MANAGER), None)
    peers = peer_values(each for each in latest if each.source == Source.PEER)
    return Voices(
        manager=manager,
        manager_key=row.keys.key_for(manager.level, manager.scale_max) if manager else None,
        peers=len(peers),
        peers_mean=sum(peers, Decimal(0)) / len(peers) if len(peers) >= LEAST_PEERS else None,
        evidence=[each for each in latest if each.source == Source.EVIDENCE and each.evidence],
    )


def peer_values(said: Iterable[Assessment]) -> list[Decimal]:
    """Each peer's latest on 0–4, without those who found it not applicable; `said` has the newest first."""
    latest: dict[int | None, Assessment] = {}
    for each in said:
        latest.setdefault(each.assessor_id, each)
    return [Decimal(4 * each.level) / each.scale_max for each in latest.values() if each.level is not None]


def counts(evidence: Any, day: dt.date) -> bool:
    """Whether an item moves the level today: a strong rung, confirmed (or a credential not refused), not expired."""
    strong = enters_level(Rung(evidence.rung))
    trusted = evidence.confirmed_at or (evidence.rung == Rung.CREDENTIAL and not evidence.refused_reason)
    return bool(strong and trusted and (evidence.expires_on is None or evidence.expires_on >= day))


def offers_of(skill: Skill, person: Person) -> list[Any]:
    """Who offers to teach it, those with a free place first; each with the viewer's own request, if one stands."""
    accepted = Q(person__help_asked__skill=skill, person__help_asked__state=HelpRequest.State.ACCEPTED)
    mine = HelpRequest.objects.standing().filter(teacher=OuterRef("person"), skill=skill, person=person)
    offers = TeachingOffer.objects.of_active_people().filter(skill=skill).select_related("person")
    found: list[Any] = list(
        offers.annotate(
            taken=Count("person__help_asked", filter=accepted),
            asked=Subquery(mine.values_list(JSONObject(pk="pk", state="state"))[:1]),
        ).order_by("person__full_name", "pk")[:MOST_OFFERS]
    )
    for offer in found:
        offer.left = max(0, offer.places - offer.taken)
    return sorted(found, key=lambda offer: not offer.left)


def sentence_of(row: Row, note: SkillNote | None, helpers: int) -> str:
    """Where I am, what I aim for or what is needed, and who can help."""
    if row.not_applicable:
        return _("It does not apply to your work.")
    known = row.known
    taught = _taught(helpers, aims=bool(note and note.aim and known is not None and note.aim > known))
    if known is None:
        start = _("What you said has faded") if row.faded else _("It is not known yet where you are")
        return _("%(start)s; %(taught)s.") % {"start": start, "taught": taught} if taught else f"{start}."
    words = {"level": whole_levels(known), "aim": note and note.aim, "need": row.need, "taught": taught}
    if note and note.aim and note.aim > known:
        plain, more = (
            _("You are at %(level)s and aim for %(aim)s."),
            _("You are at %(level)s and aim for %(aim)s; %(taught)s."),
        )
    elif row.need and (row.keys.key_for(known) or 0) < row.need:
        plain, more = (
            _("You are at %(level)s; %(need)s is needed."),
            _("You are at %(level)s, %(need)s is needed; %(taught)s."),
        )
    elif row.need:
        return _("You are at %(level)s, and %(need)s is needed.") % words
    else:
        plain, more = _("You are at %(level)s."), _("You are at %(level)s; %(taught)s.")
    return (more if taught else plain) % words


def _taught(helpers: int, *, aims: bool) -> str:
    if not helpers:
        return ""
    words = {"n": apnumber(helpers)}
    if aims:
        return ngettext("%(n)s colleague can take you there", "%(n)s colleagues can take you there", helpers) % words
    return ngettext("%(n)s colleague can take you further", "%(n)s colleagues can take you further", helpers) % words
