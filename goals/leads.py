"""What somebody leads, and who of those one manages is about to leave: read by rules, screens and the act of handing on."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from accounts.models import Employment, Person, ReportingClosure, ReportingLine, UnitClosure, UnitMembership
from ecosystem.core.clock import today
from goals.models import KeyResult, LearningGoal, Objective, Opportunity, OpportunityPlace, Sponsorship, Suggestion

RUNNING = ("draft", "active")
OFFERED = ("open", "filled")
PLACED = ("invited", "applied", "taken")
Led = Objective | KeyResult | Opportunity


@dataclass(frozen=True)
class Kind:
    """One kind of thing that somebody leads: its name, the column that says who, and the permission to hand it on."""

    name: str
    column: str
    permission: str


KINDS: dict[type, Kind] = {
    Objective: Kind("objective", "owner", "goals.hand_on_objective"),
    KeyResult: Kind("key_result", "owner", "goals.hand_on_key_result"),
    Opportunity: Kind("opportunity", "lead", "goals.hand_on_opportunity"),
}


def led_objectives() -> QuerySet[Objective]:
    """Objectives of the company and its units that have not ended. One's own ones end with one's employment."""
    return Objective.objects.filter(status__in=RUNNING).exclude(level="person")


def led_key_results() -> QuerySet[KeyResult]:
    """Key results of such objectives, where somebody else leads the objective: the others go with it."""
    return results_in_led_objectives().exclude(owner=F("objective__owner"))


def results_in_led_objectives() -> QuerySet[KeyResult]:
    return KeyResult.objects.filter(objective__status__in=RUNNING).exclude(objective__level="person")


def led_opportunities() -> QuerySet[Opportunity]:
    return Opportunity.objects.filter(status__in=OFFERED)


def leads_of(person: Person) -> list[Led]:
    """Everything that can be handed on, each with who may do so, and an objective with the key results that go with it
    (`going_along`): three statements."""
    objectives = led_objectives().filter(owner=person).select_related("unit", "cycle").order_by("code")
    results = results_in_led_objectives().filter(owner=person).select_related("objective__unit", "objective__cycle")
    work = led_opportunities().filter(lead=person).select_related("skill").order_by("needed_by", "pk")
    leaving = _managers_of_leaver("owner_id")
    led: dict[int, Any] = {
        each.pk: each for each in objectives.annotate(heads=_heads("unit__lead"), leaver_managers=leaving)
    }
    for objective in led.values():
        objective.going_along = []
    others: list[Led] = []
    for result in results.annotate(heads=_heads("objective__unit__lead"), leaver_managers=leaving).order_by("code"):
        result.objective.heads = result.heads  # type: ignore[attr-defined]
        (led[result.objective_id].going_along if result.objective_id in led else others).append(result)
    return [*led.values(), *others, *work.annotate(leaver_managers=_managers_of_leaver("lead_id"))]


def _heads(lead: str) -> ArraySubquery:
    """Ids of the lead of a unit and of those above in the reporting line."""
    return ArraySubquery(ReportingClosure.objects.filter(descendant=OuterRef(lead)).values("ancestor_id"))


def _managers_of_leaver(whose: str) -> ArraySubquery:
    return ArraySubquery(leaving_lines().filter(person=OuterRef(whose)).values("manager_id"))


def leaving_lines() -> QuerySet[ReportingLine]:
    """Reporting lines of people whose last day is known, who can still sign in and do not come back, until they are out."""
    again = Employment.objects.filter(person=OuterRef("person"), valid_from__gt=OuterRef("valid_to"))
    return ReportingLine.objects.filter(
        ~Exists(again),
        person__is_active=True,
        person__kind=Person.Kind.PERSON,
        person__employments__valid_to=F("valid_to"),
        valid_to__isnull=False,  # said by the line above too; asked first, as most lines are open
        valid_from__lte=today(),
    )


def still_leads(person: str = "person") -> Q:
    """Whether the person of a row leads an objective, a key result or an opportunity that has not ended."""
    mine = OuterRef(person)
    return (
        Q(Exists(led_objectives().filter(owner=mine)))
        | Q(Exists(led_key_results().filter(owner=mine)))
        | Q(Exists(led_opportunities().filter(lead=mine)))
    )


def left_something_open(day: dt.date) -> QuerySet[Person]:
    """Everybody who is out, however long ago, and still has something open: goals, suggestions, places, sponsorships, what
    they led. One statement."""
    mine = OuterRef("pk")
    suggested = Suggestion.objects.waiting()
    open_still = (
        Q(Exists(LearningGoal.objects.active().filter(owner=mine)))
        | Exists(suggested.filter(person=mine))
        | Exists(suggested.filter(suggested_by=mine))
        | Exists(places_held().filter(person=mine))
        | Exists(own_objectives().filter(owner=mine))
        | Exists(Sponsorship.objects.unsettled().filter(person=mine))
    )
    return Person.objects.left_before(day).filter(open_still | still_leads("pk"), is_active=False)


def places_held() -> QuerySet[OpportunityPlace]:
    """Places asked for, offered or taken, in work that is not over."""
    return OpportunityPlace.objects.filter(state__in=PLACED, opportunity__status__in=OFFERED)


def own_objectives() -> QuerySet[Objective]:
    """Personal objectives that have not ended."""
    return Objective.objects.filter(status__in=RUNNING, level="person")


def next_above(person: Person) -> Person | None:
    """The line manager of the last day; where that seat is vacant or they are out as well, the next one up who is here;
    at the end of the line whoever leads the unit of the last day, or the next unit above."""
    seen = {person.pk}
    for manager in _upwards(person.pk):
        if manager.pk in seen:
            break
        seen.add(manager.pk)
        if manager.is_active and manager.kind == Person.Kind.PERSON:
            return manager
    unit = UnitMembership.objects.filter(person=person).order_by("-valid_from").values("unit_id")[:1]
    above = UnitClosure.objects.filter(descendant__in=unit, ancestor__lead__is_active=True)
    led = above.exclude(ancestor__lead=person).select_related("ancestor__lead").order_by("depth").first()
    return led.ancestor.lead if led else None


def _upwards(person_id: int) -> Iterator[Any]:
    """Line managers one above the other, by the latest line of each."""
    while True:
        lines = ReportingLine.objects.filter(person=person_id, valid_from__lte=today()).select_related("manager")
        line = lines.order_by("-valid_from").first()
        if line is None:
            return
        yield line.manager
        person_id = line.manager_id
