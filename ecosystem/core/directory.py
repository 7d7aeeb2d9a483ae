"""Addresses looked up by their first word: of some hundreds Django would try one after the other until one fits."""

from functools import cached_property
from typing import Any

from django.urls import URLPattern, URLResolver, include
from django.urls.resolvers import RoutePattern

OPEN = "<"  # what begins with a part that varies is tried for every word


class Directory(URLResolver):
    """The addresses of an app. Reversing, names and order are those of the list it is made of."""

    def resolve(self, path: str) -> Any:
        word = path.partition("/")[0]
        return self._by_word.get(word, self._others)._resolve(path)

    def _resolve(self, path: str) -> Any:
        return super().resolve(path)

    @cached_property
    def _others(self) -> "Directory":
        return self._only(OPEN)

    @cached_property
    def _by_word(self) -> dict[str, "Directory"]:
        return {word: self._only(word) for word in {_first_word(each) for each in self.url_patterns}}

    def _only(self, word: str) -> "Directory":
        near = [each for each in self.url_patterns if _first_word(each) in (word, OPEN)]
        return Directory(self.pattern, near, self.default_kwargs, self.app_name, self.namespace)


def directory(module: str) -> Directory:
    """As `path("", include(module))`."""
    listed, app_name, namespace = include(module)
    return Directory(RoutePattern(""), listed, {}, app_name, namespace)


def _first_word(listed: URLPattern | URLResolver) -> str:
    """What comes before the first slash of its route, if that is always the same."""
    word, slash, _rest = str(listed.pattern).partition("/")
    whole = bool(slash) or isinstance(listed, URLPattern)
    return word if whole and OPEN not in word and isinstance(listed.pattern, RoutePattern) else OPEN
