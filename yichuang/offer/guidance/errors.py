"""Refusals of guidance.

NotFound
├── ListUnknown      no such personal list
├── PaperUnknown     no such handbook, or nothing is in it
├── ListExpired      its last day is past
├── ConsultationUnknown  no such question, or not this code
├── QuestionUnknown  no such frequent question
├── MatterUnknown    no such difficult matter
├── PlanUnknown      no such plan, or not under this code
├── FormUnknown      the item has no form of its own
└── CallUnknown      no such call
Forbidden
├── NotYourQuestion  a colleague of the department has it
├── NotYourPlan      the plan has a tracker, and it is somebody else
├── NotYourCall      only who made or took the call ends it
└── NotOnTheTeam     the call is for the experts of this matter
Conflict
├── WorkOrderKnown   the 12345 work order was entered before; carries ``number``
├── QuestionMoved    who has the question changed; ``status`` says what it is now
├── AskedAgainAlready  one further question, and it was asked
├── ReturnTooLate    the time to send it back is over
├── AlreadyReviewed  somebody reviewed the frequent question
├── PlanMoved        the plan was changed meanwhile, or has ended
├── CallTaken        a colleague took the call; carries ``taken_by``
└── CallOver         the call has ended
Invalid
├── InvalidAnswer    an answer is unknown, not an option, or not asked; ``errors`` says which
├── ListNotFinal     only a final list can be taken along
├── QuestionIncomplete  a question or an answer lacks something; ``errors`` say what
├── NoDepartment     nobody said which department
├── NotAnExpert      this person cannot answer for the department
├── PersonalDataLeft the wording to be published names a person
├── PlanIncomplete   a plan lacks something; ``errors`` say what
├── NotATracker      this person cannot follow the plan
├── LimitWrong       a limit without a whole number of days or without its source
└── HotlineFileWrong the file is no list of 12345 work orders
TooMany
├── TooManyLists     lists made or codes guessed too often
└── TooManyQuestions questions asked or codes guessed too often
Unavailable
├── PaperNotReady    the worker is making it
└── NobodyAnswers    no outlet of the region takes questions
"""

from __future__ import annotations

from yichuang.kernel.errors import Conflict, Forbidden, Invalid, NotFound, TooMany, Unavailable


class InvalidAnswer(Invalid):
    """A scenario answer does not fit the item's questions. Pointers are ``/answers/<question>``."""

    code = "guidance.invalid-answer"
    title = "情形选择有误"


class ListUnknown(NotFound):
    """No personal list has this code, or it expired long ago."""

    code = "guidance.list-unknown"
    title = "没有这份清单，请核对清单码"


class PaperUnknown(NotFound):
    """No such handbook or notice, or nothing is in it."""

    code = "guidance.paper-unknown"
    title = "没有这份手册"


class ListExpired(NotFound):
    """The personal list's last day is past. ``item`` is the code of what it was about."""

    code = "guidance.list-expired"
    title = "这份清单已经过期"


class PaperNotReady(Unavailable):
    """The paper is being made. ``Retry-After`` says when to ask again."""

    code = "guidance.paper-not-ready"
    title = "手册正在生成，请稍候再打开"


class ListNotFinal(Invalid):
    """A question is open, or the guide says too little: the list would not be complete."""

    code = "guidance.list-not-final"
    title = "清单还不完整"


class TooManyLists(TooMany):
    """Too many lists were made, or codes tried, from one place within the hour."""

    code = "guidance.too-many-lists"
    title = "操作太频繁，请稍后再试"


class ConsultationUnknown(NotFound):
    """No question has this number, or the code does not open it; both sound alike."""

    code = "guidance.consultation-unknown"
    title = "没有查到这个咨询，请核对咨询编号和查询码"


class QuestionUnknown(NotFound):
    """No frequent question has this id, or not for this reader."""

    code = "guidance.question-unknown"
    title = "没有这个常见问题"


class MatterUnknown(NotFound):
    """No difficult matter has this id, or not for this reader."""

    code = "guidance.matter-unknown"
    title = "没有这个疑难事项"


class CallUnknown(NotFound):
    """No call has this id, or not for this reader."""

    code = "guidance.call-unknown"
    title = "没有这个呼叫"


class NotYourQuestion(Forbidden):
    """A colleague of the department has the question. ``expert`` names them."""

    code = "guidance.not-your-question"
    title = "这个咨询由同事答复"


