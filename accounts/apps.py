from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    label = "accounts"

    def ready(self) -> None:
        from accounts.policy import read_policy
        from ecosystem.core.policy import provide

        provide(read_policy)
