"""The forms for what an answer means, fees, the result, steps, frequent questions, and files of materials."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from yichuang.foundation.accounts.models import User
from yichuang.foundation.accounts.tests.factories import PostFactory
from yichuang.foundation.accounts.types import Role
from yichuang.foundation.clocks.types import Limit, LimitUnit
from yichuang.foundation.documents import queries as documents
from yichuang.foundation.documents.tests.factories import EXE, PDF, file_count
from yichuang.kernel.time import legal_date, now
from yichuang.offer.catalogue import services
from yichuang.offer.catalogue.tests.factories import BY, published_item
from yichuang.offer.catalogue.tests.test_draft_pages import (
    address,
    draft,
    save,
    words_of,
)
from yichuang.offer.catalogue.types import (
    DeliveryMode,
    Faq,
    Fee,
    FeeLine,
    HandlingVersion,
    Option,
    ProcedureKind,
    ResultDocument,
    ResultKind,
    SpecialProcedure,
)

pytestmark = pytest.mark.django_db
TERMS = "questions/terms-2/subject-kind/"
NO_TERMS = {"promised": "", "promised_basis": "", "statutory": "", "statutory_basis": ""}


@pytest.fixture
def item() -> HandlingVersion:
    return published_item()


@pytest.fixture
def editor(client: Client, item: HandlingVersion) -> Client:
    """An editor of the item's department, who has begun to change it."""
    client.force_login(editor_of(item))
    assert client.post(address(item)).status_code == 302
    return client


def editor_of(item: HandlingVersion) -> User:
    post = PostFactory.create(role=Role.CATALOGUE_EDITOR.value, organisation_id=item.organisation_id)
    return post.user


def second_option(item: HandlingVersion) -> Option:
    return draft(item).version.questions[0].options[1]


def test_an_answer_gets_limits_and_procedures_of_its_own(editor: Client, item: HandlingVersion) -> None:
    """CAT-08"""
    typed = {
        "promised": "30", "promised_basis": "", "statutory": "45", "statutory_basis": "危险货物条例第十条",
        "kind-0": "expert-review", "days-0": "20", "basis-0": "条例第三十条",
        "kind-1": "", "days-1": "", "basis-1": "",
    }  # fmt: skip
    save(editor, item, TERMS, **typed)

    option = second_option(item)
    assert option.promised == Limit(30, LimitUnit.WORKING_DAY)
    assert option.statutory == Limit(45, LimitUnit.WORKING_DAY, "危险货物条例第十条")
    assert option.procedures == (SpecialProcedure(ProcedureKind.EXPERT_REVIEW, 20, "条例第三十条"),)
    assert "答“company”时的承诺办结时限写明为 30 个工作日" in draft(item).revisions[0].words
    page = editor.get(address(item, "questions/of/subject-kind/")).content.decode()
    assert re.search(r'name="promised" value="30"', page)
    chosen = words_of(editor.get(address(item, "preview/") + "?answer.subject-kind=company"))
    assert "要多久：30 个工作日" in chosen
    assert "专家评审（20 个工作日，不计入办理期限）" in chosen
    other = words_of(editor.get(address(item, "preview/") + "?answer.subject-kind=individual"))
    assert "要多久：8 个工作日" in other
    assert "专家评审" not in other

    save(editor, item, "history/", revision=draft(item).revision, step="undo")
    assert second_option(item) == Option("company", "company")


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"promised": "21"}, "promised", "长于法定 20 个工作日"),
        ({"statutory": "45"}, "statutory", "长于事项法定 20 个工作日，要写明依据"),
        ({"promised_basis": "承诺书"}, "promised", "写了依据，也要写时限"),
        ({"kind-0": "", "days-0": "5"}, "kind-0", "请选是哪一种特别程序"),
        ({"kind-0": "hearing", "days-0": "0"}, "days-0", "时间应当是 1 到 3650 个工作日"),
        ({"kind-0": "hearing", "kind-1": "hearing"}, "kind-0", "听证写了不止一次"),
        ({"kind-0": "lunch"}, "kind-0", "选择一个有效的选项"),
    ],
)
def test_what_cannot_be_stands_beside_its_field(
    editor: Client,
    item: HandlingVersion,
    typed: dict[str, str],
    field: str,
    said: str,
) -> None:
    answer = save(editor, item, TERMS, 422, **NO_TERMS | typed)

    page = answer.content.decode()  # type: ignore[attr-defined]
    found = re.search(rf'id="terms-2-{field}_error">.*?</p>', page, re.S)
    assert found, words_of(answer)
    assert said in words_of(answer)
    assert said in re.sub(r"<[^>]+>", "", found.group())
    assert draft(item).revision == 1


