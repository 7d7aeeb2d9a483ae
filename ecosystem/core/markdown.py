"""Markdown: people's source is kept as typed and rendered here, then cleaned against our own list of what is allowed."""

import re
from functools import cache
from html import unescape
from typing import Any

import nh3
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.tasklists import tasklists_plugin
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES
from pygments.util import ClassNotFound

TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "img", "li", "ol", "p", "pre",
    "s", "span", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {"a": {"href", "title"}, "img": {"src", "alt", "title"}, "ol": {"start"}}
CODE = "hl-"
CLASSES = {"span": {f"{CODE}{name}" for name in STANDARD_TYPES.values() if name}, "li": {"task-list-item"}}
LINK_REL = "noopener noreferrer nofollow ugc"
SCHEMES = {"https", "mailto"}
OUTSIDE = re.compile(r"(?:https|mailto):", re.IGNORECASE)
UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/"
BLOCKS = re.compile(r"</?(?:div|p|li|ul|ol|h\d|blockquote|pre|table|tr|td|th|br)\b[^>]*>")
ENDS = ".!?:;…"
LONGEST_CODE = 20_000
OPEN_BOX, TICKED_BOX = "☐", "☑"

_doors: set[str] = set()


def files_from(address: str) -> None:
    """Images are drawn, and files linked, only from addresses below these: doors of our own that ask who is looking."""
    _doors.add(address)


def render(text: str | None) -> SafeString:
    """HTML of what somebody wrote: no raw HTML, links only to https, mailto and our own files, images only of these,
    classes only for coloured code and tasks, and all of it out of reach of htmx."""
    if not text:
        return SafeString("")
    html = nh3.clean(
        _parser().render(text),
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_attribute,
        allowed_classes=CLASSES,
        url_schemes=SCHEMES,
        url_relative="pass_through",
        link_rel=LINK_REL,
    )
    return mark_safe(f'<div class="prose" hx-ignore>{html}</div>')


def opening(text: str | None, most: int) -> str:
    """How a text begins, as plain words in one line: items of a list stay apart, and no word is cut."""
    line = ""
    for part in filter(None, (unescape(strip_tags(part)).strip() for part in BLOCKS.split(render(text)))):
        line += f"{_between(line, part)}{part}"
    line = " ".join(line.split())
    return line if len(line) <= most else f"{line[: most + 1].rsplit(' ', 1)[0].rstrip(',;:.')}…"


def _between(line: str, part: str) -> str:
    if not line or line[-1] in ENDS:
        return " " if line else ""
    return ". " if part[0].isupper() else "; "


def _attribute(tag: str, name: str, value: str) -> str | None:
    """Relative addresses are let through by nh3 for the sake of our own files, and stopped here everywhere else."""
    if name not in {"href", "src"}:
        return value
    ours = any(re.fullmatch(re.escape(door) + UUID, value) for door in _doors)
    return value if ours or (name == "href" and OUTSIDE.match(value)) else None


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("gfm-like", {"html": False, "linkify": True, "highlight": _coloured}).use(tasklists_plugin)
    parser.core.ruler.after("github-tasklists", "boxes", _boxes)
    parser.core.ruler.push("images", _images)
    links: Any = parser.linkify
    links.set({"fuzzy_link": False, "fuzzy_ip": False})
    return parser


def _coloured(code: str, language: str, _attributes: str) -> str:
    """Code in a language that Pygments knows by name; empty leaves it as it is."""
    if not language or len(code) > LONGEST_CODE:
        return ""
    try:
        lexer = get_lexer_by_name(language)
    except ClassNotFound:
        return ""
    return highlight(code, lexer, HtmlFormatter(nowrap=True, classprefix=CODE))


def _boxes(state: Any) -> None:
    """A task is a word with its mark, not a control that does nothing."""
    for block in state.tokens:
        for token in block.children or ():
            if token.type == "html_inline" and 'class="task-list-item-checkbox"' in token.content:
                mark = TICKED_BOX if "checked" in token.content else OPEN_BOX
                token.type, token.content = "text", mark


def _images(state: Any) -> None:
    """An image from anywhere else is its description, so that nothing is loaded and nothing is lost."""
    for block in state.tokens:
        for place, token in enumerate(block.children or ()):
            if token.type == "image" and _attribute("img", "src", str(token.attrs.get("src", ""))) is None:
                block.children[place] = Token("text", "", 0, content=token.content)
