import datetime as dt

import pytest
import time_machine

from accounts.actions import organisation as acts
from accounts.models import Organisation, Person, Scale
from accounts.policy import read_policy
from ecosystem.core.clock import now
from ecosystem.core.errors import Refused, Stale
from ecosystem.core.models import AuditEntry, OutgoingMail
from ecosystem.core.policy import policy

pytestmark = pytest.mark.django_db
FIRST = {"full_name": "Ada First", "email": "ada@example.com", "password": "rather a long one 7"}
COMPANY = {"name": "Newco", "time_zone": "Europe/Berlin", "fiscal_year_first_month": 4, "languages": ["en"]}


def test_the_audit_names_the_fields_that_changed(organisation, cast, adam):
    changed = acts.change_organisation(organisation, actor=adam, version=1, name="New", currency="EUR", k_anonymity=7)
    assert sorted(changed) == ["k_anonymity", "name"]
    entry = AuditEntry.objects.get(verb="organisation.changed")
    assert (entry.fields, entry.actor_id) == (["k_anonymity", "name"], adam.pk)
    assert policy().k == 7


def test_a_stale_policy_never_overwrites(organisation, cast, adam):
    acts.change_organisation(organisation, actor=adam, version=1, name="One")
    with pytest.raises(Stale):
        acts.change_organisation(read_policy(), actor=adam, version=1, name="Two")


def test_setting_up_makes_a_first_administrator(db):
    person = acts.set_up_organisation(**FIRST, **COMPANY)
    assert Person.objects.signed_in(person.pk).roles == {"admin", "people_admin", "learning"}
    assert person.check_password("rather a long one 7")
    assert person.employments.count() == 1
    organisation = Organisation.objects.get()
    assert (organisation.name, organisation.scale.levels.count()) == ("Newco", 5)
    assert organisation.set_up_at is not None


def test_setting_up_happens_once(organisation):
    with pytest.raises(Refused):
        acts.set_up_organisation(**FIRST, **COMPANY)
    assert not Person.objects.exists()


def test_setting_up_after_an_import_takes_the_person_who_is_there(db):
    there = Person.objects.create_user(email="ADA@example.com", full_name="Ada Imported")
    assert acts.set_up_organisation(**FIRST, **COMPANY) == there
    assert Scale.objects.count() == 1


def test_each_test_mail_is_another_one_and_a_double_click_is_one(organisation, cast, adam):
    for minute in (0, 0, 1):
        with time_machine.travel(now() + dt.timedelta(minutes=minute), tick=False):
            acts.send_test_mail(organisation, actor=adam)
    assert [mail.to for mail in OutgoingMail.objects.all()] == [adam.email] * 2
