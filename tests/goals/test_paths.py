"""Learning paths: built, changed under running learners without loss, finished once."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Assessment
from ecosystem.core import search
from ecosystem.core.clock import today
from ecosystem.core.errors import Refused, Stale
from ecosystem.core.models import AuditEntry
from ecosystem.notifications.models import Nudge
from goals.actions import enrolments as walking
from goals.actions import paths as acts
from goals.actions.paths import Wanted
from goals.models import Enrolment, Path, PathStep, StepDone
from goals.path_page import path_context
from goals.path_walks import Walk, steps_of
from tests.factories.goals import GoalFactory
from tests.factories.paths import EnrolmentFactory, PathFactory, StepFactory
from tests.factories.people import JobRoleFactory
from tests.factories.resources import ResourceSkillFactory
from tests.factories.skills import RequirementFactory, SkillFactory

pytestmark = pytest.mark.django_db


def task(text: str, step: PathStep | None = None, **more) -> Wanted:
    return Wanted(kind="task", text=text, step=step and step.pk, **more)


def same(step: PathStep, **more) -> Wanted:
    return Wanted(
        **{"kind": step.kind, "text": step.text, "step": step.pk, "optional": step.optional, "resource": step.resource}
        | more
    )


@pytest.fixture
def path(mara):
    return PathFactory(owner=mara, tasks=3, title="Accessible forms")


@pytest.fixture
def steps(path):
    return list(path.steps.all())


@pytest.fixture
def walk(path, emil):
    """Emil's, from today."""
    return walking.enrol(path, actor=emil)


def far(enrolment: Enrolment):
    enrolment.refresh_from_db()
    enrolment.path.refresh_from_db()
    return Walk(enrolment, steps_of(enrolment), today()).far


def audited(verb: str) -> int:
    return AuditEntry.objects.filter(verb=verb).count()


# --- building
def test_create_path_twice_is_once(mara):
    skill = SkillFactory()
    made = [acts.create_path(actor=mara, title="Audits", skill=skill, to_level=2, weeks=4) for _ in range(2)]
    assert made[0] == made[1]
    assert (made[0].state, made[0].owner, audited("path.built")) == ("draft", mara, 1)


def test_a_draft_changes_its_steps_without_a_number(mara):
    path = PathFactory(owner=mara, state="draft", tasks=2)
    first = path.steps.first()
    acts.set_steps(path, actor=mara, version=1, steps=[task("Audit a form"), same(first), task("Pair", beside=True)])
    rows = path.steps.values_list("text", "position", "branch", "since_number", "until_number")
    assert list(rows) == [("Audit a form", 1, 1, 1, None), ("Task 1", 2, 1, 1, None), ("Pair", 2, 2, 1, None)]
    assert (path.number, path.version) == (1, 2)


def test_publishing_needs_a_step_that_counts(mara):
    path = PathFactory(owner=mara, state="draft", title="Audits of forms")
    StepFactory(path=path, optional=True)
    with pytest.raises(Refused):
        acts.publish_path(path, actor=mara, version=1)
    StepFactory(path=path)
    for _ in range(2):
        acts.publish_path(path, actor=mara, version=path.version)
    assert (path.state, audited("path.published")) == ("published", 1)
    assert [hit.object_id for hit in search.find(mara, "audits", kind="path")] == [path.pk]


def test_an_archived_path_is_not_found_and_not_begun(path, mara, emil):
    acts.change_path(path, actor=mara, version=1, title="Forms for all")
    assert search.find(emil, "forms for all", kind="path")
    for _ in range(2):
        acts.archive_path(path, actor=mara, version=path.version)
    assert (search.find(emil, "forms for all", kind="path"), audited("path.archived")) == ([], 1)
    with pytest.raises(Refused):
        walking.enrol(path, actor=emil)


def test_a_stale_edition_of_the_steps_is_refused(path, steps, mara):
    acts.set_steps(path, actor=mara, version=1, steps=[same(steps[0])])
    with pytest.raises(Stale):
        acts.set_steps(path, actor=mara, version=1, steps=[task("Mine")])
    assert path.steps.current().count() == 1


