from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "yichuang.kernel"
    label = "kernel"
    verbose_name = "内核"

    def ready(self) -> None:
        from yichuang.kernel import logs  # configured when Django is, so that commands log alike

        logs.configure()
