"""The local authority: a strict client believes its server, and nobody else it might vouch for."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from config import authority
from config.authority import Authority, ensure, own_names
from yichuang.kernel.time import now

NAMES = ["127.0.0.1", "localhost", "::1", "hall", "hall.local", "192.168.1.5"]


@contextmanager
def serving(made: Authority) -> Iterator[int]:
    """A TLS server with the server certificate; says hello to each client."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made.server_certificate, made.server_key)
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            while True:
                try:
                    client, _ = listening.accept()
                except OSError:
                    return
                try:
                    with context.wrap_socket(client, server_side=True) as safe:
                        safe.sendall(b"hello")
                except OSError:
                    client.close()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)
    thread.join(5)


def hears(made: Authority, port: int, name: str) -> bytes:
    """What a client hears that trusts this authority and nobody else, and is strict about RFC 5280."""
    context = ssl.create_default_context(cafile=str(made.certificate))
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    with (
        socket.create_connection(("127.0.0.1", port), timeout=60) as plain,
        context.wrap_socket(plain, server_hostname=name) as safe,
    ):
        return safe.recv(5)


def test_a_strict_client_believes_every_name(tmp_path: Path) -> None:
    made, is_new = ensure(tmp_path / "authority", NAMES, at=now())

    assert is_new
    with serving(made) as port:
        assert [hears(made, port, name) for name in NAMES] == [b"hello"] * len(NAMES)
        for stranger in ("192.168.1.6", "example.org"):
            with pytest.raises(ssl.SSLCertVerificationError):
                hears(made, port, stranger)


def test_nobody_believes_it_who_does_not_know_the_authority(tmp_path: Path) -> None:
    made, _ = ensure(tmp_path / "one", NAMES, at=now())
    other, _ = ensure(tmp_path / "two", NAMES, at=now())

    assert made.fingerprint() != other.fingerprint()
    with serving(made) as port, pytest.raises(ssl.SSLCertVerificationError):
        hears(other, port, "127.0.0.1")


def test_whoever_steals_the_key_cannot_speak_for_the_world(tmp_path: Path) -> None:
    made, _ = ensure(tmp_path / "authority", NAMES, at=now())
    authority._make_server(made, ["www.example.org", "8.8.8.8"], now())

    with serving(made) as port:
        for name in ("www.example.org", "8.8.8.8"):
            with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree violation"):
                hears(made, port, name)


def test_keys_are_private(tmp_path: Path) -> None:
    made, _ = ensure(tmp_path / "authority", NAMES, at=now())

    assert made.folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in made.folder.iterdir()} == {0o600}
    assert sorted(path.name for path in made.folder.iterdir()) == [
        "ca.key",
        "ca.pem",
        "server.key",
        "server.pem",
    ]


def test_it_is_kept_until_a_month_before_its_end(tmp_path: Path) -> None:
    folder, began = tmp_path / "authority", datetime(2026, 1, 1, tzinfo=UTC)
    first, _ = ensure(folder, NAMES, at=began)
    fingerprint, server = first.fingerprint(), first.server_certificate.read_bytes()
    late = began + authority.SERVER_LASTS - authority.RENEWED_BEFORE

    assert not ensure(folder, NAMES, at=late - timedelta(days=1))[1]
    assert first.server_certificate.read_bytes() == server
    again, is_new = ensure(folder, NAMES, at=late)

    assert is_new
    assert (again.fingerprint(), again.server_certificate.read_bytes() == server) == (fingerprint, False)
    renewed = x509.load_pem_x509_certificate(again.server_certificate.read_bytes())
    assert renewed.not_valid_after_utc > late + timedelta(days=390)


def test_the_authority_is_made_anew_before_it_ends_under_its_server(tmp_path: Path) -> None:
    began = datetime(2026, 1, 1, tzinfo=UTC)
    first, _ = ensure(tmp_path / "authority", NAMES, at=began)
    fingerprint = first.fingerprint()

    ensure(tmp_path / "authority", NAMES, at=began + timedelta(days=3300))

    assert first.fingerprint() != fingerprint


@pytest.mark.parametrize(
    ("name", "is_same_authority"),
    [
        ("192.168.77.1", True),
        ("10.9.8.7", True),
        ("printer.local", True),
        ("zwfw.example.cn", False),
        ("203.0.113.7", False),
    ],
)
def test_a_new_name_gets_a_new_certificate(tmp_path: Path, name: str, is_same_authority: bool) -> None:
    first, _ = ensure(tmp_path / "authority", NAMES, at=now())
    fingerprint = first.fingerprint()

    again, is_new = ensure(tmp_path / "authority", [*NAMES, name], at=now())

    assert is_new
    assert (again.fingerprint() == fingerprint) == is_same_authority
    with serving(again) as port:
        assert hears(again, port, name) == b"hello"


@pytest.mark.parametrize("name", ["ca.pem", "ca.key", "server.pem", "server.key"])
@pytest.mark.parametrize("content", [None, b"", b"nonsense"])
def test_what_was_lost_or_broken_is_made_anew(tmp_path: Path, name: str, content: bytes | None) -> None:
    made, _ = ensure(tmp_path / "authority", NAMES, at=now())
    (made.folder / name).unlink()
    if content is not None:
        (made.folder / name).write_bytes(content)

    assert ensure(tmp_path / "authority", NAMES, at=now())[1]

    with serving(made) as port:
        assert hears(made, port, "127.0.0.1") == b"hello"


def test_the_fingerprint_is_what_phones_show(tmp_path: Path) -> None:
    made, _ = ensure(tmp_path / "authority", NAMES, at=now())
    certificate = x509.load_pem_x509_certificate(made.certificate.read_bytes())

    assert made.fingerprint().replace(":", "").lower() == certificate.fingerprint(hashes.SHA256()).hex()
    assert len(made.fingerprint()) == 95


def test_this_machine_knows_its_names() -> None:
    names = own_names()

    assert names[:3] == ["127.0.0.1", "localhost", "::1"]
    assert len(set(names)) == len(names)
    assert "" not in names
