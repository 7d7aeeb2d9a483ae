"""Adjectives that chain; each docstring is the rule. `visible_to` says which rows somebody may know of."""

import datetime as dt
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Case, Exists, ExpressionWrapper, F, OuterRef, Prefetch, Q, Subquery, Value, When

from accounts.querysets import OpenToColleagues, delegated_managers, direct_reports
from ecosystem.core.clock import today
from goals import annotations as along

if TYPE_CHECKING:
    from accounts.models import Person

STANDING_PLACES = ("invited", "applied", "taken", "not_chosen")
NOBODY_LEARNS = Q(nobody_learns=True, no_learning_needed=False)
IN_SUMMARY = Q(status="active", level__in=["company", "unit"], nobody_learns__isnull=False)
# Objectives of the company before those of units, then those that nobody learns for, then the furthest behind:
THOSE_IN_NEED_FIRST: tuple[Any, ...] = (
    F("level"),
    ExpressionWrapper(NOBODY_LEARNS, models.BooleanField()).desc(),
    F("progress").asc(nulls_first=True),
    F("code"),
)


class ThemeQuerySet(OpenToColleagues):
    def current(self) -> Self:
        """Themes that were not retired."""
        return self.filter(retired_at=None)

    def with_objectives(self, day: dt.date) -> Self:
        """Each with its running objectives of the company and its units, as `.running`."""
        from goals.models import Objective

        running = Objective.objects.counted_on(day).select_related("owner", "unit")
        return self.prefetch_related(models.Prefetch("objectives", running, to_attr="running"))


class CycleQuerySet(OpenToColleagues):
    def on(self, day: dt.date) -> Self:
        """The quarter and the year that hold this day."""
        return self.filter(start__lte=day, end__gte=day)

    def quarters(self) -> Self:
        return self.filter(quarter__isnull=False)


class ObjectiveQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """Those of company and units for everybody; personal ones follow the rule of goals."""
        personal = Q(level="person") & (
            Q(owner=person) | Q(visibility="everyone") | Q(visibility="manager", owner__in=direct_reports(person))
        )
        return self.filter(~Q(level="person") | personal)

    def active(self) -> Self:
        """Running: neither draft nor ended. The cycle may have ended; see `counted_on`."""
        return self.filter(status="active")

    def in_summary(self) -> Self:
        """Running, of the company or a unit, and counted when figures were published last."""
        return self.filter(IN_SUMMARY)

    def for_page(self) -> Self:
        """With its people, key results, parents, children and critical skills."""
        return self.select_related("owner", "unit", "theme", "cycle", "carried_from").prefetch_related(
            "key_results__milestones",
            "key_results__owner",
            "parents",
            "children",
            "critical_skills__target__skill",
            "critical_skills__target__unit",
            "critical_skills__target__job_role",
        )

    def counted_on(self, day: dt.date) -> Self:
        """Objectives of company and units that alignment figures count on this day."""
        return self.active().exclude(level="person").filter(cycle__start__lte=day, cycle__end__gte=day)


class KeyResultQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """Those of objectives that one may see."""
        from goals.models import Objective

        return self.filter(objective__in=Objective.objects.visible_to(person))

    def for_page(self) -> Self:
        """With its objective, owner, milestones and the objective's critical skills."""
        return self.select_related(
            "owner", "skill", "skill_unit", "objective__cycle", "objective__owner", "objective__unit"
        ).prefetch_related("milestones", "objective__critical_skills__target__skill")


class KeyResultMilestoneQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """Those of key results that one may see."""
        from goals.models import KeyResult

        shown = KeyResult.objects.visible_to(person)
        return self.filter(key_result__in=shown).select_related(
            "key_result__objective__unit", "key_result__objective__cycle"
        )


