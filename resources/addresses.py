"""Whether two addresses are the same page: without what only tracks where a visitor came from."""

from urllib.parse import parse_qsl, urlencode, urlsplit

LONGEST = 400
TRACKING = frozenset(
    {"fbclid", "gclid", "dclid", "msclkid", "mc_cid", "mc_eid", "igshid", "ref", "ref_src", "si", "_hsenc", "_hsmi"}
)
TRACKING_PREFIX = "utm_"


def same_address(url: str) -> str:
    """What is equal for addresses that differ only by scheme, `www.`, case of the host, a trailing slash, the order of
    parameters, tracking parameters or the fragment. Empty for an empty or unreadable address."""
    try:
        parts = urlsplit(url.strip())
        port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    except ValueError:
        return ""
    host = (parts.hostname or "").removeprefix("www.")
    if not host:
        return ""
    kept = sorted((name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if not _tracks(name))
    query = f"?{urlencode(kept)}" if kept else ""
    return f"{host}{port}{parts.path.rstrip('/')}{query}"[:LONGEST]


def _tracks(name: str) -> bool:
    return name.lower() in TRACKING or name.lower().startswith(TRACKING_PREFIX)
