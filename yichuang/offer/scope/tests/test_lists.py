"""导入下沉事项清单 (CAT-25, CAT-26): a dry run, the problems row by row, all of it or nothing."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from html import unescape
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Actor
from yichuang.kernel.time import legal_date
from yichuang.offer.catalogue.tests.factories import AT
from yichuang.offer.catalogue.types import Outcome
from yichuang.offer.scope import services
from yichuang.offer.scope.errors import ListHasFaults
from yichuang.offer.scope.models import ScopeGrant
from yichuang.offer.scope.queries.local import local_items
from yichuang.offer.scope.rules.lists import COLUMNS, SHEET
from yichuang.offer.scope.tests.factories import entrust
from yichuang.offer.scope.tests.halls import Halls
from yichuang.offer.scope.tests.unchanged import unchanged
from yichuang.offer.scope.types import ListReport, Mandate

pytestmark = pytest.mark.django_db
TODAY = legal_date(AT)
HEADS = [column.title for column in COLUMNS.values()]
HERE = "/hall/lists/"
SignIn = Callable[[str], Client]


def row(code: str, /, **said: Any) -> list[Any]:
    """A row that lets the town help with an item from today on."""
    values = {
        "outlet": "T1",
        "code": code,
        "mandate": "帮办代办",
        "basis": "下沉事项目录",
        "first_day": TODAY.isoformat(),
    } | said
    return [values.get(key) for key in COLUMNS]


def listed(rows: Sequence[Sequence[Any]], *, heads: Sequence[str] = HEADS, sheet: str = SHEET) -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for cells in (heads, *rows):
        page.append(list(cells))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def manager(halls: Halls, who: str = "town-manager") -> Actor:
    return accounts.actor_of_user(halls.people[who].id, AT)


def judged(halls: Halls, made: bytes, *, who: str = "town-manager", dry_run: bool = True) -> ListReport:
    actor = manager(halls, who)
    file_id = services.bring_list(content=made, name="下沉.xlsx", actor=actor, at=AT)
    return services.import_local_list(file_id=file_id, actor=actor, at=AT, dry_run=dry_run)


def faults(report: ListReport) -> list[tuple[str, ...]]:
    return [tuple(words for _, words in line.faults) for line in report.lines]


def test_a_list_lets_the_town_take_its_items(halls: Halls) -> None:
    """CAT-25: assisted on a document, entrusted on a registered paper; each outlet, item and day."""
    entrust(halls.civil, halls.town, gives_scope=False)
    made = listed(
        [
            row(halls.freight.code, training="8 学时"),
            row(
                halls.aid.item_code,
                mandate="委托受理",
                basis=None,
                paper="安交委〔2026〕1号",
                last_day="2026-12-30",
            ),
        ]
    )
    dry = judged(halls, made)
    assert [line.outcome for line in dry.lines] == [Outcome.ADDED, Outcome.ADDED]
    assert ScopeGrant.objects.count() == 0

    judged(halls, made, dry_run=False)

    lines = {line.code: line for line in local_items(TODAY, outlet_code="T1")}
    assert set(lines) == {halls.freight.code, halls.aid.code}
    freight, aid = lines[halls.freight.code], lines[halls.aid.code]
    assert (freight.mandate, freight.basis, freight.training) == (Mandate.ASSISTED, "下沉事项目录", "8 学时")
    assert (freight.valid_from, freight.valid_until) == (TODAY, None)
    assert (aid.mandate, aid.basis) == (Mandate.ENTRUSTED, "安交委〔2026〕1号")
    assert aid.last_day is not None
    assert aid.last_day.isoformat() == "2026-12-30"


def test_the_same_list_again_changes_nothing(halls: Halls) -> None:
    made = listed([row(halls.freight.code)])
    judged(halls, made, dry_run=False)

    again = judged(halls, made)

    assert [line.outcome for line in again.lines] == [Outcome.UNCHANGED]
    judged(halls, made, dry_run=False)
    assert ScopeGrant.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"outlet": "NOWHERE"}, "没有登记这个网点"),
        ({"outlet": None}, "要写明网点编码"),
        ({"outlet": "NEAR"}, "这个网点的受理范围不由您管理"),
        ({"code": "没有"}, "没有这个在用的事项编码"),
        ({"mandate": "随便"}, "不认识“随便”，可以是：本级受理、委托受理、授权办理、帮办代办"),
        ({"first_day": "明天"}, "“明天”不是日期，应当像 2026-03-01 这样写"),
        ({"last_day": "2026-01-01"}, "失效日期要晚于生效日期"),
        ({"basis": None}, "要写明依据，例如委托协议或者进驻决定的名称"),
        (
            {"mandate": "委托受理"},
            "“委托受理”要有委托部门签字的受理委托书，请先登记委托书",
        ),
        ({"mandate": "委托受理", "paper": "没有"}, "这个网点没有登记这个文号的委托书"),
        ({"basis": "x" * 1001}, "超过 1000 字"),
    ],
    ids=[
        "outlet", "no-outlet", "foreign-outlet", "code", "mandate", "day", "days", "basis", "no-paper",
        "paper", "long",
    ],
)  # fmt: skip
def test_a_wrong_row_says_what_is_wrong_and_nothing_is_granted(
    halls: Halls, said: dict[str, Any], words: str
) -> None:
    """Nothing half-applied: the right row before it is not granted either."""
    made = listed([row(halls.aid.code), row(halls.freight.code, **said)])
    actor = manager(halls)
    file_id = services.bring_list(content=made, name="下沉.xlsx", actor=actor, at=AT)

    with unchanged():
        report = services.import_local_list(file_id=file_id, actor=actor, at=AT, dry_run=True)
        with pytest.raises(ListHasFaults):
            services.import_local_list(file_id=file_id, actor=actor, at=AT)

    assert faults(report)[0] == ()
    assert words in faults(report)[1]


def test_a_formula_injection_is_an_error_of_its_cell(halls: Halls) -> None:
    book = openpyxl.load_workbook(io.BytesIO(listed([row(halls.freight.code)])))
    page = book[SHEET]
    cell = page.cell(2, list(COLUMNS).index("basis") + 1)
    cell.value = "=cmd|' /C calc'!A0"
    cell.data_type = "s"
    made = io.BytesIO()
    book.save(made)

    assert faults(judged(halls, made.getvalue())) == [("以“=”开头，像公式，不能导入",)]


def test_two_rows_for_the_same_item_and_days_are_refused(halls: Halls) -> None:
    made = listed(
        [row(halls.freight.code), row(halls.freight.code, basis="另一份目录"), row(halls.freight.code)]
    )

    report = judged(halls, made)

    words = "这个网点的这个事项在这些日子里已有登记，请先撤回原来的"
    assert faults(report) == [(), (words,), ()]
    assert [line.outcome for line in report.lines] == [Outcome.ADDED, Outcome.REFUSED, Outcome.UNCHANGED]


# — pages —


def sent(browser: Client, made: bytes) -> Any:
    return browser.post(HERE, {"file": SimpleUploadedFile("下沉.xlsx", made)})


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def test_a_manager_goes_from_the_template_to_the_grants(halls: Halls, signed_in: SignIn) -> None:
    """CAT-25: export, add a row, dry run, import; the export then has it."""
    browser = signed_in("town-manager")
    template = browser.get(f"{HERE}list.xlsx").content
    assert [cell.value for cell in openpyxl.load_workbook(io.BytesIO(template))[SHEET][1]] == HEADS

    answer = sent(browser, listed([row(halls.freight.code)]))
    place = answer["Location"]
    page = text(browser.get(place))
    assert "<em>1 行</em>可以导入" in page
    assert ScopeGrant.objects.count() == 0
    answer = browser.post(f"{place}grants/", follow=True)

    assert "已导入 1 条下沉事项" in text(answer)
    assert ScopeGrant.objects.get().made_by == f"user:{halls.people['town-manager'].id}"
    out = openpyxl.load_workbook(io.BytesIO(browser.get(f"{HERE}list.xlsx").content))[SHEET]
    assert [cell.value for cell in out[2]][1:6] == [
        "T1", "云栖镇便民服务中心", halls.freight.code, "货运许可", "帮办代办",
    ]  # fmt: skip
    again = sent(browser, browser.get(f"{HERE}list.xlsx").content)["Location"]
    assert "和系统里的一样，不用导入" in text(browser.get(again))


def test_the_list_comes_back_with_its_problems(halls: Halls, signed_in: SignIn) -> None:
    browser = signed_in("town-manager")
    place = sent(browser, listed([row(halls.aid.code), row("没有")]))["Location"]

    page = text(browser.get(place))
    back = openpyxl.load_workbook(io.BytesIO(browser.get(f"{place}file/").content))[SHEET]

    assert '<em class="late">1 行</em>有问题' in page
    assert [back["A2"].value, back["A3"].value] == [None, "没有这个在用的事项编码"]
    assert back.cell(3, HEADS.index("事项编码") + 1).fill.start_color.rgb == "FFFFD9D9"
    with unchanged():
        answer = browser.post(f"{place}grants/")
    assert answer.status_code == 409
    assert "有 1 行有问题，一行都没有导入" in text(answer)


def _merged() -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(listed([row("1"), row("2")])))
    book[SHEET].merge_cells("B2:B3")
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: listed([row("1")], sheet="别的"), "工作簿里没有工作表“下沉清单”"),
        (lambda: listed([], heads=HEADS[:4]), "缺少"),
        (lambda: listed([["x", "y"]], heads=[*HEADS, "想法"]), "“想法”列重复，或者模板里没有"),
        (lambda: listed([]), "有 0 行"),
        (_merged, "有合并单元格"),
        (lambda: listed([["=1+1"]]), "A2 格是公式"),
    ],
    ids=["sheet", "columns", "strange", "empty", "merged", "formula"],
)
def test_a_workbook_that_cannot_be_meant_is_refused_beside_its_field(
    halls: Halls, signed_in: SignIn, make: Callable[[], bytes], words: str
) -> None:
    answer = sent(signed_in("town-manager"), make())

    assert answer.status_code == 422
    assert words in text(answer)
    assert ScopeGrant.objects.count() == 0


@pytest.mark.parametrize("who", ["clerk", "head", "supervisor", "system-admin"])
def test_nobody_else_brings_a_list(halls: Halls, signed_in: SignIn, who: str) -> None:
    browser, made = signed_in(who), listed([row(halls.freight.code)])

    with unchanged():
        answers = [browser.get(HERE), sent(browser, made), browser.get(f"{HERE}list.xlsx")]

    assert [answer.status_code for answer in answers] == [403, 403, 403]


def test_a_list_is_its_own_persons(halls: Halls, signed_in: SignIn) -> None:
    """Neither another manager's, nor one whose word was changed."""
    own, other = signed_in("town-manager"), signed_in("manager")
    place = sent(own, listed([row(halls.freight.code)]))["Location"]

    with unchanged():
        answers = [
            other.get(place),
            other.post(f"{place}grants/"),
            own.get(f"{place[:-5]}xxxx/"),
        ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_a_manager_of_two_outlets_brings_one_list_for_both(halls: Halls) -> None:
    made = listed([row(halls.freight.code), row(halls.freight.code, outlet="HALL")])

    judged(halls, made, who="both", dry_run=False)

    assert set(ScopeGrant.objects.values_list("outlet_id", flat=True)) == {halls.town, halls.hall}
