"""How the library speaks outside its pages: as JSON, as an answer in Slack, as a bookmark that keeps the page one is on."""

import hashlib
import hmac
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from ecosystem.core.clock import now, today
from ecosystem.core.search import EVERYBODY, Hit, find_in_part, find_text
from ecosystem.core.search_kinds import kinds
from resources import freshness
from resources.models import Resource

SLACK_HITS = 5
FIVE_MINUTES = 300


# --- JSON ------------------------------------------------------------------------------------------------------------
def hit_json(request: HttpRequest, hit: Hit) -> dict[str, Any]:
    badge = kinds()[hit.kind].badge
    return {
        "kind": hit.kind,
        "id": hit.object_id,
        "title": hit.title,
        "subtitle": hit.subtitle,
        "url": request.build_absolute_uri(hit.url),
        "language": hit.language,
        "holds_until": hit.holds_until,
        "trust": badge(hit).word if badge else None,
    }


def as_json(request: HttpRequest, resource: Resource) -> dict[str, Any]:
    leads = [{"id": lead.skill_id, "name": lead.skill.name, "level": lead.level} for lead in resource.skills.all()]
    return {
        "id": resource.pk,
        "kind": resource.kind,
        "state": freshness.stage(resource.state, resource.verify_by, today()),
        "title": resource.title,
        "summary": resource.summary,
        "text": resource.body,
        "address": resource.url,
        "language": resource.language,
        "minutes": resource.minutes,
        "owner": str(resource.owner) if resource.owner else None,
        "skills": leads,
        "version": resource.number,
        "verified_on": resource.verified_on,
        "verify_by": resource.verify_by,
        "url": request.build_absolute_uri(resource.get_absolute_url()),
    }


# --- Slack -----------------------------------------------------------------------------------------------------------
def slack_signed(request: HttpRequest) -> bool:
    """Slack's signature v0 over time and body with the secret that both sides know; not older than five minutes."""
    secret, stamp = settings.SLACK_SIGNING_SECRET, request.headers.get("X-Slack-Request-Timestamp", "")
    if not secret or not (stamp.isascii() and stamp.isdecimal() and len(stamp) < 12):
        return False
    if abs(now().timestamp() - int(stamp)) > FIVE_MINUTES:
        return False
    signed = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + request.body, hashlib.sha256)
    given = request.headers.get("X-Slack-Signature", "")
    return hmac.compare_digest(f"v0={signed.hexdigest()}".encode(), given.encode(errors="replace"))


def slack_answer(request: HttpRequest, words: str) -> dict[str, str]:
    """Shown to whoever asked, to nobody else in the channel."""
    hits = find_text(EVERYBODY, words, SLACK_HITS) if words else []
    in_part = [] if hits else find_in_part(EVERYBODY, words, SLACK_HITS)
    if not words:
        text = _("Type what you would like to learn: /learn rotating secrets")
    elif hits:
        lines = [_("What answers “%(words)s”:") % {"words": _slack(words)}, *(_line(request, hit) for hit in hits)]
        text = "\n".join(lines)
    elif in_part:
        said = _("Nothing has all of these words; these have some.")
        text = "\n".join([said, *(_line(request, hit) for hit in in_part)])
    else:
        address = request.build_absolute_uri(reverse("core:search"))
        text = _("Nothing answers “%(words)s” yet. Ask for it: %(address)s") % {
            "words": _slack(words),
            "address": address,
        }
    return {"response_type": "ephemeral", "text": str(text)}


def _line(request: HttpRequest, hit: Hit) -> str:
    badge = kinds()[hit.kind].badge
    title = _slack(hit.title).replace("|", "¦")
    trust = f" · {_slack(badge(hit).word)}" if badge else ""
    return f"• <{request.build_absolute_uri(hit.url)}|{title}>{trust}"


def _slack(text: str) -> str:
    """Slack's three letters that mean something, escaped."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\n", " ")


# --- the bookmark ----------------------------------------------------------------------------------------------------
def bookmarklet(address: str) -> str:
    """Opens the form of a new resource, filled with the address and title of the page that somebody is on."""
    page = "'?url='+encodeURIComponent(location.href)+'&title='+encodeURIComponent(document.title)"
    return f"javascript:void(open('{address}'+{page}))"
