"""What the form proposes where help is wanted: whoever has a place free, else work, else a goal."""

import datetime as dt

import pytest

from accounts.models import TeachingOffer
from ecosystem.core.clock import today
from goals.actions.opportunities import post_opportunity
from goals.forms.coaching import SuggestionForm
from goals.models import Opportunity
from tests.factories.asking import HelpRequestFactory
from tests.factories.skills import SkillFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def skill(db):
    return SkillFactory(name="Accessibility")


def offer_work(lead, skill) -> Opportunity:
    day = today() + dt.timedelta(days=10)
    return post_opportunity(actor=lead, skill=skill, title="Pair on the form", level=2, needed_by=day, effort_hours=3)


def proposed(person, skill) -> tuple:
    initial = SuggestionForm(person=person, skill=skill, initial={"kind": "person"}).initial
    return initial["kind"], initial.get("helper"), initial.get("opportunity")


def test_somebody_with_a_place_free_comes_first(cast, skill):
    full = TeachingOffer.objects.create(person=cast.dario, skill=skill, offered_on=today(), places=1)
    HelpRequestFactory(person=cast.nora, teacher=full.person, skill=skill, state="accepted")
    offer_work(cast.dario, skill)
    TeachingOffer.objects.create(person=cast.emil, skill=skill, offered_on=today())
    assert proposed(cast.emil, skill)[0] == "opportunity"
    TeachingOffer.objects.create(person=cast.otto, skill=skill, offered_on=today())
    assert proposed(cast.emil, skill) == ("person", cast.otto.pk, None)


def test_where_nobody_teaches_it_work_is_proposed_else_a_goal(cast, skill):
    assert proposed(cast.emil, skill) == ("goal", None, None)
    work = offer_work(cast.dario, skill)
    assert proposed(cast.emil, skill) == ("opportunity", None, work.pk)


def test_another_kind_proposes_nobody(cast, skill):
    TeachingOffer.objects.create(person=cast.otto, skill=skill, offered_on=today())
    assert "helper" not in SuggestionForm(person=cast.emil, skill=skill, initial={"kind": "goal"}).initial
