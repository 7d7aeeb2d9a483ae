"""Addresses and tags that are computed once say the same as Django's."""

import pytest
from django.template import Context, Template
from django.urls import NoReverseMatch, reverse, set_script_prefix
from django.utils import translation

from ecosystem.core.addresses import address

GOAL = "goals:goal_page"


def shown(source, **context):
    return Template(source).render(Context(context))


@pytest.fixture
def below():
    set_script_prefix("/below/")
    yield
    set_script_prefix("/")


@pytest.mark.parametrize(
    ("name", "numbers"), [(GOAL, [7]), (GOAL, [1 << 40]), ("reports:home", []), ("core:search", [])]
)
def test_an_address_is_the_one_that_django_finds(name, numbers):
    assert address(name, *numbers) == reverse(name, args=numbers)


def test_an_address_lies_below_the_prefix_of_the_moment(below):
    assert address(GOAL, 7) == reverse(GOAL, args=[7]) == "/below/goals/7/"


def test_a_name_that_does_not_exist_is_an_error():
    with pytest.raises(NoReverseMatch):
        address("goals:nowhere", 7)
    with pytest.raises(NoReverseMatch):
        shown('{% url "goals:nowhere" 7 %}')


@pytest.mark.parametrize(
    ("source", "numbers"),
    [
        ('{% url "goals:goal_page" goal.pk %}', [7]),
        ('{% url "goals:goal_page" pk=goal.pk %}', [7]),
        ("{% url name goal.pk %}", [7]),
        ('{% url "goals:goal_page" goal.word %}', [8]),
        ('{% url "goals:goal_page" goal.pk as there %}{{ there }}', [7]),
    ],
)
def test_the_tag_gives_the_address(source, numbers):
    for _ in range(2):
        found = shown(source, goal={"pk": 7, "word": "8"}, name=GOAL)
        assert found == reverse(GOAL, args=numbers)


def test_words_are_those_of_the_language_each_time():
    template = Template('{% translate "Yes" %}{% translate "Yes"|upper %}{% translate word %}')
    for language, yes in (("en", "Yes"), ("de", "Ja"), ("en", "Yes"), ("fr", "Oui")):
        with translation.override(language):
            assert template.render(Context({"word": "Yes"})) == yes + yes.upper() + yes


def test_words_are_written_as_django_writes_them():
    assert shown("{% translate 'It’s <b>50 %</b> & more' %}") == "It’s <b>50 %</b> & more"
    assert shown('{% translate "a b" as said %}-{{ said }}') == "-a b"
