"""Invented content for looking at the documents: nobody's data, marked 样例 on every page."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from yichuang.foundation.notices import rules
from yichuang.foundation.notices.types import Authority, FrozenNotice, NoticeKind
from yichuang.kernel.time import SHANGHAI

WATERMARK = "样　例"
AT = datetime(2026, 3, 2, 9, 15, tzinfo=SHANGHAI)

AUTHORITY = Authority(
    name="安澜县交通运输局",
    phone="0990-6600100",
    supervision_phone="0990-6612345",
    address="安澜县安澜大道1号",
)

_CITIZEN = {"name": "样例人", "id_type": "resident-id", "id_number": "99010119900101001X"}
_REMEDIES = {"reconsideration_body": "安澜县人民政府", "court": "安澜县人民法院"}

_COMMON: dict[str, Any] = {
    "applicant": {"name": "样例物流有限公司", "id_type": "uscc", "id_number": "91990101MA0EXAMPL0"},
    "agent": _CITIZEN,
    "item": {
        "name": "道路普通货物运输经营许可（新办）",
        "code": "11990101MB000000XX400011801700001",
        "item_type": "01",
        "scenario": ["申请人是企业", "总质量4.5吨以上的普通货运车辆"],
    },
    "officer": "样例员",
    "inquiry": {"site": "https://zwfw.anlan.example", "phone": "0990-12345"},
}
_PUBLIC_SERVICE = {
    "name": "社会保障卡申领",
    "code": "11990101MB000000YY420201400300001",
    "item_type": "20",
    "scenario": ["成年人首次申领"],
}
_MATERIALS = [
    ("道路货物运输经营申请表", 1, 0, "纸质", True, ""),
    ("负责人身份证明、经办人身份证明和委托书", 1, 1, "纸质", True, ""),
    ("机动车辆行驶证、车辆技术等级评定结论", 0, 2, "纸质/电子", True, ""),
    ("拟投入运输车辆的承诺书", 1, 0, "电子", True, ""),
    ("安全生产管理制度文本", 1, 0, "纸质", False, "缺停车场地安全管理制度"),
]
_GAPS = [
    (
        "安全生产管理制度文本",
        "缺停车场地安全管理制度",
        "补交停车场地安全管理制度，加盖单位公章",
        "《道路货物运输及站场管理规定》第八条第六项",
    ),
    ("机动车辆行驶证", "第二台车辆的行驶证已过检验有效期", "检验合格后重新提交行驶证复印件", ""),
]

_CONTENT: dict[NoticeKind, dict[str, Any]] = {
    NoticeKind.RECEIPT: _COMMON
    | {
        "received_at": AT,
        "received_by": "样例员",
        "answer_due_on": "2026-03-09",
        "delivery_method": "窗口当面送达",
        "materials": [
            dict(zip(("name", "originals", "copies", "form", "complete", "note"), line, strict=True))
            for line in _MATERIALS
        ],
    },
    NoticeKind.CORRECTION_NOTICE: _COMMON
    | {
        "received_at": AT,
        "gaps": [
            dict(zip(("material", "problem", "how_to_fix", "legal_basis"), line, strict=True))
            for line in _GAPS
        ],
        "correct_by": "2026-03-23",
        "period": "15个工作日",
        "consequence": "逾期不补正又没有正当理由的，视为放弃申请，本机关终止办理并退回申请材料",
        "channels": "到县政务服务中心任一综合窗口提交，或者邮寄提交",
    },
    NoticeKind.CORRECTION_RECEIPT: _COMMON
    | {
        "received_at": AT,
        "materials": [
            {"name": "安全生产管理制度文本", "originals": 1, "copies": 0, "form": "纸质", "complete": True},
        ],
        "still_missing": ["机动车辆行驶证（第二台车辆）"],
    },
    NoticeKind.ACCEPTANCE_NOTICE: _COMMON
    | {
        "applied_at": AT,
        "accepted_at": AT,
        "handling_type": "承诺件",
        "promised": {"words": "承诺10个工作日", "due_on": "2026-03-16"},
        "statutory": {"words": "法定20个工作日", "due_on": "2026-03-30"},
        "fee": "不收费",
        "collection": "到县政务服务中心综合出件窗口领取，或者邮寄送达",
    },
    NoticeKind.NON_ACCEPTANCE: _COMMON
    | {
        "applied_at": AT,
        "declined_at": AT,
        "ground": "不属于本机关职权范围",
        "reason": "申请人拟使用的车辆总质量不足4.5吨，其经营许可不由本机关实施。",
        "legal_basis": ["《中华人民共和国行政许可法》第三十二条第一款第二项"],
        "apply_to": "样例市交通运输局",
        "remedies": _REMEDIES,
    },
    NoticeKind.GRANT_DECISION: _COMMON
    | {
        "applied_at": AT,
        "decided_at": AT,
        "content": "准予从事道路普通货物运输经营，经营范围：道路普通货物运输（不含危险货物运输）",
        "legal_basis": ["《中华人民共和国道路运输条例》第二十四条", "《道路货物运输及站场管理规定》第八条"],
        "licence_name": "道路运输经营许可证",
        "licence_number": "样例字990101000001号",
        "valid_from": "2026-03-02",
        "valid_until": "2030-03-01",
        "delivery_due_on": "2026-03-16",
        "collection": "综合出件窗口领取",
        "conditions": ["车辆经检测合格并取得车辆营运证后方可投入营运", "驾驶人员具备相应的从业资格"],
        "obligations": ["落实安全生产主体责任，建立健全安全生产管理制度。"],
        "remedies": _REMEDIES,
    },
    NoticeKind.REFUSAL_DECISION: _COMMON
    | {
        "applied_at": AT,
        "decided_at": AT,
        "facts": "经核查，申请人拟投入的三台车辆中有两台未取得合格的技术等级评定结论。",
        "reason": "申请人没有与其经营业务相适应并经检测合格的车辆，不符合法定条件。",
        "legal_basis": ["《中华人民共和国道路运输条例》第二十一条第一项"],
        "remedies": _REMEDIES,
    },
    NoticeKind.REFUSAL_NOTICE: _COMMON
    | {
        "item": _PUBLIC_SERVICE,
        "applicant": _CITIZEN,
        "agent": None,
        "applied_at": AT,
        "decided_at": AT,
        "facts": "经核查，申请人已经持有一张状态正常的社会保障卡。",
        "reason": "同一人不能同时持有两张社会保障卡。",
        "legal_basis": ["《社会保障卡管理办法（样例）》第六条"],
        "remedies": _REMEDIES,
        "authorisation": "由首席代表样例代表依据《样例授权书》（样例授〔2026〕1号）当场作出",
    },
    NoticeKind.COMPLETION_NOTICE: _COMMON
    | {
        "item": _PUBLIC_SERVICE,
        "applicant": _CITIZEN,
        "agent": None,
        "applied_at": AT,
        "completed_at": AT,
        "result": "准予申领",
        "explanation": "社会保障卡已制作完成，金融功能凭本人身份证件在发卡银行激活。",
        "result_name": "社会保障卡",
        "result_number": "样例00000001",
        "legal_basis": ["《中华人民共和国社会保险法》第五十八条"],
        "collection": "到县政务服务中心综合出件窗口领取",
        "authorisation": "由首席代表样例代表依据《样例授权书》（样例授〔2026〕1号）当场作出",
        "remedies": None,
    },
    NoticeKind.TERMINATION_NOTICE: _COMMON
    | {
        "applied_at": AT,
        "ended_at": AT,
        "ground": "申请人撤回申请",
        "reason": "申请人于2026年3月2日书面申请撤回，本机关尚未作出决定，准予撤回。",
        "legal_basis": ["公布的办事指南"],
        "returned": ["道路货物运输经营申请表（原件1份）", "拟投入运输车辆的承诺书（原件1份）"],
    },
    NoticeKind.SERVICE_RETURN: _COMMON
    | {
        "document_name": "准予行政许可决定书、道路运输经营许可证",
        "document_number": "样例许准〔2026〕1 号",
        "receiver": "样例人",
        "relation": "代理人",
        "method": "当面送达",
        "delivered_at": AT,
        "place": "安澜县政务服务中心综合出件窗口",
    },
}


def sample_notice(kind: NoticeKind) -> FrozenNotice:
    """A whole document of this kind with invented content."""
    document = rules.freeze(kind, AUTHORITY, _CONTENT[kind])
    authority, content = rules.thaw(kind, document)
    middle, end = rules.number_parts(kind, AT.year)
    return FrozenNotice(
        id=UUID(int=0),
        kind=kind,
        number=f"样例{middle}1{end}",
        token="yangli" * 4,
        case_number="990101202603020000017",
        issued_at=AT,
        authority=authority,
        content=content,
    )


def sample_content(kind: NoticeKind) -> dict[str, Any]:
    """The content alone, as a caller of ``issue_notice`` would pass it."""
    return dict(_CONTENT[kind])
