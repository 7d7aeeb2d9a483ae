"""Markdown: people's source is kept as typed and rendered here, then cleaned against our own list of what is allowed."""

from functools import cache
from typing import Any

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "s",
    "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
LINK_REL = "noopener noreferrer nofollow ugc"
SCHEMES = {"https", "mailto"}


def render(text: str | None) -> SafeString:
    """HTML of what somebody wrote: no images, no raw HTML, links only to https and mailto, and out of reach of htmx."""
    if not text:
        return SafeString("")
    html = nh3.clean(
        _parser().render(text),
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        url_relative="deny",
        link_rel=LINK_REL,
    )
    return mark_safe(f'<div class="prose" hx-ignore>{html}</div>')


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("gfm-like", {"html": False, "linkify": True}).disable("image")
    links: Any = parser.linkify
    links.set({"fuzzy_link": False, "fuzzy_ip": False})
    return parser
