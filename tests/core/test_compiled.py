"""A compiled queryset gives the rows of the plain one, for whomever and whenever it is asked, and refuses what it cannot."""

import datetime as dt
import pickle

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import JSONObject
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.models import Employment, Organisation, Person, ReportingLine, Unit
from ecosystem.core.clock import now, today
from ecosystem.core.compiled import Filled, Statement, compiled, compiled_rows, prepared, prepared_rows
from ecosystem.core.periods import cycle_of
from ecosystem.core.policy import policy, scope
from tests.factories.people import LONG_AGO

pytestmark = pytest.mark.django_db


def reports_of(manager):
    led = ReportingLine.objects.on(today()).filter(person=OuterRef("pk"), manager=manager)
    told = {"led": Exists(led), "facts": JSONObject(name=F("full_name"), site=F("site__name"))}
    return Person.objects.annotate(**told).filter(led=True).select_related("site").order_by("pk")


def test_each_call_gets_the_rows_of_its_own_values(cast, django_assert_num_queries):
    reports = compiled(reports_of)
    reports(manager=cast.mara)
    for manager in (cast.nora, cast.mara, cast.emil, cast.nora):
        with scope(), django_assert_num_queries(2):  # the other one reads the policy for today's date
            found = reports(manager=manager)
            sites = [person.site and person.site.name for person in found]
        plain = list(reports_of(manager))
        assert found == plain
        assert sites == [person.site and person.site.name for person in plain]
        assert [person.facts for person in found] == [person.facts for person in plain]


def test_rows_are_whole_and_saved_in_their_place(cast):
    emil = compiled(lambda pk: Person.objects.filter(pk=pk))(pk=cast.emil.pk)[0]
    assert {name: value for name, value in vars(emil).items() if name != "_state"} == {
        name: value for name, value in vars(Person.objects.get(pk=cast.emil.pk)).items() if name != "_state"
    }
    assert not emil._state.adding
    emil.full_name = "Emil Changed"
    emil.save(update_fields=["full_name"])
    assert Person.objects.get(pk=cast.emil.pk).full_name == "Emil Changed"


def test_related_rows_come_along_however_deep_and_may_be_missing(cast, django_assert_num_queries):
    lines = compiled(
        lambda person: ReportingLine.objects.filter(person=person).select_related("person__site", "manager")
    )
    Person.objects.filter(pk=cast.emil.pk).update(site=None)
    lines(person=cast.mara)
    with django_assert_num_queries(2):
        mara, emil = lines(person=cast.mara)[0], lines(person=cast.emil)[0]
        assert (mara.person.site, mara.manager.full_name) == (cast.site, "Nora Test")
        assert (emil.person.site, emil.manager.full_name) == (None, "Mara Test")


def test_plain_rows_and_unions(cast):
    names = compiled_rows(lambda unit: Unit.objects.filter(pk=unit.pk).values_list("name"))
    assert [names(unit=unit) for unit in (cast.sales, cast.company)] == [[("Sales",)], [("Fernhollow",)]]
    both = compiled_rows(
        lambda one, two: (
            Unit.objects.filter(pk=one.pk)
            .values_list("name", Value("first"))
            .union(Unit.objects.filter(pk=two.pk).values_list("name", Value("second")))
            .order_by("name")
        )
    )
    assert both(one=cast.sales, two=cast.engineering) == [("Engineering", "second"), ("Sales", "first")]


