"""How a request is made, where Django's own way breaks before anybody can answer."""

from typing import Any

from django.core.exceptions import TooManyFieldsSent
from django.core.handlers.wsgi import WSGIRequest


def request_of(environ: dict[str, Any]) -> WSGIRequest:
    """As Django's handler makes it. Where a character set is named, Django reads the parameters at once, and too many of
    them end in an error without an answer: without that name they are refused by whoever reads them, as always."""
    try:
        return WSGIRequest(environ)
    except TooManyFieldsSent:
        return WSGIRequest({**environ, "CONTENT_TYPE": environ["CONTENT_TYPE"].partition(";")[0]})
