"""Tags and filters of the design system."""

import datetime as dt
from types import SimpleNamespace

import pytest
import time_machine
from django.template import Context, Template
from django.utils import timezone
from django.utils.safestring import SafeString
from django_cotton.compiler_regex import CottonCompiler

from ecosystem.core.templatetags import ui
from tests.factories.people import make_organisation


def compiled(source: str) -> Template:
    return Template(CottonCompiler().process(source))


@pytest.fixture
def eighth_of_december(organisation):
    with time_machine.travel("2026-12-08T09:12:00Z", tick=False):
        yield


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Devika Rao-Lindqvist", "DR"), ("Emil", "E"), ("Ana María de la Cruz", "AC"), ("", ""), ("élodie zoë", "ÉZ")],
)
def test_initials_are_first_and_last(name, letters):
    assert ui.initials(name) == letters


def test_hue_is_steady_and_one_of_six():
    hues = {ui.hue(f"Person {n}") for n in range(200)}
    assert hues == {1, 2, 3, 4, 5, 6}
    assert ui.hue("Devika") == ui.hue("Devika")


@pytest.mark.parametrize("kind", ["on_track", "watch", "behind", "overdue", "early", "done", "none", "na"])
def test_state_is_shape_then_word(kind):
    drawn = ui.state(kind)
    assert drawn.index("<svg") < drawn.index(ui.state_word(kind))
    assert f"state-{kind}" in drawn


def test_state_escapes_its_word():
    assert "&lt;b&gt;" in ui.state("behind", "<b>")


def test_state_refuses_an_unknown_kind():
    with pytest.raises(KeyError):
        ui.state("purple")


@pytest.mark.parametrize(
    ("value", "words"), [(None, "–"), (0, "< 5"), (4.9, "< 5"), (5, "5"), (54.6, "55"), (90, "90"), (90.1, "> 90")]
)
def test_band_never_shows_the_ends(value, words):
    assert ui.band(value) == words


@pytest.mark.parametrize(
    ("value", "words"), [(None, "–"), (1184, "1,184"), (2.4, "2.4"), (2.40, "2.4"), (3.0, "3"), (-0.25, "-0.2")]
)
def test_number_groups_and_drops_zeros(value, words):
    assert ui.number(value) == words


@pytest.mark.parametrize(("share", "words"), [(None, "–"), (0.554, "55\u00a0%"), (1, "100\u00a0%")])
def test_percent_does_not_break(share, words):
    assert ui.percent(share) == words


@pytest.mark.parametrize(
    ("minutes", "words"), [(0, ""), (9, "9 min"), (63, "1 h 3 min"), (120, "2 h"), (130, "2 h 10 min")]
)
def test_time_needed_names_both_units(minutes, words):
    assert ui.time_needed(minutes) == words


@pytest.mark.parametrize(("value", "words"), [(None, "not assessed"), (2, "2"), (2.5, "2.5")])
def test_level_says_when_nobody_assessed(value, words):
    assert ui.level(value) == words


@pytest.mark.parametrize(("value", "words"), [(None, "not assessed"), (2, "2"), (2.4, "between 2 and 3"), (2.99, "3")])
def test_a_level_between_two_steps_names_both(value, words):
    assert ui.whole_levels(value) == words


@pytest.mark.parametrize(
    ("day", "short", "words", "age"),
    [
        (dt.date(2026, 12, 8), "8 Dec", "today", "today"),
        (dt.date(2026, 12, 7), "7 Dec", "yesterday", "1 day"),
        (dt.date(2026, 12, 9), "9 Dec", "tomorrow", "today"),
        (dt.date(2026, 12, 4), "4 Dec", "Fri 4 Dec", "4 days"),
        (dt.date(2027, 1, 31), "31 Jan", "Sun 31 Jan", "today"),
        (dt.date(2028, 1, 31), "31 Jan 2028", "Mon 31 Jan", "today"),
        (None, "", "", ""),
    ],
)
def test_dates_in_words(eighth_of_december, day, short, words, age):
    assert (ui.short_date(day), ui.when(day), ui.age(day)) == (short, words, age)


@pytest.mark.parametrize("reader", ["Asia/Kolkata", "America/Los_Angeles", "UTC"])
def test_a_fact_has_the_same_day_for_every_reader(db, reader):
    make_organisation(time_zone="America/Toronto")
    moment = dt.datetime(2026, 12, 8, 3, 30, tzinfo=dt.UTC)
    with time_machine.travel(moment, tick=False), timezone.override(reader):
        assert (ui.when(moment), ui.age(moment), ui.short_date(moment)) == ("today", "today", "7 Dec")
        assert ui.when(moment - dt.timedelta(hours=23)) == "yesterday"
        assert (ui.when(dt.date(2026, 12, 7)), ui.when(dt.date(2026, 12, 8))) == ("today", "tomorrow")


def test_attributes_of_people_cannot_break_out():
    evil = '" onclick="steal()'
    drawn = compiled('<c-button :title="title">x</c-button>').render(Context({"title": evil}))
    assert "onclick=&quot;" in drawn or 'onclick="' not in drawn
    assert "&quot; onclick=" in drawn


def test_slot_of_a_component_is_escaped():
    drawn = compiled('<c-page-head name="{{ name }}">{{ name }}</c-page-head>').render(Context({"name": "<script>"}))
    assert "<script>" not in drawn
    assert drawn.count("&lt;script&gt;") == 2


def test_trim_keeps_what_is_safe():
    assert isinstance(ui.trim(SafeString(" <b> ")), SafeString)
    assert not isinstance(ui.trim(" <b> "), SafeString)


def test_listed_names():
    assert ui.listed(["Amara", "Jonas", "Maren"]) == "Amara, Jonas and Maren"
    assert ui.listed(["Amara"]) == "Amara"
    assert ui.listed([]) == ""


@pytest.mark.parametrize(
    ("text", "typed", "drawn"),
    [
        ("Accessibility", "acc", "<mark>Acc</mark>essibility"),
        ("Identity & access", "id acc", "<mark>Id</mark>entity &amp; <mark>acc</mark>ess"),
        ("<b>", "<b", "<mark>&lt;b</mark>&gt;"),
        ("Accounting", "", "Accounting"),
        (SafeString("Identity &amp; access"), "acc", "Identity &amp; <mark>acc</mark>ess"),
        ("a+b", ".*", "a+b"),
        ("Web performance, forms", "form", "Web performance, <mark>form</mark>s"),
    ],
)
def test_typed_words_are_marked_and_nothing_is_let_through(text, typed, drawn):
    assert ui.marked(text, typed) == drawn


@pytest.mark.parametrize("badge", [None, SimpleNamespace(kind="good", shape="on_track", word="Fresh & <b>")])
@pytest.mark.parametrize("subtitle", ["", "How-to, <script>"])
def test_a_hit_while_typing_is_drawn_as_its_component_draws_it(badge, subtitle):
    hit = SimpleNamespace(url='/r/1/?a="1"&b', title="Rotate <b>secrets</b>", subtitle=subtitle)
    component = compiled(
        '<c-hit href="{{ hit.url }}" icon="layers" title="{{ hit.title }}" subtitle="{{ hit.subtitle }}" typed="rot <b" option>'
        '{% if badge %}<c-badge kind="{{ badge.kind }}" shape="{{ badge.shape }}" class="ms-auto">{{ badge.word }}</c-badge>{% endif %}</c-hit>'
    )
    drawn = component.render(Context({"hit": hit, "badge": badge}))
    assert ui.hit_option(hit, "layers", "rot <b", badge) == drawn.strip()
