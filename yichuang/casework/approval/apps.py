from django.apps import AppConfig


class ApprovalConfig(AppConfig):
    name = "yichuang.casework.approval"
    label = "approval"
    verbose_name = "审查决定"
