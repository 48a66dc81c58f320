from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from yichuang.foundation.notices import rules
from yichuang.foundation.notices.adapters.typst.sample import AUTHORITY, sample_notice
from yichuang.foundation.notices.rules.phrases import moment_words
from yichuang.foundation.notices.tests.reading import printed_values
from yichuang.foundation.notices.types import (
    AcceptanceContent,
    CompletionContent,
    CorrectionContent,
    CorrectionReceiptContent,
    GapLine,
    GrantContent,
    Inquiry,
    NonAcceptanceContent,
    NoticeItem,
    NoticeKind,
    Person,
    ReceiptContent,
    RefusalContent,
    Remedies,
    ServiceReturnContent,
    TerminationContent,
)
from yichuang.kernel.time import date_words


def words(kind: NoticeKind, **changes: Any) -> dict[str, Any]:
    notice = sample_notice(kind)
    return rules.printable(replace(notice, content=replace(notice.content, **changes)))


def service(kind: NoticeKind) -> NoticeItem:
    return replace(sample_notice(kind).content.item, item_type="20")


def test_moments_are_told_in_shanghai() -> None:
    assert moment_words(datetime(2026, 3, 1, 16, 5, tzinfo=UTC)) == "2026年3月2日0时05分"
    assert date_words(date(2026, 12, 31)) == "2026年12月31日"


def test_date_of_a_document_is_the_legal_date_of_issue() -> None:
    notice = replace(sample_notice(NoticeKind.RECEIPT), issued_at=datetime(2026, 3, 1, 16, 5, tzinfo=UTC))

    assert rules.printable(notice)["date"] == "2026年3月2日"


def test_a_person_and_an_organisation_are_addressed_differently() -> None:
    person = Person(name="某人", id_type="resident-id", id_number="99010119900101001X")

    assert words(NoticeKind.RECEIPT)["opening"].startswith("你单位申请办理")
    spoken = words(NoticeKind.RECEIPT, applicant=person)
    assert spoken["opening"].startswith("你申请办理")
    assert spoken["applicant"] == {"name": "某人", "identity": "居民身份证 99010119900101001X"}


def test_an_absent_agent_and_scenario_are_said_to_be_absent() -> None:
    item = replace(sample_notice(NoticeKind.RECEIPT).content.item, scenario=())
    said = words(NoticeKind.RECEIPT, agent=None, item=item)

    assert said["agent"] == "无"
    assert said["item"]["scenario"] == ["无"]


def test_unknown_is_said_to_be_unknown_and_never_a_number() -> None:
    said = words(
        NoticeKind.ACCEPTANCE_NOTICE, promised=None, statutory=None, inquiry=Inquiry(site="https://x.cn")
    )
    notice = replace(
        sample_notice(NoticeKind.ACCEPTANCE_NOTICE),
        authority=replace(AUTHORITY, phone="", supervision_phone=""),
    )
    unnamed = rules.printable(notice)["authority"]

    assert (said["promised"], said["statutory"]) == ("未公布", "未公布")
    assert said["inquiry"]["phone"] == AUTHORITY.phone
    assert (unnamed["phone"], unnamed["supervision_phone"]) == ("未登记", "未登记")


def test_limits_are_told_with_their_last_day() -> None:
    said = words(NoticeKind.ACCEPTANCE_NOTICE)

    assert said["promised"] == "2026年3月16日（承诺10个工作日）"
    assert said["statutory"] == "2026年3月30日（法定20个工作日）"


def test_only_a_licence_is_worded_by_the_licensing_law() -> None:
    for kind, field in ((NoticeKind.RECEIPT, "clauses"), (NoticeKind.ACCEPTANCE_NOTICE, "clauses")):
        licence, other = words(kind)[field], words(kind, item=service(kind))[field]
        assert any("行政许可" in clause for clause in licence)
        assert not any("行政许可" in clause for clause in other)
    assert "第三十二条第一款第五项" in words(NoticeKind.ACCEPTANCE_NOTICE)["opening"]
    assert (
        "许可"
        not in words(
            NoticeKind.ACCEPTANCE_NOTICE,
            item=replace(service(NoticeKind.ACCEPTANCE_NOTICE), name="社会保障卡申领"),
        )["opening"]
    )


