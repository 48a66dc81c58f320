"""Names of accounts (账号权限): roles, powers, acts, and who is acting."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from yichuang.foundation.places.types import Labelled


class Role(Labelled):
    """What a person is appointed to do (岗位角色)."""

    CLERK = "clerk", "窗口受理员"
    CHIEF_REPRESENTATIVE = "chief-representative", "首席代表"
    ISSUING_CLERK = "issuing-clerk", "出件员"
    DEPARTMENT_OFFICER = "department-officer", "部门审批人员"
    DEPARTMENT_HEAD = "department-head", "部门负责人"
    CATALOGUE_EDITOR = "catalogue-editor", "事项管理员"
    CATALOGUE_REVIEWER = "catalogue-reviewer", "事项审核员"
    GUIDE = "guide", "咨询导办员"
    HALL_MANAGER = "hall-manager", "大厅管理员"
    SUPERVISOR = "supervisor", "效能监察员"
    SYSTEM_ADMINISTRATOR = "system-administrator", "系统管理员"
    SECURITY_ADMINISTRATOR = "security-administrator", "安全管理员"
    AUDIT_ADMINISTRATOR = "audit-administrator", "审计管理员"


class Power(Labelled):
    """The one power an account has for life (账号权属).

    Law: GB/T 22239—2019 §8.1.4 asks for separate administrators. Whoever changes from one power
    to another is given another account.
    """

    BUSINESS = "business", "业务账号"
    SYSTEM = "system", "系统管理"
    SECURITY = "security", "安全管理"
    AUDIT = "audit", "审计管理"


class Act(Labelled):
    """What a permission is asked for (权限)."""

    RECEIVE = "receive", "收件"
    ACCEPT = "accept", "受理"
    CORRECT = "correct", "一次性补正告知"
    CORRECT_AGAIN = "correct-again", "准许再次补正告知"
    DECLINE = "decline", "决定不予受理"
    WITHDRAW = "withdraw", "办理撤回"
    CANCEL_CASE = "cancel-case", "作废、删除办件"
    HAND_ON = "hand-on", "移交任务"
    TERMINATE = "terminate", "终止办理"
    EXPORT_CASES = "export-cases", "导出办件"
    READ_CASE = "read-case", "查看办件"
    CLAIM = "claim", "领取任务"
    OPINE = "opine", "提出审查意见"
    DECIDE = "decide", "作出决定"
    DECIDE_IMMEDIATELY = "decide-immediately", "当场办结即办件"
    DECIDE_COMMITTED = "decide-committed", "依书面授权审批承诺件"
    DELIVER = "deliver", "出件送达"
    UNMASK = "unmask", "查看完整个人信息"
    AUTHORISE = "authorise", "书面授权首席代表"
    EDIT_CATALOGUE = "edit-catalogue", "维护事项"
    ACKNOWLEDGE_CHANGE = "acknowledge-change", "签阅变更公告"
    COUNT_ACKNOWLEDGEMENTS = "count-acknowledgements", "查看变更公告签阅情况"
    READ_CATALOGUE = "read-catalogue", "查看事项和草稿"
    REVIEW_DRAFT = "review-draft", "部门审核事项草稿"
    APPROVE_DRAFT = "approve-draft", "牵头部门审核事项草稿"
    PUBLISH_VERSION = "publish-version", "发布事项版本"
    CONFIRM_BASE = "confirm-base", "确认上级目录"
    READ_MATERIALS = "read-materials", "查看材料库和免交测算"
    KEEP_MATERIALS = "keep-materials", "维护材料库"
    UNDO_MATERIAL_MERGER = "undo-material-merger", "撤销材料合并"
    KEEP_FIELDS = "keep-fields", "维护表单字段库"
    CHANGE_ITEM = "change-item", "暂停、恢复、取消、合并、拆分事项"
    GRANT_SCOPE = "grant-scope", "调整受理范围"
    MANAGE_WINDOWS = "manage-windows", "管理窗口"
    RECORD_CONSULTATION = "record-consultation", "登记咨询"
    GUIDE_CONSULTATION = "guide-consultation", "答复、转办咨询"
    ANSWER_CONSULTATION = "answer-consultation", "答复转来的咨询、接听呼叫"
    READ_CONSULTATION = "read-consultation", "查看咨询"
    REVIEW_QUESTION = "review-question", "审核常见问题"
    KEEP_EXPERTS = "keep-experts", "维护疑难事项和专家"
    CALL_EXPERT = "call-expert", "呼叫部门专家"
    SET_CONSULTING_LIMITS = "set-consulting-limits", "调整咨询时限"
    COMPOSE_PLAN = "compose-plan", "编写办事方案"
    FOLLOW_PLAN = "follow-plan", "跟踪办事方案"
    ASSIGN_TRACKER = "assign-tracker", "改派方案跟踪人"
    READ_PLAN = "read-plan", "查看办事方案"
    MANAGE_PLACES = "manage-places", "维护区划、部门和网点"
    MANAGE_ACCOUNTS = "manage-accounts", "管理账号和岗位"
    READ_AUDIT = "read-audit", "查看审计记录"


class Delegated(Labelled):
    """What a written authorisation can hand to a chief representative (授权范围).

    A 承诺件 that is reported (报批) is not among them: its decision is the head's alone.
    """

    IMMEDIATE = "immediate", "即办件"
    COMMITTED_SOLE = "committed-sole", "独任审批的承诺件"
    COMMITTED_REVIEW_CHECK = "committed-review-check", "一审一核的承诺件"


class Scope(StrEnum):
    """What a post has to share with the matter before its role counts."""

    OUTLET = "outlet"
    ORGANISATION = "organisation"
    REGION = "region"


@dataclass(frozen=True)
class Post:
    """One appointment in force (岗位): a role at a place. ``starts_on``: its first day."""

    id: UUID
    role: Role
    region_code: str
    organisation_id: UUID | None
    outlet_id: UUID | None
    starts_on: date | None = None


@dataclass(frozen=True)
class Actor:
    """Who is acting, and the posts held at this moment.

    ``principal`` is ``user:<uuid>`` or ``token:<uuid>``; ``user_id`` is the person either way.
    """

    principal: str
    user_id: UUID
    name: str
    posts: tuple[Post, ...]


@dataclass(frozen=True)
class Reach:
    """Where an actor may do an act (权限范围), for lists: what fits any member is within it.

    Attributes:
        departments: organisation and the region of the post in it; both have to fit.
        regions: what they contain is within, too.
    """

    outlets: frozenset[UUID] = frozenset()
    departments: frozenset[tuple[UUID, str]] = frozenset()
    regions: frozenset[str] = frozenset()


@dataclass(frozen=True)
class PostInput:
    """An appointment to be made. Both days count; ``ends_on`` None is open-ended."""

    role: Role
    region_code: str
    organisation_id: UUID | None = None
    outlet_id: UUID | None = None
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True)
class AuthorisationInput:
    """A written authorisation (书面授权) as its paper says.

    ``covers`` says which kinds of items; ``handling_codes`` empty: every such item of the
    organisation. Both days count.
    """

    organisation_id: UUID
    user_id: UUID
    document_number: str
    valid_from: date
    valid_until: date
    handling_codes: tuple[str, ...] = ()
    covers: tuple[Delegated, ...] = (Delegated.IMMEDIATE,)


@dataclass(frozen=True)
class AuthorisationView:
    """A written authorisation (书面授权) of a chief representative, as a decision names it."""

    id: UUID
    organisation_id: UUID
    user_id: UUID
    document_number: str
    valid_from: date
    valid_until: date
    handling_codes: tuple[str, ...]
    covers: tuple[Delegated, ...]

    @property
    def covers_all_immediate(self) -> bool:
        """Whether it names no single item and so covers every 即办件 of the organisation."""
        return Delegated.IMMEDIATE in self.covers and not self.handling_codes


@dataclass(frozen=True)
class TokenRequest:
    """For which role and place a token is wanted.

    ``region_code`` None: where the outlet, or else the organisation, stands. ``username`` None: an
    account of its own is made for the role and place.
    """

    role: Role
    region_code: str | None = None
    outlet_code: str | None = None
    organisation_code: str | None = None
    username: str | None = None
    days: int = 30


@dataclass(frozen=True)
class NewToken:
    """A token at the only moment it can be read. ``repr`` does not show it."""

    id: UUID
    token: str = field(repr=False)
    expires_at: datetime
    username: str


class AccountEvent(Labelled):
    """What happened to an account and is audited (账号事件)."""

    SIGNED_IN = "signed-in", "登录"
    SIGNED_OUT = "signed-out", "退出登录"
    SIGN_IN_FAILED = "sign-in-failed", "登录失败"
    LOCKED_OUT = "locked-out", "多次失败后锁定"
    PASSWORD_CHANGED = "password-changed", "修改密码"
    FACTOR_ADDED = "factor-added", "开启两步验证"
    FACTOR_REMOVED = "factor-removed", "关闭两步验证"
    FACTOR_FAILED = "factor-failed", "两步验证失败"


@dataclass(frozen=True)
class Desk:
    """A place of work (工作台) behind one address, with the posts that lead there, in words."""

    path: str
    name: str
    posts: tuple[str, ...]