def test_a_prepared_statement_is_kept_by_the_connection_and_logged_with_its_values(cast):
    name_of = prepared_rows(lambda person: Person.objects.filter(pk=person.pk).values_list("pk", "full_name"))
    for person in (cast.emil, cast.nora, cast.mara, cast.emil):
        assert name_of(person=person) == [(person.pk, person.full_name)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        kept = [statement for (statement,) in cursor.fetchall() if "full_name" in statement]
    assert len(kept) == 1 and "$1" in kept[0]
    with CaptureQueriesContext(connection) as captured:
        name_of(person=cast.nora)
    assert str(cast.nora.pk) in captured[0]["sql"]


def test_rows_of_a_prepared_statement_are_instances_with_what_they_bring_along(cast):
    somebody = prepared(lambda person: Person.objects.select_related("site").filter(pk=person.pk).annotate(n=Value(7)))
    for person in (cast.emil, cast.nora, cast.emil):
        [found] = somebody(person=person)
        assert (found, found.n, found.site) == (person, 7, person.site)


def test_values_that_go_apart_are_numbered_and_percent_signs_stay():
    params = [Filled("one"), "it's", [1, Filled("other")]]
    statement = Statement("a = %s AND b %% 2 = 0 AND c LIKE '%%s' AND d = %s AND e IN %s", params, tuple, [], set())
    assert statement.numbered == "a = $1 AND b % 2 = 0 AND c LIKE '%s' AND d = 'it''s' AND e IN $2"
    assert statement.changing == [params[0], params[2]]


def test_a_plan_for_all_values_knows_what_is_always_the_same(cast):
    """Else no index of a part of a table could be used, and PostgreSQL would plan the statement anew each time."""
    named = prepared_rows(lambda person: Person.objects.filter(pk=person.pk, kind="person").values_list("pk"))
    for _visit in range(7):
        assert named(person=cast.emil) == [(cast.emil.pk,)]
    kept = (
        "SELECT generic_plans FROM pg_prepared_statements WHERE statement LIKE '%%''person''%%' AND statement LIKE %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(kept, ["%accounts_person%"])
        assert cursor.fetchall() == [(2,)]


def test_lists_of_any_length_and_none(cast):
    some = compiled(lambda people: Person.objects.filter(pk__in=people).order_by("pk"))
    assert some(people=[cast.otto.pk]) == [cast.otto]
    assert some(people=[cast.otto.pk, cast.emil.pk]) == sorted([cast.emil, cast.otto], key=lambda person: person.pk)
    assert some(people=[]) == []


def test_today_and_now_are_those_of_the_call(cast, time_machine):
    employed = compiled(lambda person: Employment.objects.on(today() - dt.timedelta(days=3)).filter(person=person))
    joined = compiled(lambda person: Person.objects.filter(pk=person.pk).annotate(at=Value(now())))
    began = today() - LONG_AGO
    time_machine.move_to(dt.datetime.combine(began + dt.timedelta(days=3), dt.time(12), tzinfo=dt.UTC), tick=False)
    assert len(employed(person=cast.emil)) == 1
    assert joined(person=cast.emil)[0].at == now()
    time_machine.move_to(dt.datetime.combine(began + dt.timedelta(days=2), dt.time(12), tzinfo=dt.UTC), tick=False)
    assert employed(person=cast.emil) == []
    assert joined(person=cast.emil)[0].at == now()


def test_days_handed_in_are_told_apart_from_each_other_and_from_today(cast):
    days = compiled_rows(
        lambda pk, first, last: Person.objects.filter(pk=pk).values_list(
            Value(last),
            Value(first),
            Value(today()),
            Value(first - dt.timedelta(days=1)),
            Value(last + dt.timedelta(7)),
        )
    )
    first, last = dt.date(2026, 2, 27), dt.date(2026, 3, 1)
    assert days(pk=cast.emil.pk, first=first, last=last) == [
        (last, first, today(), dt.date(2026, 2, 26), dt.date(2026, 3, 8))
    ]


def test_words_and_languages_are_built_in(cast):
    named = compiled_rows(
        lambda pk, word: Person.objects.filter(pk=pk).values_list(Value(translation.get_language()), Value(word))
    )
    assert named(pk=cast.emil.pk, word="one") == [("en", "one")]
    assert named(pk=cast.emil.pk, word="two") == [("en", "two")]
    with translation.override("de"):
        assert named(pk=cast.emil.pk, word="two") == [("de", "two")]


@pytest.mark.parametrize(
    "build",
    [
        lambda person: Person.objects.filter(pk=person.pk, is_active=person.is_active),
        lambda person: Person.objects.filter(pk=person.pk, site=policy().scale_id),
        lambda person: (
            Person.objects.filter(pk=person.pk, joined_at__gt=now())
            if person.pk % 3
            else Person.objects.filter(pk=person.pk)
        ),
        lambda person: Person.objects.filter(pk=person.pk + 1),
        lambda person: Person.objects.filter(full_name=str(person.pk)),
        lambda person: Person.objects.filter(is_active=True),
        lambda person: Person.objects.all()[: person.pk],
        lambda person: Employment.objects.filter(person=person, valid_from__lt=cycle_of(today(), 1).start),
        lambda person: Person.objects.filter(Q(pk=person.pk) | Q(pk__in=range(person.pk % 7))),
    ],
    ids=["attribute", "policy", "branch", "sum", "text", "unused", "slice", "quarter", "shape"],
)
def test_what_would_not_hold_for_others_is_an_error(cast, build):
    with pytest.raises((ImproperlyConfigured, Person.DoesNotExist)):
        compiled(build)(person=cast.emil)


def test_forgetting_builds_anew(cast):
    wanted = ["Emil Test"]
    people = compiled(lambda kind: Person.objects.filter(kind=kind, full_name__in=wanted))
    assert people(kind="person") == [cast.emil]
    wanted[:] = ["Otto Test"]
    assert people(kind="person") == [cast.emil]
    people.forget()
    assert people(kind="person") == [cast.otto]
    assert Organisation.objects.exists()


def test_what_was_found_is_read_later_and_is_the_same_fact(cast, django_assert_num_queries):
    some = compiled(lambda people: Person.objects.filter(pk__in=people).order_by("pk"))
    with django_assert_num_queries(1):
        found = some.found(people=[cast.emil.pk])
        assert (found.column("full_name"), found.row(0), list(found), len(found)) == (
            ["Emil Test"],
            cast.emil,
            [cast.emil],
            1,
        )
    assert pickle.dumps(found) == pickle.dumps(some.found(people=[cast.emil.pk]))
    assert pickle.dumps(found) != pickle.dumps(some.found(people=[cast.nora.pk]))
    Person.objects.filter(pk=cast.emil.pk).update(full_name="Emilia Test")
    assert pickle.dumps(found) != pickle.dumps(some.found(people=[cast.emil.pk]))
    assert some.found(people=[]).column("full_name") == []


def test_only_what_is_named_is_loaded(cast, django_assert_num_queries):
    some = compiled(
        lambda person: Person.objects.filter(pk=person.pk).select_related("site").only("full_name", "site__name")
    )
    [found] = some(person=cast.emil)
    with django_assert_num_queries(0):
        assert (found.full_name, found.site.name) == (cast.emil.full_name, cast.emil.site.name)
    assert {"password", "email"} <= found.get_deferred_fields() and "code" in found.site.get_deferred_fields()
    with pytest.raises(ImproperlyConfigured):
        compiled(lambda person: Person.objects.filter(pk=person.pk).defer("email"))(person=cast.emil)
