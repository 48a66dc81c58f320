from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "yichuang.casework.intake"
    label = "intake"
    verbose_name = "收件受理"
