from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ImproperlyConfigured

from ecosystem.core import rules
from ecosystem.core.rules import UndeclaredPermission, allowed, allows, declare, is_signed_in, predicate


@pytest.fixture(autouse=True)
def registry(monkeypatch):
    monkeypatch.setattr(rules, "_declared", dict(rules._declared))


def person(**facts):
    return SimpleNamespace(is_authenticated=True, is_active=True, **facts)


@predicate
def is_owner(someone, thing):
    return thing.owner is someone


def test_a_declared_rule_decides():
    declare("tests.close_thing", is_owner)
    me = person()
    assert allows(me, "tests.close_thing", SimpleNamespace(owner=me))
    assert not allows(me, "tests.close_thing", SimpleNamespace(owner=person()))


def test_a_misspelt_permission_is_loud():
    with pytest.raises(UndeclaredPermission):
        allows(person(), "tests.clsoe_thing")


def test_a_permission_is_declared_once():
    declare("tests.twice", is_owner)
    with pytest.raises(ImproperlyConfigured):
        declare("tests.twice", is_owner)


def test_a_rule_is_made_of_predicates():
    with pytest.raises(ImproperlyConfigured):
        declare("tests.lambda", lambda person: True)


@pytest.mark.parametrize(
    "somebody", [None, AnonymousUser(), SimpleNamespace(is_authenticated=True, is_active=False)], ids=str
)
def test_only_active_people_who_are_signed_in_may_anything(somebody):
    declare("tests.everybody", predicate(lambda: True))
    assert not allows(somebody, "tests.everybody")
    assert allows(person(), "tests.everybody")


def test_rules_about_an_object_need_one():
    declare("tests.needs_thing", is_owner)
    with pytest.raises(AttributeError):
        allows(person(), "tests.needs_thing")


@pytest.mark.parametrize("role", ["administrator", "people_administrator", "learning", "executive"])
def test_roles_come_from_the_person(role):
    rule = getattr(rules, f"is_{role}")
    assert rule.test(person(**{f"is_{role}": True}))
    assert not rule.test(person(**{f"is_{role}": False}))


def test_every_permission_says_in_words_who_may():
    assert is_signed_in.test(person())
    assert all(declared.sentence for name, declared in rules.declared().items() if name.startswith("core."))


def test_a_rule_that_permissions_share_is_asked_once():
    asked = []

    @predicate
    def keeps_keys(someone):
        asked.append(someone)
        return someone.keeps

    declare("tests.open_door", keeps_keys)
    declare("tests.open_gate", keeps_keys)
    declare("tests.look", is_signed_in)
    all_of_them = ["tests.open_door", "tests.open_gate", "tests.look"]
    assert allowed(person(keeps=True), all_of_them) == set(all_of_them) and len(asked) == 1
    assert allowed(person(keeps=False), all_of_them) == {"tests.look"}
    assert allowed(AnonymousUser(), all_of_them) == set()
    with pytest.raises(UndeclaredPermission):
        allowed(person(), ["tests.opn_door"])
