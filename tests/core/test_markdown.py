"""What people type never runs, never loads anything and never reaches htmx."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.core.markdown import ATTRIBUTES, CLASSES, TAGS, files_from, opening, render

PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![pixel](https://evil.example/x.png)",
    "[click](javascript:alert(1))",
    "[click](JaVaScRiPt:alert(1))",
    "[click](java&#10;script:alert(1))",
    "[click](data:text/html;base64,PHNjcmlwdD4=)",
    "[click](vbscript:msgbox)",
    "[click](//evil.example)",
    "[click](/accounts/logout/)",
    "[click](http://plain.example)",
    "[click](\\x01javascript:alert(1))",
    "<javascript:alert(1)>",
    '<https://x.example/"onmouseover=alert(1)>',
    '[a](https://x.example "\' onclick=alert(1)")',
    "<div hx-get=/secret hx-trigger=load></div>",
    "<div data-hx-post='/x' hx-on:click='alert(1)'></div>",
    "<hx-partial hx-target='#main'>gone</hx-partial>",
    "<form action=https://evil.example><input name=password></form>",
    "<iframe src=https://evil.example></iframe>",
    "<svg onload=alert(1)><style>*{background:url(https://evil.example)}</style></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style>",
    "<a id=main name=palette class=btn href=https://x.example>x</a>",
    "<base href=https://evil.example>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<template><script>alert(1)</script></template>",
    "| a |\n|:-:|\n| <b onclick=alert(1)>x</b> |",
    '```html" onclick="alert(1)\n<script>alert(1)</script>\n```',
    "<!--><script>alert(1)</script>-->",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "![x](/library/files/../../accounts/logout/)",
    "![x](/accounts/logout/)",
    "![x](//evil.example/library/files/0b0e7c6e-9d0b-4bb1-b1b5-0d8f1c6a1f11/)",
    "![x](/library/files/0b0e7c6e-9d0b-4bb1-b1b5-0d8f1c6a1f11/remove/)",
    "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    "- [x] <input autofocus onfocus=alert(1)>",
    "```html\n<img src=x onerror=alert(1)><script>alert(1)</script>\n```",
    "```python\n'<script>alert(1)</script>' # hx-get=/secret\n```",
    "<span class='hl-k btn' data-opens=palette>x</span>",
]
OWN = "/library/files/0b0e7c6e-9d0b-4bb1-b1b5-0d8f1c6a1f11/"
OWN_FILE = r"/library/files/[0-9a-f-]{36}/"
files_from("/library/files/")
TAG = re.compile(r"<\s*(/?)([a-zA-Z][a-zA-Z0-9-]*)([^>]*)>")
ATTRIBUTE = re.compile(r'([^\s=]+)="([^"]*)"')


def elements(html):
    """(tag, attributes) of everything inside the wrapper."""
    wrapped = re.fullmatch(r'<div class="prose" hx-ignore>(.*)</div>', html, re.DOTALL)
    assert wrapped, html
    return [(tag.lower(), dict(ATTRIBUTE.findall(rest))) for _end, tag, rest in TAG.findall(wrapped[1])]


def is_harmless(html):
    for tag, attributes in elements(html):
        assert tag in TAGS, tag
        extra = {"a": {"rel"}, "span": {"class"}, "li": {"class"}}.get(tag, set())
        assert set(attributes) <= ATTRIBUTES.get(tag, set()) | extra, attributes
        assert set(attributes.get("class", "").split()) <= CLASSES.get(tag, set()), attributes
        assert re.fullmatch(OWN_FILE, attributes.get("src", OWN)), attributes
        assert re.match(r"(https:|mailto:)", attributes.get("href", "https:")), attributes
        if tag == "a" and attributes:
            assert attributes["rel"] == "noopener noreferrer nofollow ugc"
    return True


@pytest.mark.parametrize("payload", PAYLOADS)
def test_payloads_do_nothing(payload):
    assert is_harmless(render(payload))
    assert is_harmless(render(f"Some words {payload} around it\n\n- {payload}\n> {payload}"))


@given(st.lists(st.sampled_from([*PAYLOADS, "\n", "<", ">", '"', "](", "**", "`", "    "]), min_size=1, max_size=12))
def test_no_mixture_of_payloads_does_anything(parts):
    assert is_harmless(render("".join(parts)))


@given(st.text())
def test_any_text_renders(text):
    assert not text or is_harmless(render(text))


def test_what_people_write_looks_right():
    html = render("**Now** I can:\n\n1. read `OIDC` flows\n2. ~~guess~~ test\n\n[guide](https://x.example/a?b=1&c=2)")
    assert "<strong>Now</strong>" in html
    assert "<ol>" in html and "<code>OIDC</code>" in html and "<s>guess</s>" in html
    assert 'href="https://x.example/a?b=1&amp;c=2"' in html


def test_addresses_become_links_only_when_they_are_secure():
    html = render("see https://x.example/path and www.plain.example and http://plain.example, or ask ada@x.example")
    assert 'href="https://x.example/path"' in html
    assert 'href="http://' not in html


def test_tables_work():
    assert "<td>1</td>" in render("| a | b |\n|---|---|\n| 1 | 2 |")


def test_code_is_coloured_in_languages_that_are_known_and_only_text_elsewhere():
    assert '<span class="hl-k">def</span>' in render("```python\ndef f(): ...\n```")
    assert render("```klingon\ndef f(): ...\n```").count("<span") == 0
    assert render("```python\n" + "x = 1\n" * 10_000 + "```").count("<span") == 0


def test_tasks_are_marks_not_controls():
    html = render("- [ ] open\n- [x] done")
    assert "☐ open" in html and "☑ done" in html and "<input" not in html


def test_images_and_links_of_our_own_files_are_shown_and_others_only_described():
    assert f'<img src="{OWN}" alt="A plan">' in render(f"![A plan]({OWN})")
    assert f'href="{OWN}"' in render(f"[plan.pdf]({OWN})")
    html = render("![A plan](https://x.example/plan.png)")
    assert "<img" not in html and "A plan" in html


@pytest.mark.parametrize(
    ("text", "most", "shown"),
    [
        ("We **guessed**.\n\n- ask earlier\n- show a range", 80, "We guessed. ask earlier; show a range"),
        ("# Three teams\n\nThey all said forms.", 80, "Three teams. They all said forms."),
        ("R&D <b> and `x < y`", 80, "R&D <b> and x < y"),
        ("three small examples, of each", 12, "three small…"),
        ("three small examples, of each", 21, "three small examples…"),
        ("", 9, ""),
    ],
)
def test_how_a_text_begins_in_plain_words(text, most, shown):
    assert opening(text, most) == shown


def test_nothing_is_nothing():
    assert render("") == render(None) == ""
