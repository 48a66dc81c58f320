"""Refusals of delivery.

Conflict
└── ResultNotReady     nothing was decided yet, so nothing can be handed over
Invalid
├── ReceiverMissing
└── IdentityNotChecked
"""

from __future__ import annotations

from yichuang.kernel.errors import Conflict, Invalid


class ResultNotReady(Conflict):
    """There is no result yet."""

    code = "delivery.result-not-ready"
    title = "这个办件还没有办理结果，不能出件"


class ReceiverMissing(Invalid):
    """Nobody is named as having taken the result."""

    code = "delivery.receiver-missing"
    title = "请写明领取人姓名"


class IdentityNotChecked(Invalid):
    """The receiver's identity document was not checked."""

    code = "delivery.identity-not-checked"
    title = "请先核对领取人的身份证件"
