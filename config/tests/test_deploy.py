"""The examples of ``deploy/``: what systemd, nginx and Caddy themselves say of them, and nginx at work."""

from __future__ import annotations

import os
import re
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from config.authority import Authority, ensure
from config.cli import command_name, joined
from config.env import ROOT, read_env
from config.installation import Installation, product_commands
from config.processes import services
from config.serving import Serving
from config.tests.product import Product, product, until
from tests.architecture.test_docs import rows
from yichuang.kernel.instance import DATABASE_PORTS, free_port
from yichuang.kernel.time import now

DEPLOY = ROOT / "deploy"
UNITS = sorted(path.name for path in (DEPLOY / "systemd").glob("yichuang*.*") if path.is_file())
PYTHON = "/opt/yichuang/.venv/bin/python"
# 0 is closed, 10 is open; systemd calls anything below 2 safe
EXPOSURE_LIMIT = 20


def needs(program: str) -> str:
    """The path of a program of the machine. CI has installed it; elsewhere its test is left out."""
    found = shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    if found is None:
        assert not os.environ.get("CI"), f"{program} is not installed; .ci/run installs it"
        pytest.skip(f"{program} is not installed")
    return found


def unit(name: str) -> str:
    return (DEPLOY / "systemd" / name).read_text(encoding="utf-8")


def values(text: str, key: str) -> list[str]:
    return re.findall(rf"^{key}=(.*)$", text, re.M)


# — systemd —


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """The units as they would lie in /etc/systemd/system, with programs that exist."""
    folder = tmp_path / "system"
    shutil.copytree(DEPLOY / "systemd", folder)
    for path in folder.glob("*.service"):
        path.write_text(path.read_text().replace("/opt/yichuang", str(ROOT)))
    return folder


def test_systemd_finds_nothing_wrong(installed: Path) -> None:
    paths = [str(installed / name) for name in UNITS]
    done = subprocess.run(
        [needs("systemd-analyze"), "verify", "--man=no", *paths], check=False, capture_output=True, text=True
    )

    assert (done.returncode, done.stderr) == (0, "")


def test_systemd_would_say_what_is_wrong(installed: Path) -> None:
    broken = installed / "yichuang-web.service"
    broken.write_text(broken.read_text().replace("ProtectSystem=strict", "").replace("Type=exec", "Typ=exec"))

    done = subprocess.run(
        [needs("systemd-analyze"), "verify", "--man=no", str(broken)],
        check=False,
        capture_output=True,
        text=True,
    )

    assert "Typ'" in done.stderr


