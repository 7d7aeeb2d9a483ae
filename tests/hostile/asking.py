"""Bad requests, made by chance from a seed: what arrives when somebody means harm, or a program is broken.

Each begins with a request that is in order — the address and form that `tests/matrix` has for it — and breaks it in one to three ways.
"""

import json
import random
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import quote_from_bytes

from django.core.files.uploadedfile import UploadedFile

from tests.source import python_files

NUL, LONE, BOUNDARY = "a\x00b", "x\ud800y", "cut-here"
ADDRESSED = re.compile(r"(?:GET(?:\.get|\.getlist)?[(\[]|as_typed\([\w.]+, )\"([\w-]+)\"")
TYPED = re.compile(r"(?m)^ {4}([a-z_0-9]+)(?:: [^=]+)? = (?:forms\.)?\w*Field\(")
UNDECLARED = ("id", "pk", "owner", "owner_id", "manager", "role", "roles", "is_active", "is_superuser", "state", "person", "DELETE",
              "form-TOTAL_FORMS", "form-INITIAL_FORMS", "version", "created_at", "__proto__", "next", "")  # fmt: skip
NUMBERS = ("0", "-1", "1", "2147483648", "-2147483649", "9223372036854775807", "9223372036854775808", "1" + "0" * 40, "9" * 5000, "1e309", "-0.0",
           "NaN", "Infinity", "sNaN", "1_000", "0x10", "١٢٣", "²", "½", "1,5", "0." + "3" * 60, "1e-400", "1E+999999999")  # fmt: skip
DAYS = ("0001-01-01", "0000-00-00", "9999-12-31", "10000-01-01", "2026-02-30", "-0001-01-01", "99999999-99-99", "2026-11-22T25:61", "01/02/03",
        "9999-12-31T23:59", "0001-01-01T00:00", "23:59:60", "2026-W53-7", "2026-13", "tomorrow", "1970-01-01 00:00:00+99:99")  # fmt: skip
TEXTS = (NUL, LONE, "\x00", "\ud800", "", " ", "\t\n\r", "\x0b\x1f\x7f\x85", "\u202e\u200b\ufeff", "🕳️" * 40, "Z͑ͫ" * 300, "x" * 161,
         "y" * 70_000, "'; DROP TABLE accounts_person; --", "\\", "%", "%s%n%(x)s", "{{ 7|add:7 }}", "{% include 'x' %}", "{0.__class__}",
         "<script>alert(1)</script>", "=cmd|' /C calc'!A0", "../../etc/passwd", "//evil.example", "javascript:alert(1)", "http://[::1",
         "http://user:pw@host:99999/", "https://" + "a." * 2000, "x\r\nSet-Cookie: a=b", "@" * 300, "#" * 300, "[" * 3000, "> " * 3000,
         "|" * 500, "`" * 4000, "*_" * 2000, "![](" * 500, "0", "null", "true", "[]", "{}", "on", "a" * 80 + "@example.com", "00000000-0000-0000-0000-000000000000",
         "{" * 60, "(" * 300, "a:b:c", "1.2.3", "-", "--", ":", ",", "a,b,,c", "\"", "&" * 200, "OR", "a & | !", "<->", "\\u0000", "ﬁ ① Ａ", "İ" * 200)  # fmt: skip
IDS = ("0", "-1", "9223372036854775807", "9223372036854775808", "1" + "0" * 60, "00001", "%00", "%ED%A0%80", "%FF", "%2e%2e", "..%2f..", "x", "1.5",
       "%D9%A1", "00000000-0000-0000-0000-000000000000", "{}", "1;2", "1%0a", "a" * 4000, "%", "null")  # fmt: skip
