from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "yichuang.offer.catalogue"
    label = "catalogue"
    verbose_name = "事项"
