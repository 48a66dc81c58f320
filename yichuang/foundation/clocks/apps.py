from django.apps import AppConfig


class ClocksConfig(AppConfig):
    name = "yichuang.foundation.clocks"
    label = "clocks"
    verbose_name = "时限"
