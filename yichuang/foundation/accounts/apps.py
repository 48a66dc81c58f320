from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "yichuang.foundation.accounts"
    label = "accounts"
    verbose_name = "账号权限"
