"""ASGI entry of the live process. It reads the environment only: no Django, small memory."""

from __future__ import annotations

from config.env import read_env
from yichuang.kernel import logs
from yichuang.kernel.live.server import LiveApp

logs.configure()
_env = read_env()

application = LiveApp(
    database_url=_env.database_url,
    secret=_env.secret_key,
    origins=_env.live_origins,
    metrics_port=_env.metrics_port,
)
