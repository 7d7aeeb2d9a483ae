"""Looking addresses up by their first word finds what trying all of them one after the other finds."""

import pytest
from django.urls import Resolver404, URLResolver, path
from django.urls.resolvers import RoutePattern

from ecosystem.core.directory import Directory
from ecosystem.urls import urlpatterns


def view(request):
    """Never asked."""


ROUTES = ("", "a/", "a/<int:pk>/", "<slug:any>/last/", "b/last/", "c", "c/d/")
LISTED = [path(route, view, name=route or "first") for route in ROUTES]
LISTED += [path("e/", view, name="before"), path("e/", view, name="after"), path("f", ([path("g/", view, name="part")], None, None))]  # fmt: skip


@pytest.mark.parametrize("word", ["", "a/", "a/7/", "a/x/", "a/last/", "b/last/", "z/last/", "c", "c/", "c/d/", "e/", "fg/", "z/"])  # fmt: skip
def test_the_same_is_found_in_the_same_order(word):
    def found(kind):
        try:
            match = kind(RoutePattern(""), LISTED, {}, "app", "space").resolve(word)
        except Resolver404:
            return None
        return match.view_name, match.kwargs, match.route

    assert found(Directory) == found(URLResolver)


def test_few_are_tried_for_any_address():
    listed = [each for each in urlpatterns if isinstance(each, Directory)]
    assert sum(len(each.url_patterns) for each in listed) > 300
    tried = {word for each in listed for word in each._by_word}
    assert max(sum(len(each._by_word.get(word, each._others).url_patterns) for each in listed) for word in tried) < 80