def test_what_it_costs(editor: Client, item: HandlingVersion) -> None:
    """Law: 行政许可法 §58, §59"""
    rows = {
        "line-0": "",
        "standard-0": "",
        "amount-0": "",
        "line-1": "工本费",
        "standard-1": "每证",
        "amount-1": "10.50",
    }
    answer = save(editor, item, "elements/fee/", 422, charged="yes", basis="", **rows)
    page = answer.content.decode()  # type: ignore[attr-defined]
    assert 'id="fee-basis_error"' in page
    assert "收费要写明法律、行政法规的依据" in page
    assert draft(item).revision == 1

    save(editor, item, "elements/fee/", charged="yes", basis="收费条例", **rows)
    assert draft(item).version.fee == Fee(True, "收费条例", (FeeLine("工本费", "每证", 1050),))
    assert "新增收费项目“工本费”：每证，10.50 元" in draft(item).revisions[0].words

    save(editor, item, "elements/fee/", charged="", basis="")
    assert draft(item).version.fee is None
    answer = save(editor, item, "elements/fee/", 422, charged="no", basis="", **rows)
    assert "不收费的事项不能列出收费项目" in words_of(answer)
    answer = save(editor, item, "elements/fee/", 422, charged="", basis="条例")
    assert "请选是否收费" in words_of(answer)


def test_what_comes_out_of_it(editor: Client, item: HandlingVersion) -> None:
    save(
        editor, item, "elements/result/", kind="document", name="准予许可决定书", validity_years="",
        delivery=["window", "post"],
    )  # fmt: skip
    found = draft(item).version
    assert found.result == ResultDocument(ResultKind.DOCUMENT, "准予许可决定书")
    assert found.delivery == (DeliveryMode.WINDOW, DeliveryMode.POST)

    answer = save(editor, item, "elements/result/", 422, kind="", name="证", validity_years="0")
    assert "请选结果类型" in words_of(answer)
    answer = save(editor, item, "elements/result/", 422, kind="licence", name="证", validity_years="0")
    assert 'id="result-validity_years_error"' in answer.content.decode()  # type: ignore[attr-defined]
    assert draft(item).version.result == found.result
    save(editor, item, "elements/result/", kind="", name="", validity_years="")
    assert draft(item).version.result is None
    assert draft(item).version.delivery == ()


def test_how_it_goes_and_what_is_often_asked(editor: Client, item: HandlingVersion) -> None:
    save(editor, item, "elements/steps/", process="申请\n\n受理\n审查 ")
    assert draft(item).version.guide["process"] == ["申请", "受理", "审查"]
    save(editor, item, "elements/steps/", process="")
    assert "process" not in draft(item).version.guide

    typed = {"question-0": "多久办好？", "answer-0": "八个工作日。", "question-1": "", "answer-1": ""}
    save(editor, item, "elements/faqs/", **typed)
    assert draft(item).version.faqs == (Faq("多久办好？", "八个工作日。"),)
    assert draft(item).revisions[0].words == "新增常见问题“多久办好？”"

    twice = typed | {"question-2": "多久办好？", "answer-2": "很快。"}
    answer = save(editor, item, "elements/faqs/", 422, **twice)
    assert 'id="faqs-question-2_error"' in answer.content.decode()  # type: ignore[attr-defined]
    assert "这个问题已经有了" in words_of(answer)
    answer = save(editor, item, "elements/faqs/", 422, **typed | {"answer-0": ""})
    assert "请写明回答" in words_of(answer)
    assert len(draft(item).version.faqs) == 1


def test_how_well_the_description_reads_is_said_on_save(editor: Client, item: HandlingVersion) -> None:
    version = draft(item).version
    typed = {"name": version.name, "item_name": version.item_name, "aliases": ""}
    save(editor, item, "elements/naming/", plain_words="申请人应当依法提交材料，装 ETC。", **typed)

    page = words_of(editor.get(address(item, "elements/")))
    assert "保存着的通俗说明：最长一句 15 字，法律用语占 60%。" in page
    assert "“申请人”可以说“您”" in page
    assert "建议 通俗说明“ETC”没有解释，第一次写的时候在后面加括号说明" in page
    save(editor, item, "elements/naming/", plain_words="开货车拉货，要先办这个证。", **typed)
    page = words_of(editor.get(address(item, "elements/")))
    assert "保存着的通俗说明：最长一句 11 字，法律用语占 0%。 好读。" in page
    assert "没有解释" not in page


