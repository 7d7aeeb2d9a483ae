"""When two addresses are the same page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.addresses import same_address

SAME = "example.com/guides/keys?page=2"


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/guides/keys?page=2",
        "http://www.Example.com/guides/keys/?page=2",
        "https://example.com:443/guides/keys?utm_source=mail&page=2&utm_campaign=x",
        "https://example.com/guides/keys?page=2&fbclid=abc#part-3",
        "  https://example.com/guides/keys?gclid=1&page=2 ",
    ],
)
def test_what_only_tracks_is_left_out(url):
    assert same_address(url) == SAME


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/guides/keys?page=3",
        "https://example.com/guides/Keys?page=2",
        "https://docs.example.com/guides/keys?page=2",
        "https://example.com:8443/guides/keys?page=2",
    ],
)
def test_other_pages_are_other_pages(url):
    assert same_address(url) != SAME


@pytest.mark.parametrize("url", ["", "no address", "https://", "http://[::1", "https://host:99999999/"])
def test_what_cannot_be_read_is_nothing(url):
    assert same_address(url) == ""


@given(st.text())
def test_any_text_gives_some_answer(text):
    assert len(same_address(f"https://example.com/{text}")) <= 400
