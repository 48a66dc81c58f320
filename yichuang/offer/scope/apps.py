from django.apps import AppConfig


class ScopeConfig(AppConfig):
    name = "yichuang.offer.scope"
    label = "scope"
    verbose_name = "受理范围"
