import pytest

from accounts.models import TeachingOffer
from accounts.search_entries import index_person
from ecosystem.core import search
from ecosystem.core.clock import today
from tests.factories.people import PersonFactory
from tests.factories.skills import SkillFactory

pytestmark = pytest.mark.django_db


def titles(person, query, text=False):
    return [hit.title for hit in (search.find_text if text else search.find)(person, query)]


def test_all_kinds_are_filled_anew(cast):
    SkillFactory(name="Accessibility", alternative_labels=["A11y"])
    SkillFactory(name="Retired skill", retired_on=today())
    PersonFactory(full_name="Vacant seat", kind="placeholder")
    PersonFactory(full_name="Quixote Gone", is_active=False)
    search.refill(["person", "skill", "unit"])
    assert titles(cast.otto, "emil") == ["Emil Test"]
    assert titles(cast.otto, "engin") == ["Engineering"]
    assert titles(cast.otto, "access") == ["Accessibility"]
    assert [titles(cast.otto, words) for words in ("retired", "vacant", "quixote")] == [[], [], []]


def test_people_are_found_by_what_they_offer_to_teach(cast):
    TeachingOffer.objects.create(person=cast.dario, skill=SkillFactory(name="Falconry"), offered_on=today())
    index_person(cast.dario.pk)
    assert "Dario Test" in titles(cast.otto, "falconry", text=True)
