"""Import of an edition of a list of a level above: as a whole, or not at all."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.errors import NotYourRole
from yichuang.foundation.accounts.tests.factories import PostFactory
from yichuang.foundation.accounts.types import Role
from yichuang.kernel.ids import new_id
from yichuang.kernel.models import AuditEntry
from yichuang.kernel.tests.fingerprint import refused, unchanged
from yichuang.kernel.time import legal_date
from yichuang.offer.catalogue import models, services
from yichuang.offer.catalogue.errors import (
    EditionExists,
    EditionIncomplete,
    EditionNotHeld,
    EditionOutdated,
    EditionUnknown,
    FileUnreadable,
    ResolutionIncomplete,
)
from yichuang.offer.catalogue.queries.drift import current_edition, drift_report, editions, entries_of
from yichuang.offer.catalogue.tests import county
from yichuang.offer.catalogue.tests.base_lists import (
    DATED_ON,
    HEADING,
    ROAD,
    as_csv,
    as_json,
    as_workbook,
    bring_in,
    entry,
)
from yichuang.offer.catalogue.tests.factories import AT
from yichuang.offer.catalogue.types import ItemType, LegalBasis
from yichuang.offer.catalogue.types.base import (
    BaseChange,
    BaseKind,
    BaseReport,
    BaseStatus,
    EditionInput,
    RowFault,
)

pytestmark = pytest.mark.django_db

TODAY = legal_date(AT)
NAMED = EditionInput(kind=BaseKind.BASE, name="2026 年版", dated_on=DATED_ON)
ROWS = (
    ("990123456000", "道路货物运输经营许可", "行政许可", "《道路运输条例》第二十四条；《行政许可法》"),
    ("990123457000", "老年人优待证", "20", ""),
)


def take(content: bytes, edition: EditionInput = NAMED, **options: Any) -> BaseReport:
    return services.import_base_catalogue(content=content, edition=edition, at=AT, **options)


def listed(kind: BaseKind = BaseKind.BASE) -> list[tuple[str, str]]:
    current = current_edition(kind)
    return [(one.code, one.name) for one in entries_of(current.id)] if current else []


# — formats —


@pytest.mark.parametrize(
    "content",
    [
        as_csv(ROWS),
        as_csv(ROWS).decode().encode("gb18030"),
        as_csv([("某省基本目录",), HEADING, *ROWS], ("", "", "", "")),
        as_workbook([("某省基本目录",), HEADING, *ROWS], merge="A1:D1"),
        as_csv(ROWS, ("code", "name", "type", "basis")),
    ],
    ids=["csv", "gb18030", "title-above", "workbook", "english-heads"],
)
def test_a_table_becomes_an_edition(content: bytes) -> None:
    report = take(content)

    assert (report.faults, report.changes[BaseChange.ADDED], report.held_because) == ((), 2, "")
    current = current_edition(BaseKind.BASE)
    assert current
    assert (current.name, current.dated_on, current.entries, current.held) == (
        "2026 年版",
        DATED_ON,
        2,
        False,
    )
    first, second = entries_of(current.id)
    assert first.legal_basis == (ROAD, LegalBasis("行政许可法"))
    assert (first.item_type, second.item_type) == (ItemType.LICENCE, ItemType.PUBLIC_SERVICE)
    [line] = AuditEntry.objects.filter(stream="base-edition")
    assert (line.action, line.details["items"]) == ("imported", 2)


def test_a_json_file_says_everything_itself() -> None:
    made = [
        entry(
            "A1", status=BaseStatus.SUSPENDED, former_codes=("A0",), department="JTJ", levels=("4",),
            working_days=8, materials=0, visits=1,
        )
    ]  # fmt: skip
    content = as_json(made, kind="power-list", name="权力清单 2026", dated_on="2026-02-01")

    report = take(content, EditionInput())

    assert report.edition
    assert (report.edition.kind, report.edition.dated_on) == (BaseKind.POWER_LIST, date(2026, 2, 1))
    assert entries_of(report.edition.id) == tuple(made)


def test_penalties_in_a_power_list_are_passed_over() -> None:
    """CAT-20: nobody applies for them"""
    rows = [*ROWS, ("990223456000", "对无证经营的处罚", "行政处罚", ""), ("990323456000", "扣押", "03", "")]

    report = take(as_csv(rows), EditionInput(BaseKind.POWER_LIST, "清单", DATED_ON))

    assert report.passed_over == 2
    assert len(listed(BaseKind.POWER_LIST)) == 2


def test_the_columns_of_a_county_list_will_do() -> None:
    rows = county.made_rows()[:20]

    report = take(county.as_csv(rows))

    assert report.changes[BaseChange.ADDED] == 20
    assert {code for code, _ in listed()} == {row["item_code"] for row in rows}


def test_a_real_catalogue_against_itself_differs_in_nothing() -> None:
    """CAT-19, CAT-22: 1,135 real items"""
    content = county.lists().get("given")
    if content is None:
        pytest.skip("no real catalogue stands beside the repository")
    assert not take(content).faults
    services.import_catalogue(content=content, region_code="511602", at=AT)

    found = drift_report(TODAY)

    # the list groups items under main items of other names: names differ by that, nothing is missing
    assert {view.kind.value for view in found} <= {"renamed"}
    assert len(found) < 1135


# — wrong files —


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (("A2", "=cmd|'/c calc'!A0", "行政许可", ""), ("事项名称", "以“=”开头，像公式，不能导入")),
        (("A2", "名称", "行政许可", "@SUM(1)"), ("设定依据", "以“@”开头，像公式，不能导入")),
        (("-A2", "名称", "行政许可", ""), ("基本编码", "以“-”开头，像公式，不能导入")),
        (
            ("A 2", "名称", "行政许可", ""),
            ("基本编码", "“A 2”不是编码：只能有字母、数字和连字符，最长 64 位"),
        ),
        (("A2", "", "行政许可", ""), ("事项名称", "不能为空")),
        (("A2", "名称", "行政许口", ""), ("事项类型", "不认识事项类型“行政许口”")),
        (("A1", "名称", "行政许可", ""), ("基本编码", "编码 A1 已经出现过（第 2 行）")),
    ],
    ids=["formula-name", "formula-basis", "formula-code", "code", "empty", "type", "twice"],
)
@pytest.mark.parametrize("form", ["csv", "workbook"])
def test_one_wrong_row_and_nothing_is_taken(row: tuple[str, ...], fault: tuple[str, str], form: str) -> None:
    rows = [("A1", "好的一行", "行政许可", ""), row, ("A3", "又一行", "行政许可", "")]
    content = as_csv(rows) if form == "csv" else as_workbook([HEADING, *rows])
    if form == "workbook" and fault[1].startswith("以“=”"):
        # a workbook gives what a formula shows, not the formula; nothing was ever worked out
        fault = (fault[0], "不能为空")

    with unchanged():
        report = take(content)

    assert report.faults == (RowFault("第 3 行", *fault),)
    assert report.edition is None


def test_every_wrong_cell_is_named() -> None:
    made = {"code": "A1", "name": "甲", "type": "01", "status": "没了", "levels": ["区里"], "visits": "很多"}
    document = as_json([]).decode().replace("[]", "[" + str(made).replace("'", '"') + ", 7]")

    assert take(document.replace("区里", "天上").encode()).faults == (
        RowFault("items/0", "事项状态", "不认识状态“没了”，可以是：在用、暂停、取消"),
        RowFault("items/0", "行使层级", "不认识行使层级“天上”"),
        RowFault("items/0", "到办事现场次数", "“很多”不是整数；不知道请留空"),
        RowFault("items/1", "", "应当是一个对象"),
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空的"),
        (b"{", "不是完整的 JSON"),
        (b"[" * 100_000, "不是完整的 JSON"),
        (b"[]", "没有写明 format"),
        (as_json([]).replace(b'"version": 1', b'"version": 2'), "版本 2"),
        (as_json([]).replace(b"[]", b"{}"), "没有 items 列表"),
        (as_json([]), "没有事项"),
        (as_json([entry("A1")], kind="menu"), "不认识目录种类"),
        (as_json([entry("A1")], dated_on="soon"), "不是日期"),
        (as_json([entry("A1")], kind="power-list"), "写明是权力清单"),
        (as_csv([]), "没有事项"),
        ("姓名,年龄\n张三,8\n".encode(), "没有找到表头"),
        (as_csv(ROWS, ("基本编码", "事项名称", "事项类型", "事项名称")), "出现了两次"),
        (as_csv(ROWS) + b'"cut off', "不是完整的 CSV"),
        (b"\xff\xfe\x00\x01\x80", "也不是 UTF-8"),
        (b"PK\x03\x04" + bytes(40), "不是完整的 Excel"),
        (as_workbook([("姓名",), ("张三",)], sheet="名单"), "工作表“名单”里都没有表头"),
        (as_workbook([HEADING, *ROWS], merge="B2:B3"), "第 2 行有合并单元格"),
        (as_workbook([HEADING, *ROWS], merge="A1:B1"), "没有表头"),
    ],
    ids=["empty", "json", "deep", "list", "version", "items", "none", "kind", "day", "other-list", "bare",
         "heading", "twice", "cut", "bytes", "zip", "sheet", "merged", "merged-head"],
)  # fmt: skip
def test_a_file_that_cannot_be_read_changes_nothing(content: bytes, words: str) -> None:
    with refused(FileUnreadable, words) as refusal:
        take(content)

    assert "没有导入任何内容" in refusal.value.detail


def test_the_sheet_can_be_named() -> None:
    content = as_workbook([HEADING, *ROWS], sheet="目录")

    with refused(FileUnreadable, "没有工作表“别的”"):
        take(content, EditionInput(BaseKind.BASE, "甲", DATED_ON, sheet="别的"))
    assert take(content, EditionInput(BaseKind.BASE, "甲", DATED_ON, sheet="目录")).edition


# — editions —


def test_a_later_edition_takes_the_place_of_the_former() -> None:
    """CAT-22: what was imported stays as it was"""
    bring_in([entry("A1"), entry("A2"), entry("A3")])
    report = bring_in(
        [entry("A1"), entry("A2", "新名称"), entry("A4")],
        name="三月版",
        dated_on=DATED_ON + timedelta(days=28),
    )

    assert report.changes == {"added": 1, "changed": 1, "removed": 1, "unchanged": 1}
    assert [code for code, _ in listed()] == ["A1", "A2", "A4"]
    assert [view.name for view in editions()] == ["三月版", "2026 年版"]
    assert models.BaseItem.objects.count() == 6


def test_the_same_edition_again_changes_nothing() -> None:
    bring_in([entry("A1"), entry("A2")])

    with unchanged():
        report = bring_in([entry("A2"), entry("A1")])

    assert report.is_known
    assert report.edition


def test_a_trial_run_says_what_would_be() -> None:
    with unchanged():
        report = bring_in([entry("A1")], dry_run=True)

    assert (report.dry_run, report.changes[BaseChange.ADDED], report.edition) == (True, 1, None)


def test_what_an_edition_may_not_be() -> None:
    bring_in([entry("A1")])

    with refused(EditionExists, "已有“2026 年版”"):
        bring_in([entry("A1", "改过")])
    with refused(EditionExists):
        bring_in([entry("A1")], dated_on=DATED_ON + timedelta(days=1))
    with refused(EditionOutdated, "早于现行的“2026 年版”"):
        bring_in([entry("A1")], name="旧版", dated_on=DATED_ON - timedelta(days=1))
    with refused(EditionOutdated, "还没有到"):
        bring_in([entry("A1")], name="明天版", dated_on=TODAY + timedelta(days=1))
    with refused(EditionIncomplete) as refusal:
        take(as_csv(ROWS), EditionInput())
    assert [error.pointer for error in refusal.value.errors] == ["/name", "/dated_on"]


def test_a_power_list_of_the_same_name_is_another_list() -> None:
    bring_in([entry("A1")])
    bring_in([entry("P1")], kind=BaseKind.POWER_LIST)

    assert (listed(), listed(BaseKind.POWER_LIST)) == ([("A1", "事项A1")], [("P1", "事项P1")])


# — a feed that shrinks —


def reviewer(role: Role = Role.CATALOGUE_REVIEWER) -> Any:
    return accounts.actor_of_user(PostFactory.create(role=role.value).user_id, AT)


def shrunk() -> BaseReport:
    """A feed of four items that comes back with two."""
    bring_in([entry(f"A{number}") for number in range(4)])
    return bring_in([entry("A0"), entry("A1")], name="缩水版", dated_on=DATED_ON + timedelta(days=1))


def test_a_feed_that_shrinks_by_half_waits_for_a_person() -> None:
    report = shrunk()

    assert report.held_because == "在用事项由 4 项减到 2 项，减少了一半以上，要有人核对确认才生效"
    assert report.edition
    assert report.edition.held
    assert len(listed()) == 4
    # what is compared next is compared with what counts
    assert bring_in([entry(f"A{n}") for n in range(3)], name="再来", dated_on=TODAY).held_because == ""


def test_a_person_lets_it_take_effect() -> None:
    held = shrunk().edition
    assert held
    opened, actor = models.DriftTask.objects.count(), reviewer()

    services.confirm_base_catalogue(edition_id=held.id, reason="已与省里电话核实", actor=actor, at=AT)

    assert [code for code, _ in listed()] == ["A0", "A1"]
    assert models.DriftTask.objects.count() == opened  # A0 and A1 were missing here before
    assert AuditEntry.objects.filter(stream="base-edition", action="confirmed").count() == 1
    with refused(EditionNotHeld):
        services.confirm_base_catalogue(edition_id=held.id, reason="再确认一次", actor=actor, at=AT)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CATALOGUE_REVIEWER])
def test_nobody_else_lets_it_take_effect(role: Role) -> None:
    held = shrunk().edition
    assert held
    actor = reviewer(role)

    with refused(NotYourRole):
        services.confirm_base_catalogue(edition_id=held.id, reason="已与省里电话核实", actor=actor, at=AT)


def test_a_confirmation_says_why_and_of_what() -> None:
    held = shrunk().edition
    assert held
    actor = reviewer()

    with refused(ResolutionIncomplete, "请写明怎样核对的"):
        services.confirm_base_catalogue(edition_id=held.id, reason=" 好 ", actor=actor, at=AT)
    with refused(EditionUnknown):
        services.confirm_base_catalogue(edition_id=new_id(), reason="已与省里核实", actor=actor, at=AT)
