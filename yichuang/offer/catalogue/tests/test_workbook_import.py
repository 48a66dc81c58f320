"""导入事项工作簿: checked first, written as drafts, returned with its problems, gone on with when killed."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import openpyxl
import pytest

from yichuang.foundation.accounts.errors import NotYourRole
from yichuang.foundation.accounts.types import Actor
from yichuang.kernel import long_tasks, time
from yichuang.kernel.long_tasks import TaskUnknown
from yichuang.kernel.models import AuditEntry, OutboxEvent, TaskState
from yichuang.kernel.tests.fingerprint import unchanged
from yichuang.offer.catalogue import models, queries, services
from yichuang.offer.catalogue.errors import ImportNotReady, ImportRunning, ImportUnknown
from yichuang.offer.catalogue.queries import exporting
from yichuang.offer.catalogue.services import workbook_import
from yichuang.offer.catalogue.tests.desk import Desk, item, make_desk
from yichuang.offer.catalogue.tests.factories import AT, content, material
from yichuang.offer.catalogue.tests.workbooks import (
    brought,
    cells,
    column_of,
    exported,
    returned,
    run_task,
    saved,
    with_cells,
    workbook_of_contents,
    written,
)
from yichuang.offer.catalogue.types import Necessity, Outcome, VersionContent
from yichuang.offer.catalogue.types.sheets import ImportState, ImportStep, LineView

pytestmark = pytest.mark.django_db
RED = "FFFFD9D9"


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(time, "_OFFSET", time._OFFSET + (AT - time.now()))
    return make_desk()


def book(desk: Desk, *contents: VersionContent) -> bytes:
    return workbook_of_contents(contents, "JTJ", desk.owner.name)


def lines(import_id: Any, step: ImportStep = ImportStep.CHECK) -> list[LineView]:
    return [line for each in Outcome for line in exporting.lines_of_import(import_id, step, each, limit=1000)]


def state(import_id: Any, actor: Actor) -> ImportState:
    return exporting.import_of(import_id, actor).state


def drafts() -> dict[str, str]:
    """Fingerprints of open drafts by code."""
    rows = models.HandlingVersion.objects.filter(status="draft")
    return dict(rows.values_list("code", "digest"))


# — from the check to the draft —


def test_a_dry_run_says_what_would_become_of_each_item_and_changes_nothing(desk: Desk) -> None:
    """One item is new, one changed, one as it was, one wrong."""
    same, old = item(desk), item(desk)
    changed = replace(queries.content_of(old), visits=3)
    wrong = content(promised=replace(content().promised, amount=25))  # type: ignore[type-var]
    new = content()
    before = models.HandlingVersion.objects.count(), OutboxEvent.objects.filter(name__startswith="catalogue")
    known = before[1].count()

    import_id = brought(book(desk, queries.content_of(same), changed, wrong, new), desk.editor)

    assert {line.code: line.outcome for line in lines(import_id)} == {
        same.code: Outcome.UNCHANGED,
        old.code: Outcome.CHANGED,
        wrong.code: Outcome.REFUSED,
        new.code: Outcome.ADDED,
    }
    [change] = exporting.lines_of_import(import_id, ImportStep.CHECK, Outcome.CHANGED, limit=9)
    assert change.words == ("到现场次数由 1 次改为 3 次",)
    [refusal] = exporting.lines_of_import(import_id, ImportStep.CHECK, Outcome.REFUSED, limit=9)
    assert refusal.words == ("“事项”第 4 行：承诺时限不能长于法定时限",)
    assert models.HandlingVersion.objects.count() == before[0]
    assert before[1].count() == known
    assert drafts() == {}
    assert state(import_id, desk.editor) is ImportState.CHECKED


def test_what_is_written_is_a_draft_that_waits_for_its_reviews(desk: Desk) -> None:
    """CAT-16: nothing is offered by an import. The draft has its first revision, and a line of audit."""
    old = item(desk)
    changed, new = replace(queries.content_of(old), visits=3), content()
    import_id = brought(book(desk, changed, new), desk.editor)

    written(import_id, desk.editor)

    assert set(drafts()) == {old.code, new.code}
    draft = models.HandlingVersion.objects.get(code=old.code, status="draft")
    assert draft.version_number == 2
    assert draft.drafters == [desk.editor.principal]
    [revision] = models.DraftRevision.objects.filter(handling_item=draft.handling_item_id, version_number=2)
    assert (revision.words, revision.by_name) == ("由 Excel 工作簿导入", "江洛")
    assert queries.published_version(old.code, time.legal_date(AT)).id == old.id
    assert state(import_id, desk.editor) is ImportState.APPLIED
    actions = AuditEntry.objects.filter(stream="catalogue-import", stream_id=str(import_id))
    assert list(actions.order_by("sequence").values_list("action", flat=True)) == ["brought", "confirmed"]


def test_the_wrong_ones_are_left_out_and_come_back_with_their_cells_marked(desk: Desk) -> None:
    """Row-level errors: 问题 is filled in and the cell is red; put right, the same workbook goes in."""
    good, wrong = content(), content()
    first = book(desk, good, wrong)
    place = f"{column_of(first, '事项', '到现场次数')}3"
    import_id = brought(with_cells(first, {("事项", place): "两次"}), desk.editor)
    written(import_id, desk.editor)

    back = returned(import_id, desk.editor, ImportStep.APPLY)

    assert set(drafts()) == {good.code}
    sheet = openpyxl.load_workbook(io.BytesIO(back))["事项"]
    words = "“两次”应当是不小于 0 的整数；不知道请留空"
    assert (sheet["A2"].value, sheet["A3"].value) == (None, words)
    assert (sheet[place].fill.start_color.rgb, sheet[place].value) == (RED, "两次")
    assert sheet[place.replace("3", "2")].fill.start_color.rgb != RED
    told = {row[0]: row[2:] for row in cells(back)["导入结果"][1:]}
    assert told == {good.code: ("新增", None), wrong.code: ("拒绝", f"“事项”第 3 行：{words}")}

    again = brought(with_cells(back, {("事项", place): 2}), desk.editor)
    written(again, desk.editor)
    assert set(drafts()) == {good.code, wrong.code}
    assert cells(exported(desk.editor)) == cells(with_cells(first, {("事项", place): 2}))


def test_what_quality_forbids_is_an_error_of_its_row(desk: Desk) -> None:
    """Q rules: a licence without legal basis is not written."""
    bad = content(legal_basis=())
    import_id = brought(book(desk, bad), desk.editor)

    [line] = lines(import_id)

    assert line.outcome is Outcome.REFUSED
    assert "“事项”第 2 行：" in line.words[0]
    written(import_id, desk.editor)
    assert drafts() == {}


def test_rows_of_other_sheets_find_their_faults_too(desk: Desk) -> None:
    """A review point of no material, an unknown word, a row without its item."""
    made = content()
    first = book(desk, made)
    changes = {
        ("审查要点", "C2"): "m99",
        ("申请材料", f"{column_of(first, '申请材料', '必要性')}3"): "随便",
        ("常见问题", "B2"): "没有的编码",
        ("常见问题", "C2"): "问",
        ("常见问题", "D2"): "答",
    }

    import_id = brought(with_cells(first, changes), desk.editor)

    words = {line.code: line.words for line in lines(import_id)}
    assert words[made.code] == (
        "“申请材料”第 3 行：不认识“随便”，可以是：必要、非必要、容缺后补",
        "“审查要点”第 2 行：没有材料代码“m99”",
    )
    assert words["没有的编码"] == ("“常见问题”第 2 行：“事项”表里没有这个编码",)


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1", "-2+3", "@SUM(A1)"])
def test_a_formula_injection_is_an_error_of_its_cell(desk: Desk, text: str) -> None:
    """Bad input: written as a text, it is told; nothing of the item is written."""
    made = content(name="甲事项")
    book_ = openpyxl.load_workbook(io.BytesIO(book(desk, made)))
    cell = book_["事项"]["C2"]
    cell.value = text
    cell.data_type = "s"  # a text, not a formula
    import_id = brought(saved(book_), desk.editor)

    [line] = lines(import_id)

    assert line.outcome is Outcome.REFUSED
    assert f"以“{text[0]}”开头，像公式，不能导入" in line.words[0]
    sheet = openpyxl.load_workbook(io.BytesIO(returned(import_id, desk.editor)))["事项"]
    assert (sheet["C2"].data_type, sheet["C2"].value) == ("s", "'" + text)


def test_a_repeated_code_refuses_every_row_that_has_it(desk: Desk) -> None:
    first, second = content(), content()
    twice = workbook_of_contents([first, second, replace(second, name="另一行")], "JTJ")
    import_id = brought(twice, desk.editor)

    outcomes = {line.code: (line.outcome, line.words) for line in lines(import_id)}

    words = "编码在“事项”表里出现了几次，请只留一行"
    assert outcomes[first.code][0] is Outcome.ADDED
    assert outcomes[second.code] == (
        Outcome.REFUSED,
        tuple(f"“事项”第 {number} 行：{words}" for number in (3, 4)),
    )


# — whole workbooks that are refused —


def _without_sheet(made: openpyxl.Workbook) -> None:
    del made["申请材料"]


def _without_column(made: openpyxl.Workbook) -> None:
    made["事项"].delete_cols(3)


def _strange_column(made: openpyxl.Workbook) -> None:
    made["受理条件"]["D1"] = "想法"


def _merged(made: openpyxl.Workbook) -> None:
    made["事项"].merge_cells("B2:B3")


def _formula(made: openpyxl.Workbook) -> None:
    made["申请材料"]["D2"] = "=1+1"


def _old_template(made: openpyxl.Workbook) -> None:
    made["说明"]["B2"] = "99"


def _empty(made: openpyxl.Workbook) -> None:
    for sheet in made:
        if sheet.title != "说明":
            sheet.delete_rows(2, 99)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (_without_sheet, "工作簿里没有工作表“申请材料”，不是完整的事项模板"),
        (_without_column, "工作表“事项”缺少“业务办理项名称”列，没有导入任何内容"),
        (_strange_column, "工作表“受理条件”有一列“想法”，模板里没有，没有导入任何内容"),
        (_merged, "工作表“事项”第 2 行有合并单元格，请取消合并、逐行填写，没有导入任何内容"),
        (_formula, "工作表“申请材料”的 D2 格是公式，请改成文字再导入，没有导入任何内容"),
        (_old_template, "模板版本是 99，本系统读版本 1"),
        (_empty, "“事项”表里没有一行，没有导入任何内容"),
    ],
    ids=["sheet", "column", "strange-column", "merged", "formula", "template", "empty"],
)
def test_a_workbook_that_cannot_be_meant_is_refused_whole(
    desk: Desk, spoil: Callable[[openpyxl.Workbook], None], words: str
) -> None:
    made = openpyxl.load_workbook(io.BytesIO(book(desk, content(), content())))
    spoil(made)

    import_id = brought(saved(made), desk.editor)

    view = exporting.import_of(import_id, desk.editor)
    assert view.state is ImportState.UNREADABLE
    assert view.note.startswith(words)
    assert models.WorkbookLine.objects.count() == 0
    with pytest.raises(ImportNotReady):
        services.apply_import(import_id=import_id, actor=desk.editor, at=AT)
    assert drafts() == {}


# — killed, stopped, gone on with —


def _killed_after(monkeypatch: pytest.MonkeyPatch, groups: int) -> None:
    """The worker dies when it has done so many groups."""
    real, done = workbook_import.take_group, []

    def dying(**given: Any) -> int:
        if len(done) == groups:
            raise MemoryError("killed")
        done.append(None)
        return real(**given)

    monkeypatch.setattr(workbook_import, "take_group", dying)


@pytest.mark.parametrize("groups", [0, 1, 2])
def test_a_killed_worker_goes_on_where_it_stood(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, groups: int
) -> None:
    """The result of two runs is that of one; nothing is written twice."""
    made = [content() for _ in range(7)]
    made[4] = replace(made[4], legal_basis=())
    monkeypatch.setattr(workbook_import, "GROUP", 3)
    import_id = brought(book(desk, *made), desk.editor)
    expected = [(line.code, line.outcome, line.words) for line in lines(import_id)]
    services.apply_import(import_id=import_id, actor=desk.editor, at=AT)
    task = models.WorkbookImport.objects.get(id=import_id).apply_task
    assert task is not None

    with monkeypatch.context() as dying:
        _killed_after(dying, groups)
        with pytest.raises(MemoryError):
            long_tasks.run(task, is_last_attempt=False)
    assert len(drafts()) == min(groups * 3, 5)
    long_tasks.run(task, is_last_attempt=True)

    assert [(line.code, line.outcome, line.words) for line in lines(import_id, ImportStep.APPLY)] == expected
    assert set(drafts()) == {each.code for each in made if each.legal_basis}
    assert models.DraftRevision.objects.count() == 6
    assert models.HandlingVersion.objects.count() == 6
    told = cells(returned(import_id, desk.editor, ImportStep.APPLY))["导入结果"]
    assert [row[2] for row in told[1:]] == ["新增"] * 4 + ["拒绝"] + ["新增"] * 2


def test_a_writing_that_failed_for_good_is_gone_on_with_by_whoever_brought_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [content() for _ in range(5)]
    monkeypatch.setattr(workbook_import, "GROUP", 2)
    import_id = brought(book(desk, *made), desk.editor)
    services.apply_import(import_id=import_id, actor=desk.editor, at=AT)
    with monkeypatch.context() as dying:
        _killed_after(dying, 1)
        with pytest.raises(MemoryError):
            run_task(import_id, ImportStep.APPLY)
    assert state(import_id, desk.editor) is ImportState.STOPPED
    assert len(drafts()) == 2

    written(import_id, desk.editor)

    assert state(import_id, desk.editor) is ImportState.APPLIED
    assert len(drafts()) == 5


def test_a_cancelled_writing_leaves_whole_items_and_can_be_gone_on_with(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [content() for _ in range(4)]
    monkeypatch.setattr(workbook_import, "GROUP", 2)
    monkeypatch.setattr(long_tasks, "_EVERY_SECONDS", -1.0)
    import_id = brought(book(desk, *made), desk.editor)
    services.apply_import(import_id=import_id, actor=desk.editor, at=AT)
    real = workbook_import.take_group

    def cancelling(**given: Any) -> int:
        after = real(**given)
        services.cancel_import(import_id=import_id, actor=desk.editor, at=AT)
        return after

    with monkeypatch.context() as stopping:
        stopping.setattr(workbook_import, "take_group", cancelling)
        run_task(import_id, ImportStep.APPLY)
    assert state(import_id, desk.editor) is ImportState.STOPPED
    assert set(drafts()) == {made[0].code, made[1].code}

    written(import_id, desk.editor)
    assert len(drafts()) == 4


def test_nothing_is_written_a_second_time(desk: Desk) -> None:
    import_id = brought(book(desk, content()), desk.editor)
    written(import_id, desk.editor)

    with unchanged(), pytest.raises(ImportNotReady, match="已经全部写入"):
        services.apply_import(import_id=import_id, actor=desk.editor, at=AT)


def test_what_became_wrong_since_the_check_is_not_written(desk: Desk) -> None:
    """Between check and writing a colleague begins to change the item."""
    old = item(desk)
    import_id = brought(book(desk, replace(queries.content_of(old), visits=3)), desk.editor)
    services.open_draft(code=old.code, actor=desk.second_editor, at=AT)
    before = drafts()

    written(import_id, desk.editor)

    [line] = lines(import_id, ImportStep.APPLY)
    assert line.outcome is Outcome.REFUSED
    assert "这个事项有没有发布的草稿" in line.words[0]
    assert drafts() == before


# — who —


def test_two_imports_at_once_of_the_same_items(desk: Desk) -> None:
    """One sentence for the second: while the first is being written, and after it."""
    old = item(desk)
    mine = brought(book(desk, replace(queries.content_of(old), visits=3)), desk.editor)
    theirs = brought(book(desk, replace(queries.content_of(old), visits=4)), desk.second_editor)
    services.apply_import(import_id=mine, actor=desk.editor, at=AT)

    with unchanged(), pytest.raises(ImportRunning, match="另一份工作簿正在写入"):
        services.apply_import(import_id=theirs, actor=desk.second_editor, at=AT)
    run_task(mine, ImportStep.APPLY)
    written(theirs, desk.second_editor)

    [line] = lines(theirs, ImportStep.APPLY)
    assert line.outcome is Outcome.REFUSED
    draft = models.HandlingVersion.objects.get(code=old.code, status="draft")
    assert (draft.visits, draft.drafters) == (3, [desk.editor.principal])


@pytest.mark.parametrize("who", ["officer", "clerk", "supervisor", "other-head", "far-reviewer"])
def test_whoever_keeps_no_items_brings_none(desk: Desk, who: str) -> None:
    made = book(desk, content())

    with unchanged(), pytest.raises(NotYourRole):
        services.bring_workbook(content=made, name="a.xlsx", actor=desk.strangers[who], at=AT)


def test_an_editor_writes_for_no_other_department(desk: Desk) -> None:
    """Neither into another's name, nor over another's item."""
    old = item(desk)
    theirs = workbook_of_contents([replace(queries.content_of(old), visits=3), content()], "MZJ")
    mine = book(desk, content())

    taken = brought(theirs, desk.strangers["other-editor"])
    foreign = brought(mine, desk.strangers["other-editor"])

    words = {line.code: line.words for line in lines(taken)}
    assert words[old.code] == ("“事项”第 2 行：这个事项由交通运输局维护，您不能修改",)
    assert [line.words for line in lines(foreign)] == [("“事项”第 2 行：您不维护这个部门的事项",)]
    unknown = brought(workbook_of_contents([content()], "NOBODY"), desk.editor)
    assert [line.words for line in lines(unknown)] == [("“事项”第 2 行：没有登记部门 NOBODY",)]


def test_nobody_makes_a_stored_file_public_by_naming_it(desk: Desk) -> None:
    """A sample is one the catalogue shows already; any other number is refused."""
    first = book(desk, content())
    secret = models.WorkbookImport.objects.get(id=brought(first, desk.editor)).file_id
    place = f"{column_of(first, '申请材料', '样本文件')}2"

    import_id = brought(with_cells(first, {("申请材料", place): str(secret)}), desk.editor)

    [line] = lines(import_id)
    assert line.outcome is Outcome.REFUSED
    assert line.words == (f"“申请材料”第 2 行：没有随导入文件交来“{secret}”",)


def test_an_import_is_its_own_persons(desk: Desk) -> None:
    import_id = brought(book(desk, content()), desk.editor)

    for act in (services.apply_import, services.cancel_import, services.check_again):
        with unchanged(), pytest.raises(ImportUnknown):
            act(import_id=import_id, actor=desk.second_editor, at=AT)
    with pytest.raises(ImportUnknown):
        exporting.import_of(import_id, desk.second_editor)
    with pytest.raises(ImportUnknown):
        returned(import_id, desk.second_editor)
    with pytest.raises(TaskUnknown):
        returned(import_id, desk.editor, ImportStep.APPLY)


def test_an_export_holds_what_its_asker_may_read(desk: Desk) -> None:
    own, draft = item(desk), content(materials=(material("m1", necessity=Necessity.OPTIONAL),))
    written(brought(book(desk, draft), desk.editor), desk.editor)

    def codes(actor: Actor, **wanted: Any) -> set[Any]:
        return {row[1] for row in cells(exported(actor, **wanted))["事项"][1:]}

    in_force = exporting.ExportContents.IN_FORCE
    assert codes(desk.editor) == {own.code, draft.code}
    assert codes(desk.editor, contents=in_force) == {own.code}
    assert codes(desk.reviewer, organisation="JTJ") == {own.code, draft.code}
    assert codes(desk.strangers["other-editor"]) == set()
    with unchanged(), pytest.raises(NotYourRole):
        exported(desk.strangers["clerk"])


def test_its_task_is_known_to_the_platform(desk: Desk) -> None:
    assert long_tasks._runners[workbook_import.CHECK_KIND].endswith("tasks.check_workbook")
    assert long_tasks._runners[workbook_import.APPLY_KIND].endswith("tasks.apply_workbook")
    import_id = brought(book(desk, content()), desk.editor)
    row = models.WorkbookImport.objects.get(id=import_id)
    task = long_tasks.task_of(row.check_task, desk.editor.principal)  # type: ignore[arg-type]
    assert task is not None
    assert (task.state, task.note) == (TaskState.DONE, "新增 1 项，变更 0 项，未变 0 项，拒绝 0 项")
