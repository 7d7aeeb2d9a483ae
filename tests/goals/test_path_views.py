"""The pages of learning paths: with and without JavaScript, and within their budgets."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ecosystem.core.clock import today
from ecosystem.notifications.models import Nudge
from goals.actions import suggestions
from goals.actions.enrolments import enrol, tick_step
from goals.actions.goal_resources import add_to_goal
from goals.announcements_paths import path_changed_message, path_finished_message
from goals.models import Enrolment, GoalResource, Path, PathStep
from resources.actions.completions import finish_resource
from tests.factories.goals import GoalFactory
from tests.factories.paths import PathFactory, StepFactory
from tests.factories.people import JobRoleFactory
from tests.factories.resources import ResourceFactory, ResourceSkillFactory
from tests.factories.skills import RequirementFactory, SkillFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(mara):
    return PathFactory(owner=mara, tasks=3, title="Accessible forms")


def words(answer) -> str:
    return " ".join(answer.content.decode().split())


def sheet(path, *rows, **more) -> dict:
    """What the form of steps posts: (kind, what, and other columns)."""
    data = {"version": path.version, "steps-TOTAL_FORMS": len(rows), "steps-INITIAL_FORMS": 0, **more}
    for place, (kind, what, rest) in enumerate(rows):
        data |= {f"steps-{place}-kind": kind, f"steps-{place}-what": what}
        data |= {f"steps-{place}-{name}": value for name, value in rest.items()}
    return data


def test_the_list_is_narrowed_by_skill_and_role(client_for, emil, path):
    role = JobRoleFactory(name="Designer")
    PathFactory(title="Interviews", job_role=role)
    PathFactory(title="Not yet", state="draft")
    shown = words(client_for(emil).get("/paths/"))
    assert "Accessible forms" in shown and "Interviews" in shown and "Not yet" not in shown
    by_role = words(client_for(emil).get(f"/paths/?role={role.pk}"))
    by_skill = words(client_for(emil, htmx=True).get(f"/paths/?skill={path.skill_id}"))
    assert ("Accessible forms" in by_role, "Interviews" in by_role) == (False, True)
    assert ("Accessible forms" in by_skill, "Interviews" in by_skill) == (True, False)


def test_its_length_is_counted_one_way(client_for, emil, path):
    path.steps.update(minutes=20)
    StepFactory(path=path, minutes=30, optional=True, position=9)
    client = client_for(emil)
    for shown in (words(client.get("/paths/")), words(client.get(path.get_absolute_url()))):
        assert "3 steps, 1 h, plus one optional step" in shown
    enrol(path, actor=emil, weeks=8)
    begun = words(client.get(path.get_absolute_url()))
    assert "Begun today" in begun and "0 of 3" in begun and "expected 0" not in begun


def test_the_list_comes_by_fifty(client_for, emil, path):
    PathFactory.create_batch(51, skill=path.skill)
    client, narrow = client_for(emil), {"skill": path.skill_id}
    first, second = (client.get(reverse("goals:path_list"), narrow | page) for page in ({}, {"page": 2}))
    assert [len(answer.context["paths"]) for answer in (first, second)] == [50, 2]
    assert first.context["more"] == f"skill={path.skill_id}&page=2"
    assert "There are 52 paths." in words(second)


def test_a_path_is_built_without_javascript(client_for, otto, emil):
    client, skill, resource = client_for(otto), SkillFactory(), ResourceFactory(title="Audits for all")
    described = {"title": "Audits", "skill": skill.pk, "to_level": 2, "weeks": 4}
    answer = client.post("/paths/new/", described)
    path = Path.objects.get()
    assert answer.url == f"/paths/{path.pk}/steps/"
    rows = [
        ("resource", f"Audits for all · {resource.pk}", {"minutes": "20"}),
        ("person", emil.full_name, {"note": "about labels", "beside": "on"}),
        ("task", "Audit a form", {"optional": "on"}),
        ("resource", "", {}),
    ]
    assert client.post(f"/paths/{path.pk}/steps/", sheet(path, *rows)).url == path.get_absolute_url()
    steps = list(path.steps.values_list("position", "branch", "resource", "person", "text", "optional"))
    assert steps == [
        (1, 1, resource.pk, None, "", False),
        (1, 2, None, emil.pk, "about labels", False),
        (2, 1, None, None, "Audit a form", True),
    ]


@pytest.mark.parametrize(
    ("do", "order"),
    [
        ("up-1", "BAC"),
        ("down-1", "ACB"),
        ("up-0", "ABC"),
        ("down-2", "ABC"),
        ("drop-0", "BC"),
        ("add", "ABC"),
        ("x-9", "ABC"),
    ],
)
def test_rows_are_moved_by_buttons_and_nothing_is_kept(client_for, mara, path, do, order):
    rows = [("task", letter, {}) for letter in "ABC"]
    answer = client_for(mara).post(reverse("goals:path_steps", args=[path.pk]), sheet(path, *rows, do=do))
    assert answer.status_code == 200
    shown = [form["what"].value() for form in answer.context["sheet"].forms]
    assert "".join(filter(None, shown)) == order
    assert (len(shown) == 4) is (do == "add")
    assert list(path.steps.values_list("text", flat=True)) == ["Task 1", "Task 2", "Task 3"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("resource", "No such thing", {}), "no published resource of this title"),
        (("person", "Nobody Known", {}), "Nobody here"),
        (("task", "x" * 201, {}), "200 letters"),
        (("task", "", {"note": "what of it"}), "Say what is to be done"),
    ],
)
def test_what_is_not_understood_stays_as_typed(client_for, mara, path, row, said):
    answer = client_for(mara, htmx=True).post(reverse("goals:path_steps", args=[path.pk]), sheet(path, row))
    assert answer.status_code == 422
    assert said in words(answer) and row[1] in words(answer)
    assert path.steps.current().count() == 3


def test_a_stale_sheet_is_said_and_kept(client_for, mara, path):
    Path.objects.filter(pk=path.pk).update(version=5)
    rows = [("task", "Mine", {})]
    answer = client_for(mara).post(reverse("goals:path_steps", args=[path.pk]), sheet(path, *rows))
    assert answer.status_code == 422 and answer.context["sheet"].version == 5
    assert "Somebody changed this path" in words(answer)
    assert not path.steps.filter(text="Mine").exists()


def test_resources_and_people_are_proposed_while_typing(client_for, emil):
    from resources.search_entries import index_resource

    resource = ResourceFactory(title="Error messages that help")
    index_resource(resource)
    url = "/paths/steps/options/?field=steps-0-what"
    found = client_for(emil, htmx=True).get(f"{url}&steps-0-kind=resource&steps-0-what=error")
    people = client_for(emil, htmx=True).get(f"{url}&steps-0-kind=person&steps-0-what=mara")
    assert f"Error messages that help · {resource.pk}" in words(found)
    assert "Mara Test" in words(people)


@pytest.mark.parametrize("htmx", [False, True])
def test_a_step_is_ticked_and_the_path_finished(client_for, emil, path, htmx):
    client = client_for(emil, htmx=htmx)
    client_for(emil).post(f"/paths/{path.pk}/begin/", {"weeks": 4})
    walk = Enrolment.objects.get()
    for step in path.steps.all():
        answer = client.post(reverse("goals:step_tick", args=[walk.pk]), {"step": step.pk, "done": "1"})
        assert answer.status_code == (200 if htmx else 302)
    walk.refresh_from_db()
    assert walk.finished_at
    assert "Was it worth your time?" in words(client_for(emil).get(path.get_absolute_url()))
    client.post(reverse("goals:path_worth", args=[walk.pk]), {"worth_it": "yes"})
    assert Enrolment.objects.get().worth_it is True


def test_a_step_of_another_path_is_not_ticked(client_for, emil, path):
    walk, other = enrol(path, actor=emil), StepFactory(path=PathFactory())
    answer = client_for(emil).post(reverse("goals:step_tick", args=[walk.pk]), {"step": other.pk, "done": "1"})
    assert answer.status_code == 409


def test_a_changed_path_is_told_and_taken_up(client_for, emil, mara, path):
    walk = enrol(path, actor=emil)
    rows = [("task", step.text, {"step": step.pk}) for step in path.steps.all()[:2]]
    client_for(mara).post(reverse("goals:path_steps", args=[path.pk]), sheet(path, *rows, ("task", "New one", {})))
    page = words(client_for(emil).get(path.get_absolute_url()))
    assert "The path has changed since you began." in page and "One step is new." in page
    nudge = Nudge.objects.get(person=emil)
    assert "Accessible forms" in path_changed_message(nudge).sentence
    client_for(emil).post(reverse("goals:path_take_up", args=[walk.pk]))
    assert path_changed_message(nudge) is None
    assert "New one" in words(client_for(emil).get(path.get_absolute_url()))


def test_finishing_asks_for_the_level(emil, path):
    walk = enrol(path, actor=emil)
    for step in path.steps.all():
        tick_step(walk, actor=emil, step=step, done=True)
    message = path_finished_message(Nudge.objects.get(person=emil))
    assert message.url == path.skill.get_absolute_url()


def test_what_is_finished_in_the_library_is_done_on_the_path(emil, path):
    resource = ResourceFactory()
    step = StepFactory(path=path, kind="resource", text="", resource=resource, position=4)
    walk = enrol(path, actor=emil)
    finish_resource(resource, actor=emil)
    assert list(walk.done.values_list("step", flat=True)) == [step.pk]


def test_my_paths_stand_below_my_goals_and_nobody_elses(client_for, emil, mara, path):
    enrol(path, actor=emil)
    assert "0 of 3" in words(client_for(emil).get("/goals/"))
    assert "Accessible forms" not in words(client_for(mara).get("/goals/"))


def test_a_manager_suggests_a_path_and_accepting_begins_it(client_for, emil, mara, path):
    url = reverse("goals:suggestion_make", args=[emil.pk])
    asked = {"kind": "path", "why": "For the bank", "skill": path.skill_id}
    assert client_for(mara, htmx=True).post(url, asked).status_code == 422
    client_for(mara).post(url, asked | {"path": path.pk})
    suggestion = suggestions.Suggestion.objects.get()
    assert suggestion.what == "the path “Accessible forms”"
    client_for(emil).post(reverse("goals:suggestion_accept", args=[suggestion.pk]), {"version": 1})
    suggestion.refresh_from_db()
    assert (suggestion.state, Enrolment.objects.get().person) == ("accepted", emil)
    assert not Enrolment.objects.visible_to(mara).exists()


def test_a_resource_is_added_to_ones_own_goal_from_its_panel(client_for, emil, otto):
    lead = ResourceSkillFactory()
    goal, other = (GoalFactory(owner=person, skill=lead.skill) for person in (emil, otto))
    url = reverse("goals:resource_to_goal", args=[lead.resource_id])
    panel = words(client_for(emil, htmx=True).get(reverse("goals:resource_panel", args=[lead.resource_id])))
    assert goal.title in panel and other.title not in panel
    assert client_for(emil).post(url, {"goal": other.pk}).status_code == 422
    for _ in range(2):
        client_for(emil).post(url, {"goal": goal.pk})
    assert GoalResource.objects.get().goal == goal
    assert lead.resource.title in words(client_for(emil).get(goal.get_absolute_url()))
    client_for(emil).post(reverse("goals:goal_resource_drop", args=[goal.pk]), {"resource": lead.resource_id})
    assert not GoalResource.objects.exists()


def test_the_page_of_a_skill_names_published_paths_only(client_for, emil, path):
    PathFactory(skill=path.skill, title="Hidden", state="draft")
    panel = words(client_for(emil).get(reverse("accounts:skill_page", args=[path.skill_id])))
    assert "Accessible forms" in panel and "Hidden" not in panel


def test_a_step_says_how_far_its_resource_can_be_relied_on(client_for, emil, path):
    late = ResourceFactory(verify_by=today() - dt.timedelta(days=90))
    StepFactory(path=path, kind="resource", resource=late, text="", position=9)
    assert "Not verified since" in words(client_for(emil).get(reverse("goals:path_page", args=[path.pk])))


def statements(client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as told:
        assert client.get(url).status_code == 200
    return len([row for row in told if not row["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))])


def many(person, count: int) -> Path:
    """A path for a role, of so many resources, that somebody is on, among so many others."""
    path = PathFactory(job_role=JobRoleFactory())
    for place in range(count):
        lead = ResourceSkillFactory()
        RequirementFactory(job_role=path.job_role, skill=lead.skill)
        StepFactory(path=path, kind="resource", resource=lead.resource, text="", position=place + 1)
        enrol(PathFactory(skill=path.skill, tasks=2), actor=person)
    walk = enrol(path, actor=person)
    tick_step(walk, actor=person, step=PathStep.objects.filter(path=path).first(), done=count > 1)
    return path


@pytest.mark.parametrize(
    ("name", "most"),
    [("path_list", 12), ("path_page", 12), ("goal_list", 12), ("skill_panel", 6), ("resource_panel", 6)],
)
def test_statements_do_not_grow(client_for, cast, name, most):
    counts = []
    for person, count in ((cast.emil, 1), (cast.otto, 12)):
        path = many(person, count)
        keys = {"path_page": path.pk, "skill_panel": path.skill_id, "resource_panel": path.steps.first().resource_id}
        url = reverse(f"goals:{name}", args=[keys[name]] if name in keys else [])
        add_to_goal(GoalFactory(owner=person, skill=path.skill), path.steps.first().resource, actor=person)
        counts.append(statements(client_for(person, htmx=name.endswith("panel")), url))
    assert counts[0] == counts[1] <= most, counts
