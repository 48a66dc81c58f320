"""The environment, typed. Infrastructure only: business parameters are rows an administrator edits.

A missing name stops the start and is named; nothing falls back to a secret that is written here.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

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
        live_url: origin of the live process as browsers reach it; empty when pages are not live.
        live_origins: origins whose pages may open live streams; none when nginx joins both.
        site_name: what the public calls this site, in Chinese (安澜县政务服务).
        region: 6-digit code of the installation's region.
        debug: development pages and errors.
        metrics_port: loopback port of the metrics of this process; 0 is off.
        secure_cookies: cookies only over HTTPS.
        hsts_seconds: how long browsers are to insist on HTTPS; 0 does not ask them to.
        authority: certificate of the local authority, for phones to fetch; None where there is none.
        trusted_proxies: addresses and networks of proxies that say who the visitor is.
        pool_size: database connections kept by one process.
        id_reader_url: service of the identity-card reader attached to this server; empty: none.
        id_reader_local_url: the service the page asks on the clerk's own computer; empty: none.
    """

    secret_key: str
    database_url: str
    database_owner_url: str
    key_dir: Path
    data_dir: Path
    hosts: tuple[str, ...]
    site_url: str
    live_url: str
    live_origins: tuple[str, ...]
    site_name: str
    region: str
    debug: bool
    metrics_port: int
    secure_cookies: bool
    hsts_seconds: int
    authority: Path | None
    trusted_proxies: tuple[str, ...]
    pool_size: int
    id_reader_url: str
    id_reader_local_url: str


class _Reader:
    """Reads variables one by one and remembers what is wrong with any of them."""

    def __init__(self, source: Mapping[str, str]) -> None:
        self.source = source
        self.problems: list[str] = []

    def text(self, name: str, default: str = "", *, required: bool = False) -> str:
        value = self.source.get(name, "").strip()
        if required and not value:
            self.problems.append(f"{name} is missing")
        return value or default

    def number(self, name: str, default: int) -> int:
        value = self.text(name, str(default))
        if value.isascii() and value.isdigit():
            return int(value)
        self.problems.append(f"{name} must be a whole number, not {value!r}")
        return default

    def flag(self, name: str) -> bool:
        value = self.text(name, "0")
        if value not in ("0", "1"):
            self.problems.append(f"{name} must be 1 or 0, not {value!r}")
        return value == "1"

    def several(self, name: str, default: str = "") -> tuple[str, ...]:
        return tuple(part.strip() for part in self.text(name, default).split(",") if part.strip())

    def web_address(self, name: str, default: str = "") -> str:
        value = self.text(name, default).rstrip("/")
        if value and not re.fullmatch(r"https?://[^/\s]+(/\S*)?", value):
            self.problems.append(f"{name} must begin with http:// or https://")
        return value

    def origin(self, name: str) -> str:
        value = self.text(name)
        return self._origin(name, value) if value else ""

    def origins(self, name: str) -> tuple[str, ...]:
        return tuple(self._origin(name, value) for value in self.several(name))

    def _origin(self, name: str, value: str) -> str:
        if not re.fullmatch(r"https?://[^/\s]+", value):
            self.problems.append(f"{name} takes http://host:port or https://host, without a path")
        return value

    def networks(self, name: str) -> tuple[str, ...]:
        values = self.several(name)
        for value in values:
            try:
                ip_network(value)
            except ValueError:
                self.problems.append(f"{name} takes addresses and networks like 10.0.0.0/8, not {value!r}")
        return values

    def database(self, name: str, *, required: bool = False) -> str:
        value = self.text(name, required=required)
        if value and (fault := _database_fault(value)):
            self.problems.append(f"{name} {fault}")  # never the value: it holds the password
        return value

    def region(self, name: str, default: str) -> str:
        value = self.text(name, default)
        if not re.fullmatch(r"[0-9]{6}", value):
            self.problems.append(f"{name} must be 6 digits, not {value!r}")
        return value


def read_env(source: Mapping[str, str] = os.environ) -> Env:
    """Read the environment.

    Raises:
        EnvironmentIncomplete: names every missing or malformed variable at once.
    """
    read = _Reader(source)
    database_url = read.database("DATABASE_URL", required=True)
    data_dir = Path(read.text("YICHUANG_DATA_DIR", str(ROOT / "var")))
    env = Env(
        secret_key=read.text("YICHUANG_SECRET_KEY", required=True),
        database_url=database_url,
        database_owner_url=read.database("DATABASE_OWNER_URL") or database_url,
        key_dir=Path(read.text("YICHUANG_KEY_DIR", str(data_dir / "keys"))),
        data_dir=data_dir,
        hosts=read.several("YICHUANG_HOSTS", "127.0.0.1,localhost"),
        site_url=read.web_address("YICHUANG_SITE_URL", "http://127.0.0.1:8000"),
        live_url=read.origin("YICHUANG_LIVE_URL"),
        live_origins=read.origins("YICHUANG_ORIGINS"),
        site_name=read.text("YICHUANG_SITE_NAME", "政务服务"),
        region=read.region("YICHUANG_REGION", "990101"),
        debug=read.flag("YICHUANG_DEBUG"),
        metrics_port=read.number("YICHUANG_METRICS_PORT", 0),
        secure_cookies=read.flag("YICHUANG_SECURE_COOKIES"),
        hsts_seconds=read.number("YICHUANG_HSTS_SECONDS", 0),
        authority=Path(path) if (path := read.text("YICHUANG_AUTHORITY")) else None,
        trusted_proxies=read.networks("YICHUANG_TRUSTED_PROXIES"),
        pool_size=read.number("YICHUANG_POOL_SIZE", 8),
        id_reader_url=read.web_address("YICHUANG_ID_READER_URL"),
        id_reader_local_url=read.origin("YICHUANG_ID_READER_LOCAL_URL"),
    )
    if read.problems:
        raise EnvironmentIncomplete(read.problems)
    return env


def _database_fault(url: str) -> str:
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = 0
    if parts.scheme not in ("postgresql", "postgres"):
        return "must begin with postgresql://"
    if not parts.path.strip("/"):
        return "must name a database: postgresql://user:password@host:port/name"
    return "has no such port" if port == 0 else ""


def database_settings(url: str, pool_size: int) -> dict[str, Any]:
    """Django's DATABASES entry of a ``postgresql://`` address; ``?sslmode=require`` and the like are kept.

    ``prepare_threshold`` and ``server_side_binding`` are both needed before Django prepares any
    statement; without the second it silently never does. ``pool_size`` 0 means no pool.
    """
    parts = urlsplit(url)
    given = dict(parse_qsl(parts.query))
    options: dict[str, Any] = {"server_side_binding": True, "prepare_threshold": 2}
    if pool_size:
        options["pool"] = {"min_size": 1, "max_size": pool_size, "timeout": 10}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": given.pop("host", parts.hostname or ""),
        "PORT": given.pop("port", str(parts.port or "")),
        "OPTIONS": given | options,
    }
