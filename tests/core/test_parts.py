"""Components drawn by our own tags are the same as those drawn by django-cotton's."""

from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Engine, TemplateSyntaxError
from django_cotton.compiler_regex import CottonCompiler

TEMPLATES = Path(settings.BASE_DIR) / "templates"
OURS, THEIRS = "ecosystem.core.templatetags.parts", "django_cotton.templatetags.cotton"
OPTIONS = settings.TEMPLATES[0]["OPTIONS"]
USES = [
    '<c-button href="/x/">Go</c-button>',
    '<c-button kind="{% if yes %}primary{% else %}quiet{% endif %}" hx-get="/{{ n }}/" data-a disabled why="{{ words }}">Go</c-button>',
    '<c-button class="a" href="{% url "goals:goal_page" 7 %}" icon-after="x">{{ words }}</c-button>',
    '<c-badge :kind="kind">{{ words }}</c-badge><c-badge :kind="nowhere">x</c-badge>',
    '<c-card label="{{ words }}" need>body<c-slot name="foot">the foot {{ n }}</c-slot></c-card>',
    '<c-card>{% if yes %}<c-slot name="foot"><c-button>in a slot</c-button></c-slot>{% endif %}rest</c-card>',
    '<c-card bare tag="div">{% for row in rows %}<c-row id="row-{{ row }}" :need="yes"><c-need href="#">{{ row }}</c-need></c-row>{% endfor %}</c-card>',
    '<c-section title="{% translate "Gaps" %}" count="{{ n }}"><c-section title="inner" note="n"><c-slot name="action">act</c-slot>in</c-section></c-section>',
    '<c-card>{% with a=1 %}{% cycle "x" "y" as turn %}{% endwith %}<c-slot name="foot">{% translate "Goal" as named %}<c-card>in<c-slot name="foot">{{ named }}</c-slot></c-card></c-slot>{{ named }}</c-card>{{ named }}',
    '<c-tab href="#" :current="{% if yes %}True{% else %}False{% endif %}" count="{{ n|add:1 }}">Tab</c-tab>',
    '<c-steps :names="rows" :current="2" label="Steps" />',
    '<c-figure label="A" value="1" :values="[38, 41, 46]" />',
    '<c-segmented name="s" :options="[(0,\'0\'),(1,\'1\')]" :value="1" legend="L" />',
    '<c-person :person="person" role="{{ words }}" />',
    '<c-table caption="{{ words }}" blocks data-x="1"><c-slot name="head"><th>H</th></c-slot><tr><td>c</td></tr></c-table>',
]  # fmt: skip


def engine(tags):
    """As in the settings, with one of the two libraries."""
    builtins = [*(name for name in OPTIONS["builtins"] if name not in (OURS, THEIRS)), tags]
    return Engine(dirs=[TEMPLATES], loaders=OPTIONS["loaders"], builtins=builtins)


ENGINES = {tags: engine(tags) for tags in (OURS, THEIRS)}


def drawn(tags, source):
    told = {"yes": True, "n": 7, "words": "“a” & <b>", "kind": "good", "rows": ["one", "two"], "person": "Ada Osei"}
    return ENGINES[tags].from_string(CottonCompiler().process(source)).render(Context(told))


@pytest.mark.parametrize("source", USES)
def test_a_component_is_drawn_as_ever(source, monkeypatch):
    for tags in (OURS, THEIRS):
        monkeypatch.setattr(Engine, "get_default", lambda tags=tags: ENGINES[tags])
        monkeypatch.setattr(
            "django_cotton.templatetags._component.get_template",
            lambda path, tags=tags: ENGINES[tags].get_template(path),
        )
        again = drawn(tags, source)
        assert again == drawn(tags, source)
    assert drawn(OURS, source) == again


def test_nothing_is_left_of_the_use_before():
    twice = drawn(
        OURS, '<c-button href="/a/" data-a="1">A</c-button><c-button>B</c-button>{{ href }}{{ slot }}{{ attrs }}'
    )
    assert twice.count("/a/") == twice.count("data-a") == 1
    assert twice.endswith("</button>")


@pytest.mark.parametrize(
    "source", ["<c-button kind=good>x</c-button>", '<c-button only href="/">x</c-button>', '<c-component is="card" />']
)
def test_what_is_not_known_is_an_error(source):
    with pytest.raises(TemplateSyntaxError):
        drawn(OURS, source)
