"""The kernel in templates: the same rule as the door, and Markdown."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from ecosystem.core import markdown as rendering
from ecosystem.core.rules import allows

register = template.Library()


@register.simple_tag(takes_context=True)
def can(context: template.Context, permission: str, obj: Any = None) -> bool:
    """`{% can "goals.close_goal" goal as may_close %}{% if may_close %}…{% endif %}`"""
    return allows(context["request"].user, permission, obj)


@register.filter
def markdown(text: str | None) -> SafeString:
    """`{{ goal.note|markdown }}`"""
    return rendering.render(text)
