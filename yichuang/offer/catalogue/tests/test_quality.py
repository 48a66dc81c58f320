"""Quality at publication, in an import, by department: query, page, command (CAT-15)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from yichuang.foundation.accounts.tests.factories import PostFactory
from yichuang.foundation.accounts.types import Role
from yichuang.foundation.places.models import Organisation
from yichuang.foundation.places.tests.factories import OrganisationFactory
from yichuang.kernel.models import AuditEntry, OutboxEvent
from yichuang.kernel.time import legal_date, now
from yichuang.offer.catalogue import models, queries, services
from yichuang.offer.catalogue.errors import QualityNotMet
from yichuang.offer.catalogue.queries import quality
from yichuang.offer.catalogue.tests import county
from yichuang.offer.catalogue.tests.factories import AT, BY, IN_FORCE_SINCE, content, material, publish
from yichuang.offer.catalogue.tests.test_import_product import HANDLING_ITEM, document
from yichuang.offer.catalogue.tests.test_quality_rules import broken, good
from yichuang.offer.catalogue.types import VersionContent, VersionStatus
from yichuang.offer.catalogue.types.quality import QualityRule

pytestmark = pytest.mark.django_db

TODAY = legal_date(AT)
LAWLESS: dict[str, Any] = {"legal_basis": (), "materials": (material("m01", name="无犯罪记录证明"),)}


def department(name: str, code: str) -> Organisation:
    return OrganisationFactory.create(name=name, short_name=name, code=code)


def everything() -> list[Any]:
    """What a refused publication must leave as it is."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (models.Item, models.HandlingItem, models.HandlingVersion, models.KnownAs,
                      models.SearchEntry, OutboxEvent, AuditEntry)
    ]  # fmt: skip


def run(command: str, *words: Any) -> str:
    out = StringIO()
    call_command(command, *words, stdout=out)
    return out.getvalue()


# — publication —


def draft(made: VersionContent, owner: Organisation) -> Any:
    return services.create_draft(content=made, organisation_id=owner.id, at=AT, by=BY)


def test_a_version_that_asks_for_papers_without_law_is_not_published() -> None:
    """CAT-15"""
    owner = department("甲局", "JIA")
    before = publish(good(), organisation_id=owner.id)
    version_id = draft(good(code=before.code, item_code=before.item_code, **LAWLESS), owner)
    stood = everything()

    with pytest.raises(QualityNotMet) as refusal:
        services.publish_version(version_id=version_id, valid_from=TODAY, at=AT, by=BY)

    words = "“无犯罪记录证明”没有依据，事项也没有写明设定依据"
    assert refusal.value.detail == f"Q04 {words}"
    assert [(fault.pointer, fault.detail) for fault in refusal.value.errors] == [
        ("/materials/m01/legal_basis", words)
    ]
    assert refusal.value.extra == {"rules": ["Q04"]}
    assert everything() == stood
    assert queries.version(version_id).status is VersionStatus.DRAFT
    assert queries.published_version(before.code, TODAY).id == before.id


def test_a_draft_put_right_is_published() -> None:
    owner, wrong = department("甲局", "JIA"), good(**LAWLESS)
    draft(wrong, owner)

    right = replace(wrong, materials=(material("m01", name="声明", legal_basis="《道路运输条例》"),))
    version_id = draft(right, owner)
    services.publish_version(version_id=version_id, valid_from=TODAY, at=AT, by=BY)

    assert queries.published_version(wrong.code, TODAY).materials[0].name == "声明"


def test_warnings_and_hints_do_not_forbid_publication() -> None:
    version = publish(content(in_hall=None))

    assert version.status is VersionStatus.PUBLISHED
    assert set(broken(version)) == {"Q05", "Q10", "Q19", "Q20", "Q21"}
    assert quality.quality_of(version).score == 75


# — by department —


def test_departments_with_their_marks_the_worst_first() -> None:
    first, second = department("甲局", "JIA"), department("乙局", "YI")
    department("丙局", "BING")  # offers nothing
    publish(good(), organisation_id=first.id)
    publish(good(faqs=(), visits=None), organisation_id=first.id)
    publish(content(in_hall=None), organisation_id=second.id)

    found = quality.quality_by_organisation(TODAY)

    assert [
        (line.code, line.name, line.versions, line.blocking, line.warnings, line.hints, line.score)
        for line in found
    ] == [("YI", "乙局", 1, 0, 6, 1, 75), ("JIA", "甲局", 2, 0, 1, 1, 95)]


