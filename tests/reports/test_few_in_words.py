"""One rule for small groups, in the same words wherever it is read: shown from k + 1 people on."""

from pathlib import Path

import pytest
from django.conf import settings

from accounts.publication import points
from accounts.shares import share_words
from ecosystem.core.aggregates import share
from tests.factories.goals import GoalFactory
from tests.factories.published import needed, publish, staff

pytestmark = pytest.mark.django_db
RULE = "shown from 6 people on"


def text_of(client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def test_definitions_gaps_goals_and_policy_say_the_same_rule(client_for, cast):
    skill = needed(cast.engineer, "Accessibility")
    staff(cast.engineer, cast.engineering, cast.site, *[1] * 14, skill=skill)
    publish()
    goal = GoalFactory(owner=cast.emil)
    assert RULE in text_of(client_for(cast.lena), "/gaps/")
    assert RULE in text_of(client_for(cast.emil), "/definitions/")
    assert RULE in text_of(client_for(cast.emil), goal.get_absolute_url())
    assert "with 5, from 6 people on" in text_of(client_for(cast.adam, proven=True), "/organisation/policy/")


@pytest.mark.parametrize(("people", "low", "high"), [(400, 5, 90), (8, 15, 85), (6, 20, 80)])
def test_the_definitions_name_the_bands_that_are_shown(client_for, cast, people, low, high):
    assert share_words(points(share(0, people))) == f"under {low} %"
    assert share_words(points(share(people, people))) == f"over {high} %"
    text = text_of(client_for(cast.emil), "/definitions/")
    assert f"“under {low}”" in text


def test_the_manager_guide_flags_after_the_fortnight_of_the_code():
    guide = (Path(settings.BASE_DIR) / "docs/guide/manager.md").read_text()
    assert "no check-in for a fortnight" in guide
    assert "three weeks" not in guide
