"""A product is backed up while people work, and restored elsewhere: everything they were told is there."""

from __future__ import annotations

import io
import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from pypdf import PdfReader

from config.backup import archive
from config.tests.product import Product, product, until, yichuang
from tests.desk import Desk, a_person, application
from yichuang.kernel.instance import open_instance

LICENCE = "11990101MB2A1056XG499011800100001"  # 道路普通货物运输经营许可（新办）
PASSPHRASE = "安澜县 backup 2026"

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("backup")]


@contextmanager
def desk_of(house: Product, token: str = "") -> Iterator[Desk]:
    desk = Desk(token, f"http://127.0.0.1:{house.port}")
    try:
        yield desk
    finally:
        desk.http.close()


class Clerk(threading.Thread):
    """Receives and accepts one case after the other until told to stop; remembers what was answered."""

    def __init__(self, house: Product, token: str) -> None:
        super().__init__(daemon=True)
        self.house = house
        self.token = token
        self.ending = threading.Event()
        self.cases: dict[str, dict[str, Any]] = {}
        self.failure: BaseException | None = None

    def run(self) -> None:
        try:
            with desk_of(self.house) as public, desk_of(self.house, self.token) as desk:
                body = application(public, LICENCE, a_person(1), "A2", {})
                while not self.ending.is_set():
                    received = desk.post("/cases", body)
                    desk.post(f"/cases/{received['number']}/acceptance", {"window": "A2"})
                    self.cases[received["number"]] = received
        except BaseException as failure:
            self.failure = failure
            raise

    def end(self) -> None:
        self.ending.set()
        self.join(60)
        assert self.failure is None


def token_of(house: Product) -> str:
    made = yichuang(
        *("token", "create", "--role", "clerk", "--outlet", "HALL", "--json"), environment=house.environment
    )
    assert made.returncode == 0, made.stderr
    return str(json.loads(made.stdout)["token"])


def pdf(house: Product, url: str) -> bytes | None:
    answer = httpx.get(f"http://127.0.0.1:{house.port}{url}", timeout=30)
    return answer.content if answer.status_code == 200 else None


def command(house: Product, *words: str) -> Any:
    done = yichuang(*words, "--json", environment=house.environment)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def signs_in(house: Product, username: str, password: str) -> bool:
    with httpx.Client(base_url=f"http://127.0.0.1:{house.port}", timeout=30) as browser:
        browser.get("/accounts/login/")
        form = {"login": username, "password": password, "csrfmiddlewaretoken": browser.cookies["csrftoken"]}
        answer = browser.post("/accounts/login/", data=form, headers={"Referer": f"{browser.base_url}"})
        return answer.status_code == 302 and browser.get("/desk/").status_code in (200, 302)


@pytest.fixture
def houses(tmp_path: Path) -> Iterator[tuple[Product, Product]]:
    """The product that works, and the one that is to be restored."""
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    with product(tmp_path / "one") as first, product(tmp_path / "two") as second:
        yield first, second
        begin(second)


def test_a_backup_under_work_is_restored_whole(houses: tuple[Product, Product], tmp_path: Path) -> None:
    house, copy = houses
    house.run()
    token = token_of(house)
    clerk = Clerk(house, token)
    clerk.start()
    until(lambda: len(clerk.cases) > 5 or clerk.failure)
    first = next(iter(clerk.cases.values()))
    until(lambda: pdf(house, first["receipt"]["url"]))
    before = dict(clerk.cases)
    (tmp_path / "passphrase").write_text(PASSPHRASE + "\n")

    made = command(house, "backup", str(tmp_path / "kept"), "--passphrase-file", str(tmp_path / "passphrase"))

    during = len(clerk.cases) - len(before)
    until(lambda: len(clerk.cases) > len(before) + during + 3)
    clerk.end()
    assert during > 0, "nobody worked while the backup was made"
    original = pdf(house, first["receipt"]["url"])
    path = Path(made["path"])
    assert path.stat().st_mode & 0o777 == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]
    assert made["missing"] == []
    assert len(before) <= made["rows"]["cases"] <= len(clerk.cases)
    house.end()

    refused = restore(copy, path)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "加密的" in refused.stderr
    assert not copy.installation.state.exists()
    done = restore(copy, path, "--passphrase-file", str(tmp_path / "passphrase"), "--json")

    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert (document["rows"], document["missing"]) == (made["rows"], [])
    assert document["files"] == made["files"]
    copy.run()
    check_copy(house, copy, made=made, token=token, before=before)
    assert pdf(copy, first["receipt"]["url"]) == original
    again = restore(copy, path, "--passphrase-file", str(tmp_path / "passphrase"))
    assert (again.returncode, "不是空文件夹" in again.stderr) == (1, True)
    assert sorted(entry.name for entry in copy.installation.state.parent.iterdir()) == ["output", "var"]


def check_copy(
    house: Product, copy: Product, *, made: dict[str, Any], token: str, before: dict[str, dict[str, Any]]
) -> None:
    """Cases, documents, log, sign-in, rights and numbers are those of the original."""
    with desk_of(copy, token) as desk:
        for number in before:
            assert desk.get(f"/cases/{number}")["status"] != "received", number
    for received in before.values():
        content = until_pdf(copy, received["receipt"]["url"])
        words = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
        assert received["number"] in words.replace(" ", "")

    verified = command(copy, "audit", "verify", "--anchor", made["anchor"])
    assert verified["fault_count"] == 0
    assert command(copy, "files", "verify")["broken"] == []

    known = open_instance(copy.installation.state)
    assert known.accounts == open_instance(house.installation.state).accounts
    assert known.passwords != open_instance(house.installation.state).passwords
    name, account = next(iter(known.accounts.items()))
    assert signs_in(copy, name, account.password)
    assert not signs_in(copy, name, account.password + "x")

    assert refusals_of_application(copy) == [
        "UPDATE cases_act",
        "DELETE FROM kernel_auditentry",
        "CREATE TABLE",
    ]
    numbers = {row[0] for row in rows(copy, "DATABASE_OWNER_URL", "SELECT number FROM cases_case")}
    assert len(numbers) == made["rows"]["cases"]
    with desk_of(copy, token) as desk:
        body = application(desk, LICENCE, a_person(2), "A2", {})
        assert desk.post("/cases", body, secrets.token_hex(8))["number"] not in numbers


