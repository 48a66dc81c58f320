"""The environment, typed. Infrastructure only: business parameters are rows an administrator edits.

A missing name stops the start and is named; nothing falls back to a secret that is written here.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).resolve().parent.parent


class EnvironmentIncomplete(Exception):
    """One or more required variables are absent or malformed."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("Settings cannot be read: " + "; ".join(problems))


@dataclass(frozen=True)
class Env:
    """Everything the installation decides.

    Attributes:
        secret_key: Django's signing key.
        database_url: application role, ``postgresql://user:password@host:port/name``.
        database_owner_url: owner role of the same database; migrations only. The application
            role when empty.
        key_dir: folder of the data encryption keys and the sealing key, mode 0700.
        data_dir: folder of stored files and other state.
        hosts: host names the web answers to.
        site_url: root address of the public site, printed in QR codes.
        live_url: address of the live process as browsers reach it.
        site_name: what the public calls this site, in Chinese (安澜县政务服务).
        region: 6-digit code of the installation's region.
        debug: development pages and errors.
        metrics_port: loopback port of the metrics of this process; 0 is off.
        secure_cookies: cookies only over HTTPS.
        pool_size: database connections kept by one process.
    """

    secret_key: str
    database_url: str
    database_owner_url: str
    key_dir: Path
    data_dir: Path
    hosts: tuple[str, ...]
    site_url: str
    live_url: str
    site_name: str
    region: str
    debug: bool
    metrics_port: int
    secure_cookies: bool
    pool_size: int


REQUIRED = ("YICHUANG_SECRET_KEY", "DATABASE_URL")


def read_env(source: Mapping[str, str] = os.environ) -> Env:
    """Read the environment.

    Raises:
        EnvironmentIncomplete: names every missing or malformed variable at once.
    """
    problems = [f"{name} is missing" for name in REQUIRED if not source.get(name)]
    numbers = {}
    for name, default in (("YICHUANG_METRICS_PORT", "0"), ("YICHUANG_POOL_SIZE", "8")):
        value = source.get(name, default)
        if value.isdigit():
            numbers[name] = int(value)
        else:
            problems.append(f"{name} must be a whole number, not {value!r}")
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        value = source.get(name, "")
        if value and urlsplit(value).scheme not in ("postgresql", "postgres"):
            problems.append(f"{name} must begin with postgresql://")
    if problems:
        raise EnvironmentIncomplete(problems)
    data_dir = Path(source.get("YICHUANG_DATA_DIR") or ROOT / "var")
    return Env(
        secret_key=source["YICHUANG_SECRET_KEY"],
        database_url=source["DATABASE_URL"],
        database_owner_url=source.get("DATABASE_OWNER_URL") or source["DATABASE_URL"],
        key_dir=Path(source.get("YICHUANG_KEY_DIR") or data_dir / "keys"),
        data_dir=data_dir,
        hosts=tuple(h for h in source.get("YICHUANG_HOSTS", "127.0.0.1,localhost").split(",") if h),
        site_url=source.get("YICHUANG_SITE_URL", "http://127.0.0.1:8000"),
        live_url=source.get("YICHUANG_LIVE_URL", ""),
        site_name=source.get("YICHUANG_SITE_NAME") or "政务服务",
        region=source.get("YICHUANG_REGION", "990101"),
        debug=source.get("YICHUANG_DEBUG", "") == "1",
        metrics_port=numbers["YICHUANG_METRICS_PORT"],
        secure_cookies=source.get("YICHUANG_SECURE_COOKIES", "") == "1",
        pool_size=numbers["YICHUANG_POOL_SIZE"],
    )


def database_settings(url: str, pool_size: int) -> dict[str, object]:
    """Django's DATABASES entry of a ``postgresql://`` address.

    ``prepare_threshold`` and ``server_side_binding`` are both needed before Django prepares any
    statement; without the second it silently never does. ``pool_size`` 0 means no pool.
    """
    parts = urlsplit(url)
    options: dict[str, object] = {"server_side_binding": True, "prepare_threshold": 2}
    if pool_size:
        options["pool"] = {"min_size": 1, "max_size": pool_size, "timeout": 10}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }
