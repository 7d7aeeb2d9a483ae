"""The shape of the templates: no script or style in them, fragments that stand alone, links that lead somewhere."""

import re
from html.parser import HTMLParser
from pathlib import Path

from tests.source import (
    TEMPLATES,
    name,
    python_files,
    template_files,
)

# --- templates
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
HANDLER = re.compile(r"^(on[a-z]+|hx-on.*|style)$")


class Reader(HTMLParser):
    """The elements of a template, with its template tags left out; depth 0 are the roots."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[int, str, dict[str, str]]] = []
        self.depth = 0
        self.loose = ""
        self.feed(markup)

    def handle_starttag(self, tag, attrs):
        self.elements.append((self.depth, tag, dict(attrs)))
        if tag not in VOID:
            self.depth += 1

    def handle_startendtag(self, tag, attrs):
        self.elements.append((self.depth, tag, dict(attrs)))

    def handle_endtag(self, tag):
        if tag not in VOID:
            self.depth -= 1

    def handle_data(self, data):
        if self.depth == 0:
            self.loose += data.strip()


def markup(path: Path) -> str:
    """Without comments and block tags; what is printed stays as a letter, so that attributes keep a value."""
    text = re.sub(r"{#.*?#}|{% comment %}.*?{% endcomment %}", "", path.read_text(), flags=re.DOTALL)
    text = re.sub(r"{%\s*(url|static|translate|icon|avatar|can)\b.*?%}", "x", text, flags=re.DOTALL)
    return re.sub(r"{{.*?}}", "x", re.sub(r"{%.*?%}", "", text, flags=re.DOTALL), flags=re.DOTALL)


def pages_and_parts():
    """Without mails, whose readers know inline styles only."""
    return [path for path in template_files() if not {"emails", "mail"} & set(path.parts)]


def fragments():
    """Those that answer alone: `templates/<app>/partials/`, not the pieces of the frame in `templates/partials/`."""
    return [path for path in template_files() if path.parent.name == "partials" and path.parent.parent != TEMPLATES]


def test_no_template_carries_script_style_or_handlers():
    wrong = []
    for path in pages_and_parts():
        for _depth, tag, attrs in Reader(markup(path)).elements:
            bad = [
                key
                for key, value in attrs.items()
                if HANDLER.match(key) or (value or "").startswith(("js:", "javascript:"))
            ]
            if bad or tag == "style" or (tag == "script" and "src" not in attrs):
                wrong.append(f"{name(path)} <{tag}> {bad}")
    assert wrong == []


def test_what_htmx_gets_can_be_reached_without_it():
    """Beside `hx-get` stands a link or form of the same element; alone it may only act by a trigger of its own."""
    wrong = []
    for path in pages_and_parts():
        if "style" in path.parts:
            continue
        for _depth, tag, attrs in Reader(markup(path)).elements:
            pressed = "hx-trigger" not in attrs and tag not in {"input", "select", "textarea"}
            if "hx-get" in attrs and pressed and not {"href", "action", "formaction"} & set(attrs):
                wrong.append(f"{name(path)} <{tag} hx-get>")
            if "hx-post" in attrs and tag == "form" and not ({"action", "method"} <= set(attrs)):
                wrong.append(f"{name(path)} <form hx-post> without method and action")
    assert wrong == []


def test_typing_waits_for_no_answer():
    """What is asked while somebody types waits for a pause, and an answer that is late gives way to the next one.

    What keeps a draft is never cut off: the last wording follows the one that is under way.
    """
    wrong = []
    for path in pages_and_parts():
        for _depth, tag, attrs in Reader(markup(path)).elements:
            trigger, keeps = attrs.get("hx-trigger") or "", "draft" in attrs.get("hx-target", "")
            if "input" not in trigger and "keyup" not in trigger:
                continue
            if "delay:" not in trigger or attrs.get("hx-sync") != ("this:queue last" if keeps else "this:replace"):
                wrong.append(f"{name(path)} <{tag} hx-trigger={trigger!r} hx-sync={attrs.get('hx-sync')!r}>")
    assert wrong == []


def test_a_fragment_says_what_it_needs():
    pieces = [path for path in template_files() if path.parent.name == "partials"]
    wrong = [name(path) for path in pieces if not path.read_text().startswith("{# context:")]
    assert wrong == []


def test_a_fragment_is_one_element_with_an_id():
    wrong = []
    for path in fragments():
        text = path.read_text()
        reader = Reader(markup(path))
        roots = [(tag, attrs) for depth, tag, attrs in reader.elements if depth == 0]
        if len(roots) != 1 or reader.loose or "{% extends" in text:
            wrong.append(f"{name(path)}: {len(roots)} roots {reader.loose[:20]!r}")
        elif "id" not in roots[0][1]:
            wrong.append(f"{name(path)}: its root has no id")
    assert wrong == []


def test_links_to_definitions_lead_somewhere():
    from ecosystem.core.definitions import DEFINITIONS

    anchors = {definition.anchor for definition in DEFINITIONS}
    link = re.compile(r"""(?:definitions/|core:definitions["'] %})#([a-z-]+)""")
    texts = [
        (name(path), path.read_text()) for path in [*template_files(), *python_files()] if "cotton" not in path.parts
    ]
    assert [(where, anchor) for where, text in texts for anchor in link.findall(text) if anchor not in anchors] == []
