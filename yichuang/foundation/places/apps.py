from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "yichuang.foundation.places"
    label = "places"
    verbose_name = "区划网点"