@pytest.mark.parametrize("name", [name for name in UNITS if name.endswith(".service")])
def test_services_can_do_little_harm(installed: Path, name: str) -> None:
    order = [needs("systemd-analyze"), "security", "--offline=true", f"--threshold={EXPOSURE_LIMIT}"]
    done = subprocess.run([*order, str(installed / name)], check=False, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout.splitlines()[-1]


def test_units_start_what_the_supervisor_starts(tmp_path: Path) -> None:
    instance = Installation(state=tmp_path, given={}).instance()
    for service in services(instance, Serving()):
        text = unit(f"yichuang-{service.name}.service")
        (command,) = values(text, "ExecStart")
        expected = [PYTHON, *service.command[1:]]
        if expected[1:3] == ["-m", "config.cli"]:
            expected = ["/opt/yichuang/.venv/bin/yichuang", *expected[3:]]
        assert command.split() == expected
        assert values(text, "Environment") == [f"YICHUANG_METRICS_PORT={service.metrics_port}"]


def test_every_command_of_a_unit_exists() -> None:
    commands = {*product_commands(), "collectstatic"}
    named = [
        command.split()[1:]
        for name in UNITS
        for command in values(unit(name), "ExecStart")
        if command.split()[0].endswith("/yichuang")
    ]

    assert len(named) == 5
    for words in named:
        plain = [word for word in words if not word.startswith(("-", "%"))]
        assert joined(plain, commands), words
        assert command_name(plain[: joined(plain, commands)]) in commands


def test_the_target_brings_everything_up_and_down() -> None:
    target = unit("yichuang.target")
    wanted = {name for line in values(target, "Wants") for name in line.split()}

    assert wanted == {
        *(name for name in UNITS if re.search(r"-(web|live|worker|relay)\.", name)),
        "yichuang-backup.timer",
    }
    for name in wanted - {"yichuang-backup.timer"}:
        assert values(unit(name), "PartOf") == ["yichuang.target"]
        assert values(unit(name), "Requires") == ["yichuang-prepare.service"]


def test_only_who_migrates_and_backs_up_knows_the_owner() -> None:
    knowing = [name for name in UNITS if "/etc/yichuang/owner.env" in unit(name)]

    assert knowing == ["yichuang-backup.service", "yichuang-prepare.service"]


def assigned(name: str) -> dict[str, str]:
    lines = (DEPLOY / name).read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def test_the_environment_example_is_readable_and_safe() -> None:
    known = {row[0].strip("`") for row in rows("reference/settings.md")}
    given = assigned("yichuang.env.example") | assigned("owner.env.example")

    assert set(given) <= known
    env = read_env(given)
    assert env.database_owner_url != env.database_url
    assert env.trusted_proxies == ("127.0.0.1",)
    assert (env.secure_cookies, env.debug, env.site_url) == (True, False, env.live_url)


def test_the_state_folder_is_one_and_the_same() -> None:
    hardening = unit("yichuang-.service.d/hardening.conf")
    (folder,) = values(hardening, "StateDirectory")

    assert assigned("yichuang.env.example")["YICHUANG_DATA_DIR"] == f"/var/lib/{folder}"
    assert f"/var/lib/{folder}" in (DEPLOY / "sysusers.conf").read_text()
    assert values(hardening, "User") == ["yichuang"]


# — nginx and Caddy —


def nginx_files(folder: Path, made: Authority, *, web: int, live: int, ports: tuple[int, int]) -> Path:
    """The example on ports of a test, with its certificate, in a whole configuration."""
    text = (DEPLOY / "nginx" / "yichuang.conf").read_text(encoding="utf-8")
    text = text.replace("127.0.0.1:8000", f"127.0.0.1:{web}").replace("127.0.0.1:8001", f"127.0.0.1:{live}")
    text = text.replace("/etc/ssl/yichuang/fullchain.pem", str(made.server_certificate))
    text = text.replace("/etc/ssl/yichuang/privkey.pem", str(made.server_key))
    text = re.sub(r"listen \[::\].*\n", "", text)
    text = text.replace("listen 80;", f"listen 127.0.0.1:{ports[0]};")
    text = text.replace("listen 443 ssl", f"listen 127.0.0.1:{ports[1]} ssl")
    (folder / "site.conf").write_text(text.replace("zwfw.example.cn", "localhost"))
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in kinds)
    whole = folder / "nginx.conf"
    whole.write_text(
        f"pid {folder}/nginx.pid;\nerror_log {folder}/error.log;\nevents {{}}\n"
        f"http {{\naccess_log {folder}/access.log;\n{temporary}include {folder}/site.conf;\n}}\n"
    )
    return whole


@pytest.fixture
def made(tmp_path: Path) -> Authority:
    return ensure(tmp_path / "authority", ["127.0.0.1", "localhost"], at=now())[0]


def test_nginx_accepts_the_example(tmp_path: Path, made: Authority) -> None:
    whole = nginx_files(tmp_path, made, web=8000, live=8001, ports=(18080, 18443))

    done = subprocess.run(
        [needs("nginx"), "-t", "-c", str(whole)], check=False, capture_output=True, text=True
    )

    assert "test is successful" in done.stderr, done.stderr
    assert "[warn]" not in done.stderr.replace('the "user" directive', ""), done.stderr


