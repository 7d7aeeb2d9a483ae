import datetime as dt
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template

from ecosystem.core import rules
from ecosystem.core.rules import UndeclaredPermission, declare, predicate
from ecosystem.core.templatetags.kernel import device, duration


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


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) AppleWebKit/605.1 Version/18 Safari/605.1", "Safari on macOS"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537 Chrome/139.0 Safari/537 Edg/139.0", "Edge on Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18 Mobile Safari/604", "Safari on iPhone"),
        ("curl/8", "A browser"),
    ],
)
def test_a_device_in_words(user_agent, words):
    assert device(user_agent) == words