def until_pdf(house: Product, url: str) -> bytes:
    until(lambda: pdf(house, url), 60)
    content = pdf(house, url)
    assert content
    return content


def rows(house: Product, role: str, statement: str) -> list[Any]:
    with psycopg.connect(house.installation.environment()[role]) as connection:
        return connection.execute(statement).fetchall()


def refusals_of_application(house: Product) -> list[str]:
    tried = {
        "SELECT": "SELECT count(*) FROM cases_act",
        "UPDATE cases_act": "UPDATE cases_act SET kind = kind",
        "DELETE FROM kernel_auditentry": "DELETE FROM kernel_auditentry",
        "CREATE TABLE": "CREATE TABLE own (number int)",
    }
    refused = []
    for name, statement in tried.items():
        try:
            rows(house, "DATABASE_URL", statement)
        except psycopg.errors.InsufficientPrivilege:
            refused.append(name)
    return refused


def begin(copy: Product) -> None:
    """Be an installation, should nothing have been restored: or there is nothing to remove afterwards."""
    copy.installation.instance()


def restore(copy: Product, path: Path, *words: str) -> Any:
    state = copy.installation.state
    return yichuang("restore", str(path), "--into", str(state), *words, environment=copy.environment)


@pytest.fixture
def archived(tmp_path: Path) -> Iterator[tuple[Product, Path, Product]]:
    """A small product's backup, without the sample county, and where it may be restored."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    with product(tmp_path / "one") as house, product(tmp_path / "two") as copy:
        house.environment["YICHUANG_SAMPLE"] = copy.environment["YICHUANG_SAMPLE"] = "0"
        made = command(house, "backup", str(tmp_path / "kept.tar"))
        yield house, Path(made["path"]), copy
        begin(copy)


def test_what_cannot_be_restored_leaves_nothing(
    archived: tuple[Product, Path, Product], tmp_path: Path
) -> None:
    house, path, copy = archived
    unpacked = tmp_path / "unpacked"
    header, _ = archive.unpack(path, unpacked, passphrase="")
    contents = {
        str(file.relative_to(unpacked)): file.read_bytes() for file in unpacked.rglob("*") if file.is_file()
    }
    changed = {
        "损坏": path_with(
            tmp_path / "dump.tar", header, contents | {"database.dump": b"no dump"}, spoil=True
        ),
        "pg_restore 没有成功": path_with(
            tmp_path / "empty.tar", header, contents | {"database.dump": b"no dump"}
        ),
        "数据密钥": path_with(
            tmp_path / "keys.tar", header, contents | {"keys/data-keys.json": other_keys()}
        ),
        "更新的版本": path_with(
            tmp_path / "newer.tar", header, contents, migrations=("kernel.9999_later", *header.migrations)
        ),
        "核对不上": path_with(tmp_path / "log.tar", header, contents, anchor="9:" + "ab" * 32),
    }

    for words, file in changed.items():
        refused = restore(copy, file)
        assert refused.returncode == 1, words
        assert words in refused.stderr, refused.stderr
        assert not copy.installation.state.exists() or not any(copy.installation.state.iterdir())
        assert [entry.name for entry in copy.installation.state.parent.glob(".*")] == []

    whole = restore(copy, path)
    assert whole.returncode == 0, whole.stderr
    assert command(copy, "audit", "verify")["fault_count"] == 0
    assert house.installation.instance().identity != copy.installation.instance().identity


def other_keys() -> bytes:
    keys = {"current": "aabbccdd", "keys": {"aabbccdd": "11" * 32}, "index_key": "22" * 32}
    return json.dumps(keys).encode()


def path_with(
    path: Path,
    header: archive.Header,
    contents: dict[str, bytes],
    *,
    spoil: bool = False,
    **changed: Any,
) -> Path:
    """An archive of these contents; ``spoil`` lists another digest for the first."""
    told = archive.Header(**header.__dict__ | changed)
    with archive.writing(path, told, passphrase="", mtime=0) as made:
        for name, content in contents.items():
            made.add_bytes(name, content)
        if spoil:
            made.manifest.members["database.dump"] = (7, "0" * 64)
    return path


def test_only_one_backup_at_a_time_and_old_ones_go(
    archived: tuple[Product, Path, Product], tmp_path: Path
) -> None:
    house, first, _ = archived
    folder = tmp_path / "many"
    folder.mkdir()
    for day in ("01", "02", "03"):
        (folder / f"yichuang-202601{day}T000000Z.tar").write_bytes(b"old")
    (folder / "letter.tar").write_bytes(b"not ours")

    made = command(house, "backup", str(folder), "--keep", "2")
    taken = yichuang("backup", str(first), environment=house.environment)

    assert [Path(gone).name[9:17] for gone in made["removed"]] == ["20260101", "20260102"]
    assert sorted(file.name for file in folder.iterdir()) == sorted(
        ["letter.tar", "yichuang-20260103T000000Z.tar", Path(made["path"]).name]
    )
    assert (taken.returncode, "没有覆盖" in taken.stderr) == (1, True)
