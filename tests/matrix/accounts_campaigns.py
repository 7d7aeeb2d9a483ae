"""Campaigns of the skill round: lena opens and reads them; whoever is asked knows nothing but the request."""

import datetime as dt

from accounts.models import SkillCampaign
from ecosystem.core.clock import now, today
from tests.matrix import only

LENA, LENA_DOES = only("lena"), only("lena", status=302)
ITS, ITS_DOES = only("lena", others=404), only("lena", status=302, others=404)
SOON, LATER = (now().date() + dt.timedelta(days=days) for days in (14, 21))


def campaign(cast) -> SkillCampaign:
    return SkillCampaign.objects.create(why="A new cycle", last_day=SOON, opened_on=today(), opened_at=now())


def address(cast) -> dict:
    return {"pk": campaign(cast).pk}


MATRIX = {
    "accounts:campaign_list": LENA,
    "accounts:campaign_open": LENA,
    "accounts:campaign_open POST": LENA_DOES,
    "accounts:campaign_page": ITS,
    "accounts:campaign_extend": ITS,
    "accounts:campaign_extend POST": ITS_DOES,
    "accounts:campaign_end": ITS,
    "accounts:campaign_end POST": ITS_DOES,
}
OBJECTS = dict.fromkeys(("accounts:campaign_page", "accounts:campaign_extend", "accounts:campaign_end"), address)
POSTS = {
    "accounts:campaign_open": {"scope": "company", "last_day": SOON.isoformat(), "why": "A new cycle"},
    "accounts:campaign_extend": {"last_day": LATER.isoformat(), "version": "1"},
    "accounts:campaign_end": {"version": "1"},
}
VISIBLE = {SkillCampaign: ("accounts.view_campaign", campaign)}
