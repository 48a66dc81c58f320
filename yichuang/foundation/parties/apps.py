from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "yichuang.foundation.parties"
    label = "parties"
    verbose_name = "办事人"
