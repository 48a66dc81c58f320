from django.apps import AppConfig


class HouseConfig(AppConfig):
    """The composition root: registers the platform's flow once everything is loaded."""

    name = "config"
    label = "house"
    verbose_name = "一窗"

    def ready(self) -> None:
        from yichuang import flow
        from yichuang.kernel import long_tasks, outbox

        outbox.register(flow.FLOW)
        long_tasks.register(flow.LONG_TASKS)
