"""The statement of the sign-in is compiled once and answers for everybody, at any moment."""

import pytest
from django.forms import model_to_dict

from accounts.backends import PersonBackend
from accounts.models import Person

pytestmark = pytest.mark.django_db


def test_the_sign_in_brings_everything_in_one_statement(cast, django_assert_num_queries):
    PersonBackend().get_user(cast.emil.pk)
    with django_assert_num_queries(2):
        emil = PersonBackend().get_user(cast.emil.pk)
        nora = PersonBackend().get_user(cast.nora.pk)
        assert (emil.full_name, nora.full_name) == ("Emil Test", "Nora Test")
        assert (emil.leads_people, nora.leads_people) == (False, True)
        assert (emil.site.name, emil.site.time_zone) == (cast.site.name, cast.site.time_zone)
    assert model_to_dict(emil.site) == model_to_dict(cast.site)
    assert model_to_dict(emil) == model_to_dict(cast.emil)


def test_the_day_is_the_day_of_the_request(cast, time_machine):
    PersonBackend().get_user(cast.nora.pk)
    time_machine.move_to("1999-01-01")
    assert not PersonBackend().get_user(cast.nora.pk).leads_people


def test_who_may_not_sign_in_is_nobody(cast):
    Person.objects.filter(pk=cast.emil.pk).update(is_active=False)
    assert PersonBackend().get_user(cast.emil.pk) is None
    Person.objects.filter(pk=cast.otto.pk).update(site=None)
    assert PersonBackend().get_user(cast.otto.pk).site is None
