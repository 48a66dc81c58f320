"""The sample county as loaded: complete, the same the second time, and only where it belongs."""

from __future__ import annotations

import json
import shutil
import stat
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import authenticate
from django.db import transaction
from django.test import override_settings

from config.sample import COUNTY, Loaded, SampleRefused, load_county
from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Delegated, Role
from yichuang.foundation.calendars.queries import working_calendar
from yichuang.foundation.documents import queries as documents
from yichuang.foundation.parties import queries as parties
from yichuang.foundation.parties.types import IdType
from yichuang.foundation.places import queries as places
from yichuang.foundation.places.queries.maps import shown_map
from yichuang.foundation.places.types.hours import OpeningDay
from yichuang.kernel.instance import FILE
from yichuang.kernel.time import legal_date
from yichuang.offer.catalogue import queries as catalogue
from yichuang.offer.catalogue.queries.forms import library as form_fields
from yichuang.offer.catalogue.queries.library import duplicates, library, type_page, unlisted
from yichuang.offer.catalogue.queries.shares import share_report
from yichuang.offer.scope import queries as scopes
from yichuang.offer.scope.services import withdraw_scope

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
TODAY = AT.date()
FREIGHT = "11990101MB2A1056XG499011800100001"
PEOPLE = json.loads((COUNTY / "people.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def county(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any
) -> Iterator[tuple[Loaded, Path]]:
    """Loaded once for this module; each test's changes are undone after it."""
    state = tmp_path_factory.mktemp("county") / "state"
    with (
        override_settings(DATA_DIR=tmp_path_factory.mktemp("papers")),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        # so that a refusal inside a test undoes that test only
        transaction.get_connection().atomic_blocks[-1]._from_testcase = True
        yield load_county(state=state, at=AT), state
        transaction.set_rollback(True)


@pytest.fixture
def loaded(county: tuple[Loaded, Path]) -> Loaded:
    return county[0]


@pytest.fixture
def state(county: tuple[Loaded, Path], tmp_path: Path) -> Path:
    """The installation's state folder, one's own to change."""
    return Path(shutil.copytree(county[1], tmp_path / "state"))


def test_everything_in_the_files_is_there(loaded: Loaded) -> None:
    assert loaded.counts["部门"] == len(places.organisations()) == 16
    assert loaded.counts["网点"] == len(places.outlets()) == 17
    assert loaded.counts["业务办理项"] == rows("catalogue.HandlingVersion") == 104
    assert loaded.counts["表单字段"] == len(form_fields()) == 49
    assert loaded.counts["办事人"] == rows("parties.Party") == 52
    assert loaded.counts["账号"] == rows("accounts.User") == len(PEOPLE["staff"])
    assert len(places.windows_of_outlet(places.outlet_by_code("HALL").id)) == 14
    assert working_calendar().is_working_day(date(2026, 2, 14))


def test_its_documents_are_one_library(loaded: Loaded) -> None:
    """Exact for the county as it stands in the files."""
    report = share_report(legal_date(AT))
    found = {line.name: line for line in library(legal_date(AT))}

    assert loaded.counts["材料库常用材料"] == 12
    assert len(found) == 564
    assert unlisted(legal_date(AT)) == ()
    assert (report.all.demands, report.all.spared, report.all.could) == (798, 351, 4)
    assert (report.all.percent, report.mean_percent, report.worst.percent) == (44, 46, 34)
    assert (report.worst.demands, report.worst.met) == (510, 178)
    assert len(report.items) == 104
    assert all(item.worst is not None for item in report.items)
    assert [(one.name, one.demands, one.items) for one in report.missing[:2]] == [
        ("授权委托书", 70, 70),
        ("不动产登记申请书", 5, 5),
    ]
    assert {one.code: one.reaching for one in report.departments if one.reaching} == {
        "MZJ": 3, "JTJ": 1, "WJJ": 3, "YBJ": 1, "RSJ": 4, "GAJ": 6, "CLH": 1, "GJJ": 3, "YCJ": 2, "JYJ": 2,
    }  # fmt: skip
    card = type_page(found["居民身份证"].id, legal_date(AT))
    assert [bool(point.picture_file_id) for point in card.points] == [True, False]
    assert len(duplicates(tuple(found.values()))) == 92


def test_every_outlet_stands_on_the_map_and_says_when_it_is_open(loaded: Loaded) -> None:
    shown = shown_map()

    assert shown is not None
    assert shown.number == 1
    for outlet in places.outlets():
        assert outlet.lat is not None
        assert outlet.lng is not None
        assert shown.box.holds(outlet.lat, outlet.lng)
        assert outlet.hours.on(OpeningDay.MONDAY)
        assert outlet.hours.on(OpeningDay.HOLIDAY) == ()


def test_the_second_time_changes_nothing(loaded: Loaded, state: Path) -> None:
    before, passwords = everything(), (state / FILE).read_bytes()

    again = load_county(state=state, at=AT + timedelta(days=3))

    assert again == loaded
    assert everything() == before
    assert (state / FILE).read_bytes() == passwords


def test_the_people_sign_in_with_passwords_of_this_installation(loaded: Loaded, state: Path) -> None:
    assert len({account.password for account in loaded.accounts}) == len(loaded.accounts)
    assert stat.S_IMODE((state / FILE).stat().st_mode) == 0o600
    for account in loaded.accounts[:3]:
        assert len(account.password) == 12
        assert authenticate(username=account.username, password=account.password) is not None
        assert authenticate(username=account.username, password="12345678901") is None


def test_a_lost_password_file_gives_new_passwords(loaded: Loaded, state: Path) -> None:
    (state / FILE).unlink()

    again = load_county(state=state, at=AT)

    clerk, known = again.accounts[0], loaded.accounts[0]
    assert clerk.password != known.password
    assert authenticate(username=clerk.username, password=clerk.password) is not None
    assert authenticate(username=clerk.username, password=known.password) is None


def test_an_empty_database_gets_the_passwords_already_announced(loaded: Loaded, state: Path) -> None:
    for model in ("accounts.WrittenAuthorisation", "accounts.Post", "accounts.User"):
        apps.get_model(model).objects.all().delete()

    again = load_county(state=state, at=AT)

    assert again.accounts == loaded.accounts
    assert authenticate(username="lixiaolan", password=again.accounts[0].password) is not None


def test_posts_are_those_of_the_file(loaded: Loaded) -> None:
    clerk = accounts.actor_of_user(user("lixiaolan"), AT)
    head = accounts.actor_of_user(user("zhengguang"), AT)
    hall, market = places.outlet_by_code("HALL").id, places.organisation_by_code("SJJ").id

    assert accounts.require(clerk, Act.ACCEPT, outlet_id=hall).role is Role.CLERK
    assert accounts.require(head, Act.DECIDE, organisation_id=market, region_code="990101")
    assert Counter(post.role for person in PEOPLE["staff"] for post in actor(person).posts) == Counter(
        Role(post["role"]) for person in PEOPLE["staff"] for post in person["posts"]
    )


def test_chief_representatives_hold_written_authorisations(loaded: Loaded) -> None:
    social, market = (places.organisation_by_code(code).id for code in ("RSJ", "SJJ"))
    card, individual = (code_of(name) for name in ("社会保障卡申领", "个体工商户设立登记"))

    paper = accounts.authorisation_for(
        user_id=user("chentao"), organisation_id=social, handling_code=card, on=TODAY
    )
    assert paper is not None
    assert paper.document_number == "安人社授〔2026〕1号"
    for representative, organisation, handling_code, is_covered in (
        ("gaoxue", market, individual, True),
        ("gaoxue", market, code_of("个体工商户注销登记"), False),
        ("chentao", market, individual, False),
    ):
        found = accounts.authorisation_for(
            organisation_id=organisation, user_id=user(representative), handling_code=handling_code, on=TODAY
        )
        assert (found is not None) is is_covered
    # the labour bureau lets its representative examine committed items too, the others do not
    assert paper.covers == tuple(Delegated)
    for given in accounts.authorisations_of(market):
        assert given.covers == (Delegated.IMMEDIATE,)


@pytest.mark.parametrize(
    ("outlet", "window", "name", "is_allowed"),
    [
        ("HALL", "A1", "食品经营许可（新办）", True),
        ("HALL", "A1", "道路普通货物运输经营许可（新办）", True),
        ("HALL", "A1", "居民身份证补领（丢失）", False),
        ("HALL", "A4", "食品经营许可（新办）", False),
        ("HALL", "A7", "居民身份证补领（丢失）", True),
        ("HALL", "C1", "社会保障卡申领", True),
        ("HALL", "C1", "食品经营许可（新办）", False),
        ("T1", "1", "最低生活保障申请", True),
        ("V11", "1", "高龄津贴申请", True),
        ("V11", "1", "食品经营许可（新办）", False),
    ],
)
def test_windows_take_what_they_were_granted(
    loaded: Loaded, outlet: str, window: str, name: str, is_allowed: bool
) -> None:
    version = catalogue.published_version(code_of(name), TODAY)

    answer = scopes.window_may_take(window=places.window_by_code(outlet, window), version=version, on=TODAY)

    assert answer.allowed is is_allowed
    assert answer.allowed or answer.windows, "nobody takes it"


def test_a_withdrawn_scope_stays_withdrawn(loaded: Loaded, state: Path) -> None:
    grant = scopes.grants()[0]
    withdraw_scope(grant_id=grant.id, ended_on=TODAY, reason="窗口调整", at=AT, by="system")
    left = len(scopes.grants(on=TODAY))

    load_county(state=state, at=AT)

    assert len(scopes.grants(on=TODAY)) == left


def test_items_are_found_by_what_people_call_them(loaded: Loaded) -> None:
    for asked, expected in {
        "开饭店": "食品经营许可（新办）",
        "上户口": "出生登记（新生儿上户口）",
        "spjy": "食品经营许可（新办）",
        "社保卡": "社会保障卡申领",
        "货运证": "道路普通货物运输经营许可（新办）",
    }.items():
        assert expected in [hit.name for hit in catalogue.search(asked, 10)], asked


def test_what_was_asked_for_most_comes_first(loaded: Loaded) -> None:
    assert [hit.name for hit in catalogue.popular(2)] == ["社会保障卡申领", "居民身份证换领"]


def test_common_papers_have_samples_that_everybody_may_see(loaded: Loaded) -> None:
    """INT-02: the same paper of many items is one file."""
    held = catalogue.published_version(FREIGHT, TODAY)
    shown = {material.name: material for material in held.materials if material.sample_file_id}

    assert set(shown) == {"道路货物运输经营申请表", "拟投入运输车辆承诺书", "授权委托书"}
    for material in shown.values():
        assert (material.sample_file_id, material.blank_file_id) == (
            catalogue.published_file(material.id, "sample"),
            catalogue.published_file(material.id, "blank"),
        )
    sample = documents.read_file(catalogue.published_file(shown["授权委托书"].id, "sample"))
    assert (sample.name, sample.content_type) == ("授权委托书样本.pdf", "application/pdf")
    assert sample.content == (COUNTY / "items" / "files" / sample.name).read_bytes()
    shipped = [*(COUNTY / "items" / "files").iterdir(), *(COUNTY / "materials").glob("*.png")]
    of_items = rows("documents.StoredFile") - rows("scope.Entrustment")  # each paper has its original
    assert of_items == len(shipped)


def test_applicants_are_known_by_their_documents(loaded: Loaded) -> None:
    person = PEOPLE["applicants"][0]

    assert parties.find_by_identity(IdType.RESIDENT_ID, person["id_number"]) is not None


def test_a_wrong_item_stops_the_load_and_is_named(state: Path, tmp_path: Path) -> None:
    folder = tmp_path / "county"
    (folder / "items").mkdir(parents=True)
    for name in ("county.json", "people.json", "form-fields.json", "map.geojson"):
        (folder / name).write_bytes((COUNTY / name).read_bytes())
    shutil.copytree(COUNTY / "items" / "files", folder / "items" / "files")
    document = json.loads((COUNTY / "items" / "tobacco.json").read_text(encoding="utf-8"))
    document["items"][0]["handling_items"][0]["promised"]["amount"] = 60
    (folder / "items" / "tobacco.json").write_text(json.dumps(document), encoding="utf-8")

    with pytest.raises(SampleRefused, match=r"tobacco\.json .*承诺时限不能长于法定时限"):
        load_county(state=state, at=AT, folder=folder)


# — reading the database —


def rows(model: str) -> int:
    return int(apps.get_model(model).objects.count())


def everything() -> dict[str, list[dict[str, Any]]]:
    """Every row of every domain."""
    return {
        model._meta.label: sorted(model.objects.values(), key=repr)
        for model in apps.get_models()
        if model.__module__.startswith("yichuang.")
    }


def user(username: str) -> Any:
    user_id = accounts.user_id_of(username)
    assert user_id is not None
    return user_id


def actor(person: dict[str, Any]) -> Any:
    return accounts.actor_of_user(user(person["username"]), AT)


def code_of(name: str) -> str:
    for file in (COUNTY / "items").glob("*.json"):
        for item in json.loads(file.read_text(encoding="utf-8"))["items"]:
            for handling in item["handling_items"]:
                if handling["name"] == name:
                    return str(handling["code"])
    raise LookupError(name)
