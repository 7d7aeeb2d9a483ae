"""The design system as a whole: documented, shown on the style page, small, and the same as its sources."""

import gzip
import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.template import Context, Template
from django_cotton.compiler_regex import CottonCompiler

from ecosystem.core.components import usages

TEMPLATES = Path(settings.BASE_DIR) / "templates"
COMPONENTS = sorted((TEMPLATES / "cotton").glob("*.html"))
STATIC = Path(settings.BASE_DIR) / "static"


def compiled(source: str) -> Template:
    return Template(CottonCompiler().process(source))


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_component_says_how_it_is_used(path):
    text = path.read_text()
    tag = f"<c-{path.stem.replace('_', '-')}"
    first = text.split("#}" if text.startswith("{#") else "{% endcomment %}")[0]
    assert tag in first
    assert len(text.splitlines()) <= 60


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_component_stands_on_the_style_page(path):
    page = "".join(part.read_text() for part in (TEMPLATES / "core").glob("style*/**/*.html"))
    page += (TEMPLATES / "core/style.html").read_text()
    shown_elsewhere = {"avatar", "back", "hit", "undo"}
    assert f"<c-{path.stem.replace('_', '-')}" in page or path.stem in shown_elsewhere


def test_style_page_tells_how_each_component_is_written():
    told = {usage.name: usage.text for usage in usages()}
    assert told["c-need"].startswith("<c-need href=")
    assert all(told.values())


def test_no_template_carries_styles_or_handlers():
    allowed = re.compile(r"emails/|cotton/mail/")
    for path in TEMPLATES.rglob("*.html"):
        if not allowed.search(str(path)):
            text = path.read_text()
            assert not re.search(r"<[^>{]*\s(style|on[a-z]+)=", text), path
            assert "<style" not in text, path


def test_style_sheet_equals_its_sources():
    call_command("build_css", "--check")


def test_in_the_dark_nothing_differs_but_colours():
    """For this axe looks at dark pages by the rules of colours alone: `light-dark()` is nothing but a colour."""
    sheet = (STATIC / "css/understory.css").read_text()
    assert set(re.findall(r"\[data-theme=[^{}]*\{([^{}]*)\}", sheet)) == {"color-scheme:light", "color-scheme:dark"}
    pages = [path for path in TEMPLATES.rglob("*.html") if "emails" not in path.parts]
    texts = {path: path.read_text() for path in [*pages, *STATIC.glob("css/*"), *STATIC.glob("js/*")]}
    assert [path for path, text in texts.items() if re.search(r"prefers-color-scheme|\bdark:|=dark\] ", text)] == []


def test_vendored_files_are_as_pinned():
    call_command("vendor", "--check")


def test_a_changed_vendored_file_is_noticed(tmp_path, settings):
    settings.BASE_DIR = tmp_path
    folder = tmp_path / "static/vendor"
    folder.mkdir(parents=True)
    (folder / "a.js").write_text("changed")
    entry = {"package": "a", "version": "1", "files": [{"name": "a.js", "source": "a.js", "sha256": "0" * 64}]}
    (folder / "manifest.json").write_text(json.dumps([entry]))
    with pytest.raises(CommandError):
        call_command("vendor", "--check")


@pytest.mark.parametrize(
    ("files", "limit"),
    [
        (["css/understory.css"], 15_000),
        (["vendor/htmx.min.js", "js/frame.js", "js/forms.js", "js/swaps.js"], 20_000),
    ],
)
def test_weight_of_what_every_page_loads(files, limit):
    assert sum(len(gzip.compress((STATIC / name).read_bytes())) for name in files) <= limit


def test_font_of_a_first_visit_is_small():
    assert (STATIC / "vendor/inter-latin.woff2").stat().st_size <= 50_000


def test_segmented_chooses_nothing_by_itself():
    drawn = compiled('<c-segmented name="c" :options="options" :value="value" />')
    options = [(1, "1"), (2, "2")]
    assert "checked" not in drawn.render(Context({"options": options, "value": None}))
    assert drawn.render(Context({"options": options, "value": "2"})).count("checked") == 1


def test_heat_never_shows_a_number_for_few():
    drawn = compiled("<c-heat :percent='percent' few />").render(Context({"percent": 44}))
    assert "44" not in drawn
    assert "few" in drawn
