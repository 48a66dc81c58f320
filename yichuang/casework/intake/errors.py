"""Refusals of intake.

Invalid
├── AnswersIncomplete      a scenario question is open
├── MaterialNotListed      the published version does not ask for it
├── MaterialNamedTwice
├── ReviewPointUnknown
├── FileNotStored          a scan is named that nobody uploaded
├── NothingHandedIn        a fix without any material
├── AgentIsApplicant       the same person stands on both sides
├── AttendanceUnclear      nobody, or the wrong person, stands here for an organisation
├── DraftTooLarge          more was typed than a form holds
├── NonAcceptanceIncomplete  without a reason, a legal basis, or the authority to apply to
├── WithdrawalUnproven     no signed paper, no identity checked, or no such agent
├── CancellationUnexplained  void or deleted without a written reason
├── AgentNotRecorded       corrections from an agent, and the case has none
├── GapUnknown             a correction notice is to say something about what is not missing
├── NothingToCorrect       a correction notice without a gap
├── SecondReasonMissing    telling again what could be seen the first time needs a reason
├── PeriodNotValid         a period to correct that nobody can be given
└── MaterialsIncomplete    acceptance with something missing
Forbidden
├── ToldBefore             what could be seen the first time is not this person's to tell again
└── OwnCase                who received or accepted a case does not cancel it
Conflict
├── NotYetCorrected        incomplete materials, of which the applicant was not told or has the time
├── NothingMissing         incomplete materials, of which nothing is missing
├── ReceivedElsewhere      the case is another outlet's
├── OutOfScope             this window may not take the item; says which may
├── WindowTakesNothing     the window hands out, listens or sells, and takes no applications
├── NoAgent                the applicant came in person; there is no agent to authorise
├── CaseChanged            the case went on after the page was read that is sent now
├── DraftChanged           another window wrote to the draft meanwhile
├── DraftGone              the draft was received, deleted or forgotten
├── PageUsed               the page was received already, and is sent again with other words
├── ItemChanged            the item was published anew while somebody typed
└── ItemNotComplete        the item's list is not complete enough to take applications
"""

from __future__ import annotations

from yichuang.kernel.errors import Conflict, Forbidden, Invalid


class AnswersIncomplete(Invalid):
    """A scenario question is open. Carries ``unanswered``, the question codes."""

    code = "intake.answers-incomplete"
    title = "情形问题还没有答完，材料清单还不能确定"


class MaterialNotListed(Invalid):
    """A material was handed in that the published version does not ask for (行政许可法 §31)."""

    code = "intake.material-not-listed"
    title = "公布的材料清单里没有这份材料，不能要求申请人提交"


class MaterialNamedTwice(Invalid):
    """The same material stands twice in one receipt."""

    code = "intake.material-named-twice"
    title = "同一份材料登记了两次"


class ReviewPointUnknown(Invalid):
    """A ticked review point does not belong to the material."""

    code = "intake.review-point-unknown"
    title = "这份材料没有这一条审查要点"


class FileNotStored(Invalid):
    """A material names a scan that is not stored."""

    code = "intake.file-not-stored"
    title = "材料附件没有上传成功，请重新扫描上传"


class NothingHandedIn(Invalid):
    """A fix on the spot names no material."""

    code = "intake.nothing-handed-in"
    title = "没有登记任何材料，不用保存"


class AgentIsApplicant(Invalid):
    """Agent and applicant are the same person; whoever comes in person needs no agent."""

    code = "intake.agent-is-applicant"
    title = "代理人和申请人是同一个人，本人来办不用填代理人"


class AttendanceUnclear(Invalid):
    """Who stands at the window does not fit the applicant: an organisation speaks by somebody."""

    code = "intake.attendance-unclear"
    title = "请写明今天由谁来办理"


class MaterialsIncomplete(Invalid):
    """Acceptance was asked for while something is missing. Carries ``missing``, in words."""

    code = "intake.materials-incomplete"
    title = "材料还不齐，不能受理"


class AgentNotRecorded(Invalid):
    """Somebody comes as the agent of a case that has none."""

    code = "intake.agent-not-recorded"
    title = "这个办件没有登记代理人，要由申请人补正"


class GapUnknown(Invalid):
    """A note of a correction notice concerns nothing that is missing, or is too long (行政许可法 §31)."""

    code = "intake.gap-unknown"
    title = "补正说明对不上需要补正的内容"


