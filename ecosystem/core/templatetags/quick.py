"""Django's own tags, computed once where they say the same each time: words, and addresses of a known name."""

from typing import Any

from django import template
from django.template.base import Node, Parser, Token
from django.template.defaulttags import register as common
from django.templatetags.i18n import register as words
from django.utils.translation import get_language

from ecosystem.core.addresses import address

register = template.Library()
QUOTES = "\"'"


class SameWords(Node):
    """Words without anything to fill in: the same each time in one language."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.known: dict[str | None, str] = {}

    def render(self, context: template.Context) -> str:
        language = get_language()
        if language not in self.known:
            self.known[language] = self.node.render(context)
        return self.known[language]


class Address(Node):
    """The address of a view that is named in the template; where a part is not a whole number Django finds it."""

    def __init__(self, node: Node, name: str, parts: list[Any]) -> None:
        self.node, self.name, self.parts = node, name, parts

    def render(self, context: template.Context) -> str:
        values = [part.resolve(context) for part in self.parts]
        if all(type(value) is int for value in values):
            return address(self.name, *values)
        return self.node.render(context)


@register.tag("translate")
def translate(parser: Parser, token: Token) -> Node:
    node, bits = words.tags["translate"](parser, token), token.split_contents()
    return SameWords(node) if len(bits) == 2 and _is_quoted(bits[1]) else node


@register.tag("url")
def url(parser: Parser, token: Token) -> Node:
    node, (_url, name, *parts) = common.tags["url"](parser, token), token.split_contents()
    if not _is_quoted(name) or any("=" in part for part in parts) or "as" in parts:
        return node
    return Address(node, name.strip(QUOTES), [parser.compile_filter(part) for part in parts])


def _is_quoted(bit: str) -> bool:
    """`"such words"`, without a filter."""
    return bit[0] in QUOTES and bit[-1] == bit[0] and bit[0] not in bit[1:-1]
