"""The counter (综窗工作台): one screen from the item to the receipt and the acceptance."""

from yichuang.casework.intake.views.cases import acceptance, case, file, fixes
from yichuang.casework.intake.views.endings import deletion, non_acceptance, voidance, withdrawal
from yichuang.casework.intake.views.receipts import counter, new_case, receipts, windows

__all__ = [
    "acceptance",
    "case",
    "counter",
    "deletion",
    "file",
    "fixes",
    "new_case",
    "non_acceptance",
    "receipts",
    "voidance",
    "windows",
    "withdrawal",
]
