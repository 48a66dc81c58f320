"""The pages of the materials library (材料库、疑似重复、合并预览、免交测算): who sees and does what."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from urllib.parse import quote

import openpyxl
import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from yichuang.foundation.accounts.types import Actor, Role
from yichuang.foundation.places.models import Region
from yichuang.kernel.tests.fingerprint import unchanged
from yichuang.offer.catalogue import models, services
from yichuang.offer.catalogue.queries import library
from yichuang.offer.catalogue.tests.desk import TODAY, Desk, item, make_desk, person
from yichuang.offer.catalogue.tests.factories import AT, material
from yichuang.offer.catalogue.tests.test_library import PDF, PNG, lines, merge, two_items

pytestmark = pytest.mark.django_db

LIST = "/catalogue/materials/"
SignIn = Callable[[Actor], Client]


@pytest.fixture
def desk() -> Desk:
    made = make_desk()
    two_items(made)
    return made


@pytest.fixture
def supervisor(desk: Desk) -> Actor:
    return person("督一", Role.SUPERVISOR, Region.objects.get(code="990101"))


@pytest.fixture
def signed_in(client: Client, monkeypatch: pytest.MonkeyPatch) -> SignIn:
    for module in ("library_pages", "share_pages"):
        monkeypatch.setattr(f"yichuang.offer.catalogue.views.{module}.now", lambda: AT)

    def sign_in(actor: Actor) -> Client:
        client.force_login(get_user_model().objects.get(id=actor.user_id))
        return client

    return sign_in


def page_of(client: Client, address: str = LIST, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.content.decode()[:400]
    return str(answer.content.decode())


def listed(page: str) -> list[str]:
    return re.findall(r"<td[^>]*><a[^>]*><b>([^<]+)</b>", page)


def address(name: str, rest: str = "") -> str:
    return f"{LIST}{lines()[name].id}/{rest}"


# — the list —


def test_the_list_says_how_often_and_is_narrowed_in_the_address(desk: Desk, signed_in: SignIn) -> None:
    client = signed_in(desk.editor)

    page = page_of(client)
    assert "<em>3 种</em>材料" in page
    assert listed(page) == ["申请表", "居民户口簿", "户口簿"]
    assert listed(page_of(client, f"{LIST}?q={quote('户口')}")) == ["居民户口簿", "户口簿"]
    assert listed(page_of(client, f"{LIST}?q={quote('公安机关')}")) == ["居民户口簿"]
    assert listed(page_of(client, f"{LIST}?supply=register")) == ["居民户口簿"]
    assert listed(page_of(client, f"{LIST}?supply=none")) == ["申请表", "户口簿"]
    assert "没有符合条件的材料" in page_of(client, f"{LIST}?used=unused")
    assert listed(page_of(client, f"{LIST}?supply=nonsense&after=nonsense&used=x")) == listed(page)


def test_a_merged_name_is_still_found(desk: Desk, signed_in: SignIn) -> None:
    merge(desk, "户口簿", "居民户口簿")

    assert listed(page_of(signed_in(desk.editor), f"{LIST}?q={quote('户口簿')}")) == ["居民户口簿"]


def test_the_list_page_by_page(desk: Desk, signed_in: SignIn) -> None:
    item(desk, materials=tuple(material(f"m{n:02}", name=f"图纸{n:02}") for n in range(35)), questions=())
    services.collect_material_types(at=AT)
    client, found, next_page = signed_in(desk.editor), [], LIST

    while next_page:
        page = page_of(client, next_page)
        found.append(listed(page))
        link = re.search(r'href="(\?[^"]+)" rel="next"', page)
        next_page = LIST + link[1].replace("&amp;", "&") if link else ""

    assert [len(names) for names in found] == [30, 8]
    assert len({name for names in found for name in names}) == 38


def test_an_empty_library_says_so_and_is_filled(client: Client, signed_in: SignIn) -> None:
    empty = make_desk()
    reader = signed_in(empty.reviewer)
    assert "材料库是空的" in page_of(reader)
    item(empty, materials=(material("m01", name="章程"),), questions=())

    assert "还有 1 个材料名称没有收入材料库" in page_of(reader)
    answer = reader.post(f"{LIST}collection/", follow=True)

    assert answer.status_code == 200
    assert "收入了 1 种材料" in answer.content.decode()
    assert listed(answer.content.decode()) == ["章程"]


# — one type —


def test_a_type_shows_who_asks_for_it_under_which_names(desk: Desk, signed_in: SignIn) -> None:
    merge(desk, "户口簿", "居民户口簿")

    page = page_of(signed_in(desk.head), address("居民户口簿"))

    assert "要求它的事项：2 个" in page
    assert "居民户口簿 × 1；户口簿 × 1" in page
    assert "household" in page
    assert "修改这种材料" not in page  # not theirs to change
    assert "撤销这次合并" not in page


def test_the_keeper_changes_it_and_the_form_says_what_is_wrong(desk: Desk, signed_in: SignIn) -> None:
    client = signed_in(desk.reviewer)
    typed = {
        "revision": 1, "issuer": "公安机关", "register": "household", "aliases": "户口本\n户籍本",
        "issued_here": "on",
    }  # fmt: skip

    answer = client.post(address("户口簿", "facts/"), typed)
    assert (answer.status_code, answer["Location"]) == (302, address("户口簿"))
    facts = lines()["户口簿"].facts
    assert (facts.register, facts.aliases, facts.issued_here) == ("household", ("户口本", "户籍本"), True)

    with unchanged():
        late = client.post(address("户口簿", "facts/"), typed | {"note": "晚了"})
        wrong = client.post(address("户口簿", "facts/"), typed | {"revision": 2, "issuer": "字" * 301})
    assert late.status_code == 409
    assert "请重新查看再办理" in late.content.decode()
    assert wrong.status_code == 422


def test_a_picture_is_uploaded_and_shown_to_readers_only(desk: Desk, signed_in: SignIn) -> None:
    client = signed_in(desk.reviewer)
    posted = {"text": "有印章", "how": "看首页", "picture": SimpleUploadedFile("a.png", PNG)}

    assert client.post(address("居民户口簿", "points/"), posted).status_code == 302

    page = page_of(client, address("居民户口簿"))
    [source] = re.findall(r'class="point-picture" src="([^"]+)" alt="有印章"', page)
    shown = client.get(source)
    assert (shown.status_code, shown["Content-Type"], shown.content) == (200, "image/png", PNG)
    elsewhere = source.replace(str(lines()["居民户口簿"].id), str(lines()["申请表"].id))
    assert client.get(elsewhere).status_code == 404
    assert signed_in(desk.strangers["clerk"]).get(source).status_code == 403
    client.logout()
    assert client.get(source).status_code in (302, 401)


def test_what_is_no_picture_is_refused_beside_the_field(desk: Desk, signed_in: SignIn) -> None:
    client = signed_in(desk.reviewer)

    for content, words in ((PDF, "图片要是 PNG 或者 JPEG"), (b"MZ\x90\x00", "不")):
        posted = {"text": "有印章", "picture": SimpleUploadedFile("a.png", content)}
        answer = client.post(address("居民户口簿", "points/"), posted)
        assert answer.status_code in (413, 415, 422)
        assert words in answer.content.decode()
    assert not models.MaterialTypePoint.objects.exists()


def test_a_sample_is_uploaded_and_a_point_taken_away(desk: Desk, signed_in: SignIn) -> None:
    client = signed_in(desk.reviewer)
    posted = {"use": "sample", "file": SimpleUploadedFile("样本.pdf", PDF)}
    assert client.post(address("申请表", "file/"), posted).status_code == 302
    client.post(address("申请表", "points/"), {"text": "签名齐全"})
    page = page_of(client, address("申请表"))
    assert "打开样本" in page
    [point] = re.findall(r'name="point" value="([^"]+)"', page)

    assert client.post(address("申请表", "point/"), {"point": point}).status_code == 302
    assert client.post(address("申请表", "point/"), {"point": point}).status_code == 404
    assert client.post(address("申请表", "point/"), {"point": "nonsense"}).status_code == 404
    assert "签名齐全" not in page_of(client, address("申请表"))


# — duplicates and mergers —


def test_duplicates_lead_to_a_preview_that_merges(desk: Desk, signed_in: SignIn, supervisor: Actor) -> None:
    client = signed_in(desk.reviewer)
    page = page_of(client, f"{LIST}duplicates/")
    assert "<em>1 种</em>材料可能和别的是同一种" in page
    assert "一个是另一个的别名" in page
    [preview] = re.findall(r'href="([^"]+/merger/[^"]+/)"', page)

    shown = page_of(client, preview)
    assert "影响 1 个在用事项的材料要求" in shown
    assert "居民户口簿：公安机关" in shown
    assert "户口簿：公安局" in shown
    typed = {"merged_revision": 1, "into_revision": 1, "reason": "同一种证件", "take-issuer": "merged"}
    answer = client.post(f"{preview}decision/", typed)

    assert (answer.status_code, answer["Location"]) == (302, address("居民户口簿"))
    assert lines()["居民户口簿"].facts.issuer == "公安局"
    assert "没有疑似重复的材料" in page_of(client, f"{LIST}duplicates/")
    gone = models.MaterialType.objects.get(name="户口簿")
    assert "已经并入" in page_of(client, f"{LIST}{gone.id}/")
    with unchanged():
        again = client.post(f"{preview}decision/", typed)
    assert (again.status_code, again["Location"]) == (302, f"{LIST}{gone.id}/")

    merger = models.MaterialMerger.objects.get()
    client = signed_in(supervisor)
    assert "撤销这次合并" in page_of(client, address("居民户口簿"))
    here = address("居民户口簿", "undoing/")
    assert client.post(here, {"merger": merger.id, "reason": "短"}).status_code == 422
    assert client.post(here, {"merger": merger.id, "reason": "不是同一种"}).status_code == 302
    assert set(lines()) == {"户口簿", "居民户口簿", "申请表"}
    assert client.post(here, {"merger": merger.id, "reason": "不是同一种"}).status_code == 409


def test_a_merger_without_a_reason_keeps_what_was_chosen(desk: Desk, signed_in: SignIn) -> None:
    found, client = lines(), signed_in(desk.reviewer)
    preview = f"{LIST}{found['户口簿'].id}/merger/{found['居民户口簿'].id}/"

    with unchanged():
        typed = {"merged_revision": 1, "into_revision": 1, "reason": "", "take-issuer": "merged"}
        answer = client.post(f"{preview}decision/", typed)

    assert answer.status_code == 422
    assert re.search(r'value="merged" checked>\s*<span[^>]*>户口簿：公安局', answer.content.decode())


def test_the_other_type_is_named_in_full(desk: Desk, signed_in: SignIn) -> None:
    client = signed_in(desk.reviewer)
    found = lines()

    right = client.get(address("户口簿", f"merger/?name={quote('居民户口簿 ')}"))
    assert right["Location"] == f"{LIST}{found['户口簿'].id}/merger/{found['居民户口簿'].id}/"
    wrong = client.get(address("户口簿", f"merger/?name={quote('没有的')}"), follow=True)
    assert "请写全名" in wrong.content.decode()


# — the report —


def test_the_report_and_its_files(desk: Desk, signed_in: SignIn) -> None:
    client = signed_in(desk.editor)

    page = page_of(client, f"{LIST}shares/")
    assert "4 项材料要求，<em>25%</em> 可以不用申请人提交" in page
    assert "没有达到 60% 的目标" in page
    assert "“申请表”如果能共享，2 项要求、2 个事项免交，总比例到 75%" in page
    of_one = page_of(client, f"{LIST}shares/?organisation=JTJ")
    assert "1（50%）" in of_one
    assert "0（0%）" in of_one
    assert client.get(f"{LIST}shares/?organisation=XX").status_code == 404

    answer = client.get(f"{LIST}shares/file/?format=csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][:4] == ["部门", "事项编码", "事项名称", "要求的材料"]
    assert [row[3:] for row in rows[1:]] == [
        ["2", "0", "0", "2", "0", "0", "否"],
        ["2", "1", "0", "1", "50", "50", "否"],
    ]
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(f"{LIST}shares/file/").content)).active
    assert sheet is not None
    assert [[cell.value for cell in row][3:] for row in sheet.iter_rows(min_row=2)] == [
        [2, 0, 0, 2, 0, 0, "否"],
        [2, 1, 0, 1, 50, 50, "否"],
    ]


# — who may —


READ = ("", "duplicates/", "shares/", "shares/file/", "{type}/", "{type}/merger/{other}/")
WRITE = ("collection/", "{type}/facts/", "{type}/file/", "{type}/points/", "{type}/point/",
         "{type}/merger/{other}/decision/", "{type}/undoing/")  # fmt: skip


def filled(rest: str) -> str:
    found = lines()
    return LIST + rest.format(type=found["户口簿"].id, other=found["居民户口簿"].id)


@pytest.mark.parametrize("rest", READ)
def test_nobody_else_reads_the_library(desk: Desk, signed_in: SignIn, rest: str) -> None:
    here = filled(rest)

    for who in ("clerk", "officer"):
        assert signed_in(desk.strangers[who]).get(here).status_code == 403
    for actor in (desk.editor, desk.head, desk.reviewer, desk.strangers["supervisor"]):
        assert signed_in(actor).get(here).status_code == 200


@pytest.mark.parametrize("rest", WRITE)
def test_nobody_else_writes_to_it(desk: Desk, signed_in: SignIn, rest: str) -> None:
    here = filled(rest)
    merger = merge(desk, "户口簿", "申请表") if "undoing" in rest else ""
    point = services.add_material_point(type_id=lines()["申请表"].id, text="有印章", at=AT, by=desk.reviewer)
    typed = {
        "revision": 1, "issuer": "改", "use": "sample", "text": "新的", "point": str(point),
        "reason": "不是同一种", "merged_revision": 1, "into_revision": 1, "merger": str(merger),
    }  # fmt: skip

    for who in ("editor", "other-editor", "head", "far-reviewer", "officer", "clerk"):
        client = signed_in(desk.strangers.get(who) or getattr(desk, who))
        files = {"file": SimpleUploadedFile("a.pdf", PDF)} if rest.endswith("file/") else {}
        with unchanged():
            answer = client.post(here, typed | files)
        assert answer.status_code == 403


def test_an_unknown_type_is_not_found(desk: Desk, signed_in: SignIn) -> None:
    client, nowhere = signed_in(desk.reviewer), "00000000-0000-7000-8000-000000000000"

    for rest in (f"{nowhere}/", f"{nowhere}/merger/{lines()['申请表'].id}/"):
        assert client.get(LIST + rest).status_code == 404
    assert client.post(f"{LIST}{nowhere}/facts/", {"revision": 1}).status_code == 404
    assert library.type_page(lines()["申请表"].id, TODAY).points == ()
