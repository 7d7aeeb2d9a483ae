"""What a screen shows of a goal beside its row, as expressions: one statement brings everything along.

Rows come as dictionaries; days in them are ISO strings until `goals.standing` or a filter reads them.
"""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject

from accounts.models import (
    Assignment,
    Delegation,
    HelpRequest,
    Organisation,
    ReportingClosure,
    ReportingLine,
    ScaleLevel,
    TeachingOffer,
)
from ecosystem.core.clock import today
from ecosystem.core.models import Look

RECENT_CHECK_INS = 30
MOST_HELPERS = 2
MOST_RESOURCES = 8
LOOK = "goals"


def _first(rows: QuerySet, **fields: str) -> Subquery:
    return Subquery(rows.values(found=JSONObject(**fields))[:1])


def _all(rows: QuerySet, **fields: str) -> ArraySubquery:
    return ArraySubquery(rows.values(found=JSONObject(**fields)))


def line_manager() -> Subquery:
    """{id, name} of the owner's line manager of today."""
    lines = ReportingLine.objects.on(today()).filter(person=OuterRef("owner_id"))
    return _first(lines, id="manager_id", name="manager__full_name")


def managers_above() -> ArraySubquery:
    """Ids of those above the line manager."""
    above = ReportingClosure.objects.filter(descendant=OuterRef("owner_id"), depth__gte=2)
    return ArraySubquery(above.values("ancestor_id"))


def stand_ins() -> ArraySubquery:
    """Ids of those who stand in for the line manager today."""
    line = ReportingLine.objects.on(today()).filter(person=OuterRef(OuterRef("owner_id")))
    return ArraySubquery(
        Delegation.objects.active().filter(manager__in=line.values("manager_id")).values("delegate_id")
    )


def delivery_leads(owner: str = "owner_id") -> ArraySubquery:
    """[{id, name, project}] of the owner's assignments of today, their own projects left out."""
    assigned = (
        Assignment.objects.on(today())
        .filter(person=OuterRef(owner), project__delivery_lead__is_active=True)
        .exclude(project__delivery_lead=OuterRef(owner))
        .order_by("-share", "pk")
    )
    return _all(
        assigned, id="project__delivery_lead_id", name="project__delivery_lead__full_name", project="project__name"
    )


def milestone_rows() -> ArraySubquery:
    """[{id, title, due_on, done_on}] in their order."""
    from goals.models import GoalMilestone

    steps = GoalMilestone.objects.filter(goal=OuterRef("pk"))
    return _all(steps, id="pk", title="title", due_on="due_on", done_on="done_on")


def oldest_obstacle() -> Subquery:
    """{text, opened_at, turn_id, turn} of what has been in the way longest."""
    from goals.models import Obstacle

    rows = Obstacle.objects.filter(goal=OuterRef("pk"), resolved_at=None).order_by("opened_at", "pk")
    return _first(rows, text="text", opened_at="opened_at", turn_id="turn_id", turn="turn__full_name")


def serves() -> Subquery:
    """The objective (and key result) that the goal serves today, with progress."""
    from goals.models import GoalAlignment

    rows = GoalAlignment.objects.on(today()).filter(goal=OuterRef("pk"))
    fields = ("objective_id", "key_result_id")
    named = {
        "code": "objective__code",
        "title": "objective__title",
        "level": "objective__level",
        "owner_id": "objective__owner_id",
        "visibility": "objective__visibility",
        "status": "objective__status",
        "progress": "objective__progress",
        "cycle_end": "objective__cycle__end",
        "key_result": "key_result__title",
        "unit": "key_result__unit_of_measure",
        "baseline": "key_result__baseline",
        "target": "key_result__target",
        "current": "key_result__current",
        "key_result_progress": "key_result__progress",
    }
    return _first(rows, **{name: name for name in fields}, **named)


def recent_check_ins() -> ArraySubquery:
    """The latest [{day, progress, confidence, status, proposed, plan_kept}], the newest first."""
    from goals.models import CheckIn

    rows = CheckIn.objects.filter(goal=OuterRef("pk")).order_by("-checked_on", "-pk")
    fields = {
        "day": "checked_on",
        "progress": "progress",
        "confidence": "confidence",
        "status": "status",
        "proposed": "proposed_status",
        "plan_kept": "plan_kept",
    }
    return _all(rows[:RECENT_CHECK_INS], **fields)


def new_evidence() -> Subquery:
    """{title, link, day} of evidence added since the last check-in: it proposes the next value."""
    from goals.models import GoalEvidence

    since = Q(goal__last_check_in_on=None) | Q(evidence__occurred_on__gte=F("goal__last_check_in_on"))
    rows = GoalEvidence.objects.filter(since, goal=OuterRef("pk"), evidence__check_ins=None).order_by("-added_at")
    return _first(rows, title="evidence__title", link="evidence__link", day="evidence__occurred_on")


def helpers() -> ArraySubquery:
    """[{id, offer, name, way}]: colleagues who offer to teach the skill and have a place free, two at most."""
    offers = TeachingOffer.objects.of_active_people().filter(skill=OuterRef("skill_id"))
    free = with_a_place(offers.exclude(person=OuterRef("owner_id")))
    return _all(free[:MOST_HELPERS], id="person_id", offer="pk", name="person__full_name", way="way")


def with_a_place(offers: QuerySet[TeachingOffer]) -> QuerySet[TeachingOffer]:
    """Offers with a place free, of those who teach fewest first."""
    free = offers.annotate(taken=_places_taken()).filter(taken__lt=F("places"))
    return free.order_by("taken", "-offered_on", "pk")


def _places_taken() -> Coalesce:
    """How many people somebody teaches the skill of the offer at the moment."""
    accepted = HelpRequest.objects.filter(teacher=OuterRef("person_id"), skill=OuterRef("skill_id"), state="accepted")
    return Coalesce(Subquery(accepted.order_by().values("teacher").annotate(n=Count("pk")).values("n")), 0)


def resources() -> ArraySubquery:
    """[{id, title, kind}] of what the owner wants to learn from for it, as far as it is published."""
    from goals.models import GoalResource

    rows = GoalResource.objects.filter(goal=OuterRef("pk"), resource__state="published").order_by("added_at", "pk")
    return _all(rows[:MOST_RESOURCES], id="resource_id", title="resource__title", kind="resource__kind")


def level_names() -> ArraySubquery:
    """The names of the levels of the organisation's scale, from 0 up."""
    in_use = ScaleLevel.objects.filter(scale__in=Organisation.objects.values("scale"))
    return ArraySubquery(in_use.order_by("value").values("name"))


def last_look() -> Subquery:
    """{name, day} of who last looked at the owner's goals."""
    looks = Look.objects.filter(subject=OuterRef("owner_id"), kind=LOOK).order_by("-day", "-pk")
    return _first(looks, name="viewer__full_name", day="day")
