"""导入导出: the pages, without JavaScript as everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from yichuang.foundation.accounts.models import User
from yichuang.foundation.accounts.types import Actor
from yichuang.kernel import long_tasks, time
from yichuang.kernel.models import LongTask
from yichuang.kernel.tests.fingerprint import unchanged
from yichuang.offer.catalogue import models
from yichuang.offer.catalogue.tests.desk import Desk, item, make_desk
from yichuang.offer.catalogue.tests.factories import AT, content
from yichuang.offer.catalogue.tests.workbooks import cells, run_task, workbook_of_contents
from yichuang.offer.catalogue.types.sheets import ImportStep

pytestmark = pytest.mark.django_db
HERE = "/catalogue/workbooks/"


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(time, "_OFFSET", time._OFFSET + (AT - time.now()))
    return make_desk()


def as_(actor: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(id=actor.user_id))
    return client


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def sent(client: Client, made: bytes, name: str = "事项.xlsx") -> Any:
    return client.post(f"{HERE}imports/", {"file": SimpleUploadedFile(name, made)})


def newest() -> models.WorkbookImport:
    return models.WorkbookImport.objects.latest("asked_at", "id")


def body(answer: Any) -> bytes:
    parts: Iterator[bytes] = answer.streaming_content
    return b"".join(parts)


def test_an_editor_goes_from_the_export_to_the_drafts(desk: Desk) -> None:
    """Export, change, dry run, write: each page says in one sentence where it stands."""
    old = item(desk)
    client = as_(desk.editor)
    assert "还没有导入或者导出过" in text(client.get(HERE))

    answer = client.post(HERE, {"contents": "in-force"}, follow=True)
    assert "正在排队" in text(answer)
    task = LongTask.objects.get(kind="catalogue.export")
    long_tasks.run(task.id, is_last_attempt=True)
    page = text(client.get(HERE))
    assert "共 1 项，" in page
    assert f"{HERE}exports/{task.id}/file/" in page
    made = body(client.get(f"{HERE}exports/{task.id}/file/"))
    assert cells(made)["事项"][1][1] == old.code

    new = content()
    answer = sent(client, workbook_of_contents([new, content(legal_basis=())], "JTJ"))
    place = f"{HERE}imports/{newest().id}/"
    assert (answer.status_code, answer["Location"]) == (302, place)
    assert "正在试运行，还没有写入任何内容" in text(client.get(place))
    run_task(newest().id, ImportStep.CHECK)
    page = text(client.get(place))
    assert '1 项</em>可以写入草稿，<em class="late">1 项</em>有问题' in page
    assert "写入 1 份草稿" in page
    assert cells(body(client.get(f"{place}check/file/")))["导入结果"][1][2] == "新增"

    assert client.post(f"{place}drafts/")["Location"] == place
    assert "正在写入草稿" in text(client.get(place))
    run_task(newest().id, ImportStep.APPLY)
    page = text(client.get(place))
    assert "写好 <em>1 份</em>草稿，等待审核" in page
    assert models.HandlingVersion.objects.filter(code=new.code, status="draft").exists()
    assert "已写入" in text(client.get(HERE))
    again = client.post(f"{place}drafts/")
    assert again.status_code == 409
    assert "这份工作簿已经全部写入" in text(again)


def test_a_running_import_shows_its_progress_and_stops(desk: Desk) -> None:
    client = as_(desk.editor)
    sent(client, workbook_of_contents([content()], "JTJ"))
    row = newest()
    place = f"{HERE}imports/{row.id}/"
    models.WorkbookImport.objects.filter(id=row.id).update(total=4, checked=3)
    LongTask.objects.filter(id=row.check_task).update(state="running")

    page = text(client.get(place))

    assert '<progress class="yc-bar yc-above-1" value="3" max="4" aria-label="导入进度">' in page
    assert "已看 3 项，共 4 项" in page
    assert client.post(f"{place}cancellation/")["Location"] == place
    page = text(client.get(place))
    assert "停在第 <em>3 项</em>，共 4 项，可以继续" in page
    assert client.post(f"{place}cancellation/").status_code == 409
    assert client.post(f"{place}check/")["Location"] == place
    assert "正在试运行" in text(client.get(place))


def test_a_file_that_is_no_workbook_is_refused_beside_its_field(desk: Desk) -> None:
    client = as_(desk.editor)

    with unchanged():
        answers = [
            client.post(f"{HERE}imports/"),
            sent(client, b"\x00\x01 no workbook"),
        ]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert "请选择工作簿" in text(answers[0])
    assert 'id="id_file_error"' in text(answers[1])


def test_a_workbook_of_something_else_says_what_is_wrong(desk: Desk) -> None:
    from yichuang.offer.catalogue.tests.base_lists import as_workbook

    client = as_(desk.editor)
    sent(client, as_workbook([["基本编码", "事项名称"]]))
    run_task(newest().id, ImportStep.CHECK)

    page = text(client.get(f"{HERE}imports/{newest().id}/"))

    assert "这份工作簿不能导入" in page
    assert "不是完整的事项模板" in page


@pytest.mark.parametrize("who", ["clerk", "officer", "supervisor"])
def test_nobody_else_has_the_pages(desk: Desk, who: str) -> None:
    client = as_(desk.strangers[who])

    with unchanged():
        answers = [
            client.get(HERE),
            client.post(HERE, {"contents": "newest"}),
            sent(client, workbook_of_contents([content()], "JTJ")),
        ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]


def test_a_reviewer_exports_and_does_not_import(desk: Desk) -> None:
    client = as_(desk.reviewer)

    page = text(client.get(HERE))

    assert "导出 Excel" in page
    assert 'name="file"' not in page
    assert 'name="organisation"' in page
    assert sent(client, workbook_of_contents([content()], "JTJ")).status_code == 403


def test_what_is_another_persons_is_not_found(desk: Desk) -> None:
    sent(as_(desk.editor), workbook_of_contents([content()], "JTJ"))
    place = f"{HERE}imports/{newest().id}/"
    client = as_(desk.second_editor)

    with unchanged():
        answers = [
            client.get(place),
            client.get(f"{place}check/file/"),
            client.get(f"{place}nothing/file/"),
            client.post(f"{place}drafts/"),
            client.post(f"{place}cancellation/"),
            client.get(f"{HERE}exports/{newest().check_task}/file/"),
        ]

    assert {answer.status_code for answer in answers} == {404}


def test_an_act_opened_by_get_leads_to_its_page(desk: Desk) -> None:
    sent(as_(desk.editor), workbook_of_contents([content()], "JTJ"))
    place = f"{HERE}imports/{newest().id}/"
    client = as_(desk.editor)

    assert client.get(f"{place}drafts/")["Location"] == place
    assert client.get(f"{HERE}imports/")["Location"] == HERE


def test_the_live_part_comes_alone(desk: Desk) -> None:
    """What the page fetches when the task moved: only its body."""
    answer = as_(desk.editor).get(HERE, headers={"HX-Request": "true", "HX-Target": "workbooks"})

    assert "<html" not in text(answer)
    assert "还没有导入或者导出过" in text(answer)
