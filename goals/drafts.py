"""What a new goal is proposed to be, from a gap or from a suggestion: so that three fields remain to confirm."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Case, Exists, OuterRef, Prefetch, Q, Value, When

from accounts.models import Person, PersonSkill, Skill, SkillLevel, UnitClosure, UnitMembership
from ecosystem.core.clock import today
from ecosystem.core.periods import Period, cycle_of
from ecosystem.core.policy import policy
from goals.models import KeyResult, Objective, ObjectiveSkill, Suggestion
from goals.wording import plain

LEAST_DAYS = 28
TIMES = Decimal(3)
HIGHEST = 4
MOST_AIMS = 12
MOST_SKILLS = 50


@dataclass
class Draft:
    """`initial` of the form; `why` says where it comes from."""

    initial: dict[str, Any] = field(default_factory=dict)
    skill: Skill | None = None
    suggestion: Suggestion | None = None
    wanted_by: KeyResult | Objective | None = None


def draft_for(person: Person, *, skill: Skill | None = None, suggestion: Suggestion | None = None) -> Draft:
    """Everything that can be known is filled in; empty without a skill but for the day, the start and who sees it."""
    skill = skill or (suggestion.skill if suggestion else None)
    draft = Draft(skill=skill, suggestion=suggestion)
    draft.initial = {
        "due_date": due_by(today()),
        "baseline": Decimal(0),
        "measure": "number",
        "kind": "learning",
        "visibility": policy().default_goal_visibility,
        "serves": "me",
    }
    if skill:
        _from_skill(draft, person, skill)
    if suggestion:
        draft.initial |= {"title": suggestion.title} if suggestion.title else {}
    return draft


def due_by(day: dt.date) -> dt.date:
    """The end of the cycle, or of the next one where less than four weeks are left."""
    cycle = current_cycle(day)
    return cycle.end if (cycle.end - day).days >= LEAST_DAYS else cycle.next().end


def current_cycle(day: dt.date) -> Period:
    return cycle_of(day, policy().fiscal_year_first_month)


def _from_skill(draft: Draft, person: Person, skill: Skill) -> None:
    known = PersonSkill.objects.filter(person=person, skill=skill).first()
    level = known.level if known else None
    asked = draft.suggestion.to_level if draft.suggestion else None
    wanted = asked or (known.required if known else None)
    to_level = min(HIGHEST, max(wanted or 0, int(level or 0) + 1))
    sentence = SkillLevel.objects.filter(skill=skill, level=to_level).values_list("sentence", flat=True).first()
    draft.wanted_by = aim_that_wants(person, skill)
    draft.initial |= {
        "skill": skill.name,
        "from_level": plain(level),
        "to_level": to_level,
        "title": title_from(sentence) if sentence else "",
        "target": TIMES,
        "unit_of_measure": "times in real work",
        "serves": aim_value(draft.wanted_by),
    }


def title_from(sentence: str) -> str:
    """“You can build a form that passes.” → “Build a form that passes”."""
    words = sentence.strip().rstrip(".").removeprefix("You can ").strip()
    return (words[:1].upper() + words[1:])[:160]


def aim_value(aim: KeyResult | Objective | None) -> str:
    if aim is None:
        return "me"
    return f"kr:{aim.pk}" if isinstance(aim, KeyResult) else f"o:{aim.pk}"


def aim_of(serves: dict[str, Any] | None) -> KeyResult | Objective | None:
    """What came along with a goal's row, as the object that forms and choices speak of."""
    if not serves:
        return None
    if serves["key_result_id"]:
        return KeyResult(pk=serves["key_result_id"], title=serves["key_result"], objective_id=serves["objective_id"])
    return Objective(pk=serves["objective_id"], title=serves["title"])


def aim_that_wants(person: Person, skill: Skill) -> KeyResult | Objective | None:
    """The running key result that counts people at this skill, else the objective that lists it as critical."""
    running = open_aims(person)
    counted = KeyResult.objects.filter(skill=skill, objective__in=running).select_related("objective").first()
    return counted or running.filter(critical_skills__target__skill=skill).first()


def open_aims(person: Person) -> Any:
    """Running objectives one can serve: the company's, those of one's units and above, and one's own."""
    day = today()
    units = UnitMembership.objects.on(day).filter(person=person).values("unit_id")
    above = UnitClosure.objects.filter(descendant__in=units).values("ancestor_id")
    own = Q(level="company") | Q(level="unit", unit__in=above) | Q(level="person", owner=person)
    return Objective.objects.active().filter(own, cycle__start__lte=day, cycle__end__gte=day)


def aim_choices(person: Person, skill: Skill | None = None, now_serving: Any = None) -> list[Any]:
    """Grouped choices for a form: for myself, then each objective with its key results; those that want the skill first."""
    wants = Exists(ObjectiveSkill.objects.filter(objective=OuterRef("pk"), target__skill=skill))
    near = Case(When(level="person", then=Value(0)), When(level="unit", then=Value(1)), default=Value(2))
    results = Prefetch("key_results", KeyResult.objects.only("pk", "title", "objective_id", "code"))
    rows = (
        open_aims(person).annotate(wants=wants, near=near).order_by("-wants", "near", "code").prefetch_related(results)
    )
    groups = [
        (
            objective.title,
            [
                (f"o:{objective.pk}", objective.title),
                *((f"kr:{kr.pk}", kr.title) for kr in objective.key_results.all()),
            ],
        )
        for objective in rows[:MOST_AIMS]
    ]
    offered = {value for _title, pairs in groups for value, _label in pairs}
    if now_serving is not None and aim_value(now_serving) not in offered:
        groups.insert(0, (str(now_serving), [(aim_value(now_serving), str(now_serving))]))
    return groups


def skill_names(person: Person) -> list[str]:
    """Names to choose from: first what one's role needs, then by name; at most fifty, any other can be typed."""
    mine = PersonSkill.objects.filter(person=person, skill=OuterRef("pk"), required__isnull=False)
    named = Skill.objects.current().annotate(needed=Exists(mine)).order_by("-needed", "name")
    return list(named.values_list("name", flat=True)[:MOST_SKILLS])