def test_caddy_accepts_the_example(tmp_path: Path) -> None:
    order = [
        needs("caddy"),
        "validate",
        "--adapter",
        "caddyfile",
        "--config",
        str(DEPLOY / "caddy" / "Caddyfile"),
    ]
    home = os.environ | {
        "HOME": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path),
    }
    done = subprocess.run(order, check=False, capture_output=True, text=True, env=home)

    assert "Valid configuration" in done.stdout + done.stderr


def body_limit() -> int:
    """How many bytes the example lets through."""
    text = (DEPLOY / "nginx" / "yichuang.conf").read_text(encoding="utf-8")
    (megabytes,) = re.findall(r"^\s*client_max_body_size (\d+)m;", text, re.M)
    return int(megabytes) * 1024 * 1024


@contextmanager
def nginx_before(house: Product, folder: Path, made: Authority, ports: tuple[int, int]) -> Iterator[None]:
    whole = nginx_files(folder, made, web=house.port, live=house.port + 1, ports=ports)
    order = [needs("nginx"), "-c", str(whole), "-g", "daemon off;"]
    with subprocess.Popen(order, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        until(lambda: (folder / "nginx.pid").exists() or running.poll() is not None, 10)
        try:
            yield
        finally:
            running.terminate()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Product]:
    needs("nginx")
    (tmp_path / "house").mkdir()
    with product(tmp_path / "house") as running:
        yield running


@pytest.mark.slow
def test_nginx_joins_pages_and_live_events_under_tls(house: Product, tmp_path: Path, made: Authority) -> None:
    plain = free_port(DATABASE_PORTS)
    safe = free_port(range(plain + 1, DATABASE_PORTS.stop + 1))
    origin = f"https://localhost:{safe}"
    house.environment |= {
        "YICHUANG_SAMPLE": "0",
        "YICHUANG_HOSTS": "localhost",
        "YICHUANG_SITE_URL": origin,
        "YICHUANG_LIVE_URL": origin,
        "YICHUANG_SECURE_COOKIES": "1",
        "YICHUANG_HSTS_SECONDS": "31536000",
        "YICHUANG_TRUSTED_PROXIES": "127.0.0.1",
    }
    context = ssl.create_default_context(cafile=str(made.certificate))
    house.run()

    with (
        nginx_before(house, tmp_path, made, (plain, safe)),
        httpx.Client(base_url=origin, verify=context, timeout=30) as browser,
    ):
        moved = browser.get(f"http://localhost:{plain}/progress/?number=1")
        page = browser.get("/accounts/login/")
        css = browser.get(re.search(r'href="(/static/[^"]+\.css)"', page.text)[1])  # type: ignore[index]
        large = browser.post("/progress/", content=b"x" * (body_limit() + 1))
        stream = browser.get("/live/no-such-token")
        form = {"login": "nobody", "password": "x", "csrfmiddlewaretoken": browser.cookies["csrftoken"]}
        signing_in = browser.post(
            "/accounts/login/", data=form, headers={"Referer": f"{origin}/accounts/login/"}
        )
        metrics = browser.get("/metrics")

    assert (moved.status_code, moved.headers["Location"]) == (301, "https://localhost/progress/?number=1")
    assert page.status_code == 200
    for name in (
        "Strict-Transport-Security",
        "Content-Security-Policy",
        "X-Content-Type-Options",
        "X-Frame-Options",
        "Referrer-Policy",
    ):
        assert len(page.headers.get_list(name)) == 1, name
    assert page.headers["Strict-Transport-Security"] == "max-age=31536000", (
        "nginx said https, and was believed"
    )
    assert page.headers["Server"] == "nginx"
    assert "; Secure" in page.headers["Set-Cookie"]
    assert (css.status_code, css.headers["Content-Encoding"]) == (200, "gzip")
    assert large.status_code == 413
    assert (stream.status_code, stream.text) == (403, "unknown or ended token")
    assert signing_in.status_code == 200, "the form's token and origin fit behind the proxy"
    assert metrics.status_code == 404
