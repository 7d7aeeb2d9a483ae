"""Granted roles, invitations, stand-ins."""

from django.urls import path

from accounts.views import access, invitations

urlpatterns = [
    path("organisation/access/", access.grant_list, name="grant_list"),
    path("organisation/access/grant/", access.grant_add, name="grant_add"),
    path("organisation/access/<int:pk>/confirm/", access.grant_confirm, name="grant_confirm"),
    path("organisation/access/<int:pk>/decline/", access.grant_decline, name="grant_decline"),
    path("organisation/access/<int:pk>/end/", access.grant_end, name="grant_end"),
    path("organisation/invitations/", invitations.invitation_list, name="invitation_list"),
    path("organisation/invitations/send/", invitations.invitation_send, name="invitation_send"),
    path("organisation/invitations/print/", invitations.invitation_print, name="invitation_print"),
    path("organisation/people/<int:pk>/invite/", invitations.person_invite, name="person_invite"),
    path("invitation/", invitations.invitation_enter, name="invitation_enter"),
    path("invitation/<str:code>/", invitations.invitation_accept, name="invitation_accept"),
    path("me/stand-in/", access.delegation_list, name="delegation_list"),
    path("me/stand-in/name/", access.delegation_add, name="delegation_add"),
    path("me/stand-in/<int:pk>/end/", access.delegation_end, name="delegation_end"),
]
