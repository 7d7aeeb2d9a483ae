"""A prepared queryset gives the rows of the plain one, for whomever and whenever it is asked."""

import datetime as dt

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Exists, OuterRef, Value

from accounts.models import Employment, Person, ReportingLine, Unit
from ecosystem.core.clock import now, today
from ecosystem.core.prepared import Prepared
from tests.factories.people import LONG_AGO

pytestmark = pytest.mark.django_db


def reports(manager: int):
    led = ReportingLine.objects.filter(person=OuterRef("pk"), manager=manager)
    return Person.objects.filter(Exists(led)).annotate(by=Value(manager)).select_related("site").order_by("pk")


def test_each_call_gets_the_rows_of_its_own_numbers(cast, django_assert_num_queries):
    prepared = Prepared(reports)
    for manager in (cast.nora, cast.mara, cast.emil, cast.nora):
        with django_assert_num_queries(1):
            found = prepared(manager=manager.pk)
        assert found == list(reports(manager.pk))
        assert [(person.by, person.site.name) for person in found] == [(manager.pk, "Lisbon")] * len(found)


def test_values_unions_and_prefetches_work(cast):
    names = Prepared(lambda unit: Unit.objects.filter(pk=unit).values_list("name", flat=True))
    assert [names(unit=unit.pk) for unit in (cast.sales, cast.company)] == [["Sales"], ["Fernhollow"]]
    both = Prepared(lambda one, two: Unit.objects.filter(pk=one).union(Unit.objects.filter(pk=two)).order_by("name"))
    assert both(one=cast.sales.pk, two=cast.engineering.pk) == [cast.engineering, cast.sales]
    below = Prepared(lambda unit: Unit.objects.filter(pk=unit).prefetch_related("children"))
    assert {child.name for child in below(unit=cast.company.pk)[0].children.all()} == {"Engineering", "Sales"}


def test_lists_of_any_length_and_none(cast):
    some = Prepared(lambda people: Person.objects.filter(pk__in=people).order_by("pk"))
    assert some(people=[cast.otto.pk]) == [cast.otto]
    assert some(people=[cast.emil.pk, cast.otto.pk]) == sorted([cast.emil, cast.otto], key=lambda person: person.pk)
    assert some(people=[]) == []


def test_another_day_is_built_anew(cast, monkeypatch):
    employed = Prepared(lambda person: Employment.objects.on(today()).filter(person=person))
    assert len(employed(person=cast.emil.pk)) == 1
    before = now() - LONG_AGO - dt.timedelta(days=2)
    monkeypatch.setattr("ecosystem.core.prepared.today", before.date)
    monkeypatch.setitem(globals(), "today", before.date)
    assert employed(person=cast.emil.pk) == []


def test_what_is_no_id_is_part_of_the_statement(cast):
    named = Prepared(lambda person, name, active: Person.objects.filter(pk=person, full_name=name, is_active=active))
    assert named(person=cast.emil.pk, name="Emil Test", active=True) == [cast.emil]
    assert named(person=cast.emil.pk, name="Otto Test", active=True) == []
    assert named(person=cast.emil.pk, name="Emil Test", active=False) == []


def test_a_moment_is_handed_in(cast):
    with pytest.raises(ImproperlyConfigured, match="hand it in"):
        Prepared(lambda person: Person.objects.filter(pk=person, joined_at__lte=now()))(person=cast.emil.pk)
    joined = Prepared(lambda person, moment: Person.objects.filter(pk=person, joined_at__lte=moment))
    assert joined(person=cast.emil.pk, moment=now()) == [cast.emil]
    assert joined(person=cast.emil.pk, moment=now() - LONG_AGO) == []
