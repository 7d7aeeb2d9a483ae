import pytest
from django.http import HttpRequest
from django.template import engines
from django_htmx.middleware import HtmxMiddleware

from ecosystem.core.htmx import fragment_or_redirect, go, invalid, page_or_fragment

FRAGMENT = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture(autouse=True)
def templates(settings, tmp_path):
    (tmp_path / "page.html").write_text("<main>{% include 'part.html' %}</main>")
    (tmp_path / "part.html").write_text("<p>{{ goal }}</p>")
    (tmp_path / "aside.html").write_text("<i>{{ goal }}</i>")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    assert engines["django"]


@pytest.fixture
def asked(rf):
    def asked(**headers) -> HttpRequest:
        request = rf.get("/", headers=headers)
        HtmxMiddleware(lambda request: None)(request)
        return request

    return asked


CONTEXT = {"goal": "<Forms>"}


def test_a_fragment_for_a_swap_else_the_page(asked):
    assert page_or_fragment(asked(), "page.html", "part.html", CONTEXT).content == b"<main><p>&lt;Forms&gt;</p></main>"
    assert page_or_fragment(asked(**FRAGMENT), "page.html", "part.html", CONTEXT).content == b"<p>&lt;Forms&gt;</p>"


@pytest.mark.parametrize(
    "headers", [{"HX-Boosted": "true"}, {"HX-History-Restore-Request": "true"}, {"HX-Request-Type": "full"}], ids=str
)
def test_boosted_restored_and_whole_bodies_get_the_page(asked, headers):
    response = page_or_fragment(asked(**{**FRAGMENT, **headers}), "page.html", "part.html", CONTEXT)
    assert response.content.startswith(b"<main>")


def test_several_fragments_travel_together(asked):
    response = page_or_fragment(asked(**FRAGMENT), "page.html", ["part.html", "aside.html"], CONTEXT)
    assert response.content == b"<p>&lt;Forms&gt;</p><i>&lt;Forms&gt;</i>"


def test_a_post_answers_with_the_fragment_or_a_redirect(asked):
    assert (
        fragment_or_redirect(asked(**FRAGMENT), "part.html", CONTEXT, to="/goals/").content == b"<p>&lt;Forms&gt;</p>"
    )
    response = fragment_or_redirect(asked(), "part.html", CONTEXT, to="/goals/")
    assert (response.status_code, response["Location"]) == (302, "/goals/")


def test_a_redirect_goes_to_an_object_too(asked):
    class Goal:
        def get_absolute_url(self):
            return "/goals/12/"

    assert fragment_or_redirect(asked(), "part.html", CONTEXT, to=Goal())["Location"] == "/goals/12/"


def test_leaving_for_another_page(asked):
    assert go(asked(), "/goals/")["Location"] == "/goals/"
    response = go(asked(**FRAGMENT), "/goals/")
    assert (response.status_code, response["HX-Redirect"]) == (204, "/goals/")


def test_an_invalid_form_is_422_both_ways(asked):
    assert invalid(asked(), "page.html", "part.html", CONTEXT).status_code == 422
    response = invalid(asked(**FRAGMENT), "page.html", "part.html", CONTEXT)
    assert (response.status_code, response.content) == (422, b"<p>&lt;Forms&gt;</p>")


def test_caches_are_told_that_the_header_matters(asked):
    for response in (
        page_or_fragment(asked(), "page.html", "part.html", CONTEXT),
        fragment_or_redirect(asked(**FRAGMENT), "part.html", CONTEXT, to="/"),
        go(asked(), "/"),
    ):
        assert "HX-Request" in response["Vary"]
