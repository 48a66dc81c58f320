"""Where and how the product listens: on this machine alone, or under TLS for others too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from pathlib import Path

from config import authority
from config.authority import Authority

LOOPBACK = "127.0.0.1"
# how long browsers insist on HTTPS; short, for the next start may be without
HSTS_SECONDS = 86_400


class NotInTheClear(Exception):
    """Others would reach the product without TLS; ``str()`` is the sentence for the terminal."""


@dataclass(frozen=True)
class Serving:
    """How one installation listens.

    Attributes:
        host: the address it listens on; ``0.0.0.0`` is all of them.
        authority: folder of the local authority; None without HTTPS.
        names: further host names people use, from YICHUANG_HOSTS.
    """

    host: str = LOOPBACK
    authority: Authority | None = None
    names: tuple[str, ...] = ()

    @classmethod
    def of(cls, given: Mapping[str, str], state: Path) -> Serving:
        """As the environment says.

        Raises:
            NotInTheClear: another address than loopback, without HTTPS.
        """
        host = given.get("YICHUANG_HOST") or LOOPBACK
        is_https = given.get("YICHUANG_HTTPS") == "1"
        try:
            address = ip_address(host)
        except ValueError:
            raise NotInTheClear(
                f"HOST takes an address of this machine such as 0.0.0.0, not {host!r}."
            ) from None
        if not is_https and not address.is_loopback:
            raise NotInTheClear(
                f"On {host} others could read along: add HTTPS=1, or put a proxy with TLS in front."
            )
        names = tuple(name.strip() for name in given.get("YICHUANG_HOSTS", "").split(",") if name.strip())
        return cls(host, Authority(state / "authority") if is_https else None, names if is_https else ())

    @property
    def scheme(self) -> str:
        return "https" if self.authority else "http"

    @property
    def reached_at(self) -> str:
        """The address we ask ourselves at."""
        return LOOPBACK if ip_address(self.host).is_unspecified else self.host

    @property
    def public_host(self) -> str:
        """The address others use; printed in QR codes."""
        if not ip_address(self.host).is_unspecified:
            return self.host
        return next((str(address) for address in authority.local_addresses()), LOOPBACK)

    def all_names(self) -> list[str]:
        """Every name and address it may be reached by."""
        return list(dict.fromkeys([*authority.own_names(), self.reached_at, *self.names]))

    def ensure_certificate(self, *, at: datetime) -> bool:
        """Make or renew what TLS needs. Returns whether the servers have to read it anew."""
        if self.authority is None:
            return False
        return authority.ensure(self.authority.folder, self.all_names(), at=at)[1]

    def url(self, port: int, host: str = "") -> str:
        return f"{self.scheme}://{_bracketed(host or self.reached_at)}:{port}"

    def environment(self, *, web_port: int, live_port: int) -> dict[str, str]:
        """What the processes have to know of it."""
        if self.authority is None:
            hosts = dict.fromkeys((self.reached_at, "localhost"))
            return {
                "YICHUANG_SITE_URL": self.url(web_port),
                "YICHUANG_LIVE_URL": self.url(live_port),
                "YICHUANG_ORIGINS": ",".join(self.url(web_port, host) for host in hosts),
            }
        names = self.all_names()
        return {
            "YICHUANG_SITE_URL": self.url(web_port, self.public_host),
            "YICHUANG_LIVE_URL": self.url(live_port, self.public_host),
            "YICHUANG_ORIGINS": ",".join(self.url(web_port, name) for name in names),
            "YICHUANG_HOSTS": ",".join(map(_bracketed, names)),
            "YICHUANG_SECURE_COOKIES": "1",
            "YICHUANG_HSTS_SECONDS": str(HSTS_SECONDS),
            "YICHUANG_AUTHORITY": str(self.authority.certificate),
        }


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
