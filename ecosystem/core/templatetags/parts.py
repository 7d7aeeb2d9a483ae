"""The components of the design system (`<c-button …>`), drawn quickly: what does not change is worked out once.

django-cotton turns `<c-…>` into the tags below; these do with them what its own tags do, in about half the time. They know
what this design system uses: attributes in quotes, `:name="expression"`, bare attributes, slots and `<c-vars>`.
"""

import ast
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from django import template
from django.template.base import Lexer, Node, NodeList, Parser, Template, Token, Variable, VariableDoesNotExist
from django.template.context import Context
from django.template.engine import Engine
from django.template.exceptions import TemplateSyntaxError
from django_cotton.tag_parser import parse_component_tag, parse_vars_tag

register = template.Library()
SLOTS = "slots of the component"
Compute = Callable[[Context], Any]


@dataclass
class Attribute:
    """`value` where it is always the same, else how it is found."""

    name: str
    value: Any = None
    compute: Compute | None = None

    def __post_init__(self) -> None:
        self.variable = self.name.replace("-", "_")  # as the component's template calls it

    def give(self, to: dict[str, Any], context: Context) -> None:
        """An expression that leads nowhere gives nothing: the component's default holds."""
        with suppress(VariableDoesNotExist):
            to[self.variable] = self.compute(context) if self.compute else self.value


@dataclass
class Plan:
    """What of a component's context is known before anything is drawn, for one use of it. `extra`: names for `attrs`."""

    state: dict[str, Any]
    fixed: dict[str, Any]
    computed: list[Attribute]
    extra: list[Attribute]


class Variables(Node):
    """What a component takes, with defaults; anything else that is given goes into `attrs`."""

    def __init__(self, defaults: list[Attribute], names: Iterable[str]) -> None:
        self.defaults = defaults
        self.names = {*names, *(default.name for default in defaults)}

    def render(self, context: Context) -> str:
        return ""


class Slot(Node):
    def __init__(self, name: str, nodelist: NodeList) -> None:
        self.name, self.nodelist = name, nodelist

    def render(self, context: Context) -> str:
        context[SLOTS][self.name] = self.nodelist.render(context)
        return ""


class Component(Node):
    def __init__(self, name: str, attributes: list[Attribute], nodelist: NodeList) -> None:
        self.path = f"cotton/{name.replace('.', '/').replace('-', '_')}.html"
        self.attributes, self.nodelist = attributes, nodelist
        self.has_slots = bool(nodelist.get_nodes_by_type(Slot))
        self._plans: WeakKeyDictionary[Template, Plan] = WeakKeyDictionary()

    def render(self, context: Context) -> str:
        drawing = self._drawing(context)
        plan = self._plans.get(drawing)
        if plan is None:
            plan = self._plans[drawing] = self._plan(drawing)
        given = dict(plan.fixed)
        for attribute in plan.computed:
            attribute.give(given, context)
        slots: dict[str, Any] = {}
        slot = self._slot(slots, context)
        extra = {each.name: given[each.variable] for each in plan.extra if each.variable in given}
        with context.push({**plan.state, **slots, **given, "attrs": extra, "slot": slot}):
            return drawing.render(context)

    def _drawing(self, context: Context) -> Template:
        engine = context.template.engine if context.template else Engine.get_default()
        return engine.get_template(self.path)

    def _slot(self, slots: dict[str, Any], context: Context) -> str:
        """Drawn in the page's own context: what a slot names (`{% can … as leads %}`) is known after it too."""
        if not self.has_slots:
            return self.nodelist.render(context)
        around, context[SLOTS] = context.get(SLOTS), slots
        drawn = self.nodelist.render(context)
        context[SLOTS] = around
        return drawn

    def _plan(self, drawing: Template) -> Plan:
        found: Any = drawing.nodelist.get_nodes_by_type(Variables)
        taken, defaults = (found[0].names, found[0].defaults) if found else (set(), [])
        return Plan(
            state={default.variable: default.value for default in defaults},
            fixed={each.variable: each.value for each in self.attributes if not each.compute},
            computed=[each for each in self.attributes if each.compute],
            extra=[each for each in self.attributes if each.name not in taken],
        )


@register.tag("cotton")
def component(parser: Parser, token: Token) -> Component:
    found = parse_component_tag(token.contents)
    if found.only or "is" in found.attrs:
        raise TemplateSyntaxError(f"<c-{found.name}>: neither `only` nor `is` is known here.")
    nodelist = NodeList()
    if not token.contents.rstrip().endswith("/"):
        nodelist = parser.parse(("endcotton",))
        parser.delete_first_token()
    return Component(found.name, list(_attributes(parser, found.attrs)), nodelist)


@register.tag("cotton:slot")
def slot(parser: Parser, token: Token) -> Slot:
    _tag, name = token.split_contents()
    nodelist = parser.parse(("endcotton:slot",))
    parser.delete_first_token()
    return Slot(name, nodelist)


@register.tag("cotton:vars")
def variables(parser: Parser, token: Token) -> Variables:
    found = parse_vars_tag(token.contents)
    defaults = list(_attributes(parser, found.attrs))
    if any(default.compute for default in defaults):
        raise TemplateSyntaxError("Defaults of a component are the same each time.")
    return Variables(defaults, found.empty_attrs)


def _attributes(parser: Parser, given: dict[str, Any]) -> Iterator[Attribute]:
    for name, value in given.items():
        if value is True:
            yield Attribute(name, value=True)
        elif name.startswith("::") or value[:1] not in "\"'":
            raise TemplateSyntaxError(f"{name}={value}: write values in quotes, and expressions as :{name}=“…”.")
        elif name.startswith(":"):
            yield _expression(parser, name[1:], value[1:-1])
        elif "{{" in value or "{%" in value:
            yield Attribute(name, compute=_parsed(parser, value[1:-1]).render)
        else:
            yield Attribute(name, value=value[1:-1])


def _parsed(parser: Parser, source: str) -> NodeList:
    """A value with tags in it, with the libraries that are loaded where it stands."""
    inner = Parser(Lexer(source).tokenize(), parser.libraries, [], parser.origin)
    inner.tags, inner.filters = dict(parser.tags), dict(parser.filters)
    return inner.parse()


def _expression(parser: Parser, name: str, source: str) -> Attribute:
    """A value of any kind: written down, looked up, or what its tags say once they are drawn."""
    if "{{" in source or "{%" in source:
        drawn = _parsed(parser, source)
        return Attribute(name, compute=lambda context: _written(drawn.render(context)))
    try:
        return Attribute(name, value=ast.literal_eval(source))
    except (ValueError, SyntaxError):
        return Attribute(name, compute=Variable(source).resolve)


def _written(text: str) -> Any:
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text