@pytest.mark.parametrize(
    "kind",
    [
        NoticeKind.CORRECTION_NOTICE,
        NoticeKind.CORRECTION_RECEIPT,
        NoticeKind.NON_ACCEPTANCE,
        NoticeKind.REFUSAL_NOTICE,
        NoticeKind.TERMINATION_NOTICE,
        NoticeKind.SERVICE_RETURN,
    ],
)
def test_what_is_no_licence_is_never_called_one(kind: NoticeKind) -> None:
    plain = replace(service(kind), name="社会保障卡申领")
    changes = {"document_name": "办结通知书", "document_number": "样例办结〔2026〕1 号"}
    given = changes if kind is NoticeKind.SERVICE_RETURN else {}
    if kind is NoticeKind.CORRECTION_NOTICE:
        given = {"gaps": (GapLine(material="申请表", problem="没有签名", how_to_fix="签名", legal_basis=""),)}
    if kind is NoticeKind.NON_ACCEPTANCE:
        given = {"legal_basis": ("公布的办事指南",), "reason": "不属于经办范围"}
    if kind is NoticeKind.TERMINATION_NOTICE:
        given = {"returned": ("申请表",)}
    if kind is NoticeKind.CORRECTION_RECEIPT:
        given = {"still_missing": ("照片",)}

    said = words(kind, item=plain, **given)

    assert "许可" not in "".join(printed_values(said))


def test_a_correction_notice_is_worded_by_the_type_of_power() -> None:
    licence = words(NoticeKind.CORRECTION_NOTICE)
    other = words(NoticeKind.CORRECTION_NOTICE, item=service(NoticeKind.CORRECTION_NOTICE))

    assert licence["opening"] == (
        "你单位于2026年3月2日向本机关提出“道路普通货物运输经营许可（新办）”申请。"
        "经审查，申请材料不齐全或者不符合法定形式，根据《中华人民共和国行政许可法》第三十二条第一款第四项的规定，"
        "现将需要补正的全部内容一次告知如下："
    )
    assert other["opening"].endswith("申请材料不齐全或者不符合规定形式，现将需要补正的全部内容一次告知如下：")
    assert licence["correct_by"] == "2026年3月23日前（含当日，15个工作日）"
    assert [gap["legal_basis"] for gap in licence["gaps"]] == [
        "《道路货物运输及站场管理规定》第八条第六项",
        "公布的办事指南",
    ]


def test_a_second_correction_notice_says_so_and_why() -> None:
    first = words(NoticeKind.CORRECTION_NOTICE)
    second = words(NoticeKind.CORRECTION_NOTICE, is_second=True, second_reason="第一次漏写了验资报告")

    assert first["second"] == ""
    assert second["second"] == "第一次漏写了验资报告"
    assert "现将需要补正的全部内容再次告知如下" in second["opening"]


def test_what_is_still_missing_is_said_with_what_follows() -> None:
    incomplete = words(NoticeKind.CORRECTION_RECEIPT)
    complete = words(NoticeKind.CORRECTION_RECEIPT, still_missing=("",))

    assert incomplete["still_missing"] == ["机动车辆行驶证（第二台车辆）"]
    assert incomplete["clauses"][-1].startswith("尚缺的材料请在补正期限内提交")
    assert complete["still_missing"] == ["无"]
    assert complete["clauses"][-1] == "补正材料齐全、符合法定形式的，本机关受理申请，并出具受理通知书。"


def test_non_acceptance_names_the_right_authority_only_when_there_is_one() -> None:
    elsewhere = words(NoticeKind.NON_ACCEPTANCE)
    not_needed = words(NoticeKind.NON_ACCEPTANCE, apply_to="", ground="不需要取得行政许可")

    assert elsewhere["apply_to"] == "请向样例市交通运输局提出申请"
    assert not_needed["apply_to"] == ""
    assert "根据《中华人民共和国行政许可法》第三十二条的规定，本机关决定不予受理" in elsewhere["opening"]
    assert elsewhere["remedies"] == (
        "如不服本通知，可以自知道本通知之日起六十日内向安澜县人民政府申请行政复议，"
        "也可以自知道本通知之日起六个月内依法向安澜县人民法院提起行政诉讼。"
    )


def test_a_refusal_is_worded_by_the_type_of_power() -> None:
    decision = words(NoticeKind.REFUSAL_DECISION)
    notice = words(NoticeKind.REFUSAL_NOTICE, remedies=None)

    assert "行政许可申请。经审查，申请不符合法定条件、标准" in decision["opening"]
    assert "第三十八条第二款的规定，本机关决定不予行政许可。" in decision["opening"]
    assert decision["remedies"].startswith("如不服本决定，可以自知道本决定之日起六十日内")
    assert notice["opening"].endswith("经审查，申请不符合规定的条件，本机关不予办理。理由和依据如下：")
    assert notice["remedies"] == "对办理结果有异议的，可以向本机关反映，或者拨打上列监督电话投诉。"