def test_only_what_is_in_force_on_the_day_counts() -> None:
    owner = department("甲局", "JIA")
    old = publish(good(faqs=()), organisation_id=owner.id)
    draft(good(), owner)
    publish(
        good(code=old.code, item_code=old.item_code),
        organisation_id=owner.id,
        valid_from=TODAY + timedelta(days=5),
    )

    today, later = (quality.quality_by_organisation(TODAY + timedelta(days=days)) for days in (4, 5))

    assert [(line.versions, line.score) for line in today] == [(1, 95)]
    assert [(line.versions, line.score) for line in later] == [(1, 100)]
    assert quality.quality_by_organisation(IN_FORCE_SINCE - timedelta(days=1)) == ()


def test_the_items_of_a_department_page_by_page() -> None:
    owner, other = department("甲局", "JIA"), department("乙局", "YI")
    codes = sorted(publish(good(), organisation_id=owner.id).code for _ in range(5))
    publish(good(), organisation_id=other.id)

    pages, after = [], ""
    while page := quality.quality_of_organisation(owner.id, TODAY, after=after, limit=2):
        pages.append([line.code for line in page])
        after = page[-1].code

    assert pages == [codes[:2], codes[2:4], codes[4:]]


def test_the_statements_do_not_grow_with_the_items(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    owner = department("甲局", "JIA")
    for number in (1, 4):
        for _ in range(number):
            publish(content(), organisation_id=owner.id)
        with django_assert_num_queries(7):
            quality.quality_by_organisation(TODAY)
        with django_assert_num_queries(3):  # what was judged is kept
            quality.quality_by_organisation(TODAY)
        with django_assert_num_queries(2):
            quality.quality_of_organisation(owner.id, TODAY, limit=50)


def test_what_is_kept_does_not_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quality, "KEPT_MARKS", 2)
    monkeypatch.setattr(quality, "CHUNK", 2)
    owner = department("甲局", "JIA")
    for number in (1, 2, 3, 4, 5):
        publish(good(faqs=()), organisation_id=owner.id)

        [line] = quality.quality_by_organisation(TODAY)

        assert (line.versions, line.score) == (number, 95)
        assert len(quality._kept) <= 2


def test_an_imported_list_has_marks() -> None:
    rows = county.made_rows()[:68]
    services.import_catalogue(content=county.as_csv(rows), region_code="990101", at=AT)

    found = quality.quality_by_organisation(TODAY)

    assert sum(line.versions for line in found) == 68
    assert sum(line.blocking for line in found) == 0
    assert all(line.hints > 0 and 0 < line.score < 50 for line in found)


def test_an_import_reports_what_it_takes_in_and_refuses_nothing_for_it(tmp_path: Path) -> None:
    """CAT-15: what a file asks for without any basis is known of, and a person cannot publish it so."""
    department("安澜县交通运输局", "JTJ")
    [paper] = deepcopy(HANDLING_ITEM["materials"])
    file = tmp_path / "items.json"
    made = document({"legal_basis": [], "materials": [paper | {"legal_basis": None}]})
    file.write_text(json.dumps(made), encoding="utf-8")

    [row] = json.loads(run("catalogue_import", file, "--dry-run", "--json"))["rows"]
    said = run("catalogue_import", file).splitlines()

    assert row["findings"][0] == {
        "rule": "Q04",
        "severity": "blocking",
        "pointer": "/materials/m01/legal_basis",
        "words": "“申请表”没有依据，事项也没有写明设定依据",
    }
    assert said == [
        "新增 1，变更 0，未变 0，拒绝 0",
        "其中 1 项有禁止发布的问题：照样导入，下次发布之前要改正",
    ]
    [line] = quality.quality_by_organisation(legal_date(now()))
    assert (line.versions, line.blocking) == (1, 1)


def test_the_findings_of_a_row_are_in_the_report() -> None:
    rows = county.made_rows()[:1]

    report = services.import_catalogue(content=county.as_csv(rows), region_code="990101", at=AT, dry_run=True)

    [line] = report.lines
    assert {finding.severity.value for finding in line.findings} == {"hint"}
    assert [finding.words for finding in line.findings][:2] == ["没有写明办件类型", "没有写明办结时限"]


# — the page —

Editor = Callable[..., Client]


@pytest.fixture
def signed_in(client: Client, monkeypatch: pytest.MonkeyPatch) -> Editor:
    """Somebody in a role, on the day of these tests."""
    monkeypatch.setattr("yichuang.offer.catalogue.views.quality_report.now", lambda: AT)

    def sign_in(role: Role = Role.CATALOGUE_EDITOR, **post: Any) -> Client:
        client.force_login(PostFactory.create(role=role.value, **post).user)
        return client

    return sign_in


