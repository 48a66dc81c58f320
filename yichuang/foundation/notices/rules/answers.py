"""How the answers to an application are worded: received, incomplete, accepted, not accepted."""

from __future__ import annotations

from typing import Any

from yichuang.foundation.notices.rules.phrases import (
    LICENSING_LAW,
    NONE,
    PUBLISHED_GUIDE,
    applied,
    is_licence,
    limit_words,
    material_words,
    moment_words,
    remedy_words,
    you,
)
from yichuang.foundation.notices.types import (
    AcceptanceContent,
    CorrectionContent,
    CorrectionReceiptContent,
    NonAcceptanceContent,
    ReceiptContent,
)
from yichuang.kernel.time import date_words


def receipt(content: ReceiptContent) -> dict[str, Any]:
    """Law: 行政许可法 §32(1)(四); 个人信息保护法 §17, §35"""
    once = (
        "材料不齐全或者不符合法定形式的，本机关当场或者在五日内一次告知需要补正的全部内容；"
        f"逾期不告知的，自收到申请材料之日起即为受理（{LICENSING_LAW}第三十二条）。"
        if is_licence(content)
        else "材料不齐全或者不符合规定形式的，本机关当场或者在答复期限内一次告知需要补正的全部内容。"
    )
    return {
        "opening": (
            f"{you(content.applicant)}申请办理“{content.item.name}”，"
            f"本机关已于{moment_words(content.received_at)}收到下列申请材料。"
        ),
        "received_at": moment_words(content.received_at),
        "received_by": content.received_by,
        "answer_due": f"{date_words(content.answer_due_on)}前（含当日）",
        "delivery_method": content.delivery_method,
        "materials": [material_words(material) for material in content.materials],
        "clauses": [
            "本凭证只证明收到上列材料，不表示申请已经受理；是否受理，本机关在答复期限前告知。",
            once,
            "申请材料中的个人信息仅用于办理本事项，由本机关依照法律、行政法规规定的权限和程序处理，"
            "保存期限按照档案管理规定执行；本人可以依法查阅、复制、更正。",
        ],
    }


def correction(content: CorrectionContent) -> dict[str, Any]:
    """Law: 行政许可法 §31, §32(1)(四), §32(1)(五)"""
    licence = is_licence(content)
    form = "法定形式" if licence else "规定形式"
    basis = f"根据{LICENSING_LAW}第三十二条第一款第四项的规定，" if licence else ""
    manner = "再次" if content.is_second else "一次"
    promise = (
        f"按照本告知书提交全部补正材料的，本机关受理申请（{LICENSING_LAW}第三十二条第一款第五项）。"
        if licence
        else "按照本告知书提交全部补正材料的，本机关受理申请。"
    )
    return {
        "opening": (
            f"{applied(content, content.received_at)}。经审查，申请材料不齐全或者不符合{form}，"
            f"{basis}现将需要补正的全部内容{manner}告知如下："
        ),
        "received_at": moment_words(content.received_at),
        "correct_by": f"{date_words(content.correct_by)}前（含当日，{content.period}）",
        "channels": content.channels,
        "consequence": content.consequence,
        "second": (content.second_reason or NONE) if content.is_second else "",
        "gaps": [
            {
                "material": gap.material,
                "problem": gap.problem,
                "how_to_fix": gap.how_to_fix,
                "legal_basis": gap.legal_basis or PUBLISHED_GUIDE,
            }
            for gap in content.gaps
        ],
        "clauses": [
            "上列为需要补正的全部内容，本机关不要求提交与申请事项无关的材料。",
            promise,
            "对补正内容有疑问的，可以向经办人当面或者电话询问，本机关应当说明、解释。",
        ],
    }


def correction_receipt(content: CorrectionReceiptContent) -> dict[str, Any]:
    """Law: 行政许可法 §32(1)(四), §32(1)(五)"""
    form = "法定形式" if is_licence(content) else "规定形式"
    missing = [text for text in content.still_missing if text]
    return {
        "opening": (
            f"{you(content.applicant)}申请办理“{content.item.name}”，"
            f"本机关已于{moment_words(content.received_at)}收到下列补正材料。"
        ),
        "received_at": moment_words(content.received_at),
        "still_missing": missing or [NONE],
        "materials": [material_words(material) for material in content.materials],
        "clauses": [
            "本接收单只证明收到上列补正材料，不表示申请已经受理。",
            (
                "尚缺的材料请在补正期限内提交；逾期的后果见一次性补正告知书。"
                if missing
                else f"补正材料齐全、符合{form}的，本机关受理申请，并出具受理通知书。"
            ),
        ],
    }


def acceptance(content: AcceptanceContent) -> dict[str, Any]:
    """Law: 行政许可法 §7, §31, §32, §32(1)(四), §42, §45, §46-48, §78"""
    licence = is_licence(content)
    usual = (
        "依法需要听证、招标、拍卖、检验、检测、检疫、鉴定和专家评审的，所需时间不计算在办理期限内，本机关书面告知。"
        if licence
        else NONE
    )
    return {
        "opening": (
            f"{applied(content, content.applied_at)}。"
            f"{_deemed(licence) if content.deemed else _accepted(licence)}"
        ),
        "accepted_at": moment_words(content.accepted_at),
        "deemed": "视为受理：受理时间为收到申请材料的时间" if content.deemed else "",
        "handling_type": content.handling_type,
        "promised": limit_words(content.promised),
        "statutory": limit_words(content.statutory),
        "special_procedure": content.special_procedure or usual,
        "fee": content.fee,
        "collection": content.collection,
        "clauses": list(_LICENCE_RIGHTS if licence else _OTHER_RIGHTS),
    }


def _accepted(licence: bool) -> str:
    if licence:
        return (
            "经审查，申请事项属于本机关职权范围，申请材料齐全、符合法定形式，"
            f"根据{LICENSING_LAW}第三十二条第一款第五项的规定，本机关决定予以受理。"
        )
    return "经审查，申请事项属于本机关职责范围，申请材料齐全、符合规定形式，本机关予以受理。"


def _deemed(licence: bool) -> str:
    """Law: 行政许可法 §32(1)(四)"""
    if licence:
        return (
            "本机关没有在五日内一次告知需要补正的全部内容，"
            f"根据{LICENSING_LAW}第三十二条第一款第四项的规定，该申请自收到申请材料之日起即为受理。"
        )
    return "本机关没有在答复期限内告知需要补正的全部内容，按照规定，该申请自收到申请材料之日起视为受理。"


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


def non_acceptance(content: NonAcceptanceContent) -> dict[str, Any]:
    """Law: 行政许可法 §32(1)(一), §32(1)(二), §32(2); 行政复议法 §20; 行政诉讼法 §46"""
    basis = f"根据{LICENSING_LAW}第三十二条的规定，" if is_licence(content) else ""
    no_remedies = "对不予受理有异议的，可以向本机关反映，或者拨打上列监督电话投诉。"
    return {
        "opening": (
            f"{applied(content, content.applied_at)}。经审查，{basis}本机关决定不予受理。具体情况通知如下："
        ),
        "ground": content.ground,
        "reason": content.reason,
        "legal_basis": list(content.legal_basis),
        "apply_to": f"请向{content.apply_to}提出申请" if content.apply_to else "",
        "declined_at": moment_words(content.declined_at),
        "remedies": remedy_words(content.remedies, "通知") if content.remedies else no_remedies,
    }
