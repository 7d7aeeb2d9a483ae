"""Signing in, as allauth serves it. These views are not ours: what is open is written down here."""

from tests.matrix import everybody

OPEN = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_email_verification_sent",
    "account_confirm_email",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_request_login_code",
    "account_confirm_login_code",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "socialaccount_login_cancelled",
    "socialaccount_signup",
    "openid_connect_login",
    "openid_connect_callback",
}
HOME = {"account_login", "account_signup", "account_request_login_code", "account_confirm_login_code"}
SHOWN = {
    "account_inactive",
    "account_confirm_email",
    "account_email",
    "account_email_verification_sent",
    "account_change_password",
    "account_logout",
    "account_reauthenticate",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "mfa_index",
    "mfa_list_webauthn",
    "socialaccount_connections",
    "socialaccount_login_cancelled",
    "usersessions_list",
}
ELSEWHERE = {  # to reauthentication, to the list of factors, or on, when there is nothing to do
    "account_set_password",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_authenticate",
    "mfa_edit_webauthn",
    "mfa_generate_recovery_codes",
    "mfa_login_webauthn",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn",
    "socialaccount_signup",
}
MOVED = {
    "/accounts/social/connections/",
    "/accounts/social/login/cancelled/",
    "/accounts/social/login/error/",
    "/accounts/social/signup/",
}
NOTHING_YET = {
    "mfa_deactivate_totp",
    "mfa_download_recovery_codes",
    "mfa_view_recovery_codes",
    "openid_connect_callback",
    "openid_connect_login",
}
MATRIX = {
    **{name: everybody(200) for name in sorted(SHOWN)},
    **{name: everybody(302) for name in sorted(HOME | ELSEWHERE)},
    **{name: everybody(301) for name in sorted(MOVED)},
    **{name: everybody(404) for name in sorted(NOTHING_YET)},
    "socialaccount_login_error": everybody(401),
}
OBJECTS = {
    "account_confirm_email": lambda cast: {"key": "x"},
    "account_reset_password_from_key": lambda cast: {"uidb36": "x", "key": "y"},
    "mfa_edit_webauthn": lambda cast: {"pk": 1},
    "mfa_remove_webauthn": lambda cast: {"pk": 1},
    "openid_connect_login": lambda cast: {"provider_id": "nobody"},
    "openid_connect_callback": lambda cast: {"provider_id": "nobody"},
}
