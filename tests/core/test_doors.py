import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse

from ecosystem.core import rules
from ecosystem.core.doors import on, open_to_all, page
from ecosystem.core.models import JobRun
from ecosystem.core.rules import declare, is_administrator, predicate
from tests.factories.core import JobRunFactory

pytestmark = pytest.mark.django_db


@predicate
def is_named_right(person, run):
    return run.job == "right"


@pytest.fixture(autouse=True)
def permissions(monkeypatch):
    monkeypatch.setattr(rules, "_declared", dict(rules._declared))
    declare("tests.see", is_administrator)
    declare("tests.change_run", is_named_right)


@pytest.fixture
def ask(rf):
    def ask(view, person, **kwargs):
        request = rf.get("/")
        request.user = person
        return view(request, **kwargs)

    return ask


@page(can="tests.see")
def screen(request):
    return HttpResponse("seen")


@on(JobRun, can="tests.change_run")
def run_change(request, run):
    return HttpResponse(run.job)


@on(JobRun, can="tests.change_run", pk="name", field="job", select="unfinished")
def run_by_name(request, run, extra):
    return HttpResponse(f"{run.job} {extra}")


def test_a_page_asks_its_rule(ask, adam, emil):
    assert ask(screen, adam).content == b"seen"
    with pytest.raises(PermissionDenied):
        ask(screen, emil)


def test_the_object_door_hands_over_the_object(ask, adam):
    run = JobRunFactory(job="right")
    assert ask(run_change, adam, pk=run.pk).content == b"right"


def test_an_object_out_of_sight_answers_like_one_that_does_not_exist(ask, emil, adam):
    run = JobRunFactory(job="right")
    with pytest.raises(Http404):
        ask(run_change, emil, pk=run.pk)
    with pytest.raises(Http404):
        ask(run_change, adam, pk=run.pk + 1)


def test_an_object_in_sight_but_not_allowed_is_refused(ask, adam):
    run = JobRunFactory(job="wrong")
    with pytest.raises(PermissionDenied):
        ask(run_change, adam, pk=run.pk)


@pytest.mark.parametrize("pk", [0, -1, 2**63, 10**40])
def test_absurd_numbers_are_nothing_here(ask, adam, pk):
    with pytest.raises(Http404):
        ask(run_change, adam, pk=pk)


def test_a_door_may_look_up_another_column_and_select_rows(ask, adam):
    run = JobRunFactory(job="right")
    assert ask(run_by_name, adam, name="right", extra="more").content == b"right more"
    JobRun.objects.filter(pk=run.pk).update(finished_at=run.due_at)
    with pytest.raises(Http404):
        ask(run_by_name, adam, name="right", extra="more")


def test_doors_declare_themselves():
    @open_to_all
    def health(request):
        return HttpResponse("ok")

    assert (screen.door, screen.permission) == ("page", "tests.see")
    assert (run_change.door, run_change.permission, run_change.model) == ("on", "tests.change_run", JobRun)
    assert (health.door, health.permission, health.login_required) == ("open", None, False)