class LearningGoalQuerySet(models.QuerySet):
    def active(self) -> Self:
        """Not closed and not cancelled; overdue ones included."""
        return self.filter(closed_at=None, cancelled_at=None)

    def overdue(self, day: dt.date) -> Self:
        """Active and past the due date."""
        return self.active().filter(due_date__lt=day)

    def counted(self) -> Self:
        """Goals that may enter a sum which somebody else sees: never those that only their owner sees."""
        return self.exclude(visibility="me")

    def visible_to(self, person: "Person") -> Self:
        """One's own; those shared with everyone; those shared with the manager, for the line manager of today,
        and as a summary for the managers above and a stand-in. Which of the two is `goals.read_goal`'s question."""
        from accounts.models import ReportingClosure

        below = ReportingClosure.objects.filter(ancestor=person, depth__gte=2).values("descendant_id")
        shared = Q(visibility="manager") & (
            Q(owner__in=direct_reports(person)) | Q(owner__in=below) | Q(owner__in=_stood_in_for(person))
        )
        return self.filter(Q(owner=person) | Q(visibility="everyone") | shared)

    def with_milestones(self) -> Self:
        """With the skill, and the milestones that progress and pace are counted from: for rows in any list."""
        return self.select_related("skill").annotate(milestone_rows=along.milestone_rows())

    def with_relations(self) -> Self:
        """With who stands where to the owner today, so that no rule asks again."""
        return self.annotate(
            line_manager=along.line_manager(), managers_above=along.managers_above(), stand_ins=along.stand_ins()
        )

    def for_check_in(self) -> Self:
        """What the check-in form proposes and what its answer shows, in one statement."""
        return self.with_milestones().annotate(
            recent=along.recent_check_ins(),
            new_evidence=along.new_evidence(),
            delivery_leads=along.delivery_leads(),
            line_manager=along.line_manager(),
        )

    def for_goal_page(self) -> Self:
        """Everything beside the timeline, in one statement."""
        return (
            self.for_check_in()
            .with_relations()
            .select_related("owner", "set_with")
            .annotate(
                serves=along.serves(),
                helpers=along.helpers(),
                last_look=along.last_look(),
                resources=along.resources(),
                level_names=along.level_names(),
            )
        )

    def for_own_lists(self) -> Self:
        """For their owner: with what is in the way."""
        return self.for_lists().annotate(obstacle=along.oldest_obstacle())

    def for_lists(self) -> Self:
        """Active ones by due date, closed ones by when they closed."""
        return self.with_milestones().order_by("-closed_at", "due_date", "pk")

    def ended(self) -> Self:
        """Closed or cancelled."""
        return self.exclude(closed_at=None, cancelled_at=None)


def _stood_in_for(person: "Person") -> models.QuerySet:
    """Ids of the people of whose line manager this person stands in today (as a subquery: lines of the past join nothing)."""
    from accounts.models import ReportingLine

    return ReportingLine.objects.on(today()).filter(manager__in=delegated_managers(person)).values("person_id")


class CheckInQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """One's own, and those on visible goals of direct reports."""
        return self.filter(
            Q(goal__owner=person)
            | Q(goal__visibility__in=["everyone", "manager"], goal__owner__in=direct_reports(person))
        )

    def for_timeline(self, goal: models.Model) -> Self:
        """Those of one goal, the newest first, each with its evidence."""
        return self.filter(goal=goal).select_related("evidence").order_by("-checked_on", "-pk")

    def for_change(self) -> Self:
        """With the goal and its owner."""
        return self.select_related("goal__skill", "goal__owner")


class CommentQuerySet(models.QuerySet):
    def standing(self) -> Self:
        """Not withdrawn by their author."""
        return self.filter(withdrawn_at=None)

    def with_goal(self) -> Self:
        return self.select_related("goal__owner")

    def visible_to(self, person: "Person") -> Self:
        """Both sides: its author and the goal's owner, whose own words the line manager reads; public ones also for
        everybody who may read the goal."""
        reports = Q(goal__owner__in=direct_reports(person))
        shared = Q(goal__visibility="everyone") | (Q(goal__visibility="manager") & reports)
        shown = (Q(public=True) & shared) | (Q(author=F("goal__owner")) & reports & ~Q(goal__visibility="me"))
        return self.filter(Q(goal__owner=person) | Q(author=person) | shown)


class ObstacleQuerySet(models.QuerySet):
    def open(self) -> Self:
        return self.filter(resolved_at=None)

    def unconfirmed(self) -> Self:
        """Resolved by somebody else, and the owner has not said so yet."""
        return self.filter(resolved_at__isnull=False, confirmed_at=None)

    def for_team(self, person: "Person") -> Self:
        """Open ones in this person's hands, and those of direct reports and of teams they stand in for; the oldest first.

        Only-me goals are left out. What is in their own hands on their own goals is not: it stands on home.
        """
        rows = self.open().values("pk")
        mine = rows.filter(turn=person).exclude(goal__owner=person)
        team = [rows.filter(goal__owner__in=owners) for owners in (direct_reports(person), _stood_in_for(person))]
        found = self.filter(pk__in=mine.union(*team))  # by an index each; one condition with "or" reads all goals
        shown = found.exclude(goal__visibility="me").with_words_for(person)
        return shown.select_related("goal__owner", "turn", "shared_with").order_by("opened_at", "pk")

    def read_by(self, person: "Person") -> Self:
        """The owner's, their line manager's of today (not on only-me goals), a stand-in's, and of whom the owner told."""
        return self.filter(_reads_obstacle(person))

    def with_words_for(self, person: "Person") -> Self:
        """Each with `words`: its text for those who read it, empty for whose turn it merely is."""
        return self.annotate(words=Case(When(_reads_obstacle(person), then=F("text")), default=Value("")))

    def for_page(self) -> Self:
        """With the goal, whose it is, in whose hands it went, who was told, and whom the owner could tell."""
        from goals.models import ObstacleMove

        moves = Prefetch("moves", ObstacleMove.objects.select_related("moved_by", "to"))
        return (
            self.select_related("goal__owner", "goal__skill", "turn", "shared_with", "resolved_by")
            .prefetch_related(moves)
            .annotate(delivery_leads=along.delivery_leads("goal__owner_id"))
        )

    def visible_to(self, person: "Person") -> Self:
        """Those that somebody reads, and those that were passed to them: of these whose it is, not what it says."""
        return self.filter(_reads_obstacle(person) | (Q(turn=person) & ~Q(goal__visibility="me")))


