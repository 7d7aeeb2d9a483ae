"""What is told of a mail server that does not take mail: in words to people, in one word to the log.

What a server answers may quote the addresses of people, so neither repeats it: the kind of error and its number must do.
"""

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ecosystem.core.policy import policy

NUMBER = re.compile(r"\((\d{3}), ")
BROKE_OFF = gettext_lazy("it broke off the connection")
WORDS = {
    "MailHeld": gettext_lazy("mail is held here, because the data were restored from a backup"),
    "ConnectionRefusedError": gettext_lazy("nothing listens at this address"),
    "gaierror": gettext_lazy("no host has this name"),
    "TimeoutError": gettext_lazy("it did not answer in time"),
    "timeout": gettext_lazy("it did not answer in time"),
    "SMTPAuthenticationError": gettext_lazy("it refused the user name or the password"),
    "SMTPServerDisconnected": BROKE_OFF,
    "ConnectionResetError": BROKE_OFF,
    "BrokenPipeError": BROKE_OFF,
    "SSLError": gettext_lazy("no encrypted connection came about"),
    "SSLCertVerificationError": gettext_lazy("its certificate is not valid"),
    "SMTPNotSupportedError": gettext_lazy("it does not offer encryption or signing in, which were asked of it"),
    "SMTPSenderRefused": gettext_lazy("it refused the address that mails come from"),
    "SMTPRecipientsRefused": gettext_lazy("it refused the address that the mail goes to"),
    "SMTPDataError": gettext_lazy("it refused the mail"),
    "SMTPConnectError": gettext_lazy("it refused the connection"),
    "SMTPHeloError": gettext_lazy("it refused the connection"),
}


def as_stored(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:2000]


def in_the_log(stored: str) -> str:
    """`SMTPAuthenticationError 535`"""
    kind, number = _parts(stored)
    return f"{kind} {number}".strip()


def in_words(stored: str) -> str:
    """Why it was not taken, for people; nothing where it was not refused."""
    if not stored:
        return ""
    kind, number = _parts(stored)
    words = str(WORDS.get(kind) or _("it did not take the mail (%(kind)s)") % {"kind": kind})
    return _("%(words)s (its answer: %(number)s)") % {"words": words, "number": number} if number else words


def server_named() -> str:
    """Host and port of the mail server, never its user or password."""
    if url := policy().mail_url:
        told = urlsplit(url)
        return f"{told.hostname or ''}:{told.port}" if told.port else told.hostname or ""
    return f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"


def _parts(stored: str) -> tuple[str, str]:
    number = NUMBER.search(stored)
    return stored.partition(":")[0], number[1] if number else ""
