"""What the people of the history write down. The words name no person and no place."""

from __future__ import annotations

IN_FAVOUR = (
    "材料齐全、真实，符合条件，建议准予。",
    "经审查，申请材料与核验结果一致，建议准予。",
    "现场核查符合要求，建议准予。",
    "条件、材料、程序均符合规定，建议准予。",
)
AGAINST = "经核查，申请人不符合规定的条件，建议不予批准。"
STILL_INCOMPLETE = "补正后提交的材料仍不符合告知的要求，已当面说明可以备齐后重新申请。"
NOT_COMPETENT = "所申请的事项发生地不在本县，不属于本机关管辖。"
OTHER_AUTHORITY = "事项发生地的同级主管机关"
NOT_NEEDED = "申请人的情况依照现行规定不需要办理本事项，已说明理由。"
WITHDRAWN = "申请人改变计划，不再办理"
TERMINATED = "两次约定现场核查，申请人均未到场也未说明理由，无法继续审查，已书面催告。"
VOIDED = "申请材料经核实不属于申请人，登记的主体有误，整件作废"
DELETED = "受理系统重复登记，同一申请已有办件，录入错误"


def refused_facts(name: str) -> str:
    """What was found."""
    return f"经审查申请材料和核验结果，申请人申请的“{name}”未达到规定的条件。"


def refused_reason(condition: str) -> str:
    """Which condition is not met."""
    return f"不符合“{condition}”的条件。"
