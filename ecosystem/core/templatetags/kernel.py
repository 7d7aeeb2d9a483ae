"""The kernel in templates: the same rule as the door, and Markdown."""

import datetime as dt
from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from ecosystem.core import markdown as rendering
from ecosystem.core.rules import allows

register = template.Library()

BROWSERS = {"Edg": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS": "macOS",
    "Linux": "Linux",
}


@register.simple_tag(takes_context=True)
def can(context: template.Context, permission: str, obj: Any = None) -> bool:
    """`{% can "goals.close_goal" goal as may_close %}{% if may_close %}…{% endif %}`"""
    return allows(context["request"].user, permission, obj)


@register.filter
def markdown(text: str | None) -> SafeString:
    """`{{ goal.note|markdown }}`"""
    return rendering.render(text)


@register.filter
def opening(text: str | None, most: int) -> str:
    """`{{ message.body|opening:160 }}`: how it begins, in plain words."""
    return rendering.opening(text, most)


@register.filter
def duration(span: dt.timedelta | None) -> str:
    """A span in its largest unit: `40 s`, `12 min`, `3 h`, `2 days`; None is a dash."""
    if span is None:
        return "–"
    seconds = span.total_seconds()
    if seconds < 10:
        return gettext("%(n)s s") % {"n": number_format(seconds, 1)}
    if seconds < 90:
        return gettext("%(n)d s") % {"n": seconds}
    if seconds < 5400:
        return gettext("%(n)d min") % {"n": seconds // 60}
    if seconds < 172_800:
        return gettext("%(n)d h") % {"n": seconds // 3600}
    return gettext("%(n)d days") % {"n": seconds // 86_400}


@register.filter
def device(user_agent: str) -> str:
    """`Firefox on Windows`, from what a browser calls itself; the first mark found counts, as each names its elders too."""
    browser = next((name for mark, name in BROWSERS.items() if mark in user_agent), gettext("A browser"))
    system = next((name for mark, name in SYSTEMS.items() if mark in user_agent), "")
    return gettext("%(browser)s on %(system)s") % {"browser": browser, "system": system} if system else browser
