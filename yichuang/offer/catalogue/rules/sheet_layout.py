"""The template (事项工作簿模板): its sheets and columns, and what each means. Pure data.

Every sheet begins with 问题, filled in when a workbook is returned, and with the code of the handling item.
What no column is for stands in the sheet 其他要素, so that nothing a version says is lost.
"""

from __future__ import annotations

from yichuang.foundation.clocks.types import LimitUnit
from yichuang.kernel.labels import Labelled
from yichuang.offer.catalogue.rules.comparison import GUIDE_NAMES
from yichuang.offer.catalogue.rules.records import COMPLETE
from yichuang.offer.catalogue.types import (
    ApprovalTier,
    DeliveryMode,
    HandlingType,
    ItemType,
    MaterialForm,
    MaterialSource,
    Necessity,
    ResultKind,
    ServiceObject,
)
from yichuang.offer.catalogue.types.sheets import CellKind, SheetColumn, SheetLayout

TEMPLATE = "1"
GUIDE_SHEET = "说明"
PROBLEM = "问题"
CODE = "业务办理项编码"
LISTS = "其他列表"
REST = "其他要素"
OUTCOMES = "导入结果"

_TEXT, _WHOLE, _FLAG = CellKind.TEXT, CellKind.WHOLE, CellKind.FLAG
_YES_NO = "写“是”或者“否”，不知道请留空"
_WHEN = "空着就是都要；否则写“问题代码=选项代码、选项代码；问题代码=选项代码”，几个问题要同时满足"

LIST_NAMES = {
    ("themes",): "主题分类",
    ("aliases",): "别名",
    ("guide", "themes"): "办事指南的主题",
    ("guide", "exercise_levels"): "行使层级",
    ("guide", "process"): "办理流程",
    ("guide", "handling_forms"): "办理形式",
    ("guide", "joint_organisations"): "联办机构",
    ("guide", "intermediary_services"): "中介服务",
    ("guide", "prerequisites"): "前置事项",
    ("guide", "scenarios"): "情形分组",
    ("source", "inferred"): "来源：推断的要素",
}
_FLAGS = ("appointment", "online_payment", "self_service", "material_post")
_STRUCTURED = ("special_procedures", "stage_limits")
_SOURCE = {
    "law": "来源：法律", "url": "来源：网址", "file_format": "来源：文件格式", "reference": "来源：出处",
    "date": "来源：日期", "quality": "来源：可靠程度", "region": "来源：地区",
}  # fmt: skip
_DETAILS = {
    "kind": "材料类型", "paper_specification": "纸质规格", "filling_notes": "填报须知",
    "signature": "签字要求", "source_notes": "来源渠道说明", "issued_within": "出具时间要求",
    "retention": "保管期限",
}  # fmt: skip


def _column(key: str, title: str, kind: CellKind = _TEXT, help: str = "", width: int = 16) -> SheetColumn:
    return SheetColumn(key, title, kind, None, width, help or (_YES_NO if kind is _FLAG else ""))


def _coded(key: str, title: str, table: type[Labelled], *, many: bool = False) -> SheetColumn:
    words = "、".join(member.label for member in table)
    kind = CellKind.LABELS if many else CellKind.LABEL
    return SheetColumn(key, title, kind, table, 14, f"{'可以写几个，用“、”隔开：' if many else ''}{words}")


def _limit(key: str, title: str) -> tuple[SheetColumn, ...]:
    return (
        _column(f"{key}.amount", title, _WHOLE, "整数；即办写 0", 10),
        _coded(f"{key}.unit", f"{title}单位", LimitUnit),
        _column(f"{key}.legal_basis", f"{title}依据", width=24),
    )


_NAMES = (
    _column("name", "业务办理项名称", width=36),
    _column("item_code", "主项编码", width=30),
    _column("item_name", "主项名称", width=30),
    _coded("item_type", "事项类型", ItemType),
    _column("organisation", "实施部门编码", width=20),
    _column("organisation_name", "实施部门", width=24),
)

