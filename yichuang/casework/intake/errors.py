"""Refusals of intake.

Invalid
├── AnswersIncomplete      a scenario question is open
├── MaterialNotListed      the published version does not ask for it
├── MaterialNamedTwice
├── ReviewPointUnknown
├── FileNotStored          a scan is named that nobody uploaded
├── NothingHandedIn        a fix without any material
├── AgentIsApplicant       the same person stands on both sides
└── MaterialsIncomplete    acceptance with something missing
Conflict
├── OutOfScope             this window may not take the item; says which may
├── WindowTakesNothing     the window hands out, listens or sells, and takes no applications
└── ItemNotComplete        the item's list is not complete enough to take applications
"""

from __future__ import annotations

from yichuang.kernel.errors import Conflict, Invalid


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


class MaterialsIncomplete(Invalid):
    """Acceptance was asked for while something is missing. Carries ``missing``, in words."""

    code = "intake.materials-incomplete"
    title = "材料还不齐，不能受理"


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
