"""Who asks, behind proxies (可信代理): the visitor's own address, which limits and logs go by.

Each proxy appends to ``X-Forwarded-For`` whom it heard the request from. What a visitor writes
there himself stands left of that. So the list is read from the right: addresses of our own proxies
are passed over, and the first other one is the visitor, whatever stands further left. From anybody
but a trusted proxy the headers are not believed at all, and taken away, so that nothing behind
reads them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# headers that say who asked, or how; only a proxy may
_SAID = (
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_REAL_IP",
    "HTTP_FORWARDED",
)
_LONGEST = 50  # hops; more is nonsense, or an attempt to keep us busy


def read_address(text: str) -> Address | None:
    """An address as proxies write it: plain, with a port, in brackets; None when it is none."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    return mapped or address


def visitor(peer: str, forwarded: str, trusted: Sequence[Network]) -> str:
    """The address of who asks.

    Args:
        peer: who opened the connection.
        forwarded: ``X-Forwarded-For`` as it came.
        trusted: our proxies.

    Returns:
        The rightmost address that is none of ours. Where that is no address at all, or all are
        ours, the last that is one: never something a visitor could have made up.
    """
    known = read_address(peer)
    if known is None or not _is_ours(known, trusted):
        return str(known or peer)
    for text in reversed(forwarded.split(",")[-_LONGEST:]):
        address = read_address(text)
        if address is None:
            break
        known = address
        if not _is_ours(address, trusted):
            break
    return str(known)


def _is_ours(address: Address, trusted: Sequence[Network]) -> bool:
    return any(address.version == network.version and address in network for network in trusted)


class TrustedProxyMiddleware:
    """Put the visitor's address into ``REMOTE_ADDR``; believe ``https`` only from a proxy of ours."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.trusted = [ip_network(network) for network in settings.TRUSTED_PROXIES]

    def __call__(self, request: HttpRequest) -> HttpResponse:
        said = {name: request.META.pop(name, "") for name in _SAID}
        peer = str(request.META.get("REMOTE_ADDR", ""))
        address = read_address(peer)
        is_ours = address is not None and _is_ours(address, self.trusted)
        if is_ours and said["HTTP_X_FORWARDED_PROTO"].rpartition(",")[2].strip() == "https":
            request.META["wsgi.url_scheme"] = "https"
        request.META["REMOTE_ADDR"] = visitor(peer, said["HTTP_X_FORWARDED_FOR"], self.trusted)
        return self.get_response(request)