class NothingToCorrect(Invalid):
    """A correction notice was asked for while nothing is missing."""

    code = "intake.nothing-to-correct"
    title = "材料已经齐全、符合要求，没有需要补正的内容，应当受理"


class SecondReasonMissing(Invalid):
    """What could be seen the first time is told again, and nobody says why."""

    code = "intake.second-reason-missing"
    title = "再次告知第一次就能看出来的问题，要写明理由"


class PeriodNotValid(Invalid):
    """A period to correct in hours, of no day, or of more than a year; or one without its basis."""

    code = "intake.period-not-valid"
    title = "补正期限要按工作日、自然日或者月计算，不超过一年"


class ToldBefore(Forbidden):
    """A second notice about what could be seen the first time (行政许可法 §32). Carries ``told``."""

    code = "intake.told-before"
    title = "这些问题第一次告知时就能看出来，要由大厅管理员或者部门负责人写明理由后告知"


class OutOfScope(Conflict):
    """This window may not take the item. Carries ``windows``, those that may."""

    code = "intake.out-of-scope"
    title = "本窗口不受理这个事项"


class WindowTakesNothing(Conflict):
    """A window of this kind takes no applications, so nothing is fixed or accepted at it."""

    code = "intake.window-takes-nothing"
    title = "这个窗口不办理收件和受理"


class ItemNotComplete(Conflict):
    """The published list of the item is not complete. Carries ``elements``, what is missing."""

    code = "intake.item-not-complete"
    title = "这个事项的办事指南还不完整，暂时不能收件"


class NonAcceptanceIncomplete(Invalid):
    """An application is not accepted without saying why, on what basis, and where to go (行政许可法 §32)."""

    code = "intake.non-acceptance-incomplete"
    title = "不予受理要写明理由和依据，不属于本机关的还要写明向哪个机关申请"


class NotYetCorrected(Conflict):
    """Missing materials are a ground only after the applicant was told of them and came back."""

    code = "intake.not-yet-corrected"
    title = "材料不齐要先一次性告知补正，申请人补正以后仍不符合要求，才能不予受理"


class NothingMissing(Conflict):
    """Materials that are complete are no ground: such an application must be accepted."""

    code = "intake.nothing-missing"
    title = "材料已经齐全，不能以材料不齐为由不予受理，应当受理"


class ReceivedElsewhere(Conflict):
    """The case was received at another outlet, which is where it is handled. Carries ``outlet``."""

    code = "intake.received-elsewhere"
    title = "这个办件不是在这个网点收的，请到收件的网点办理"


class WithdrawalUnproven(Invalid):
    """Nothing is taken back without the signed paper of somebody whose identity was checked."""

    code = "intake.withdrawal-unproven"
    title = "撤回要有签名的书面申请，并核对来人身份"


class CancellationUnexplained(Invalid):
    """A case was to be declared void or deleted without a written reason."""

    code = "intake.cancellation-unexplained"
    title = "作废、删除办件要写明原因"


class OwnCase(Forbidden):
    """Who received or accepted a case may not declare it void or delete it."""

    code = "intake.own-case"
    title = "这个办件是您收的或者受理的，作废、删除要由别人批准"


class DraftTooLarge(Invalid):
    """A draft holds more than a form of ours can."""

    code = "intake.draft-too-large"
    title = "填写的内容太多，草稿存不下"


class DraftChanged(Conflict):
    """Another window wrote to the draft after this page read it. Carries ``revision``, the newest."""

    code = "intake.draft-changed"
    title = "这份草稿刚在别的窗口改过"


class DraftGone(Conflict):
    """The draft is not there any more: received, deleted, or too old."""

    code = "intake.draft-gone"
    title = "这份草稿已经收件或者删除"


class ItemChanged(Conflict):
    """The item was published anew after the page was opened; its list may be another."""

    code = "intake.item-changed"
    title = "事项刚刚更新过，请按新的材料清单再核对一遍"


class PageUsed(Conflict):
    """The page has been received, and came again with something else typed. Once more receives that too."""

    code = "intake.page-used"
    title = "这一页刚才已经收过一件，内容又改过了，确实要再收一件的请再按一次“收件”"


class NoAgent(Conflict):
    """The case has no agent whose authority could be recorded or revoked."""

    code = "intake.no-agent"
    title = "这个办件没有代理人"


class CaseChanged(Conflict):
    """A colleague did something on the case after this page was read; what was typed stays on it."""

    code = "intake.case-changed"
    title = "这个办件刚有新的变动，您这一页不是最新的"
