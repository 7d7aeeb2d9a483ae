"""The keys people press against the scale of the formulas."""

import pytest

from accounts.models import Scale, ScaleLevel
from accounts.scales import Keys, keys_in_use


@pytest.mark.parametrize(
    ("top", "level", "key"), [(4, 3, 3), (10, 2, 5), (2, 3, 2), (4, None, None), (4, "2.40", 2), (4, "2.50", 3)]
)
def test_the_nearest_key(top, level, key):
    assert Keys(top).key_for(level) == key


@pytest.mark.parametrize(("top", "need", "key"), [(4, 3, 3), (10, 3, 8), (3, 2, 2), (2, 1, 1), (4, None, None)])
def test_the_lowest_key_that_reaches_a_need(top, need, key):
    assert Keys(top).key_needed(need) == key


def test_a_level_of_another_scale():
    assert Keys(4).key_for(5, 10) == 2


def test_keys_of_the_organisation(organisation):
    assert keys_in_use() == Keys(4, ("None", "Aware", "Working", "Practitioner", "Expert"))


def test_keys_of_a_scale_of_one_s_own(organisation):
    scale = Scale.objects.create(code="three", name="Three", max_value=2)
    for value, name in enumerate(("No", "Some", "Well")):
        ScaleLevel.objects.create(scale=scale, value=value, name=name)
    organisation.scale = scale
    organisation.save(update_fields=["scale"])
    assert list(keys_in_use().values) == [0, 1, 2]
    assert keys_in_use().name(2) == "Well"


@pytest.mark.django_db
def test_without_an_organisation_the_default_holds():
    assert keys_in_use().top == 4
