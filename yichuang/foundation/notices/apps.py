from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "yichuang.foundation.notices"
    label = "notices"
    verbose_name = "通知文书"