HEADERS = (
    {"HX-Request": "true", "HX-Request-Type": "partial"}, {"HX-Request": "true", "HX-Request-Type": "full"}, {"HX-Request": "\x00"},
    {"HX-Request": "true", "HX-Current-URL": "http://[::1", "HX-Boosted": "true"}, {"HX-Request": "true", "HX-Current-URL": "javascript:1"},
    {"HX-Request": "true", "HX-Current-URL": "%ED%A0%80", "HX-Current-URL-URI-AutoEncoded": "true"}, {"HX-Request": "TRUE" * 900},
    {"HX-Request": "true", "HX-History-Restore-Request": "true"}, {"HX-Request": "true", "HX-Target": "x" * 9000, "HX-Trigger-Name": "\xff"},
    {"Accept-Language": "xx-" + "y" * 9000}, {"Accept-Language": ";q=,,en;q=abc,*;q=9"}, {"Accept-Language": "\x00"}, {"Accept": "x/y;q=nan,,;"},
    {"Accept-Encoding": "gzip;q=0,br;q=-1,*;q=x"}, {"If-Modified-Since": "Sat, 99 Foo 99999 99:99:99 GMT"}, {"If-None-Match": 'W/"' + "x" * 5000},
    {"If-Unmodified-Since": "0"}, {"Range": "bytes=-9,5-2,99999999999999999999-"}, {"Host": "evil.example"}, {"Host": "a:b:c"}, {"Host": ""},
    {"Host": "localhost:99999999"}, {"Host": "[::1"}, {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "ftp", "X-Forwarded-For": "x,y,\x00"},
    {"X-Request-ID": "a\r\nb" * 500}, {"X-Request-ID": "\x00\xff"}, {"Authorization": "Bearer \xff\x00"}, {"Authorization": "Bearer " + "x" * 9000},
    {"Authorization": "Basic %%%"}, {"Referer": "http://[::1"}, {"Origin": "null"}, {"Origin": "http://["}, {"X-CSRFToken": "\x00" * 70},
    {"X-Requested-With": "XMLHttpRequest"}, {"X-HTTP-Method-Override": "DELETE"}, {"Content-Encoding": "gzip"}, {"Sec-Purpose": "prefetch;\xff"},
    {"User-Agent": "\xff" * 3000}, {"X-Slack-Request-Timestamp": "9" * 400, "X-Slack-Signature": "v0=é"}, {"Transfer-Encoding": "chunked"},
)  # fmt: skip
COOKIES = ("session=", "session=\x00", "session=" + "x" * 9000, "session=../../x", "csrf=" + "\xff" * 64, "messages=W1tdXQ:x:y", "messages=[[\"__json_message\",0]]",
           "theme=\"><script>", "theme=\xff", "a" * 9000, ";;;=;=", "=x", "session=a; session=b; session=c", "messages=\x00", "django_language=../x",
           "$Version=1; session=\"\\\"", "theme=dark; " * 200)  # fmt: skip
KINDS = ("", "text/plain", "application/json", "application/xml", "application/octet-stream", "multipart/form-data", "multipart/form-data; boundary=",
         "multipart/form-data; boundary=" + "b" * 300, "multipart/form-data; boundary=\xff", "multipart/mixed; boundary=cut-here", "application/x-www-form-urlencoded; charset=bogus",
         "application/x-www-form-urlencoded; charset=utf-16", "application/x-www-form-urlencoded; charset=", "a/b/c;;;==", "\xff",
         "application/x-www-form-urlencoded;" * 200, "multipart/form-data; boundary=cut-here; charset=utf-7")  # fmt: skip
METHODS = (
    "GET",
    "GET",
    "GET",
    "POST",
    "POST",
    "POST",
    "POST",
    "POST",
    "PUT",
    "PATCH",
    "DELETE",
    "HEAD",
    "OPTIONS",
    "TRACE",
    "FROB",
)

Pairs = list[tuple[str, Any]]


@cache
def names() -> tuple[str, ...]:
    """What addresses and forms of the product are asked by, read from its source."""
    texts = [path.read_text() for path in python_files()]
    return tuple(sorted({name for text in texts for pattern in (ADDRESSED, TYPED) for name in pattern.findall(text)}))


@dataclass
class Ask:
    """One request on its way, and what was done to it."""

    method: str
    path: str
    query: str = ""
    body: bytes = b""
    kind: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    cookies: str = ""
    done: list[str] = field(default_factory=list)

    def environ(self, signed_in: str) -> dict[str, Any]:
        """As a server hands it over; `signed_in` is the cookie of whoever asks."""
        said = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in self.headers.items()}
        return {
            "REQUEST_METHOD": self.method,
            "PATH_INFO": unquoted(self.path),
            "QUERY_STRING": self.query,
            "CONTENT_TYPE": self.kind,
            "CONTENT_LENGTH": str(len(self.body)),
            "HTTP_COOKIE": "; ".join(filter(None, (signed_in, self.cookies))),
            **said,
        }


