"""What is drawn once for the same facts is the same as drawn each time, is nobody's own, and changes with every fact."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.template import Context, Engine
from django.test import RequestFactory
from django.utils import timezone, translation

from ecosystem.core import clock, policy
from ecosystem.core.facts import Facts
from ecosystem.core.policy import Policy
from ecosystem.core.templatetags import once

DAY = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
PARTS = {
    "row.html": '<p id="x">{{ fact.drawn }} {{ fact.text }} {{ more }}{{ request.path }}{{ outside }}{% csrf_token %}</p>',
    "day.html": "{% load once %}{{ fact.day }}",
    "policy.html": "{{ fact.name_of_company }}",
    "rows.html": "{{ fact.people }}",
}
LOADERS = [("django.template.loaders.locmem.Loader", PARTS)]
ENGINE = Engine(loaders=LOADERS, builtins=["ecosystem.core.templatetags.once"], libraries={"once": once.__name__})
drawings: list[str] = []


class Fact(NamedTuple):
    text: str = "words"

    @property
    def drawn(self) -> str:
        drawings.append(self.text)
        return ""

    @property
    def day(self) -> str:
        return f"{clock.today()} {clock.now():%H:%M}"

    @property
    def name_of_company(self) -> str:
        return policy.policy().name

    @property
    def people(self) -> int:
        from accounts.models import Person

        return Person.objects.count()


@pytest.fixture(autouse=True)
def anew():
    once._kept.clear()
    drawings.clear()
    with time_machine.travel(DAY, tick=False), policy.scope():
        policy.remember(Policy())
        yield


def draw(partial="row.html", token="mine", **facts):
    around = {"csrf_token": token, "outside": "never", "request": RequestFactory().get("/never/"), **facts}
    named = " ".join(f"{name}={name}" for name in facts)
    return ENGINE.from_string(f'{{% drawn_once "{partial}" {named} %}}').render(Context(around))


def test_the_same_facts_are_drawn_once_and_other_facts_anew():
    first = draw(fact=Fact("a <b>"), more=1)
    assert first == draw(fact=Fact("a <b>"), more=1) and drawings == ["a <b>"]
    assert "a &lt;b&gt; 1" in first and "never" not in first
    assert "a &lt;b&gt; True" in draw(fact=Fact("a <b>"), more=True)
    draw(fact=Fact("other"), more=1)
    assert drawings == ["a <b>", "a <b>", "other"]


def test_each_reader_gets_their_own_token():
    one, other = draw(fact=Fact()), draw(fact=Fact(), token="theirs")
    assert 'value="mine"' in one and 'value="theirs"' in other and drawings == ["words"]
    assert one.replace("mine", "theirs") == other and once.TOKEN not in one + other


def test_the_day_is_a_fact_and_the_hour_is_not():
    assert draw("day.html", fact=Fact()) == "2026-11-22 12:00"
    with time_machine.travel(DAY + dt.timedelta(days=1)):
        assert draw("day.html", fact=Fact()) == "2026-11-23 12:00"
        assert len(once._kept) == 1, "yesterday's are gone"
    policy.remember(Policy(time_zone="Pacific/Auckland"))
    with time_machine.travel(DAY + dt.timedelta(hours=4)):
        assert draw("day.html", fact=Fact()) == "2026-11-23 12:00"


def test_language_and_the_readers_zone_are_facts_too():
    for language, zone in (("en", "Europe/Lisbon"), ("de", "Europe/Lisbon"), ("en", "Asia/Kolkata")):
        with translation.override(language), timezone.override(zone):
            draw(fact=Fact())
            draw(fact=Fact())
    assert len(drawings) == 3


@pytest.mark.django_db
@pytest.mark.parametrize("partial", ["policy.html", "rows.html"])
def test_nothing_but_the_facts_can_be_asked(partial):
    with pytest.raises(ImproperlyConfigured):
        draw(partial, fact=Fact())


def test_only_so_many_are_kept(monkeypatch):
    monkeypatch.setattr(once, "MOST", 3)
    for number in range(7):
        draw(fact=Fact(str(number)))
    assert len(once._kept) == 3 and len(drawings) == 7
    draw(fact=Fact("6"))
    assert len(drawings) == 7, "the oldest went"


def test_only_so_much_is_kept(monkeypatch):
    monkeypatch.setattr(once, "MOST_LETTERS", 500)
    for number in range(7):
        draw(fact=Fact(str(number) * 150))
    assert 1 <= len(once._kept) <= 3 and len(drawings) == 7


@dataclass(frozen=True)
class Told(Facts):
    words: str

    @cached_property
    def drawn(self) -> str:
        drawings.append(self.words)
        return self.words


def test_facts_are_told_apart_by_their_fields_alone():
    told = Told("one")
    draw(fact=told)
    assert draw(fact=told) == draw(fact=Told("one")) and drawings == ["one"]
    draw(fact=Told("other"))
    assert drawings == ["one", "other"]
