from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "yichuang.casework.cases"
    label = "cases"
    verbose_name = "办件"
