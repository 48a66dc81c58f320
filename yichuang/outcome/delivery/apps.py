from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "yichuang.outcome.delivery"
    label = "delivery"
    verbose_name = "出件送达"
