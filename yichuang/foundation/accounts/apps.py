from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "yichuang.foundation.accounts"
    label = "accounts"
    verbose_name = "账号权限"

    def ready(self) -> None:
        from yichuang.foundation.accounts import handlers  # needs the models

        handlers.connect()