# --- a later number under running learners
def test_other_words_and_another_order_tell_nobody(path, steps, walk, mara):
    acts.set_steps(path, actor=mara, version=1, steps=[same(steps[2]), same(steps[0], text="Reworded"), same(steps[1])])
    assert (path.number, Nudge.objects.count()) == (1, 0)
    assert list(path.steps.values_list("text", flat=True)) == ["Task 3", "Reworded", "Task 2"]


def test_steps_that_go_are_kept_and_the_learner_is_told(path, steps, walk, emil, mara):
    walking.tick_step(walk, actor=emil, step=steps[0], done=True)
    acts.set_steps(path, actor=mara, version=1, steps=[same(steps[1]), same(steps[2]), task("New one")])
    steps[0].refresh_from_db()
    assert (path.number, steps[0].until_number) == (2, 1)
    assert path.steps.get(text="New one").since_number == 2
    assert (far(walk).done, far(walk).of) == (1, 3)
    assert [(nudge.person, nudge.subject_id) for nudge in Nudge.objects.all()] == [(emil, path.pk)]


def test_a_published_path_keeps_a_step_that_counts(path, steps, mara):
    with pytest.raises(Refused):
        acts.set_steps(path, actor=mara, version=1, steps=[same(steps[0], optional=True)])
    assert path.steps.current().count() == 3


def test_taking_up_the_new_number_keeps_what_was_done(path, steps, walk, emil, mara):
    walking.tick_step(walk, actor=emil, step=steps[0], done=True)
    anew = Wanted(kind="task", text="Task 1")
    acts.set_steps(path, actor=mara, version=1, steps=[anew, same(steps[1]), same(steps[2]), task("New one")])
    for _ in range(2):
        walking.take_up_number(walk, actor=emil, version=walk.version)
    assert (walk.number, audited("path.number_taken_up")) == (2, 1)
    assert (far(walk).done, far(walk).of) == (1, 4)
    assert StepDone.objects.get().step == path.steps.current().get(text="Task 1")


def test_asking_for_what_was_optional_is_nobodys_arrear(path, walk, emil, mara):
    extra = StepFactory(path=path, position=4, optional=True, text="Extra")
    kept = [same(step) for step in path.steps.exclude(pk=extra.pk)]
    before = far(walk)
    acts.set_steps(path, actor=mara, version=1, steps=[*kept, same(extra, optional=False)])
    assert far(walk) == before
    walking.take_up_number(walk, actor=emil, version=walk.version)
    assert far(walk).of == before.of + 1