def upload(content: bytes, name: str = "样表.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_sample_comes_into_the_draft_and_goes_again(editor: Client, item: HandlingVersion) -> None:
    """CAT-14"""
    content = PDF + "%道路运输申请表样表".encode()
    save(editor, item, "materials/sample/m01/", file=upload(content))

    made = draft(item).version.materials[0]
    assert made.sample_file_id
    assert made.blank_file_id is None
    assert documents.read_file(made.sample_file_id).content == content
    answer = editor.get(address(item, "samples/m01/"))
    assert answer.content == content
    assert answer["Content-Disposition"].startswith("attachment")
    assert editor.get(address(item, "blanks/m01/")).status_code == 404
    assert "看现在的文件" in words_of(editor.get(address(item, "materials/of/m01/")))

    save(editor, item, "materials/sample/m01/", remove="on")
    assert draft(item).version.materials[0].sample_file_id is None
    save(editor, item, "history/", revision=draft(item).revision, step="undo")
    assert draft(item).version.materials[0].sample_file_id == made.sample_file_id


def test_the_same_paper_is_kept_once(editor: Client, item: HandlingVersion) -> None:
    content = PDF + "%空白申请表".encode()
    save(editor, item, "materials/blank/m01/", file=upload(content))
    save(editor, item, "materials/blank/m02/", file=upload(content, "另一个名字.pdf"))

    first, second, _ = draft(item).version.materials
    assert first.blank_file_id == second.blank_file_id
    assert isinstance(first.blank_file_id, UUID)


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (SimpleUploadedFile("a.pdf", EXE), "这个文件不是"),
        (SimpleUploadedFile("a.pdf", b""), "空"),
        (None, "请选一个文件"),
    ],
    ids=["program", "empty", "none"],
)
def test_a_file_of_another_type_is_refused_beside_its_field(
    editor: Client,
    item: HandlingVersion,
    file: SimpleUploadedFile | None,
    said: str,
) -> None:
    before = file_count()
    answer = save(editor, item, "materials/sample/m01/", 422, **({"file": file} if file else {}))

    found = re.search(r'id="sample-file_error">.*?</p>', answer.content.decode(), re.S)  # type: ignore[attr-defined]
    assert found, words_of(answer)
    assert said in found.group()
    assert draft(item).revision == 1
    assert file_count() == before


def test_files_of_a_draft_are_for_its_editors(editor: Client, item: HandlingVersion, client: Client) -> None:
    save(editor, item, "materials/sample/m01/", file=upload(PDF + "%样表".encode()))
    before, files = draft(item).revision, file_count()

    for role, owner in ((Role.CATALOGUE_EDITOR, None), (Role.DEPARTMENT_HEAD, item.organisation_id)):
        place = {"organisation_id": owner} if owner else {}
        client.force_login(PostFactory.create(role=role.value, **place).user)
        assert client.get(address(item, "samples/m01/")).status_code == 403
        sent = {"revision": before, "file": upload(PDF + "%别的".encode())}
        assert client.post(address(item, "materials/sample/m01/"), sent).status_code == 403
    client.logout()
    assert client.get(address(item, "samples/m01/")).status_code == 302
    assert (draft(item).revision, file_count()) == (before, files)


def test_who_saves_a_file_over_somebody_elses_edit_is_told_and_nothing_is_kept(
    editor: Client,
    item: HandlingVersion,
) -> None:
    files = file_count()
    save(editor, item, "elements/steps/", process="申请")

    answer = save(editor, item, "materials/sample/m01/", 409, revision=1, file=upload(PDF + "%样表".encode()))

    assert "您的修改没有保存" in words_of(answer)
    assert draft(item).version.materials[0].sample_file_id is None
    assert file_count() == files


def test_an_uploaded_sample_is_published_with_the_version(editor: Client, item: HandlingVersion) -> None:
    content = PDF + "%样表".encode()
    save(editor, item, "materials/sample/m01/", file=upload(content))
    version = draft(item).version
    services.publish_version(version_id=version.id, valid_from=legal_date(now()), at=now(), by=BY)

    found = editor.get(f"/guide/materials/{version.materials[0].id}/sample/")
    assert found.content == content
