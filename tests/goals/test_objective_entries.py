"""Objectives in search: those of company and units for everybody, personal ones as they are shared; ended ones for nobody."""

import pytest

from ecosystem.core import search
from goals.actions.objectives import change_objective, end_objective, set_objective
from goals.models import Objective
from tests.factories.goals import CycleFactory

pytestmark = pytest.mark.django_db


def titles(person, words):
    return {hit.title for hit in search.find(person, words) if hit.kind == "objective"}


def test_the_companys_objectives_are_everybodys(cast):
    objective = set_objective(actor=cast.xenia, cycle=CycleFactory(), title="Canary resilience")
    assert titles(cast.otto, "canary") == {"Canary resilience"}
    change_objective(objective, actor=cast.xenia, version=objective.version, title="Canary calm")
    assert titles(cast.otto, "resilience") == set()
    assert titles(cast.otto, "canary") == {"Canary calm"}
    end_objective(objective, actor=cast.xenia, version=objective.version, status="done")
    assert titles(cast.otto, "canary") == set()


@pytest.mark.parametrize("visibility", ["everyone", "manager", "me"])
def test_personal_ones_are_found_by_whom_they_are_visible_to(cast, visibility):
    made = {"level": "person", "owner": cast.emil, "visibility": visibility}
    objective = set_objective(actor=cast.emil, cycle=CycleFactory(), title="Canary of my own", **made)
    for person in (cast.emil, cast.mara, cast.nora, cast.otto, cast.lena, cast.adam):
        visible = Objective.objects.visible_to(person).filter(pk=objective.pk).exists()
        assert (titles(person, "canary") != set()) == visible, person
    search.refill(["objective"])
    assert (titles(cast.otto, "canary") != set()) == (visibility == "everyone")
