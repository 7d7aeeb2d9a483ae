"""The kinds of things that search finds here."""

from django.utils.translation import gettext_lazy as _

from accounts import search_entries as entries
from accounts.querysets import direct_reports
from ecosystem.core.search import register, register_mine, register_near

register(entries.PERSON, _("People"), "user", visible_to=entries.open_to_colleagues, fill=entries.all_people, sign="@")
register(
    entries.SKILL,
    _("Skills"),
    "layers",
    visible_to=entries.open_to_colleagues,
    fill=entries.all_skills,
    leads=True,
    open=True,
    sign="#",
)
register(entries.UNIT, _("Units"), "building-2", visible_to=entries.open_to_colleagues, fill=entries.all_units)
register_mine(entries.skills_of)
register_near(direct_reports)
