"""Whether an address still answers. Only hosts that an operator allowed are asked, and only where they really are.

A name must lead to public addresses only; the connection goes to the very address that was looked up, so that it cannot
turn into another one in between. An address that the operator wrote as a number is allowed as it stands.
"""

import datetime as dt
import ipaddress
import socket
from collections.abc import Iterable
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

from django.conf import settings

from ecosystem.core.clock import now

TIMEOUT = 5.0
MOST_READ = 1024
MOST_STEPS = 3
KNOWS_NO_HEAD = {403, 405, 501}
ASKS_WHO = {401, 403, 407, 429, 451}  # it is there, and wants to know who asks
ATTENTION_AFTER = dt.timedelta(days=7)
PORTS = {"http": 80, "https": 443}


def may_be_asked(url: str, allowed: Iterable[str] | None = None) -> bool:
    """Whether the host (or host:port) of an address is one that the operator allowed."""
    parts = _split(url)
    hosts = {host.lower() for host in (settings.LINK_CHECK_HOSTS if allowed is None else allowed)}
    return parts is not None and bool({_host(parts), f"{_host(parts)}:{_port(parts)}"} & hosts)


def is_failing(status: int | None) -> bool:
    """No answer, or one that says there is nothing."""
    return status is None or (status >= 400 and status not in ASKS_WHO)


def fails_since(check: Any) -> dt.datetime | None:
    """Since when the address of a look-up has not answered, once that has lasted a week."""
    since = check.failing_since if check else None
    return since if since and since < now() - ATTENTION_AFTER else None


def status_of(url: str) -> int | None:
    """What the address answers: HEAD, then GET where HEAD is not known. Redirects are followed on the same host only."""
    status = None
    for _step in range(MOST_STEPS):
        parts = _split(url)
        if parts is None or not may_be_asked(url):
            return None
        status, location = _ask(parts)
        onward = urljoin(url, location) if location else ""
        if not onward or urlsplit(onward).netloc.lower() != parts.netloc.lower():
            return status
        url = onward
    return status


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        known = parts.scheme in PORTS and parts.hostname and parts.port != 0
    except ValueError:
        return None
    return parts if known and parts.username is None else None


def _host(parts: SplitResult) -> str:
    return (parts.hostname or "").lower()


def _port(parts: SplitResult) -> int:
    return parts.port or PORTS[parts.scheme]


def _ask(parts: SplitResult) -> tuple[int | None, str]:
    place = _place_of(_host(parts), _port(parts))
    if place is None:
        return None, ""
    status, location = _request(parts, place, "HEAD")
    if status in KNOWS_NO_HEAD or status == 404:
        status, location = _request(parts, place, "GET")
    return status, location


def _place_of(host: str, port: int) -> str | None:
    """The address to connect to; None where the name is unknown or leads to a private one."""
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        pass
    try:
        found = {str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError):
        return None
    return min(found) if found and all(map(_is_public, found)) else None


def _is_public(place: str) -> bool:
    address = ipaddress.ip_address(place.partition("%")[0])
    address = getattr(address, "ipv4_mapped", None) or address
    return address.is_global and not address.is_multicast


def _request(parts: SplitResult, place: str, method: str) -> tuple[int | None, str]:
    connection = _connection(parts, place)
    target = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
    try:
        connection.request(method, target, headers={"User-Agent": "Understory link check", "Connection": "close"})
        answer = connection.getresponse()
        answer.read(MOST_READ)
        moved = 300 <= answer.status < 400
        return answer.status, (answer.getheader("Location") or "") if moved else ""
    except (OSError, HTTPException, ValueError):
        return None, ""
    finally:
        connection.close()


def _connection(parts: SplitResult, place: str) -> HTTPConnection:
    kind: Any = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(_host(parts), _port(parts), timeout=TIMEOUT)
    connection._create_connection = lambda address, *args: socket.create_connection((place, address[1]), *args)
    return connection
