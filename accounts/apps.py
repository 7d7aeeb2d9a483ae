from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    label = "accounts"

    def ready(self) -> None:
        from allauth.socialaccount.signals import social_account_added

        from accounts import own_data_rules, rules, search  # noqa: F401
        from accounts.actions.invitations import is_still_open
        from accounts.by_provider import is_only_way, vouch
        from accounts.campaign_querysets import is_asked
        from accounts.imports import kinds, tasks  # noqa: F401
        from accounts.imports import rules as import_rules  # noqa: F401
        from accounts.managers import bring_along
        from accounts.policy import read_policy
        from accounts.second_factor import has_factor, needs_factor, where_to_add
        from ecosystem.core import mail, policy, second_factor
        from ecosystem.core.navigation import register
        from ecosystem.notifications.querysets import unread_count

        policy.provide(read_policy)
        bring_along("has_second_factor", has_factor)
        bring_along("unread_notifications", unread_count)
        bring_along("asked_for_round", is_asked)
        second_factor.provide(needs_factor, where=where_to_add())
        mail.register_check("accounts.invitation_is_open", is_still_open)
        social_account_added.connect(vouch)
        _register_navigation()
        if not is_only_way():
            register("me", _("Second factor"), "mfa_index", "fingerprint-pattern", "accounts.change_settings", 30)


def _register_navigation() -> None:
    from ecosystem.core.navigation import register

    for entry in (
        ("organisation", _("People"), "accounts:people_list", "users", "accounts.list_people", 60),
        ("organisation", _("Units"), "accounts:unit_list", "building-2", "accounts.change_units", 62),
        ("organisation", _("Projects"), "accounts:project_list", "folder-kanban", "accounts.change_projects", 64),
        ("organisation", _("Skills framework"), "accounts:framework", "library-big", "accounts.change_framework", 66),
        ("organisation", _("Campaigns"), "accounts:campaign_list", "megaphone", "accounts.list_campaigns", 67),
        ("organisation", _("Job roles"), "accounts:role_list", "id-card", "accounts.change_roles", 68),
        ("organisation", _("Imports"), "accounts:import_list", "file-input", "accounts.import_skills", 70),
        ("organisation", _("Access"), "accounts:grant_list", "key-round", "accounts.list_grants", 80),
        ("organisation", _("Policy"), "accounts:organisation_change", "settings-2", "accounts.change_policy", 82),
        ("me", _("My settings"), "accounts:me", "user-cog", "accounts.change_settings", 10),
        ("me", _("My data"), "accounts:my_data", "folder-down", "accounts.view_my_data", 15),
        ("organisation", _("Erasing"), "accounts:erasure_list", "eraser", "accounts.list_erasures", 84),
        ("me", _("Stand-ins"), "accounts:delegation_list", "user-check", "accounts.list_delegations", 20),
        ("me", _("My devices"), "usersessions_list", "monitor-smartphone", "accounts.change_settings", 40),
    ):
        register(*entry)
    register("own", _("Skills"), "accounts:my_skills", "layers", "accounts.view_my_skills", 30, phone=3)
    register("organisation", _("First profiles"), "accounts:profile_list", "sprout", "accounts.suggest_profiles", 69)
