"""Storyline 3 of the demo company from end to end: what is read most goes stale, its owner leaves, and it comes back."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.actions.leaving import end_employment
from accounts.models import TeachingOffer
from accounts.refresh import touch
from ecosystem.core.clock import today
from ecosystem.core.jobs import start_run
from ecosystem.core.models import JobRun
from ecosystem.core.outbox import deliver
from ecosystem.notifications.models import Nudge
from ecosystem.notifications.tasks import find_nudges, send_due
from resources.actions.care import verify_resource
from resources.actions.writing import create_resource
from resources.at_level import fresh_at_level
from resources.library_days import count_library, fresh_line
from resources.models import LibraryDay, Resource
from resources.tasks import count_library_today, pass_on_what_leavers_own
from tests.factories.skills import AssessmentFactory, SkillFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def at(time_machine):
    def travel(day: str) -> None:
        time_machine.move_to(dt.datetime.fromisoformat(f"{day} 10:00").replace(tzinfo=dt.UTC), tick=False)

    return travel


def night() -> None:
    """What the schedules do, in their order."""
    pass_on_what_leavers_own(run_id=start_run("pass_on_resources", f"{today()}"))
    deliver()
    count_library_today(run_id=start_run("count_library", f"{today()}"))
    find_nudges(run_id=start_run("find_nudges", f"{today()}"))
    send_due(run_id=start_run("send_nudges", f"{today()}"))
    deliver()
    assert not JobRun.objects.exclude(error="").exists()


@pytest.fixture
def library(at, organisation, request):
    """Otto's cloud how-to is the one that everybody opens; beside it stand four books, which stay fresh for long."""
    at("2026-05-04")
    cast = request.getfixturevalue("cast")
    cast.skill = SkillFactory(name="Cloud", code="CLD")
    cast.guide = create_resource(
        actor=cast.otto, kind=Resource.Kind.HOW_TO, title="Roll a release back in the cloud",
        body="Open the console.", skills=[(cast.skill, 2)],
    )  # fmt: skip
    for number in range(4):
        create_resource(actor=cast.nora, kind=Resource.Kind.BOOK, title=f"Cloud patterns {number}", body="Chapter one.")
    TeachingOffer.objects.create(person=cast.dario, skill=cast.skill, offered_on=today(), places=1)
    AssessmentFactory(person=cast.dario, skill=cast.skill, level=3, source="manager", assessor=cast.nora)
    touch([cast.dario.pk], [cast.skill.pk])
    return cast


def test_storyline_03_stale_and_revived(library, at, client_for, mailoutbox):
    guide, page = library.guide, library.guide.get_absolute_url()
    for reader in (library.emil, library.mara, library.xenia):
        client_for(reader).get(page)
    night()
    at("2026-09-28")
    night()

    at("2026-11-02")  # its day passed on Friday
    assert "Due since" in client_for(library.emil).get(page).content.decode()
    for reader, why in ((library.emil, "Screens are from the old console"), (library.mara, "")):
        react = reverse("resources:resource_react", args=[guide.pk])
        assert client_for(reader).post(react, {"kind": "outdated", "reason": why}).status_code == 302
    night()
    assert fresh_at_level({library.skill.pk: {2}}, today()) == {}
    assert Nudge.objects.filter(rule__code="resources.doubted", person=library.otto).exists()
    due = client_for(library.lena).get(reverse("resources:garden")).content.decode()
    assert guide.title in due and "Otto Test is asked whether it still holds" in due

    at("2026-11-09")  # its owner is gone; it passes to the next who is qualified, with the reason
    end_employment(library.otto, actor=library.pia, last_day=today() - DAY)
    deliver()
    night()
    guide.refresh_from_db()
    assert guide.owner == library.dario
    at("2026-12-02")
    assert "Not verified since" in client_for(library.emil).get(page).content.decode()
    mine = client_for(library.dario).get(reverse("resources:attention_list")).content.decode()
    assert guide.title in mine and "Screens are from the old console" in mine and "Emil" not in mine
    night()
    line = client_for(library.lena).get(reverse("resources:fresh_line")).content.decode()
    assert "80 % of 5 resources are fresh" in line

    verified_by_whom_it_was_handed_to(library, at, client_for)
    at("2026-12-04")
    night()
    assert fresh_line(today()).values == [100, 80, 80, 80, 100, 100]  # the line bends, and bends back
    panel = client_for(library.lena, htmx=True).get(reverse("resources:fresh_line")).content.decode()
    assert "100 % of 5 resources are fresh, 20 points more than four weeks ago." in panel
    assert reverse("resources:fresh_line") in client_for(library.lena).get(reverse("resources:garden")).content.decode()


def verified_by_whom_it_was_handed_to(library, at, client_for) -> None:
    """Nobody else may; who doubted it hears of it."""
    guide, page = library.guide, library.guide.get_absolute_url()
    at("2026-12-03")
    verify = reverse("resources:resource_verify", args=[guide.pk])
    assert client_for(library.otto).post(verify, {"against": "Console of 2026"}).status_code == 302  # signed out
    assert client_for(library.emil).post(verify, {"against": "Console of 2026"}).status_code == 403
    assert client_for(library.dario).post(verify, {"against": "Console of 2026"}).status_code == 302
    night()
    shown = client_for(library.emil).get(page).content.decode()
    assert "Fresh, verified 3 Dec" in shown and "Console of 2026" in shown and "Outdated</button>" in shown
    for reader in (library.emil, library.mara):
        assert Nudge.objects.filter(rule__code="resources.doubt_answered", person=reader).count() == 1
    assert fresh_at_level({library.skill.pk: {2}}, today()) == {library.skill.pk: 1}
    assert guide.title not in client_for(library.lena).get(reverse("resources:garden")).content.decode()


def test_a_day_of_the_past_is_counted_as_it_was(library, at):
    """From dated rows: what was verified, doubted or archived since changes nothing of the days before."""
    at("2026-11-02")
    night()
    before = LibraryDay.objects.get(day=today())
    assert (before.published, before.fresh, before.ageing, before.old) == (5, 4, 1, 0)
    at("2027-12-01")
    verify_resource(library.guide, actor=library.lena, against="Console of 2027")
    for _twice in range(2):
        count_library(before.day)
    assert LibraryDay.objects.get() == before
    again = LibraryDay.objects.get()
    assert (again.fresh, again.ageing, again.old) == (before.fresh, before.ageing, before.old)
    count_library(today())
    assert LibraryDay.objects.get(day=today()).fresh == 5
    count_library(dt.date(2027, 10, 28))  # three half-lives after it was shared, and the day before it was verified
    assert LibraryDay.objects.get(day=dt.date(2027, 10, 28)).old == 1
    count_library(dt.date(2026, 5, 3))
    assert LibraryDay.objects.get(day=dt.date(2026, 5, 3)).published == 0
