"""What allauth says is worded in a catalogue of ours. It is compiled, and no word of it is a word that we use ourselves."""

import re
from pathlib import Path

import pytest
from django.utils.translation import gettext, override

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "ecosystem" / "locale" / "en" / "LC_MESSAGES" / "django.po"
ENTRY = re.compile(r'^msgid "(.+)"\nmsgstr "(.+)"$', re.MULTILINE)
OURS = [path for app in ("accounts", "goals", "ecosystem") for path in (ROOT / app).rglob("*.py")]


def entries() -> dict[str, str]:
    return {said: ours for said, ours in ENTRY.findall(CATALOGUE.read_text()) if "\\n" not in said}


@pytest.mark.parametrize(("said", "ours"), entries().items())
def test_the_compiled_catalogue_says_what_is_written(said, ours):
    with override("en"):
        assert gettext(said) == ours


def test_nothing_of_ours_is_reworded_by_accident():
    texts = [path.read_text() for path in [*OURS, *(ROOT / "templates").rglob("*.html")]]
    used = [
        said for said in entries() if any(f'translate "{said}"' in text or f'_("{said}")' in text for text in texts)
    ]
    assert used == []


@pytest.mark.django_db
def test_the_pages_of_sign_in_speak_like_the_rest(client, cast, client_for):
    assert "A new password" in client.get("/accounts/password/reset/").content.decode()
    page = client_for(cast.emil).get("/accounts/2fa/").content.decode()
    assert "Second factor" in page
    assert "Two-Factor" not in page
