"""Paths and courses in a real Chromium: ticked in place, laid by buttons, nothing for axe to find, nothing beyond the edge."""

import os

import pytest
from playwright.sync_api import expect

from goals.actions.enrolments import enrol
from resources.actions.courses import Asking, add_lesson
from tests.factories.paths import PathFactory, StepFactory
from tests.factories.people import JobRoleFactory
from tests.factories.resources import ResourceFactory, ResourceSkillFactory
from tests.factories.skills import RequirementFactory, SkillFactory

pytestmark = pytest.mark.browser
LONG = "Zusammenarbeit über Abteilungs- und Ländergrenzen hinweg"
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
OVERFLOWS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def path(cast):
    """Emil's: a resource, two steps in any order, a task."""
    lead = ResourceSkillFactory(skill=SkillFactory(name="Accessibility"), resource__title="Error messages that help")
    role = JobRoleFactory(name="Software Engineer, web")
    RequirementFactory(job_role=role, skill=lead.skill)
    RequirementFactory(job_role=role, skill=SkillFactory(name=LONG))
    path = PathFactory(owner=cast.emil, title="Forms that everybody can finish", skill=lead.skill, job_role=role)
    StepFactory(path=path, kind="resource", text="", resource=lead.resource, minutes=40, position=1)
    StepFactory(path=path, kind="person", text="about labels", person=cast.dario, position=2)
    StepFactory(path=path, text=LONG, position=2, branch=2)
    StepFactory(path=path, text="Audit a form of yours", position=3, optional=True)
    enrol(path, actor=cast.emil)
    return path


@pytest.fixture
def course(cast):
    course = ResourceFactory(kind="course", owner=cast.emil, title="Forms in two lessons")
    check = [Asking("What comes first?", ["The label", "The colour"], 0, "Labels are read aloud.")]
    add_lesson(course, actor=cast.emil, title="Labels", body="Read **this** first.", questions=check)
    add_lesson(course, actor=cast.emil, title=LONG, body="And this.")
    return course


def picture(page, name: str) -> None:
    """Kept only where somebody wants to look."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_pages_of_paths_and_courses_fit_and_can_be_read(new_page, axe, cast, path, course):
    page = new_page(cast.emil)
    lesson = course.lessons.first()
    addresses = {
        "path": path.get_absolute_url(),
        "steps": f"{path.get_absolute_url()}steps/",
        "paths": "/paths/",
        "my-paths": "/goals/",
        "lessons": f"/library/{course.pk}/lessons/",
        "lesson": lesson.get_absolute_url(),
        "lesson-form": f"{lesson.get_absolute_url()}change/",
    }
    for name, address in addresses.items():
        for size in (WIDE, PHONE):
            page.set_viewport_size(size)
            assert page.goto(address).status == 200, name
            picture(page, f"{name}-{size['width']}")
            assert not page.evaluate(OVERFLOWS), (name, size)
        axe(page)


def test_a_step_is_ticked_in_place(new_page, cast, path):
    page = new_page(cast.emil)
    page.goto(path.get_absolute_url())
    page.get_by_role("button", name="Done: Error messages that help", exact=True).click()
    expect(page.get_by_text("1 of 3").first).to_be_visible()
    expect(page.get_by_role("button", name="Not done: Error messages that help")).to_be_visible()


def test_steps_are_moved_by_buttons(new_page, cast, path):
    page = new_page(cast.emil)
    page.goto(f"{path.get_absolute_url()}steps/")
    page.get_by_role("button", name="Move step 4 up").click()
    expect(page.locator("[name=steps-2-what]")).to_have_value("Audit a form of yours")
    page.get_by_role("button", name="Save the steps").last.click()
    expect(page.get_by_text("The steps are saved.")).to_be_visible()
    assert path.steps.get(text="Audit a form of yours").position == 3
