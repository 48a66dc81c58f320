"""Refusals of approval.

Forbidden
├── OwnAcceptance          nobody examines or decides what they accepted
├── OwnOpinion             the second pair of eyes must be another's
├── HeadOnly               报批 is decided by the head of the department
├── NotAColleague          a case is handed on within its department, to who may examine it
└── NoAuthorisation        no valid written authorisation of a chief representative for this item
Conflict
├── NotImmediate           only a 即办件 is decided at the window
├── NotClaimed             claim the case first
├── ClaimedByAnother
├── OpinionMissing         this tier needs an opinion before the decision
├── OpinionOpposes         the newest opinion proposes not to grant
├── OpinionSupports        the newest opinion proposes to grant, and only the head may decide otherwise
└── AlreadyTheirs          it is handed on to who has it already
Invalid
├── TextMissing
├── RefusalIncomplete      a refusal says facts, reason, basis
├── TerminationIncomplete  an end without a decision says its reason and basis
├── ReasonMissing          a case is handed on for a reason
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


class NotAColleague(Forbidden):
    """The person is not of the competent department, or may not examine its cases."""

    code = "approval.not-a-colleague"
    title = "只能移交给本部门能审查这个办件的同事"


class NoAuthorisation(Forbidden):
    """No written authorisation covers this representative and item today."""

    code = "approval.no-authorisation"
    title = "没有包括这个办件的有效书面授权"


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


class OpinionSupports(Conflict):
    """The newest opinion proposes to grant; a refusal against it is the head's to decide."""

    code = "approval.opinion-supports"
    title = "最近的审查意见建议准予，不予批准要由部门负责人决定，或者由承办人重新提出意见"


class AlreadyTheirs(Conflict):
    """The case is handed on to the officer who has it. Carries ``claimed_by``."""

    code = "approval.already-theirs"
    title = "这个办件已经由这位同事承办"


class TextMissing(Invalid):
    """An opinion without words."""

    code = "approval.text-missing"
    title = "请写明审查意见"


class RefusalIncomplete(Invalid):
    """A refusal without its facts, its reason or its legal basis; ``errors`` say which."""

    code = "approval.refusal-incomplete"
    title = "不予批准要写明事实、理由和法律依据"


class TerminationIncomplete(Invalid):
    """An end without a decision, without its reason or its legal basis; ``errors`` say which."""

    code = "approval.termination-incomplete"
    title = "终止办理要写明理由和依据"


class ReasonMissing(Invalid):
    """A case handed on without a reason."""

    code = "approval.reason-missing"
    title = "请写明移交的原因"


class ValidityWrong(Invalid):
    """What is granted would begin to be valid before it is decided, or more than a year after."""

    code = "approval.validity-wrong"
    title = "有效期要从决定当天或者以后一年内开始"
