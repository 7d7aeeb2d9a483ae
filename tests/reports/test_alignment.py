"""The alignment summary: published once a day, no person named, small groups as words."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import PublishedCell
from ecosystem.core import policy
from ecosystem.core.clock import now, today
from ecosystem.reports.alignment import summary_of
from ecosystem.reports.alignment_found import MOST
from goals.actions.objectives import CriticalSkill, end_objective, give_critical_skills, mark_no_learning_needed
from goals.alignment_figures import publish_alignment
from goals.models import AlignmentFigure, Objective
from goals.published_learning import learning_of
from tests.factories.goals import GoalFactory, KeyResultFactory, ObjectiveFactory
from tests.factories.people import PersonFactory
from tests.factories.skills import SkillFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def learners(objective, people: int, **fields):
    return [GoalFactory(owner=PersonFactory(), serves=objective, **fields) for _ in range(people)]


def serving(part, people: int, start):
    for goal in learners(part.objective, people, start_date=start):
        goal.alignments.update(key_result=part)


def goals_of(objective):
    return AlignmentFigure.objects.get(objective=objective, day=today()).figures["goals"]


def test_counts_are_shown_from_k_plus_one_people_and_never_alone_hidden(organisation):
    large, small, other = ObjectiveFactory(), ObjectiveFactory(), ObjectiveFactory()
    learners(large, 12)
    learners(small, 2)
    learners(other, 7)
    nobody = ObjectiveFactory()
    publish_alignment()
    assert [goals_of(o) for o in (large, small, other, nobody)] == [12, "few", "few", 0]


def test_only_me_goals_count_nowhere(organisation):
    objective = ObjectiveFactory()
    learners(objective, 8, visibility="me")
    publish_alignment()
    company = AlignmentFigure.objects.get(objective=None).figures
    assert (goals_of(objective), company["goals"], company["covered"]) == (0, 0, 0)


def test_a_goal_counts_for_every_objective_above(organisation):
    above, below = ObjectiveFactory(), ObjectiveFactory()
    above.links_down.create(child=below)
    learners(below, 7)
    publish_alignment()
    assert (goals_of(above), goals_of(below)) == (7, 7)


def test_a_sum_and_a_part_of_it_never_leave_a_few_people_over(organisation):
    above, below = ObjectiveFactory(), ObjectiveFactory()
    above.links_down.create(child=below)
    learners(below, 12)
    learners(above, 2)
    publish_alignment()
    assert (goals_of(above), goals_of(below)) == ("few", "few")


def test_a_sum_and_what_serves_it_directly_never_leave_a_few_people_over(organisation):
    above, below = ObjectiveFactory(), ObjectiveFactory()
    above.links_down.create(child=below)
    learners(below, 2)
    learners(above, 12)
    publish_alignment()
    assert (goals_of(above), goals_of(below)) == ("few", "few")


def test_the_okr_page_tells_the_same_numbers_as_alignment(client_for, cast):
    above, below = ObjectiveFactory(code="O1"), ObjectiveFactory(code="O2", level="unit", unit=cast.engineering)
    above.links_down.create(child=below)
    learners(below, 7)
    learners(above, 8)
    publish_alignment()
    learners(above, 9)
    lines = {line.objective.pk: line.goals for line in summary_of().lines}
    shown = learning_of([above, below])
    assert lines == dict(shown.objectives) == {above.pk: 15, below.pk: 7}


def test_lines_are_drawn_from_shares_as_they_are_shown(organisation):
    learners(ObjectiveFactory(), 7)
    for _ in range(6):
        GoalFactory(owner=PersonFactory())
    publish_alignment()
    found = summary_of()
    assert (found.aligned, found.trends["aligned"]) == ("55 %", [55])


def test_a_number_is_renewed_only_when_k_people_changed(organisation):
    objective = ObjectiveFactory()
    learners(objective, 8, start_date=today() - 30 * DAY)
    publish_alignment(today() - DAY)
    learners(objective, 1, start_date=today())
    publish_alignment()
    assert goals_of(objective) == 8
    learners(objective, 5, start_date=today())
    publish_alignment()
    assert goals_of(objective) == 14


def test_a_number_above_is_renewed_when_k_people_changed_below(organisation):
    above, below = ObjectiveFactory(), ObjectiveFactory()
    above.links_down.create(child=below)
    learners(below, 8, start_date=today() - 30 * DAY)
    publish_alignment(today() - DAY)
    learners(below, 1, start_date=today())
    publish_alignment()
    assert (goals_of(above), goals_of(below)) == (8, 8)
    learners(below, 5, start_date=today())
    publish_alignment()
    assert (goals_of(above), goals_of(below)) == (14, 14)


def test_a_key_result_is_renewed_by_itself(organisation):
    objective = ObjectiveFactory()
    moved, still = KeyResultFactory(objective=objective), KeyResultFactory(objective=objective)
    for part in (moved, still):
        serving(part, 8, today() - 30 * DAY)
    publish_alignment(today() - DAY)
    serving(moved, 5, today())
    serving(still, 1, today())
    publish_alignment()
    figures = AlignmentFigure.objects.get(objective=objective, day=today()).figures
    assert figures["key_results"] == {str(moved.pk): 13, str(still.pk): 8}


def test_publishing_takes_as_many_statements_for_twenty_objectives_as_for_two(organisation):
    counts = []
    for more in (2, 18):
        for _ in range(more):
            learners(ObjectiveFactory(), 8, start_date=today() - 30 * DAY)
        publish_alignment(today() - DAY)
        for objective in Objective.objects.all():
            learners(objective, 1, start_date=today())
        with policy.scope(), CaptureQueriesContext(connection) as sent:
            publish_alignment()
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_publishing_a_day_again_changes_nothing(organisation):
    learners(ObjectiveFactory(), 8)
    publish_alignment()
    first = list(AlignmentFigure.objects.order_by("objective").values("objective", "day", "figures"))
    publish_alignment()
    assert list(AlignmentFigure.objects.order_by("objective").values("objective", "day", "figures")) == first


def test_summary_names_orphans_both_ways(xenia):
    served, uncovered, doomed = ObjectiveFactory(), ObjectiveFactory(title="Clear finances"), ObjectiveFactory()
    learners(served, 8)
    learners(doomed, 5)
    end_objective(doomed, actor=xenia, version=1, status="cancelled")
    publish_alignment()
    found = summary_of()
    assert [line.objective for line in found.uncovered] == [uncovered]
    assert [(row["objective"], row["count"]) for row in found.lost] == [(doomed, "few")]
    assert (found.company["covered"], found.company["objectives"]) == (1, 2)


def test_marked_objectives_leave_the_denominator(organisation):
    ObjectiveFactory(no_learning_needed=True)
    learners(ObjectiveFactory(), 8)
    publish_alignment()
    company = AlignmentFigure.objects.get(objective=None).figures
    assert (company["covered"], company["objectives"]) == (1, 1)


def test_the_page_names_no_person_and_is_for_executives_and_learning(client_for, cast):
    objective = ObjectiveFactory(owner=cast.otto)
    people = [goal.owner.full_name for goal in learners(objective, 8)]
    publish_alignment()
    text = client_for(cast.xenia).get("/alignment/").content.decode()
    assert "Learning backs 1 of 1 objectives" in " ".join(text.split())
    assert '<p class="print-only meta mb-2"><b>Fernhollow</b> · as of ' in " ".join(text.split())
    assert 'data-label="Learning goals">8</td>' in text
    assert not [name for name in [*people, "Otto Test"] if name in text]
    assert client_for(cast.lena).get("/alignment/").status_code == 200
    assert client_for(cast.emil).get("/alignment/").status_code == 403


@pytest.mark.parametrize("objectives", [1, 30])
def test_alignment_takes_a_fixed_number_of_statements(client_for, xenia, objectives, django_assert_max_num_queries):
    for _ in range(objectives):
        ObjectiveFactory()
    publish_alignment()
    client = client_for(xenia)
    client.get("/alignment/")
    with django_assert_max_num_queries(8):
        assert client.get("/alignment/").status_code == 200


def test_of_hundreds_of_objectives_fifty_are_shown_those_of_the_company_first(client_for, cast):
    for _ in range(MOST + 5):
        ObjectiveFactory(level="unit", unit=cast.engineering)
    company = [ObjectiveFactory() for _ in range(2)]
    publish_alignment()
    found = summary_of()
    assert (len(found.lines), found.more, found.nobody_learns) == (MOST, 7, MOST + 7)
    assert {each.pk for each in company} <= {line.objective.pk for line in found.lines}
    text = " ".join(client_for(cast.xenia).get("/alignment/").content.decode().split())
    assert text.count('id="objective-line-') == MOST
    assert "7 more objectives" in text


def test_before_the_first_publication_the_page_says_when(client_for, xenia):
    AlignmentFigure.objects.all().delete()
    assert "published tonight" in client_for(xenia).get("/alignment/").content.decode()


def test_without_objectives_the_page_leads_to_the_first_one(client_for, xenia):
    publish_alignment()
    text = " ".join(client_for(xenia).get("/alignment/").content.decode().split())
    assert "No objective runs yet" in text
    assert 'href="/okrs/new/"' in text
    assert "0 of 0" not in text
    assert "Every objective has learning" not in text


def test_confidence_is_drawn_week_by_week_as_it_was_published(organisation):
    objective = ObjectiveFactory(confidence=Decimal("4.5"))
    for days, stated in ((20, "3"), (14, "5"), (7, None), (3, "9"), (0, "6.5")):
        objective.confidence = stated and Decimal(stated)
        objective.save(update_fields=["confidence"])
        publish_alignment(today() - days * DAY)
    (line,) = summary_of().lines
    assert (line.confidences, line.confidence) == ([5.0, 6.5], 6.5)


def test_what_people_say_of_an_objective_counts_at_once(cast, xenia):
    learners(ObjectiveFactory(), 8)
    first, second = ObjectiveFactory(), ObjectiveFactory(level="unit", unit=cast.engineering)
    publish_alignment()
    assert summary_of().nobody_learns == 2
    mark_no_learning_needed(first, actor=xenia, version=1, marked=True)
    assert (summary_of().nobody_learns, len(summary_of().lines)) == (1, 3)
    end_objective(second, actor=xenia, version=1, status="done")
    assert (summary_of().nobody_learns, len(summary_of().lines)) == (0, 2)
    mark_no_learning_needed(first, actor=xenia, version=first.version, marked=False)
    assert (summary_of().nobody_learns, [line.objective for line in summary_of().uncovered]) == (1, [first])


def test_an_earlier_day_that_is_published_again_leaves_what_is_said_of_the_latest(organisation):
    objective = ObjectiveFactory()
    publish_alignment(today())
    learners(objective, 8)
    publish_alignment(today() - DAY)
    assert (goals_of(objective), summary_of().nobody_learns) == (0, 1)
    publish_alignment()
    assert (goals_of(objective), summary_of().nobody_learns) == (8, 0)


def test_an_objective_whose_cycle_is_over_is_counted_no_more(organisation):
    objective = ObjectiveFactory()
    publish_alignment()
    objective.cycle.start, objective.cycle.end = today() - 90 * DAY, today() - DAY
    objective.cycle.save(update_fields=["start", "end"])
    publish_alignment()
    assert (summary_of().nobody_learns, summary_of().lines) == (0, [])


def test_those_that_hang_on_somebody_come_among_the_fifty(cast):
    units = [ObjectiveFactory(level="unit", unit=cast.engineering, progress=Decimal(0)) for _ in range(MOST + 5)]
    last = ObjectiveFactory(level="unit", unit=cast.engineering, progress=Decimal("0.9"))
    for each in [*units, last]:
        learners(each, 1)
    skill = SkillFactory()
    give_critical_skills(last, [CriticalSkill(skill=skill, level=3)], actor=cast.xenia)
    publish_alignment()
    assert last not in [line.objective for line in summary_of().lines]
    PublishedCell.objects.create(skill=skill, day=today(), published_at=now(), is_latest=True, concentration="absent")
    found = summary_of()
    assert (found.lines[0].objective, found.hanging, len(found.lines), found.more) == (last, 1, MOST, 6)
    assert found.lines[0].sentence == f"It needs {skill} at level 3, and nobody is there."
