"""Who asks, behind proxies: nobody can make up an address, nobody is taken for the proxy."""

from __future__ import annotations

from ipaddress import ip_network

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from yichuang.kernel.proxies import TrustedProxyMiddleware, read_address, visitor

OURS = [ip_network(network) for network in ("127.0.0.1", "10.0.0.0/8", "fd00::/8")]
VISITOR = "203.0.113.7"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (VISITOR, VISITOR),
        (f" {VISITOR} ", VISITOR),
        (f"{VISITOR}:51234", VISITOR),
        ("2001:db8::7", "2001:db8::7"),
        ("[2001:db8::7]", "2001:db8::7"),
        ("[2001:db8::7]:443", "2001:db8::7"),
        ("::ffff:203.0.113.7", VISITOR),
        ("unknown", None),
        ("", None),
        ("203.0.113.777", None),
        ("<script>", None),
    ],
)
def test_an_address_is_read_in_every_spelling(text: str, address: str | None) -> None:
    read = read_address(text)

    assert (str(read) if read else None) == address


@pytest.mark.parametrize(
    ("peer", "forwarded", "who"),
    [
        # nobody in between: what is said counts for nothing
        (VISITOR, "", VISITOR),
        (VISITOR, "198.51.100.1", VISITOR),
        (VISITOR, "127.0.0.1", VISITOR),
        # one proxy of ours
        ("127.0.0.1", VISITOR, VISITOR),
        ("127.0.0.1", f"198.51.100.1, {VISITOR}", VISITOR),
        ("127.0.0.1", f"127.0.0.1, 10.1.1.1, {VISITOR}", VISITOR),
        ("127.0.0.1", f"{VISITOR}:40000", VISITOR),
        ("127.0.0.1", "2001:db8::7", "2001:db8::7"),
        # two of ours, one behind the other
        ("127.0.0.1", f"1.2.3.4, {VISITOR}, 10.0.0.5", VISITOR),
        ("fd00::1", f"{VISITOR}, 10.0.0.5, fd00::2", VISITOR),
        # nonsense right of everything true: the last address that is certain
        ("127.0.0.1", f"{VISITOR}, unknown", "127.0.0.1"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", f"{VISITOR}, , 10.0.0.5", "10.0.0.5"),
        # somebody within the house
        ("127.0.0.1", "10.0.0.9", "10.0.0.9"),
        ("10.0.0.5", "10.0.0.9, 10.0.0.8", "10.0.0.9"),
        ("not an address", VISITOR, "not an address"),
    ],
)
def test_the_visitor_is_the_rightmost_that_is_none_of_ours(peer: str, forwarded: str, who: str) -> None:
    assert visitor(peer, forwarded, OURS) == who


@given(st.text(max_size=200), st.ip_addresses(v=4, network="203.0.113.0/24"))
def test_nothing_said_further_left_changes_who_it_is(said: str, who: object) -> None:
    """What the visitor writes himself stands left of what our proxy appends."""
    assert visitor("127.0.0.1", f"{said}, {who}", OURS) == str(who)


@given(st.text(max_size=200))
def test_without_a_proxy_nothing_said_counts(said: str) -> None:
    assert visitor(VISITOR, said, OURS) == VISITOR
    assert visitor(VISITOR, said, []) == VISITOR


def passed_on(peer: str, **headers: str) -> HttpRequest:
    """The request as views see it."""
    seen: list[HttpRequest] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(request)
        return HttpResponse()

    given_headers = {f"HTTP_{name}": value for name, value in headers.items()}
    TrustedProxyMiddleware(view)(RequestFactory().get("/", REMOTE_ADDR=peer, **given_headers))
    return seen[0]


def test_https_is_believed_from_a_proxy_only(settings: object) -> None:
    settings.TRUSTED_PROXIES = ("127.0.0.1",)  # type: ignore[attr-defined]
    said = {"X_FORWARDED_PROTO": "https", "X_FORWARDED_FOR": VISITOR}

    behind, alone = passed_on("127.0.0.1", **said), passed_on("198.51.100.1", **said)

    assert (behind.is_secure(), behind.META["REMOTE_ADDR"]) == (True, VISITOR)
    assert (alone.is_secure(), alone.META["REMOTE_ADDR"]) == (False, "198.51.100.1")


def test_nothing_behind_reads_what_was_said(settings: object) -> None:
    settings.TRUSTED_PROXIES = ("127.0.0.1",)  # type: ignore[attr-defined]
    said = {
        name: "evil.example"
        for name in ("X_FORWARDED_FOR", "X_FORWARDED_HOST", "X_FORWARDED_PORT", "X_REAL_IP", "FORWARDED")
    }

    for peer in ("127.0.0.1", "198.51.100.1"):
        request = passed_on(peer, **said)
        assert [name for name, value in request.META.items() if value == "evil.example"] == []
        assert request.META["REMOTE_ADDR"] == peer


def test_nobody_is_trusted_unless_named() -> None:
    assert passed_on("127.0.0.1", X_FORWARDED_FOR=VISITOR).META["REMOTE_ADDR"] == "127.0.0.1"