def _reads_obstacle(person: "Person") -> Q:
    related = (
        Q(goal__owner__in=direct_reports(person)) | Q(goal__owner__in=_stood_in_for(person)) | Q(shared_with=person)
    )
    return Q(goal__owner=person) | (~Q(goal__visibility="me") & related)


class OpportunityQuerySet(OpenToColleagues):
    def open_on(self, day: dt.date) -> Self:
        """Open and not past the day it is needed by."""
        return self.filter(status="open", needed_by__gte=day)

    def for_page(self) -> Self:
        """With skill, lead and project."""
        return self.select_related("skill", "lead", "project")

    def seen_by(self, person: "Person") -> Self:
        """Those not answered to, in skills that the person needs, has or wants; with what a match is made of."""
        from accounts.models import Interest, Person, PersonSkill
        from goals.models import OfferAnswer, OpportunityPlace

        skills, wishes = PersonSkill.objects.filter(person=person), Interest.objects.filter(person=person)
        mine, wish = skills.filter(skill=OuterRef("skill_id")), wishes.filter(skill=OuterRef("skill_id"))
        declined = OpportunityPlace.objects.filter(
            person=person, state="declined", opportunity__skill=OuterRef("skill_id")
        ).order_by("-changed_at")
        place = OpportunityPlace.objects.filter(person=person, opportunity=OuterRef("pk"))
        said = OfferAnswer.objects.filter(person=person, skill=OuterRef("skill_id"))
        own = skills.values("skill").union(wishes.values("skill"))
        return self.filter(~Exists(place), skill__in=own).annotate(
            lead_name=Subquery(Person.objects.filter(pk=OuterRef("lead_id")).values("full_name")),
            own_required=Subquery(mine.values("required")[:1]),
            own_level=Subquery(mine.values("level")[:1]),
            own_importance=Subquery(mine.values("importance")[:1]),
            wish=Subquery(wish.values("answer")[:1]),
            declined_at=Subquery(declined.values("changed_at")[:1]),
            too_easy=Subquery(said.filter(kind="too_easy").values("level")[:1]),
            not_now_on=Subquery(said.filter(kind="not_now").values("on")[:1]),
        )


class OpportunityPlaceQuerySet(models.QuerySet):
    def for_page(self) -> Self:
        """With the person and the opportunity."""
        return self.select_related("person", "opportunity__skill", "opportunity__lead", "opportunity__project")

    def open_on(self, day: dt.date) -> Self:
        """On work that is still ahead: asked for, invited to, taken or not given."""
        ahead = self.filter(opportunity__needed_by__gte=day, opportunity__status__in=("open", "filled"))
        return ahead.filter(state__in=STANDING_PLACES).order_by("opportunity__needed_by", "pk")

    def visible_to(self, person: "Person") -> Self:
        """One's own, those on one's opportunities, and taken ones of direct reports."""
        return self.filter(
            Q(person=person)
            | Q(opportunity__lead=person)
            | Q(state__in=["taken", "confirmed"], person__in=direct_reports(person))
        )


class SuggestionQuerySet(models.QuerySet):
    def waiting(self) -> Self:
        """Not answered and not withdrawn."""
        return self.filter(state="open")

    def for_page(self) -> Self:
        """With both people and what is suggested."""
        return self.select_related("person", "suggested_by", "skill", "helper", "opportunity__skill", "path__skill")

    def visible_to(self, person: "Person") -> Self:
        """The one it is for and the one who made it; nobody else."""
        return self.filter(Q(person=person) | Q(suggested_by=person))
