"""The printed documents, read back as a person, a scanner and an archive would."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import typst as typst_library

from yichuang.foundation.notices import rules
from yichuang.foundation.notices.adapters import typst
from yichuang.foundation.notices.adapters.typst.sample import WATERMARK, sample_notice
from yichuang.foundation.notices.tests.reading import printed_values, qr_codes, reader, squeezed, words_of
from yichuang.foundation.notices.types import GapLine, NoticeKind, Person, ReceivedMaterial

KINDS = list(NoticeKind)
A4 = (595.28, 841.89)
SIMPLE_GAP = GapLine(material="甲", problem="乙", how_to_fix="丙", legal_basis="丁")


def render(kind: NoticeKind, **changes: Any) -> bytes:
    notice = sample_notice(kind)
    notice = replace(notice, content=replace(notice.content, **changes))
    return typst.render(kind, rules.printable(notice), at=notice.issued_at)


@pytest.mark.parametrize("kind", KINDS)
def test_every_word_is_on_the_paper_and_can_be_read_back(kind: NoticeKind) -> None:
    notice = sample_notice(kind)
    said = rules.printable(notice)

    text = words_of(typst.render(kind, said, at=notice.issued_at))

    del said["qr_address"]  # in the QR code, not in the text
    missing = [value for value in printed_values(said) if squeezed(value) not in text]
    assert missing == []


@pytest.mark.parametrize("kind", KINDS)
def test_common_header_is_complete(kind: NoticeKind) -> None:
    text = words_of(render(kind))

    labels = (
        "办件编号",
        "申请人",
        "证件",
        "代理人",
        "事项名称",
        "实施编码",
        "办理情形",
        "经办人",
        "联系电话",
        "查询方式",
        "监督电话",
    )
    assert [label for label in labels if label not in text] == []
    assert "样章" in text
    assert "第1页共1页" in text


@pytest.mark.parametrize(
    ("kind", "labels"),
    [
        (
            NoticeKind.RECEIPT,
            ("收件时间", "收件人", "答复期限", "送达方式", "原件", "复印件", "形式", "是否齐全"),
        ),
        (
            NoticeKind.ACCEPTANCE_NOTICE,
            (
                "受理时间",
                "文书编号",
                "办件类型",
                "承诺办结",
                "法定办结",
                "特别程序",
                "领取方式",
                "收费",
                "权利和义务",
            ),
        ),
        (
            NoticeKind.GRANT_DECISION,
            (
                "许可内容",
                "许可证件",
                "证件编号",
                "有效期限",
                "许可条件",
                "决定依据",
                "决定时间",
                "被许可人的义务",
            ),
        ),
        (
            NoticeKind.COMPLETION_NOTICE,
            ("办理结果", "办结时间", "结果名称", "结果编号", "办理依据", "领取方式", "作出方式"),
        ),
        (
            NoticeKind.CORRECTION_NOTICE,
            ("收到材料时间", "补正期限", "补正方式", "逾期后果", "存在的问题", "如何补正", "依据", "签收"),
        ),
        (NoticeKind.CORRECTION_RECEIPT, ("接收时间", "尚缺材料", "补正材料清单（共1项）", "签字")),
        (
            NoticeKind.NON_ACCEPTANCE,
            ("不予受理情形", "不予受理理由", "依据", "有权受理机关", "作出时间", "行政复议", "行政诉讼"),
        ),
        (
            NoticeKind.REFUSAL_DECISION,
            ("查明的事实", "不予许可理由", "决定依据", "决定时间", "行政复议", "行政诉讼"),
        ),
        (
            NoticeKind.REFUSAL_NOTICE,
            ("查明的事实", "不予办理理由", "办理依据", "作出时间", "作出方式", "行政复议"),
        ),
        (NoticeKind.TERMINATION_NOTICE, ("终止情形", "终止理由", "终止时间", "退回材料", "材料领取人签字")),
        (
            NoticeKind.SERVICE_RETURN,
            (
                "送达文书",
                "文书编号",
                "收件人",
                "与受送达人关系",
                "送达方式",
                "送达时间",
                "送达地点",
                "物流单号",
                "受送达人（代收人）签名或者盖章",
                "见证人签名或者盖章",
                "送达人签名或者盖章",
            ),
        ),
    ],
)
def test_each_document_has_its_own_fields(kind: NoticeKind, labels: tuple[str, ...]) -> None:
    text = words_of(render(kind))

    assert [label for label in labels if label not in text] == []


@pytest.mark.parametrize("kind", KINDS)
def test_document_is_archivable_and_names_itself(kind: NoticeKind) -> None:
    notice = sample_notice(kind)
    document = reader(render(kind))

    page = document.pages[0]
    assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx(A4, abs=0.1)
    assert document.metadata is not None
    assert document.metadata.title == f"{kind.label} {notice.number}"
    assert document.metadata.creation_date == notice.issued_at
    xmp = document.trailer["/Root"]["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in xmp
    assert "<pdfaid:conformance>B</pdfaid:conformance>" in xmp
    assert document.trailer["/Root"]["/Lang"] == "zh-CN"
    fonts = page["/Resources"]["/Font"].values()
    descriptors = [f.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"] for f in fonts]
    assert descriptors
    assert all({"/FontFile2", "/FontFile3"} & set(descriptor.get_object()) for descriptor in descriptors)


@pytest.mark.parametrize("kind", KINDS)
def test_qr_code_is_read_by_a_scanner(kind: NoticeKind) -> None:
    notice = sample_notice(kind)

    assert qr_codes(render(kind)) == [f"https://zwfw.anlan.example/d/{notice.token}/"]


@pytest.mark.parametrize("number", range(8))
def test_the_qr_code_of_every_token_is_read(number: int) -> None:
    notice = sample_notice(NoticeKind.SERVICE_RETURN)
    token = base64.b32encode(hashlib.sha256(bytes([number])).digest()[:16]).decode().rstrip("=").lower()
    said = rules.printable(replace(notice, token=token))

    pdf = typst.render(notice.kind, said, at=notice.issued_at)

    assert qr_codes(pdf) == [said["qr_address"]]
    assert token in said["qr_address"]


@pytest.mark.parametrize("kind", KINDS)
def test_same_content_gives_the_same_bytes(kind: NoticeKind) -> None:
    notice = sample_notice(kind)
    said = rules.printable(notice)

    first = typst.render(kind, said, at=notice.issued_at)
    typst._compiler.cache_clear()

    assert typst.render(kind, said, at=notice.issued_at) == first
    assert typst.render(kind, said, at=notice.issued_at + timedelta(days=1)) != first


def test_long_list_of_materials_runs_over_pages_with_its_head_and_one_seal() -> None:
    materials = tuple(
        ReceivedMaterial(
            name=f"第{n}份材料，名称长到要占两行的那一种证明文件和说明",
            originals=1,
            copies=n,
            form="纸质",
            complete=True,
        )
        for n in range(1, 91)
    )

    pages = [
        squeezed(page.extract_text())
        for page in reader(render(NoticeKind.RECEIPT, materials=materials)).pages
    ]

    assert len(pages) >= 4
    assert all(f"第{n}页共{len(pages)}页" in page for n, page in enumerate(pages, start=1))
    whole = "".join(pages)
    assert all(f"第{n}份材料" in whole for n in range(1, 91))
    listing = [page for page in pages if "份材料" in page]
    assert all("序号材料名称原件复印件形式是否齐全" in page for page in listing)
    assert [page.count("收件专用章") for page in pages] == [0] * (len(pages) - 1) + [1]
    assert "申请材料中的个人信息" in pages[-1]  # the seal never stands on a page without text


def test_forty_gaps_run_over_pages_with_their_head_and_one_seal() -> None:
    gaps = tuple(
        GapLine(
            material=f"第{n}份材料，名称长到要占两行的那一种证明文件和说明",
            problem=f"缺第{n}页，并且没有加盖单位公章，也没有写明出具日期",
            how_to_fix=f"补齐第{n}页，由出具单位加盖公章并写明日期后重新提交",
            legal_basis=f"《样例办法》第{n}条第一款第二项",
        )
        for n in range(1, 41)
    )

    pages = [
        squeezed(page.extract_text())
        for page in reader(render(NoticeKind.CORRECTION_NOTICE, gaps=gaps)).pages
    ]

    whole = "".join(pages)
    assert len(pages) >= 3
    assert "需要补正的内容（共40项）" in whole
    for n in range(1, 41):
        assert (f"第{n}份材料" in whole, f"缺第{n}页" in whole, f"《样例办法》第{n}条" in whole) == (
            True,
        ) * 3
    listing = [page for page in pages if "份材料，" in page]
    assert all("序号材料存在的问题如何补正依据" in page for page in listing)
    assert [page.count("受理专用章") for page in pages] == [0] * (len(pages) - 1) + [1]
    assert all(f"第{n}页共{len(pages)}页" in page for n, page in enumerate(pages, start=1))
    assert "对补正内容有疑问的" in pages[-1]  # the seal never stands on a page without text


def test_pages_of_reasons_are_set_whole_with_their_paragraphs() -> None:
    paragraphs = [f"（{n}）" + "经核查，申请人提交的材料与现场情况不一致。" * 6 for n in range(1, 31)]

    pages = reader(render(NoticeKind.REFUSAL_DECISION, facts="\n".join(paragraphs))).pages

    whole = squeezed("".join(page.extract_text() for page in pages))
    assert len(pages) >= 2
    text = re.sub(r"不予行政许可决定书样例\S{,12}号所盖印章为样章第\d+页共\d+页", "", whole)
    assert [paragraph for paragraph in paragraphs if paragraph not in text] == []
    assert whole.count("样章") == 1 + len(pages)  # the seal, and each foot says what it is


def test_a_paper_of_given_back_materials_may_have_none() -> None:
    text = words_of(render(NoticeKind.TERMINATION_NOTICE, returned=()))

    assert "并退回" not in text
    assert "退回材料无" in text


def test_no_materials_are_said_to_be_none() -> None:
    assert "本事项无需提交申请材料" in words_of(render(NoticeKind.RECEIPT, materials=()))


HOSTILE = (
    '#eval("1+1")',
    "$x^2$ *粗* _斜_ `码` @参 <标> \\ = 一级",
    '"); #panic("x") //',
    "<script>alert(1)</script>&amp;<b>粗</b>",
    "𠮷田㐂·买买提",
    '{"json": "quote\\""}',
)


@pytest.mark.parametrize("words", HOSTILE)
@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (NoticeKind.CORRECTION_NOTICE, ("consequence", "channels", "period")),
        (NoticeKind.NON_ACCEPTANCE, ("ground", "reason", "apply_to")),
        (NoticeKind.REFUSAL_DECISION, ("facts", "reason", "authorisation")),
        (NoticeKind.REFUSAL_NOTICE, ("facts", "reason", "authorisation")),
        (NoticeKind.TERMINATION_NOTICE, ("ground", "reason")),
        (
            NoticeKind.SERVICE_RETURN,
            ("document_name", "document_number", "receiver", "relation", "method", "place", "witness"),
        ),
    ],
)
def test_what_people_write_is_printed_as_they_wrote_it(
    kind: NoticeKind, fields: tuple[str, ...], words: str
) -> None:
    text = words_of(render(kind, **dict.fromkeys(fields, words)))

    assert text.count(squeezed(words)) >= len(fields)


@pytest.mark.parametrize("words", HOSTILE)
def test_the_gaps_are_printed_as_they_were_written(words: str) -> None:
    gap = GapLine(material=words, problem=words, how_to_fix=words, legal_basis=words)

    pdf = render(NoticeKind.CORRECTION_NOTICE, gaps=(gap,), is_second=True, second_reason=words)

    # the columns of the list may break and mix it; every character of it is there five times
    text = words_of(pdf)
    plain = words_of(render(NoticeKind.CORRECTION_NOTICE, gaps=(SIMPLE_GAP,)))
    assert squeezed(words) in text
    for character in set(squeezed(words)) - set(plain):
        assert text.count(character) == 5 * words.count(character)


@pytest.mark.parametrize("kind", KINDS)
def test_a_very_long_name_leaves_every_document_whole(kind: NoticeKind) -> None:
    name = "样例省样例市安澜县溪畔镇" * 8 + "股份经济合作联合社"

    pdf = render(kind, applicant=Person(name=name, id_type="uscc", id_number="91990101MA0EXAMPL0"))

    assert name in words_of(pdf)
    assert len(reader(pdf).pages) <= 2


@pytest.mark.parametrize("name", ["𠮷田㐂㛃", "龘䶮𫖯𬭎", "古力娜扎·买买提", "Marie-Thérèse O’Neill"])
def test_rare_names_print(name: str) -> None:
    pdf = render(NoticeKind.RECEIPT, applicant=Person(name=name, id_type="passport", id_number="E1"))

    assert squeezed(name) in words_of(pdf)


def test_a_character_no_font_has_is_marked_and_the_document_still_made() -> None:
    pdf = render(NoticeKind.RECEIPT, applicant=Person(name="张\U000323af", id_type="护照", id_number="1"))

    assert "张〓（U+323AF）" in words_of(pdf)


def test_control_and_direction_characters_are_taken_off() -> None:
    pdf = render(NoticeKind.RECEIPT, applicant=Person(name="张\x00\u202e三", id_type="护照", id_number="1"))

    assert "张三" in words_of(pdf)


@pytest.mark.parametrize(
    "name",
    [
        '#read("/etc/passwd")',
        '"); #panic("x") //',
        "$x^2$ *粗* _斜_ `码` @参 <标> \\ = 一级",
        '#import "form.typ": *',
        "[#{1+1}]",
        '{"json": "quote\\""}',
    ],
)
def test_values_are_never_read_as_markup(name: str) -> None:
    pdf = render(NoticeKind.RECEIPT, applicant=Person(name=name, id_type="护照", id_number="1"))

    assert squeezed(name) in words_of(pdf)


def test_a_long_word_stays_inside_the_page() -> None:
    pdf = render(NoticeKind.RECEIPT, officer="W" * 300)

    found: list[float] = []

    def note(text: str, cm: Any, tm: list[float], font: Any, size: float) -> None:
        if "W" in text:
            found.append(tm[4])

    reader(pdf).pages[0].extract_text(visitor_text=note)
    assert squeezed("W" * 300) in words_of(pdf)
    assert found
    assert max(found) < A4[0]


@pytest.mark.parametrize("kind", KINDS)
def test_documents_need_no_font_of_the_system(kind: NoticeKind, monkeypatch: pytest.MonkeyPatch) -> None:
    packaged = typst_library.Fonts(include_system_fonts=False, font_paths=typst.font_folders())
    monkeypatch.setattr(typst, "fonts", lambda: packaged)
    typst._compiler.cache_clear()
    try:
        pdf = render(kind)
    finally:
        typst._compiler.cache_clear()

    assert squeezed(sample_notice(kind).content.item.name) in words_of(pdf)
    fonts = reader(pdf).pages[0]["/Resources"]["/Font"].values()
    assert all("NotoSansCJK" in font.get_object()["/BaseFont"] for font in fonts)


def test_a_sample_says_so_on_every_page() -> None:
    materials = [
        {"name": f"材料{n}", "originals": "1", "copies": "0", "form": "纸质", "state": "齐全"}
        for n in range(60)
    ]
    notice = sample_notice(NoticeKind.RECEIPT)
    said = rules.printable(notice) | {"materials": materials}

    pdf = typst.render(NoticeKind.RECEIPT, said, at=notice.issued_at, watermark=WATERMARK)

    pages = reader(pdf).pages
    assert len(pages) > 1
    assert all("样例" in squeezed(page.extract_text()) for page in pages)
