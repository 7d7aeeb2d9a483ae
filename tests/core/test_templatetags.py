import datetime as dt
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template

from ecosystem.core import rules
from ecosystem.core.rules import UndeclaredPermission, declare, predicate
from ecosystem.core.templatetags.kernel import duration


@predicate
def owns(person, thing):
    return thing == "mine"


@pytest.fixture
def asked(monkeypatch):
    monkeypatch.setattr(rules, "_declared", dict(rules._declared))
    declare("tests.close", owns)

    def asked(source, person, thing=None):
        context = Context({"request": SimpleNamespace(user=person), "thing": thing})
        return Template(source).render(context)

    return asked


SOURCE = '{% can "tests.close" thing as may_close %}{% if may_close %}button{% endif %}'


def test_a_button_asks_the_rule_of_its_door(asked):
    emil = SimpleNamespace(is_authenticated=True, is_active=True)
    assert asked(SOURCE, emil, "mine") == "button"
    assert asked(SOURCE, emil, "yours") == ""
    assert asked(SOURCE, AnonymousUser(), "mine") == ""


def test_a_misspelt_permission_in_a_template_is_loud(asked):
    with pytest.raises(UndeclaredPermission):
        asked('{% can "tests.clsoe" thing as may %}', SimpleNamespace(is_authenticated=True, is_active=True))


def test_markdown_is_a_filter(asked):
    assert asked("{{ thing|markdown }}", None, "**now** <b>") == (
        '<div class="prose" hx-ignore><p><strong>now</strong> &lt;b&gt;</p>\n</div>'
    )


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0.0 s"),
        (0.94, "0.9 s"),
        (40, "40 s"),
        (89, "89 s"),
        (90, "1 min"),
        (5399, "89 min"),
        (5400, "1 h"),
        (200_000, "2 days"),
    ],
)
def test_spans_in_their_largest_unit(seconds, said):
    assert duration(dt.timedelta(seconds=seconds)) == said


def test_no_span_is_a_dash():
    assert duration(None) == "–"
