from django.apps import AppConfig


class GuidanceConfig(AppConfig):
    name = "yichuang.offer.guidance"
    label = "guidance"
    verbose_name = "导办"