SHEETS: tuple[SheetLayout, ...] = (
    SheetLayout(
        "事项",
        "一个业务办理项一行；其他各表用编码指到这里",
        (
            *_NAMES,
            _coded("handling_type", "办件类型", HandlingType),
            *_limit("statutory", "法定时限"),
            *_limit("promised", "承诺时限"),
            *_limit("delivery_limit", "送达时限"),
            *_limit("correction_limit", "补正期限"),
            _column("deemed_acceptance_basis", "视为受理的依据", width=20),
            _coded("approval_tier", "审批层级", ApprovalTier),
            _column("visits", "到现场次数", _WHOLE, width=8),
            _column("hall", "进驻大厅", _FLAG, width=8),
            _coded("service_objects", "服务对象", ServiceObject, many=True),
            _coded("delivery", "送达方式", DeliveryMode, many=True),
            _coded("result.kind", "结果种类", ResultKind),
            _column("result.name", "结果名称", width=24),
            _column("result.validity_years", "结果有效期（年）", _WHOLE, "长期有效或者不知道请留空", 8),
            _column("fee.charged", "是否收费", _FLAG, width=8),
            _column("fee.basis", "收费依据", width=24),
            _column(COMPLETE, "材料已列全", _FLAG, "申请材料表里是不是全部材料；不要材料的也写“是”", 8),
        ),
    ),
    SheetLayout(
        "办事指南",
        "实施清单里不参加计算的要素，一个业务办理项一行",
        (
            *(
                _column(f"guide.{key}", name, _FLAG if key in _FLAGS else _TEXT)
                for key, name in GUIDE_NAMES.items()
                if key not in _STRUCTURED and ("guide", key) not in LIST_NAMES
            ),
            *(_column(f"source.{key}", name) for key, name in _SOURCE.items()),
        ),
    ),
    SheetLayout("受理条件", "一条一行", (_column("", "受理条件", width=60),), ("conditions",), plain=True),
    SheetLayout(
        "设定依据",
        "一条依据一行",
        (_column("law", "法律法规", width=36), _column("article", "条款"), _column("text", "条文", width=60)),
        ("legal_basis",),
    ),
    SheetLayout(
        "收费",
        "收费项目，一项一行；是否收费和依据写在事项表",
        (
            _column("name", "收费项目", width=30),
            _column("standard", "收费标准", width=30),
            _column("amount_fen", "金额（元）", CellKind.YUAN, "固定金额才写，如 12.50"),
        ),
        ("fee", "lines"),
    ),
    SheetLayout(
        "情形问题",
        "一个问题一行，按问的先后",
        (
            _column("code", "问题代码", help="小写字母、数字和连字符"),
            _column("text", "问题内容", width=40),
            _column("hint", "提示", width=30),
            _column("asked_when", "何时问", CellKind.CONDITION, _WHEN, 24),
        ),
        ("questions",),
    ),
    SheetLayout(
        "情形选项",
        "一个选项一行",
        (
            _column("code", "选项代码"),
            _column("label", "选项", width=30),
            _column("hint", "提示", width=30),
            *_limit("promised", "另定承诺时限"),
            *_limit("statutory", "另定法定时限"),
        ),
        ("questions", "options"),
        "问题代码",
    ),
    SheetLayout(
        "申请材料",
        "一份材料一行，最小颗粒度",
        (
            _column("code", "材料代码", help="本事项内不重复，改名时不要改"),
            _column("name", "材料名称", width=36),
            _coded("necessity", "必要性", Necessity),
            _coded("form", "材料形式", MaterialForm),
            _column("originals", "原件份数", _WHOLE, width=8),
            _column("copies", "复印件份数", _WHOLE, width=8),
            _coded("source", "来源渠道", MaterialSource),
            _column("issuer", "出具单位"),
            _column("share_source", "共享来源", help="政府已有的登记或者证照代码，如 business-licence"),
            _column("legal_basis", "材料依据", width=24),
            _column("note", "备注", width=24),
            _column("applies_when", "适用情形", CellKind.CONDITION, _WHEN, 24),
            _column("deferral_working_days", "容缺补交（工作日）", _WHOLE, width=8),
            _column("sample", "样本文件", help="目录里已有样本的编号；新样本在材料页上传"),
            _column("blank", "空白表格", help="目录里已有空白表格的编号；新的在材料页上传"),
            *(_column(f"details.{key}", name) for key, name in _DETAILS.items()),
            _column("details.is_sensitive", "含敏感个人信息", _FLAG, width=8),
        ),
        ("materials",),
    ),
    SheetLayout(
        "材料组成",
        "一份材料由几个文件组成的，一个文件一行",
        (_column("", "文件名称", width=40),),
        ("materials", "parts"),
        "材料代码",
        plain=True,
    ),
    SheetLayout(
        "审查要点",
        "一个要点一行",
        (
            _column("code", "要点代码"),
            _column("text", "审查要点", width=50),
            _column("how", "怎样看", width=40),
            _column("blocking", "不合格不收", _FLAG, "空着就是“是”", 8),
        ),
        ("materials", "review_points"),
        "材料代码",
    ),
    SheetLayout(
        "表单字段",
        "申请表的一个字段一行，按填的先后；字段本身写在表单字段库",
        (
            _column("code", "字段代码", help="本表单内不重复"),
            _column("field", "字段库代码"),
            _column("section", "分组"),
            _column("label", "这里叫什么", width=24),
            _column("required", "必填", _FLAG, "空着就是“是”", 8),
            _column("hint", "提示", width=30),
            _column("applies_when", "适用情形", CellKind.CONDITION, _WHEN, 24),
        ),
        ("form",),
    ),
    SheetLayout(
        "常见问题",
        "一问一行",
        (_column("q", "问", width=40), _column("a", "答", width=60)),
        ("faqs",),
    ),
    SheetLayout(
        "特别程序",
        "检验、听证、专家评审等，一个一行",
        (
            _column("kind", "特别程序"),
            _column("amount", "期限", CellKind.SCALAR),
            _column("unit", "期限单位"),
            _column("basis", "特别程序依据", width=30),
            _column("organisation", "办理机构", width=24),
            _column("phone", "电话"),
        ),
        ("guide", "special_procedures"),
    ),
    SheetLayout(
        "环节时限",
        "一个环节一行",
        (_column("stage", "环节"), _column("working_days", "工作日", CellKind.SCALAR)),
        ("guide", "stage_limits"),
    ),
)


def headings(layout: SheetLayout) -> tuple[str, ...]:
    """The heads of a sheet, in order."""
    parent = (layout.parent,) if layout.parent else ()
    return (PROBLEM, CODE, *parent, *(column.title for column in layout.columns))


ALL_HEADINGS: dict[str, tuple[str, ...]] = {layout.title: headings(layout) for layout in SHEETS} | {
    LISTS: (PROBLEM, CODE, "列表", "内容"),
    REST: (PROBLEM, CODE, "位置", "值（JSON）"),
}
"""Every sheet of items with its heads; 说明 and 导入结果 stand around them."""
