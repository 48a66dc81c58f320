"""The product under TLS: a real client that trusts the local authority and nobody else."""

from __future__ import annotations

import json
import ssl
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from cryptography import x509

from config.authority import Authority
from config.installation import Installation
from config.processes import services
from config.serving import NotInTheClear, Serving
from config.supervisor import Supervisor
from config.tests.product import Product, own_environment, product, yichuang

NO_HTTPS: Mapping[str, str] = {}
HTTPS = {"YICHUANG_HTTPS": "1"}


# — what the environment means —


def test_without_a_word_it_is_this_machine_in_the_clear(tmp_path: Path) -> None:
    serving = Serving.of(NO_HTTPS, tmp_path)

    assert (serving.host, serving.authority, serving.url(8000)) == (
        "127.0.0.1",
        None,
        "http://127.0.0.1:8000",
    )
    assert serving.environment(web_port=8000, live_port=8001) == {
        "YICHUANG_SITE_URL": "http://127.0.0.1:8000",
        "YICHUANG_LIVE_URL": "http://127.0.0.1:8001",
        "YICHUANG_ORIGINS": "http://127.0.0.1:8000,http://localhost:8000",
    }
    assert not serving.ensure_certificate(at=None)  # type: ignore[arg-type]


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5"])
def test_others_are_never_served_in_the_clear(tmp_path: Path, host: str) -> None:
    with pytest.raises(NotInTheClear, match="add HTTPS=1"):
        Serving.of({"YICHUANG_HOST": host}, tmp_path)

    assert Serving.of(HTTPS | {"YICHUANG_HOST": host}, tmp_path).host == host


def test_a_name_is_no_address_to_listen_on(tmp_path: Path) -> None:
    with pytest.raises(NotInTheClear, match="takes an address"):
        Serving.of(HTTPS | {"YICHUANG_HOST": "hall"}, tmp_path)


def test_under_tls_every_name_is_answered_to_and_cookies_are_safe(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("config.authority.own_names", lambda: ["127.0.0.1", "::1", "hall", "192.168.1.5"])
    monkeypatch.setattr("config.authority.local_addresses", lambda: ["192.168.1.5"])
    given = HTTPS | {"YICHUANG_HOST": "0.0.0.0", "YICHUANG_HOSTS": "zwfw.example.cn, hall"}

    known = Installation(state=tmp_path, given=given).environment()

    assert known["YICHUANG_SITE_URL"] == "https://192.168.1.5:8000"
    assert known["YICHUANG_LIVE_URL"] == "https://192.168.1.5:8001"
    assert known["YICHUANG_HOSTS"] == "127.0.0.1,[::1],hall,192.168.1.5,zwfw.example.cn"
    assert "https://[::1]:8000" in known["YICHUANG_ORIGINS"].split(",")
    assert (known["YICHUANG_SECURE_COOKIES"], known["YICHUANG_HSTS_SECONDS"]) == ("1", "86400")


def test_both_servers_are_given_the_certificate(tmp_path: Path) -> None:
    installation = Installation(state=tmp_path, given=HTTPS)
    certificate = str(tmp_path / "authority" / "server.pem")

    plain = services(installation.instance(), Serving())
    safe = services(installation.instance(), installation.serving())

    assert [service.name for service in safe if certificate in service.command] == ["web", "live"]
    assert [service.name for service in plain if certificate in service.command] == []
    assert [bool(service.authority) for service in safe] == [True, True, False, False]


def test_a_renewed_certificate_is_read_by_those_who_serve_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    supervisor = Supervisor(Installation(state=tmp_path, given=HTTPS))
    ended: list[str] = []

    def child(name: str, authority: Path | None) -> Any:
        process = SimpleNamespace(terminate=lambda: ended.append(name))
        return SimpleNamespace(service=SimpleNamespace(authority=authority), process=process)

    supervisor.children = [child("web", tmp_path), child("worker", None)]
    answers = iter([False, True])
    monkeypatch.setattr(Serving, "ensure_certificate", lambda self, at: next(answers))

    supervisor._look_at_certificate()  # it is not time yet
    for _ in range(2):
        supervisor.certificate_due_at = 0.0
        supervisor._look_at_certificate()

    assert ended == ["web"]
    assert next(answers, None) is None


# — running —


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Product]:
    with product(tmp_path) as made:
        made.environment |= {"YICHUANG_SAMPLE": "0"} | HTTPS
        yield made


def trusting(certificate: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=str(certificate))
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    return context


@pytest.mark.slow
def test_a_phone_that_trusts_the_authority_is_served(house: Product) -> None:
    house.run()
    made = Authority(house.installation.state / "authority")
    base = f"https://127.0.0.1:{house.port}"

    with httpx.Client(base_url=base, verify=trusting(made.certificate), timeout=30) as phone:
        assert phone.get("/readyz").json() == {"status": "ready"}
        page = phone.get("/accounts/login/")
        fetched = phone.get("/authority.crt")
        live = phone.get(f"https://127.0.0.1:{house.port + 1}/healthz")
        by_name = phone.get(f"https://localhost:{house.port}/healthz")
        stranger = phone.get("/", headers={"Host": "evil.example"})

    assert page.headers["Strict-Transport-Security"] == "max-age=86400"
    assert "; Secure" in page.headers["Set-Cookie"]
    assert f"https://127.0.0.1:{house.port + 1}" in page.headers["Content-Security-Policy"]
    assert x509.load_pem_x509_certificate(fetched.content) == x509.load_pem_x509_certificate(
        made.certificate.read_bytes()
    )
    assert fetched.headers["Content-Type"] == "application/x-x509-ca-cert"
    assert (live.text, by_name.status_code, stranger.status_code) == ("ok", 200, 400)

    with (
        httpx.Client(timeout=30) as unbelieving,
        pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY"),
    ):
        unbelieving.get(base)
    with httpx.Client(timeout=30) as plain, pytest.raises(httpx.TransportError):
        plain.get(f"http://127.0.0.1:{house.port}/")

    assert made.fingerprint() in house.said()
    assert f"{base}/authority.crt" in house.said()
    assert "HOST=0.0.0.0" in house.said()
    assert {path.stat().st_mode & 0o777 for path in made.folder.iterdir()} == {0o600}

    examined = yichuang("doctor", "--json", environment={**house.environment, "YICHUANG_HTTPS": ""})
    findings = {found["check"]: found["state"] for found in json.loads(examined.stdout)["findings"]}
    assert {findings[name] for name in ("web", "live", "https", "running")} == {"ok"}


@pytest.mark.slow
def test_an_address_for_others_is_refused_without_tls(tmp_path: Path) -> None:
    refused = yichuang("run", "--host", "0.0.0.0", environment=own_environment(tmp_path / "var"))

    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith("On 0.0.0.0 others could read along: add HTTPS=1")