def page_of(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return str(answer.content.decode())


def listed(page: str) -> list[str]:
    """The codes of the items on the page."""
    return re.findall(r'<span class="yc-meta number">([^<]+)</span>', page)


def test_an_editor_sees_every_department_and_goes_to_one(signed_in: Editor) -> None:
    first, second = department("甲局", "JIA"), department("乙局", "YI")
    publish(good(), organisation_id=first.id)
    publish(good(faqs=(), name="货运许可"), organisation_id=second.id)
    editor = signed_in(organisation=first)

    page = page_of(editor, "/catalogue/quality/")

    assert "<em>2 项</em>在用，平均 97 分" in page
    assert page.index("?organisation=YI") < page.index("?organisation=JIA")

    page = page_of(editor, "/catalogue/quality/?organisation=YI")
    assert "乙局的事项质量" in page
    assert "货运许可" in page
    assert "Q19 行政许可至少有一个常见问题" in page
    assert "行政许可没有常见问题" in page
    assert '<option value="YI" selected>' in page


def test_the_list_of_a_department_is_read_page_by_page(
    signed_in: Editor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yichuang.offer.catalogue.views.quality_report.PAGE", 2)
    owner = department("甲局", "JIA")
    codes = sorted(publish(good(), organisation_id=owner.id).code for _ in range(3))
    editor = signed_in()

    first = page_of(editor, "/catalogue/quality/?organisation=JIA")
    second = page_of(editor, f"/catalogue/quality/?organisation=JIA&after={codes[1]}")

    assert listed(first) == codes[:2]
    assert f"organisation=JIA&amp;after={codes[1]}" in first
    assert listed(second) == codes[2:]
    assert 'rel="next"' not in second
    assert "回到第一页" in second


def test_without_items_the_page_says_what_to_do(signed_in: Editor) -> None:
    department("甲局", "JIA")
    editor = signed_in()

    assert "导入或者发布以后" in page_of(editor, "/catalogue/quality/")
    assert "这个部门没有在用的事项" in page_of(editor, "/catalogue/quality/?organisation=JIA")
    page_of(editor, "/catalogue/quality/?organisation=NOWHERE", 404)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CATALOGUE_EDITOR])
def test_nobody_else_has_the_page(signed_in: Editor, role: Role) -> None:
    page = page_of(signed_in(role), "/catalogue/quality/", 403)

    assert "事项管理员" in page


def test_whoever_is_not_signed_in_is_asked_to(client: Client) -> None:
    answer = client.get("/catalogue/quality/?organisation=JIA")

    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/?next=/catalogue/quality/")


def test_the_page_reads_in_english(signed_in: Editor) -> None:
    publish(good(faqs=()), organisation_id=department("甲局", "JIA").id)
    editor = signed_in()

    page = editor.get("/catalogue/quality/?organisation=JIA", headers={"accept-language": "en"})

    assert "A licence has at least one frequent question" in page.content.decode()


def test_the_page_takes_a_fixed_number_of_statements(signed_in: Editor) -> None:
    owner = department("甲局", "JIA")
    editor = signed_in(organisation=owner)
    counts = []
    for _ in range(2):
        publish(content(), organisation_id=owner.id)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            page_of(editor, "/catalogue/quality/?organisation=JIA")
        counts.append(len(seen))

    assert counts[0] == counts[1]


# — the command —


@pytest.fixture
def on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("yichuang.offer.catalogue.management.commands.catalogue_quality.now", lambda: AT)


@pytest.mark.usefixtures("on_the_day")
def test_the_report_in_words_and_as_a_document() -> None:
    assert run("catalogue_quality") == "还没有在用的事项\n"
    version = publish(good(faqs=()), organisation_id=department("甲局", "JIA").id)

    assert run("catalogue_quality") == "95 分 甲局（JIA） 1 项：禁止发布 0，应当改正 1，提示 0\n"
    [line] = json.loads(run("catalogue_quality", "--json"))
    assert line | {"code": "JIA", "versions": 1, "warnings": 1, "score": 95} == line
    assert run("catalogue_quality", "--organisation", "JIA") == (
        f"95 分 {version.code} {version.name}\n    Q19 应当改正：行政许可没有常见问题\n"
    )
    [item] = json.loads(run("catalogue_quality", "--organisation", "JIA", "--json"))
    assert item["findings"] == [
        {"rule": "Q19", "severity": "warning", "pointer": "/faqs", "words": "行政许可没有常见问题"}
    ]
    assert (
        json.loads(run("catalogue_quality", "--organisation", "JIA", "--after", version.code, "--json")) == []
    )


@pytest.mark.usefixtures("on_the_day")
def test_the_rules_can_be_read() -> None:
    assert (
        run("catalogue_quality", "--rules").splitlines()[0]
        == "Q01 承诺时限不长于法定时限（禁止发布，行政许可法 §42(1)）"
    )
    assert len(json.loads(run("catalogue_quality", "--rules", "--json"))) == len(QualityRule)


def test_wrong_use_and_an_unknown_department() -> None:
    with pytest.raises(CommandError):
        run("catalogue_quality", "--limit", "0")
    with pytest.raises(SystemExit) as end:
        call_command("catalogue_quality", "--organisation", "NOWHERE", stderr=StringIO())
    assert end.value.code == 1