def test_acceptance_by_silence_says_so_and_from_when() -> None:
    licence = words(NoticeKind.ACCEPTANCE_NOTICE, deemed=True)
    other = words(NoticeKind.ACCEPTANCE_NOTICE, deemed=True, item=service(NoticeKind.ACCEPTANCE_NOTICE))

    assert licence["opening"].endswith(
        "本机关没有在五日内一次告知需要补正的全部内容，根据《中华人民共和国行政许可法》第三十二条第一款第四项的规定，"
        "该申请自收到申请材料之日起即为受理。"
    )
    assert licence["deemed"] == "视为受理：受理时间为收到申请材料的时间"
    assert "行政许可法" not in other["opening"]
    assert other["opening"].endswith("该申请自收到申请材料之日起视为受理。")
    assert words(NoticeKind.ACCEPTANCE_NOTICE)["deemed"] == ""


def test_a_proof_of_service_follows_the_rules_of_procedure() -> None:
    said = words(NoticeKind.SERVICE_RETURN, tracking_number="EX123456789CN")

    assert said["tracking_number"] == "EX123456789CN"
    assert said["witness"] == "无"
    assert [clause[:4] for clause in said["clauses"]] == ["受送达人", "拒绝接收", "邮寄送达"]


def test_acceptance_tells_the_rights_to_state_defend_and_be_heard() -> None:
    for item_type in ("01", "20"):
        item = replace(sample_notice(NoticeKind.ACCEPTANCE_NOTICE).content.item, item_type=item_type)
        clauses = "".join(words(NoticeKind.ACCEPTANCE_NOTICE, item=item)["clauses"])
        assert all(
            right in clauses for right in ("陈述", "申辩", "听证", "行政复议", "行政诉讼", "真实性负责")
        )


@pytest.mark.parametrize(
    ("until", "open_ended", "said"),
    [
        (date(2030, 3, 1), False, "自2026年3月2日起至2030年3月1日止"),
        (None, True, "自2026年3月2日起长期有效"),
        (None, False, "自2026年3月2日起，期限以许可证件载明的为准"),
    ],
)
def test_period_of_a_licence(until: date | None, open_ended: bool, said: str) -> None:
    assert words(NoticeKind.GRANT_DECISION, valid_until=until, open_ended=open_ended)["period"] == said


def test_remedies_name_bodies_and_periods() -> None:
    remedies = Remedies(reconsideration_body="安澜县人民政府", court="安澜县人民法院")

    said = words(NoticeKind.COMPLETION_NOTICE, remedies=remedies)["remedies"]

    assert "六十日内向安澜县人民政府申请行政复议" in said
    assert "六个月内依法向安澜县人民法院提起行政诉讼" in said
    assert "行政复议" not in words(NoticeKind.COMPLETION_NOTICE, remedies=None)["remedies"]


def test_qr_code_leads_where_the_caller_says_or_to_the_document() -> None:
    token = sample_notice(NoticeKind.RECEIPT).token

    site = Inquiry(site="https://zwfw.example/", phone="12345")
    assert words(NoticeKind.RECEIPT, inquiry=site)["qr_address"] == f"https://zwfw.example/d/{token}/"
    page = replace(site, qr="https://zwfw.example/progress/abc/")
    assert words(NoticeKind.RECEIPT, inquiry=page)["qr_address"] == "https://zwfw.example/progress/abc/"
    own = replace(site, qr="https://zwfw.example/v/{token}/")
    assert words(NoticeKind.RECEIPT, inquiry=own)["qr_address"] == f"https://zwfw.example/v/{token}/"


def test_a_gap_in_the_materials_is_told_beside_the_material() -> None:
    last = words(NoticeKind.RECEIPT)["materials"][-1]

    assert last == {
        "name": "安全生产管理制度文本",
        "originals": "1",
        "copies": "0",
        "form": "纸质",
        "state": "不齐全：缺停车场地安全管理制度",
    }


def test_every_kind_has_its_content_class() -> None:
    classes = {kind: type(sample_notice(kind).content) for kind in NoticeKind}

    assert classes == {
        NoticeKind.RECEIPT: ReceiptContent,
        NoticeKind.CORRECTION_NOTICE: CorrectionContent,
        NoticeKind.CORRECTION_RECEIPT: CorrectionReceiptContent,
        NoticeKind.ACCEPTANCE_NOTICE: AcceptanceContent,
        NoticeKind.NON_ACCEPTANCE: NonAcceptanceContent,
        NoticeKind.GRANT_DECISION: GrantContent,
        NoticeKind.REFUSAL_DECISION: RefusalContent,
        NoticeKind.REFUSAL_NOTICE: RefusalContent,
        NoticeKind.COMPLETION_NOTICE: CompletionContent,
        NoticeKind.TERMINATION_NOTICE: TerminationContent,
        NoticeKind.SERVICE_RETURN: ServiceReturnContent,
    }


def test_file_name_says_kind_and_number() -> None:
    assert rules.file_name(NoticeKind.RECEIPT, "安交收〔2026〕1 号") == "收件凭证（安交收〔2026〕1 号）.pdf"
