"""ASGI entry of the live process. It reads the environment only: no Django set-up, small memory."""

from __future__ import annotations

import os

from config.env import read_env
from yichuang.kernel import logs
from yichuang.kernel.live.server import LiveApp

logs.configure()
_env = read_env()

application = LiveApp(
    _env.database_url,
    _env.secret_key,
    tuple(o for o in os.environ.get("YICHUANG_ORIGINS", "").split(",") if o),
    _env.metrics_port,
)
