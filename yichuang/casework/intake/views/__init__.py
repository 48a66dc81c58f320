"""The counter (综窗工作台): one screen from the item to the receipt and the acceptance."""

from yichuang.casework.intake.views.cases import acceptance, case, file, fixes
from yichuang.casework.intake.views.receipts import counter, new_case, receipts, windows

__all__ = ["acceptance", "case", "counter", "file", "fixes", "new_case", "receipts", "windows"]