edits = st.lists(
    st.lists(
        st.tuples(st.sampled_from(["old", "new"]), st.integers(0, 9), st.booleans(), st.booleans()),
        min_size=1,
        max_size=6,
        unique_by=lambda row: (row[0], row[1]),
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits, st.sets(st.integers(0, 2), max_size=2))
def test_progress_never_falls_by_a_later_number(cast, edits, ticked):
    path = PathFactory(owner=cast.mara, tasks=3)
    walk = EnrolmentFactory(path=path, person=cast.emil)
    for place in ticked:
        walking.tick_step(walk, actor=cast.emil, step=path.steps.all()[place], done=True)
    before = far(walk)
    for edit in edits:
        steps = list(path.steps.current())
        wanted = [
            same(steps[place], optional=optional, beside=beside)
            if kind == "old"
            else task(f"New {place}", optional=optional)
            for kind, place, optional, beside in edit
            if kind == "new" or place < len(steps)
        ]
        try:
            acts.set_steps(path, actor=cast.mara, version=path.version, steps=wanted)
        except Refused:
            continue
        after = far(walk)
        assert after.share >= before.share
        assert after.done == len(ticked)
        before = after


def test_finished_stays_finished(path, steps, walk, emil, mara):
    for step in steps:
        walking.tick_step(walk, actor=emil, step=step, done=True)
    finished = walk.finished_at
    acts.set_steps(path, actor=mara, version=1, steps=[*map(same, steps), task("One more"), task("And one")])
    walk.refresh_from_db()
    assert finished and walk.finished_at == finished
    assert far(walk).whole
    assert not Nudge.objects.filter(rule__code="goals.path_changed").exists()
    for act in (
        lambda: walking.tick_step(walk, actor=emil, step=steps[0], done=False),
        lambda: walking.take_up_number(walk, actor=emil, version=walk.version),
        lambda: walking.leave_path(walk, actor=emil, version=walk.version),
    ):
        with pytest.raises(Refused):
            act()
    walk.refresh_from_db()
    assert (walk.finished_at, walk.number) == (finished, 1)


def test_a_dropped_step_may_be_the_last_that_was_missing(path, steps, walk, emil, mara):
    for step in steps[:2]:
        walking.tick_step(walk, actor=emil, step=step, done=True)
    with pytest.raises(Refused):
        walking.finish_path(walk, actor=emil)
    acts.set_steps(path, actor=mara, version=1, steps=[same(steps[0]), same(steps[1])])
    for _ in range(2):
        walking.finish_path(walk, actor=emil)
    assert walk.finished_at and audited("path.finished") == 1


# --- walking
def test_enrol_until_so_many_weeks_from_now(path, emil):
    goal = GoalFactory(owner=emil)
    first = walking.enrol(path, actor=emil, weeks=3, goal=goal)
    again = walking.enrol(path, actor=emil)
    assert again == first
    assert (first.due_on - first.started_on, first.goal, audited("path.begun")) == (dt.timedelta(weeks=3), goal, 1)


def test_ticking_the_last_step_finishes_and_asks_for_the_level(path, steps, walk, emil):
    for step in steps:
        for _ in range(2):
            if walk.finished_at is None:
                walking.tick_step(walk, actor=emil, step=step, done=True)
    assert walk.finished_at
    assert (audited("path.step_done"), audited("path.finished")) == (3, 1)
    assert [nudge.rule.code for nudge in Nudge.objects.filter(person=emil)] == ["goals.path_finished"]
    assert not Assessment.objects.exists()


def test_a_tick_can_be_taken_back_while_it_runs(path, steps, walk, emil):
    walking.tick_step(walk, actor=emil, step=steps[0], done=True)
    walking.tick_step(walk, actor=emil, step=steps[0], done=False)
    assert (far(walk).done, audited("path.step_reopened")) == (0, 1)


def test_worth_it_is_said_after_finishing(path, steps, walk, emil):
    with pytest.raises(Refused):
        walking.say_path_worth(walk, actor=emil, worth_it=True)
    for step in steps:
        walking.tick_step(walk, actor=emil, step=step, done=True)
    for word in (True, True, False):
        walking.say_path_worth(walk, actor=emil, worth_it=word)
    assert (walk.worth_it, audited("path.judged")) == (False, 2)


def test_whoever_left_goes_on_where_they_were(path, steps, walk, emil):
    walking.tick_step(walk, actor=emil, step=steps[0], done=True)
    for _ in range(2):
        walking.leave_path(walk, actor=emil, version=walk.version)
    back = walking.enrol(path, actor=emil)
    assert (back != walk, far(back).done, audited("path.left")) == (True, 1, 1)


def test_pace_says_what_was_expected_by_now(path, emil):
    walk = EnrolmentFactory(path=path, person=emil)
    shown = Walk(walk, steps_of(walk), today())
    assert (shown.state, float(shown.expected_steps)) == ("behind", 1.5)
    assert shown.next.text == "Task 1"


def test_the_page_says_what_of_a_role_the_resources_lead_to(path, emil):
    role, covered, other = JobRoleFactory(), SkillFactory(name="Audits"), SkillFactory(name="Testing")
    resource = ResourceSkillFactory(skill=covered, level=2).resource
    StepFactory(path=path, kind="resource", text="", resource=resource, position=4)
    RequirementFactory(job_role=role, skill=covered, level=2)
    RequirementFactory(job_role=role, skill=other, level=1)
    Path.objects.filter(pk=path.pk).update(job_role=role)
    found = path_context(Path.objects.for_page().get(pk=path.pk), emil)["coverage"]
    assert [(str(row.skill), row.state) for row in found.rows] == [("Audits", "done"), ("Testing", "none")]


def test_enrolments_are_ones_own(walk, cast):
    seen = {
        name for name in ("emil", "mara", "nora", "lena", "otto") if Enrolment.objects.visible_to(getattr(cast, name))
    }
    assert seen == {"emil"}
