"""Refusals of approval.

Forbidden
├── OwnAcceptance          nobody examines or decides what they accepted
├── OwnOpinion             the second pair of eyes must be another's
├── HeadOnly               报批 is decided by the head of the department
└── NoAuthorisation        no valid written authorisation for this 即办件
Conflict
├── NotImmediate           only a 即办件 is decided at the window
├── NotClaimed             claim the case first
├── ClaimedByAnother
├── OpinionMissing         this tier needs an opinion before the decision
└── OpinionOpposes         the newest opinion proposes not to grant
Invalid
├── TextMissing
└── ValidityWrong          the licence would begin before the decision, or too late
"""

from __future__ import annotations

from yichuang.kernel.errors import Conflict, Forbidden, Invalid


class OwnAcceptance(Forbidden):
    """The person who accepted a case may neither examine nor decide it (受审分离)."""

    code = "approval.own-acceptance"
    title = "受理和审批要分开，您受理的办件要由别人审批"


class OwnOpinion(Forbidden):
    """In 一审一核 the decision is another person's than the opinion."""

    code = "approval.own-opinion"
    title = "这个事项一审一核，写审查意见的人不能同时作决定"


class HeadOnly(Forbidden):
    """In 报批 only the head of the department decides."""

    code = "approval.head-only"
    title = "这个事项须报批，只能由部门负责人决定"


class NoAuthorisation(Forbidden):
    """No written authorisation covers this representative and item today."""

    code = "approval.no-authorisation"
    title = "没有有效的书面授权，不能当场决定这个即办件"


class NotImmediate(Conflict):
    """Only a 即办件 may be decided at the window."""

    code = "approval.not-immediate"
    title = "只有即办件可以在窗口当场决定"


class NotClaimed(Conflict):
    """Nobody has claimed the case."""

    code = "approval.not-claimed"
    title = "请先领取这个办件"


class ClaimedByAnother(Conflict):
    """Another officer has the case. Carries ``claimed_by``."""

    code = "approval.claimed-by-another"
    title = "这个办件已由别人领取"


class OpinionMissing(Conflict):
    """The tier needs an opinion first."""

    code = "approval.opinion-missing"
    title = "还没有审查意见，不能作决定"


class OpinionOpposes(Conflict):
    """The newest opinion proposes not to grant."""

    code = "approval.opinion-opposes"
    title = "最近的审查意见建议不予批准，请先由承办人重新提出意见"


class TextMissing(Invalid):
    """An opinion without words."""

    code = "approval.text-missing"
    title = "请写明审查意见"


class ValidityWrong(Invalid):
    """What is granted would begin to be valid before it is decided, or more than a year after."""

    code = "approval.validity-wrong"
    title = "有效期要从决定当天或者以后一年内开始"