def unquoted(path: str) -> str:
    raw = re.sub(rb"%([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), path.encode("utf-8", "surrogatepass"))
    return raw.decode("latin-1")


def raw(value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")


def encoded(pairs: Pairs) -> bytes:
    return "&".join(f"{quote_from_bytes(raw(name))}={quote_from_bytes(raw(value))}" for name, value in pairs).encode()


def multipart(pairs: Pairs, headers: str = "") -> bytes:
    parts = []
    for name, value in pairs:
        filename = '; filename="dot.png"\r\nContent-Type: image/png' if isinstance(value, bytes) else ""
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{filename}{headers}\r\n\r\n'
        parts.append(raw(head) + raw(value) + b"\r\n")
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def pairs_of(data: Mapping[str, Any]) -> Pairs:
    """The fields of a form, one after the other; files as bytes."""
    found: Pairs = []
    for name, value in data.items():
        for one in value if isinstance(value, (list, tuple)) else [value]:
            if isinstance(one, UploadedFile):
                one.seek(0)
            found.append((name, one.read() if isinstance(one, UploadedFile) else one))
    return found


class Chance:
    """All choices of one run."""

    def __init__(self, seed: str) -> None:
        self.random = random.Random(seed)

    def value(self) -> str:
        pool = self.random.choice((NUMBERS, DAYS, TEXTS, TEXTS, IDS))
        return self.random.choice(pool)

    def asks(self, address: str, form: Mapping[str, Any] | None, count: int) -> Iterable[Ask]:
        for _number in range(count):
            yield self.ask(address, form)

    def ask(self, address: str, form: Mapping[str, Any] | None) -> Ask:
        method = self.random.choice(METHODS)
        if form is not None and self.random.random() < 0.6:
            method = "POST"
        ask = Ask(method, address)
        pairs = pairs_of(form or {})
        for breaks in self.random.sample(FORM, k=self.random.choice((0, 1, 1, 2))):
            pairs = breaks(self, ask, pairs)
        self._write(ask, pairs)
        least = 0 if ask.done else 1
        for breaks in self.random.sample(REQUEST, k=self.random.choice((least, 1, 1, 2))):
            breaks(self, ask)
        return ask

    def _write(self, ask: Ask, pairs: Pairs) -> None:
        if ask.method in {"GET", "HEAD", "OPTIONS", "TRACE"}:
            ask.query = encoded(pairs).decode()
        elif any(isinstance(value, bytes) for _name, value in pairs) or self.random.random() < 0.2:
            ask.kind, ask.body = f"multipart/form-data; boundary={BOUNDARY}", multipart(pairs)
        else:
            ask.kind, ask.body = "application/x-www-form-urlencoded", encoded(pairs)


# --- what is done to a form
def one_wrong(chance: Chance, ask: Ask, pairs: Pairs) -> Pairs:
    if not pairs:
        return strange_names(chance, ask, pairs)
    at = chance.random.randrange(len(pairs))
    ask.done.append(f"wrong {pairs[at][0]}")
    return [*pairs[:at], (pairs[at][0], chance.value()), *pairs[at + 1 :]]


def all_wrong(chance: Chance, ask: Ask, pairs: Pairs) -> Pairs:
    ask.done.append("all wrong")
    return [(name, chance.value()) for name, _value in pairs]


def missing(chance: Chance, ask: Ask, pairs: Pairs) -> Pairs:
    ask.done.append("missing")
    return [pair for pair in pairs if chance.random.random() < 0.5]


def repeated(chance: Chance, ask: Ask, pairs: Pairs) -> Pairs:
    ask.done.append("repeated")
    twice = [*pairs, *((name, chance.value()) for name, _value in pairs)]
    return twice if chance.random.random() < 0.5 else twice[::-1]


def undeclared(chance: Chance, ask: Ask, pairs: Pairs) -> Pairs:
    ask.done.append("undeclared")
    return [*pairs, *((name, chance.value()) for name in chance.random.sample(UNDECLARED, k=5))]


def strange_names(chance: Chance, ask: Ask, pairs: Pairs) -> Pairs:
    ask.done.append("names of other forms")
    return [*pairs, *((name, chance.value()) for name in chance.random.sample(names(), k=6))]


def stale(chance: Chance, ask: Ask, pairs: Pairs) -> Pairs:
    ask.done.append("stale")
    return [*((name, value) for name, value in pairs if name != "version"), ("version", chance.random.choice(NUMBERS))]


def many(chance: Chance, ask: Ask, pairs: Pairs) -> Pairs:
    ask.done.append("many")
    return [*pairs, *((f"x{number}", "") for number in range(1_100))]


FORM: tuple[Callable[[Chance, Ask, Pairs], Pairs], ...] = (
    one_wrong, one_wrong, one_wrong, one_wrong, all_wrong, missing, repeated, undeclared, strange_names, stale, many,
)  # fmt: skip


# --- what is done to a request
def header(chance: Chance, ask: Ask) -> None:
    more = chance.random.choice(HEADERS)
    ask.headers.update(more)
    ask.done.append(f"headers {sorted(more)}")


def cookie(chance: Chance, ask: Ask) -> None:
    ask.cookies = chance.random.choice(COOKIES)
    ask.done.append("cookie")


def kind(chance: Chance, ask: Ask) -> None:
    ask.kind = chance.random.choice(KINDS)
    ask.done.append(f"type {ask.kind[:60]}")


def document(chance: Chance, ask: Ask) -> None:
    """JSON where a form is expected: broken, deep, and with what is no text."""
    texts = (
        "[" * 5_000,
        '{"a":' * 5_000,
        '{"a": "\\ud800"}',
        "NaN",
        "",
        "{",
        json.dumps({"version": 1e308}),
        '"' + "x" * 50_000,
    )
    ask.kind, ask.body = "application/json", chance.random.choice(texts).encode()
    ask.done.append("JSON")


def cut(chance: Chance, ask: Ask) -> None:
    ask.body = ask.body[: chance.random.randrange(len(ask.body) + 1)]
    ask.done.append("cut")


def parts(chance: Chance, ask: Ask) -> None:
    """Multipart bodies that no browser sends."""
    name = chance.random.choice(names())
    heads = (
        "\r\nContent-Transfer-Encoding: base64", "\r\nContent-Type: text/plain; charset=bogus", "; filename=\"../../x\"", "; filename=\"\"",
        "; filename*=utf-8''%00%ff", "\r\nContent-Type: multipart/mixed; boundary=x", "\r\n" + "X: y\r\n" * 300 + "Z: z", "; filename=\"x\x00.csv\"",
        "; filename=\"" + "n" * 3000 + ".png\"\r\nContent-Type: image/png", "\r\nContent-Length: -1",
    )  # fmt: skip
    ask.kind = f"multipart/form-data; boundary={BOUNDARY}"
    ask.body = multipart([(name, chance.value()), ("file", "GIF89a")], chance.random.choice(heads))
    ask.done.append("parts")


def noise(chance: Chance, ask: Ask) -> None:
    ask.body = chance.random.randbytes(chance.random.choice((1, 300, 20_000)))
    ask.done.append("noise")


def giant(chance: Chance, ask: Ask) -> None:
    ask.body = b"text=" + b"x" * 3_000_000
    ask.done.append("giant")


def address(chance: Chance, ask: Ask) -> None:
    """Another object, or no address at all."""
    bad = chance.random.choice(IDS)
    pieces = ask.path.split("/")
    at = chance.random.randrange(1, len(pieces))
    numbers = [place for place, piece in enumerate(pieces) if piece.isdigit()]
    pieces[chance.random.choice(numbers) if numbers and chance.random.random() < 0.7 else at] = bad
    ask.path = "/".join(pieces)
    ask.done.append("address")


def bent(chance: Chance, ask: Ask) -> None:
    ask.path = chance.random.choice(
        (ask.path + "../" * 9, "/" + ask.path, ask.path.upper(), ask.path.rstrip("/"), ask.path + ";x=1", ask.path + "%00", ask.path.replace("/", "//"), "/./" + ask.path)
    )  # fmt: skip
    ask.done.append("bent address")


def query(chance: Chance, ask: Ask) -> None:
    asked = [
        (name, chance.value()[:3_000]) for name in chance.random.sample(names(), k=chance.random.choice((1, 3, 9)))
    ]
    ask.query = encoded(asked).decode()
    ask.done.append("query")


def bare_query(chance: Chance, ask: Ask) -> None:
    name = chance.random.choice(names())
    ask.query = f"{name}=" + chance.random.choice(
        ("%", "%zz", "%FF", "%ED%A0%80", "%00", "&&&;=", "a=b=c", "\xff", "x" * 9_000)
    )
    ask.done.append("broken query")


REQUEST: tuple[Callable[[Chance, Ask], None], ...] = (
    header, header, header, cookie, kind, document, cut, parts, noise, giant, address, address, bent, query, query, query, bare_query,
)  # fmt: skip
