from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    label = "accounts"

    def ready(self) -> None:
        from accounts.managers import bring_along
        from accounts.policy import read_policy
        from ecosystem.core.policy import provide
        from ecosystem.notifications.querysets import unread_count

        provide(read_policy)
        bring_along("unread_notifications", unread_count)
