"""Campaigns of the skill round."""

from django.urls import path

from accounts.views import campaigns

urlpatterns = [
    path("skills/campaigns/", campaigns.campaign_list, name="campaign_list"),
    path("skills/campaigns/open/", campaigns.campaign_open, name="campaign_open"),
    path("skills/campaigns/<int:pk>/", campaigns.campaign_page, name="campaign_page"),
    path("skills/campaigns/<int:pk>/extend/", campaigns.campaign_extend, name="campaign_extend"),
    path("skills/campaigns/<int:pk>/end/", campaigns.campaign_end, name="campaign_end"),
]
