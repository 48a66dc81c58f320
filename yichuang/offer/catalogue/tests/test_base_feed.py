"""A list of a level above pulled from its address: from a server that is a process of its own."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from config.authority import Authority, ensure
from yichuang.kernel.time import now
from yichuang.offer.catalogue.adapters.http_catalogue import HttpCatalogue
from yichuang.offer.catalogue.errors import SourceUnavailable
from yichuang.offer.catalogue.tests import feed_server
from yichuang.offer.catalogue.tests.base_lists import as_json, entry

LIST = as_json([entry(f"A{number}") for number in range(500)])


@pytest.fixture(scope="module", autouse=True)
def _no_proxy() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("no_proxy", "127.0.0.1")
        yield


@contextmanager
def serving(folder: Path, *certificate: str) -> Iterator[int]:
    """The port of a feed that runs until the block ends."""
    file = folder / "list.json"
    file.write_bytes(LIST)
    command = [sys.executable, feed_server.__file__, str(file), *certificate]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield int(process.stdout.readline())
        finally:
            process.kill()


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with serving(tmp_path_factory.mktemp("feed")) as found:
        yield found


def feed(port: int, path: str, *, scheme: str = "http", token: str = "", trusted: str = "") -> HttpCatalogue:
    return HttpCatalogue(f"{scheme}://127.0.0.1:{port}/{path}", token=token, trusted=trusted)


def test_the_list_is_fetched_as_it_is(port: int) -> None:
    assert feed(port, "list").fetch() == LIST


def test_a_feed_for_members(port: int) -> None:
    assert feed(port, "members", token="let-me-in").fetch() == LIST
    with pytest.raises(SourceUnavailable, match="不准取（401）"):
        feed(port, "members").fetch()


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("status/503", "答复 503"),
        ("status/404", "答复 404"),
        ("status/302", "转到了别处（302）"),
        ("half", "没有传完"),
        ("noise", "连接不上"),
    ],
    ids=["down", "nowhere", "elsewhere", "cut", "noise"],
)
def test_a_feed_that_answers_wrongly_is_a_sentence(port: int, path: str, words: str) -> None:
    with pytest.raises(SourceUnavailable) as refusal:
        feed(port, path).fetch()

    assert words in refusal.value.detail
    assert "没有导入任何内容" in refusal.value.detail


def test_a_feed_that_never_ends_is_left(port: int) -> None:
    with pytest.raises(SourceUnavailable, match="太久没有答复完"):
        HttpCatalogue(f"http://127.0.0.1:{port}/drip", patience_seconds=0.3).fetch()


def test_a_feed_that_says_nothing_is_left() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/list"
        with pytest.raises(SourceUnavailable, match="太久没有答复完"):
            HttpCatalogue(address, patience_seconds=0.3).fetch()


def test_a_feed_that_is_too_large_is_left(port: int) -> None:
    with pytest.raises(SourceUnavailable, match="超过 0 MB"):
        HttpCatalogue(f"http://127.0.0.1:{port}/list", largest_bytes=1000).fetch()


def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]

    with pytest.raises(SourceUnavailable, match="连接不上"):
        feed(port, "list").fetch()


@pytest.mark.parametrize("address", ["ftp://127.0.0.1/list", "file:///etc/hostname", "http://", "list"])
def test_only_web_addresses(address: str) -> None:
    with pytest.raises(SourceUnavailable, match="不是 http 或者 https 地址"):
        HttpCatalogue(address).fetch()


# — under TLS —


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    made, _ = ensure(tmp_path_factory.mktemp("authority"), ["127.0.0.1"], at=now())
    return made


@pytest.fixture(scope="module")
def safe_port(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    files = str(authority.server_certificate), str(authority.server_key)
    with serving(tmp_path_factory.mktemp("safe"), *files) as found:
        yield found


def test_a_certificate_that_is_trusted(authority: Authority, safe_port: int) -> None:
    trusting = feed(safe_port, "list", scheme="https", trusted=str(authority.certificate))

    assert trusting.fetch() == LIST


def test_a_certificate_nobody_vouches_for(safe_port: int) -> None:
    with pytest.raises(SourceUnavailable, match="证书不可信"):
        feed(safe_port, "list", scheme="https").fetch()


def test_a_certificate_for_another_name(authority: Authority, safe_port: int) -> None:
    other = HttpCatalogue(f"https://localhost:{safe_port}/list", trusted=str(authority.certificate))

    with pytest.raises(SourceUnavailable, match="证书不可信"):
        other.fetch()


def test_a_plain_server_behind_a_safe_address(port: int) -> None:
    with pytest.raises(SourceUnavailable, match="加密连接建立不了"):
        feed(port, "list", scheme="https").fetch()
