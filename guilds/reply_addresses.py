"""The secret address of each invitation: calendars answer to it, and only what comes back to it counts.

`learn@example.com` becomes `learn+12.k5x…@example.com`: the seat, signed for one guest as the links in mails are. Nothing
is stored.
"""

import base64
import re
from collections.abc import Iterable
from urllib.parse import unquote

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.utils.crypto import salted_hmac

LETTERS = 24  # of 32 kinds: 120 bits
SECRET = re.compile(rf"\+([0-9]{{1,18}}\.[a-z2-7]{{{LETTERS}}})@")
MOST = 20


class AddressSigner(Signer):
    """In small letters and digits, and not too many: the part before the @ may lose its case, and holds 64."""

    def signature(self, value: str | bytes, key: str | bytes | None = None) -> str:
        digest = salted_hmac(str(self.salt), value, key or self.key, algorithm="sha256").digest()
        return base64.b32encode(digest).decode().lower()[:LETTERS]


def are_read() -> bool:
    """Whether answers of calendars come back here by mail: only where an address was entered for them."""
    return bool(settings.CALENDAR_ADDRESS)


def secret_address(seat_id: int, guest: str) -> str:
    """Where the calendar of this guest answers to about this seat: the same for good, so that updates match."""
    name, _at, host = settings.CALENDAR_ADDRESS.rpartition("@")
    return f"{name}+{_signer(guest).sign(str(seat_id))}@{host}"


def secrets_in(headers: Iterable[str]) -> tuple[str, ...]:
    """What may be secrets among the addresses that a mail came to."""
    found = (secret for header in headers for secret in SECRET.findall(unquote(header[:10_000]).lower()))
    return tuple(dict.fromkeys(found))[:MOST]


def seat_of(secrets: Iterable[str], guest: str) -> int | None:
    """The seat of which this guest was asked under one of these secrets; compared in constant time."""
    signer = _signer(guest)
    for secret in secrets:
        try:
            return int(signer.unsign(secret))
        except BadSignature:
            continue
    return None


def _signer(guest: str) -> AddressSigner:
    """An address for one guest is none for another."""
    return AddressSigner(sep=".", salt=f"guilds.reply {guest.strip().casefold()}")
