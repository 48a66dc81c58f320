"""Refusals of delivery.

Conflict
├── ResultNotReady     nothing was decided yet, so nothing can be handed over
└── NoWindow           the outlet has no window at all
Invalid
├── ReceiverMissing
├── ReceiverMismatch   whoever says they are the applicant has another name, or cannot be the applicant
├── AgentUnidentified  an agent who did not come with the application shows an identity document
├── IdentityNotChecked
└── WitnessMissing     the receiver would not sign, and nobody is named who saw it
"""

from __future__ import annotations

from yichuang.kernel.errors import Conflict, Invalid


class ResultNotReady(Conflict):
    """There is no result yet."""

    code = "delivery.result-not-ready"
    title = "这个办件还没有办理结果，不能出件"


class NoWindow(Conflict):
    """The outlet of the issuing clerk has no window."""

    code = "delivery.no-window"
    title = "这个网点还没有登记窗口，请系统管理员先登记"


class ReceiverMissing(Invalid):
    """Nobody is named as having taken the result."""

    code = "delivery.receiver-missing"
    title = "请写明领取人姓名"


class ReceiverMismatch(Invalid):
    """The receiver cannot stand in this relation to the applicant, or has another name."""

    code = "delivery.receiver-mismatch"
    title = "领取人和申请人对不上，请核对证件"


class IdentityNotChecked(Invalid):
    """The receiver's identity document was not checked."""

    code = "delivery.identity-not-checked"
    title = "请先核对领取人的身份证件"


class WitnessMissing(Invalid):
    """The receiver did not sign, and no witness is named."""

    code = "delivery.witness-missing"
    title = "领取人拒绝签收的，要写明见证人"


class AgentUnidentified(Invalid):
    """The agent is not the one of the application, and has no identity number given."""

    code = "delivery.agent-unidentified"
    title = "请填写代理人的证件号码"