class NotYourCall(Forbidden):
    """Only who made or took the call ends it."""

    code = "guidance.not-your-call"
    title = "这个呼叫由发起人或者接听人结束"


class NotOnTheTeam(Forbidden):
    """The call is about a difficult matter that has its own experts."""

    code = "guidance.not-on-the-team"
    title = "这个呼叫由疑难事项的专家或者部门负责人接听"


class WorkOrderKnown(Conflict):
    """This 12345 work order was entered before. ``number`` is the question it became."""

    code = "guidance.work-order-known"
    title = "这个 12345 工单已经登记过"


class QuestionMoved(Conflict):
    """Who has the question changed, or it was answered. ``status`` says what it is now."""

    code = "guidance.question-moved"
    title = "这个咨询现在不能这样办"


class AskedAgainAlready(Conflict):
    """The one further question was asked."""

    code = "guidance.asked-again-already"
    title = "已经追问过一次，还有疑问请另外咨询"


class ReturnTooLate(Conflict):
    """The time to send a question back is over. ``until`` was its last day."""

    code = "guidance.return-too-late"
    title = "已经过了退回的时限，请答复或者转交同事"


class AlreadyReviewed(Conflict):
    """Somebody reviewed the frequent question meanwhile."""

    code = "guidance.already-reviewed"
    title = "这个常见问题已经处理过了"


class CallTaken(Conflict):
    """A colleague took the call. ``taken_by`` names them."""

    code = "guidance.call-taken"
    title = "这个呼叫已经有人接听"


class CallOver(Conflict):
    """The call was ended or given up."""

    code = "guidance.call-over"
    title = "这个呼叫已经结束"


class QuestionIncomplete(Invalid):
    """A question, an answer or a reason lacks something; ``errors`` say what."""

    code = "guidance.question-incomplete"
    title = "填写的内容不完整"


class NoDepartment(Invalid):
    """The question is bound to no item, so somebody has to say which department."""

    code = "guidance.no-department"
    title = "请选择主管部门"


class NotAnExpert(Invalid):
    """This person has no post in the department that answers questions."""

    code = "guidance.not-an-expert"
    title = "请选本部门能答复咨询的同事"


class PersonalDataLeft(Invalid):
    """The wording to be published holds a name, a phone or an identity number; ``errors`` say where."""

    code = "guidance.personal-data-left"
    title = "公开的文字里不能有个人信息"


class LimitWrong(Invalid):
    """A consulting limit needs a whole number of working days, and its source."""

    code = "guidance.consulting-limit-wrong"
    title = "咨询时限有误"


class HotlineFileWrong(Invalid):
    """The file is no table of 12345 work orders; the sentence says why."""

    code = "guidance.hotline-file-wrong"
    title = "文件不能读取"


class TooManyQuestions(TooMany):
    """Too many questions were asked, or codes tried, from one place within the hour."""

    code = "guidance.too-many-questions"
    title = "操作太频繁，请稍后再试"


class NobodyAnswers(Unavailable):
    """No outlet is recorded, so there is nobody to answer."""

    code = "guidance.nobody-answers"
    title = "现在没有网点接受咨询，请打电话问主管部门"


class PlanUnknown(NotFound):
    """No plan has this id or code, or not for this reader."""

    code = "guidance.plan-unknown"
    title = "没有这份方案，请核对方案码"


class NotYourPlan(Forbidden):
    """The plan has a named tracker, and it is somebody else. ``tracker`` names them."""

    code = "guidance.not-your-plan"
    title = "这份方案由指定的跟踪人办理"


class PlanMoved(Conflict):
    """The plan was changed meanwhile, or has come too far for the act. ``edit`` or ``status`` says."""

    code = "guidance.plan-moved"
    title = "这份方案刚才变了"


class PlanIncomplete(Invalid):
    """A plan lacks something; ``errors`` say what."""

    code = "guidance.plan-incomplete"
    title = "方案还不完整"


class NotATracker(Invalid):
    """This person has no post that follows plans at this place."""

    code = "guidance.not-a-tracker"
    title = "请选能跟踪这份方案的同事"


class FormUnknown(NotFound):
    """The version in force has no form of its own."""

    code = "guidance.form-unknown"
    title = "这个事项没有可以在这里填写的申请表"
