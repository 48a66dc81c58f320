"""How a document is worded: from frozen facts to the words on paper.

Everything a template prints is made here, so that a test can ask the paper for every word of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from yichuang.foundation.notices.rules.content import LICENCE
from yichuang.foundation.notices.types import (
    AcceptanceContent,
    CompletionContent,
    FrozenNotice,
    GrantContent,
    Limit,
    NoticeContent,
    NoticeKind,
    Person,
    ReceiptContent,
    ReceivedMaterial,
    Remedies,
)
from yichuang.foundation.parties.types import IdType
from yichuang.kernel.time import SHANGHAI, legal_date

NONE = "无"
UNKNOWN = "未登记"
LICENSING_LAW = "《中华人民共和国行政许可法》"

# no line can be broken inside a longer word; a zero-width space lets it
_LONG_WORD = re.compile(r"[!-~]{37,}")

_SEAL_PURPOSES = {
    NoticeKind.RECEIPT: "收件专用章",
    NoticeKind.ACCEPTANCE_NOTICE: "受理专用章",
    NoticeKind.GRANT_DECISION: "",  # the authority's own seal
    NoticeKind.COMPLETION_NOTICE: "政务服务专用章",
}


def date_words(on: date) -> str:
    """2026年3月2日"""
    return f"{on.year}年{on.month}月{on.day}日"


def moment_words(at: datetime) -> str:
    """2026年3月2日9时05分, Asia/Shanghai."""
    local = at.astimezone(SHANGHAI)
    return f"{date_words(local.date())}{local.hour}时{local.minute:02}分"


def identity_words(person: Person) -> str:
    """居民身份证 990101…"""
    known = {code.value: code.label for code in IdType}
    return f"{known.get(person.id_type, person.id_type)} {person.id_number}"


def printable(notice: FrozenNotice) -> dict[str, Any]:
    """Every word a document prints, by template field: strings and lists of strings."""
    content = notice.content
    words = {
        "title": notice.kind.label,
        "number": notice.number,
        "case_number": notice.case_number,
        "date": date_words(legal_date(notice.issued_at)),
        "authority": {
            "name": notice.authority.name,
            "phone": notice.authority.phone or UNKNOWN,
            "supervision_phone": notice.authority.supervision_phone or UNKNOWN,
        },
        "applicant": {"name": content.applicant.name, "identity": identity_words(content.applicant)},
        "agent": f"{content.agent.name}（{identity_words(content.agent)}）" if content.agent else NONE,
        "item": {
            "name": content.item.name,
            "code": content.item.code,
            "scenario": list(content.item.scenario) or [NONE],
        },
        "officer": content.officer,
        "inquiry": {
            "site": content.inquiry.site,
            "phone": content.inquiry.phone or notice.authority.phone or UNKNOWN,
        },
        "seal_purpose": _SEAL_PURPOSES[notice.kind],
        "seal_mark": "样章",
        "seal_note": "所盖印章为样章",
    }
    whole: dict[str, Any] = _settable(words | _own_words(content))
    return whole | {"qr_address": qr_address(notice)}


def _own_words(content: NoticeContent) -> dict[str, Any]:
    """What only this kind of document says."""
    match content:
        case ReceiptContent():
            return _receipt(content)
        case AcceptanceContent():
            return _acceptance(content)
        case GrantContent():
            return _grant(content)
        case CompletionContent():
            return _completion(content)


def qr_address(notice: FrozenNotice) -> str:
    """The address in the QR code."""
    inquiry = notice.content.inquiry
    address = inquiry.qr or inquiry.site.rstrip("/") + "/d/{token}.pdf"
    return address.replace("{token}", notice.token)


def file_name(kind: NoticeKind, number: str) -> str:
    """The name a reader saves a document under."""
    return f"{kind.label}（{number}）.pdf"


def _settable(value: Any) -> Any:
    """Text without control and direction-changing characters, in words that fit a line."""
    if isinstance(value, str):
        plain = "".join(c for c in value if c == "\n" or unicodedata.category(c) not in ("Cc", "Cf"))
        return _LONG_WORD.sub(lambda found: "\u200b".join(found[0]), plain)
    if isinstance(value, list):
        return [_settable(item) for item in value]
    return {key: _settable(item) for key, item in value.items()}


def _you(person: Person) -> str:
    return "你单位" if person.id_type == IdType.USCC else "你"


def _is_licence(content: NoticeContent) -> bool:
    return content.item.item_type == LICENCE


def _or_none(texts: Sequence[str]) -> list[str]:
    return [text for text in texts if text] or [NONE]


def _limit_words(limit: Limit | None) -> str:
    return f"{date_words(limit.due_on)}（{limit.words}）" if limit else "未公布"


def _remedy_words(remedies: Remedies, document: str) -> str:
    """Law: 行政复议法 §20; 行政诉讼法 §46"""
    return (
        f"如不服本{document}，可以自知道本{document}之日起六十日内向{remedies.reconsideration_body}申请行政复议，"
        f"也可以自知道本{document}之日起六个月内依法向{remedies.court}提起行政诉讼。"
    )


def _material_words(material: ReceivedMaterial) -> dict[str, str]:
    state = "齐全" if material.complete else "不齐全"
    return {
        "name": material.name,
        "originals": str(material.originals),
        "copies": str(material.copies),
        "form": material.form,
        "state": f"{state}：{material.note}" if material.note else state,
    }


def _receipt(content: ReceiptContent) -> dict[str, Any]:
    """Law: 行政许可法 §32(1)(四); 个人信息保护法 §17, §35"""
    once = (
        "材料不齐全或者不符合法定形式的，本机关当场或者在五日内一次告知需要补正的全部内容；"
        f"逾期不告知的，自收到申请材料之日起即为受理（{LICENSING_LAW}第三十二条）。"
        if _is_licence(content)
        else "材料不齐全或者不符合规定形式的，本机关当场或者在答复期限内一次告知需要补正的全部内容。"
    )
    return {
        "opening": (
            f"{_you(content.applicant)}申请办理“{content.item.name}”，"
            f"本机关已于{moment_words(content.received_at)}收到下列申请材料。"
        ),
        "received_at": moment_words(content.received_at),
        "received_by": content.received_by,
        "answer_due": f"{date_words(content.answer_due_on)}前（含当日）",
        "delivery_method": content.delivery_method,
        "materials": [_material_words(material) for material in content.materials],
        "clauses": [
            "本凭证只证明收到上列材料，不表示申请已经受理；是否受理，本机关在答复期限前告知。",
            once,
            "申请材料中的个人信息仅用于办理本事项，由本机关依照法律、行政法规规定的权限和程序处理，"
            "保存期限按照档案管理规定执行；本人可以依法查阅、复制、更正。",
        ],
    }


def _acceptance(content: AcceptanceContent) -> dict[str, Any]:
    """Law: 行政许可法 §7, §31, §32, §42, §45, §46-48, §78"""
    licence = _is_licence(content)
    ground = (
        "申请事项属于本机关职权范围，申请材料齐全、符合法定形式，"
        f"根据{LICENSING_LAW}第三十二条第一款第五项的规定，本机关决定予以受理。"
        if licence
        else "申请事项属于本机关职责范围，申请材料齐全、符合规定形式，本机关予以受理。"
    )
    usual = (
        "依法需要听证、招标、拍卖、检验、检测、检疫、鉴定和专家评审的，所需时间不计算在办理期限内，本机关书面告知。"
        if licence
        else NONE
    )
    return {
        "opening": (
            f"{_you(content.applicant)}于{date_words(legal_date(content.applied_at))}向本机关提出"
            f"“{content.item.name}”申请。经审查，{ground}"
        ),
        "accepted_at": moment_words(content.accepted_at),
        "handling_type": content.handling_type,
        "promised": _limit_words(content.promised),
        "statutory": _limit_words(content.statutory),
        "special_procedure": content.special_procedure or usual,
        "fee": content.fee,
        "collection": content.collection,
        "clauses": list(_LICENCE_RIGHTS if licence else _OTHER_RIGHTS),
    }


_LICENCE_RIGHTS = (
    "申请人对本行政许可享有陈述权、申辩权，有权依法申请行政复议或者提起行政诉讼。",
    "行政许可直接涉及申请人与他人之间重大利益关系的，申请人、利害关系人有要求听证的权利，"
    "可以在被告知听证权利之日起五日内提出听证申请，不承担组织听证的费用。",
    "在规定期限内不能作出决定的，经本机关负责人批准可以延长期限，本机关告知延长的理由。",
    "申请人应当如实提交有关材料和反映真实情况，并对其申请材料实质内容的真实性负责。",
    "申请人隐瞒有关情况或者提供虚假材料的，不予受理或者不予行政许可，并给予警告；"
    "行政许可属于直接关系公共安全、人身健康、生命财产安全事项的，申请人在一年内不得再次申请该行政许可。",
)

_OTHER_RIGHTS = (
    "申请人对办理过程和结果享有陈述、申辩的权利；依法应当听证的，有权要求听证。",
    "申请人认为办理行为侵犯其合法权益的，可以依法申请行政复议或者提起行政诉讼。",
    "申请人应当如实提交有关材料和反映真实情况，并对其申请材料实质内容的真实性负责；"
    "提供虚假材料的，依法承担相应责任。",
)


def _period_words(content: GrantContent) -> str:
    since = f"自{date_words(content.valid_from)}起"
    if content.valid_until:
        return f"{since}至{date_words(content.valid_until)}止"
    return f"{since}长期有效" if content.open_ended else f"{since}，期限以许可证件载明的为准"


def _grant(content: GrantContent) -> dict[str, Any]:
    """Law: 行政许可法 §38(1), §40, §44, §50, §61, §62, §80"""
    return {
        "opening": (
            f"{_you(content.applicant)}于{date_words(legal_date(content.applied_at))}向本机关提出"
            f"“{content.item.name}”行政许可申请。经审查，申请符合法定条件、标准，"
            f"根据{LICENSING_LAW}第三十八条第一款的规定，本机关决定准予行政许可。"
        ),
        "content": content.content,
        "licence_name": content.licence_name,
        "licence_number": content.licence_number or "以许可证件载明的为准",
        "period": _period_words(content),
        "conditions": _or_none(content.conditions),
        "legal_basis": list(content.legal_basis),
        "decided_at": moment_words(content.decided_at),
        "delivery": f"{date_words(content.delivery_due_on)}前，{content.collection}",
        "authorisation": content.authorisation,
        "obligations": [
            *(text for text in content.obligations if text),
            "在许可的范围内依法从事活动，接受本机关的监督检查，如实提供有关情况和材料。",
            "不得涂改、倒卖、出租、出借或者以其他形式非法转让许可证件。",
            "需要延续许可有效期的，应当在有效期届满三十日前向本机关提出申请，法律、法规、规章另有规定的除外。",
        ],
        "publicity": "本决定依法公开，公众有权查阅。",
        "remedies": _remedy_words(content.remedies, "决定") if content.remedies else "",
    }


def _completion(content: CompletionContent) -> dict[str, Any]:
    """Law: 行政复议法 §20; 行政诉讼法 §46"""
    no_remedies = "对办理结果有异议的，可以向本机关反映，或者拨打上列监督电话投诉。"
    return {
        "opening": (
            f"{_you(content.applicant)}于{date_words(legal_date(content.applied_at))}向本机关提出的"
            f"“{content.item.name}”申请，已经办理完毕。现将结果通知如下："
        ),
        "result": content.result,
        "completed_at": moment_words(content.completed_at),
        "explanation": content.explanation or NONE,
        "result_name": content.result_name or NONE,
        "result_number": content.result_number or NONE,
        "legal_basis": list(content.legal_basis),
        "collection": content.collection,
        "authorisation": content.authorisation,
        "remedies": _remedy_words(content.remedies, "通知") if content.remedies else no_remedies,
    }
