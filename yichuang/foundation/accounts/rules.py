"""Who may do what, where (权限). The whole table, and the pure functions that read it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from yichuang.foundation.accounts.errors import NotYourPlace, NotYourRole
from yichuang.foundation.accounts.types import Act, Actor, Post, PostInput, Power, Reach, Role, Scope
from yichuang.foundation.places.queries import covers

OUTLET, ORGANISATION, REGION = (Scope.OUTLET,), (Scope.ORGANISATION,), (Scope.REGION,)

# Policy: PRODUCT's people and places. One line per act: which roles may, and what the post has to
# share with the matter. A role with several scopes needs one of them.
PERMISSIONS: Mapping[Act, Mapping[Role, tuple[Scope, ...]]] = {
    Act.RECEIVE: {Role.CLERK: OUTLET, Role.CHIEF_REPRESENTATIVE: OUTLET},
    Act.ACCEPT: {Role.CLERK: OUTLET, Role.CHIEF_REPRESENTATIVE: OUTLET},
    Act.CORRECT: {Role.CLERK: OUTLET, Role.CHIEF_REPRESENTATIVE: OUTLET},
    # 一次告知: a second list of what could be seen the first time is not the clerk's to allow
    Act.CORRECT_AGAIN: {Role.HALL_MANAGER: OUTLET, Role.DEPARTMENT_HEAD: ORGANISATION},
    Act.DECLINE: {Role.CLERK: OUTLET, Role.CHIEF_REPRESENTATIVE: OUTLET},
    Act.WITHDRAW: {Role.CLERK: OUTLET, Role.CHIEF_REPRESENTATIVE: OUTLET},
    Act.CANCEL_CASE: {Role.HALL_MANAGER: OUTLET, Role.DEPARTMENT_HEAD: ORGANISATION},
    Act.READ_CASE: {
        Role.CLERK: OUTLET,
        Role.CHIEF_REPRESENTATIVE: OUTLET + ORGANISATION,
        Role.ISSUING_CLERK: OUTLET,
        Role.DEPARTMENT_OFFICER: ORGANISATION,
        Role.DEPARTMENT_HEAD: ORGANISATION,
        Role.HALL_MANAGER: OUTLET,
        Role.SUPERVISOR: REGION,
    },
    Act.CLAIM: {Role.DEPARTMENT_OFFICER: ORGANISATION, Role.DEPARTMENT_HEAD: ORGANISATION},
    Act.OPINE: {Role.DEPARTMENT_OFFICER: ORGANISATION, Role.DEPARTMENT_HEAD: ORGANISATION},
    Act.DECIDE: {Role.DEPARTMENT_OFFICER: ORGANISATION, Role.DEPARTMENT_HEAD: ORGANISATION},
    Act.DECIDE_IMMEDIATELY: {Role.CHIEF_REPRESENTATIVE: ORGANISATION},
    Act.DECIDE_COMMITTED: {Role.CHIEF_REPRESENTATIVE: ORGANISATION},
    Act.HAND_ON: {Role.DEPARTMENT_OFFICER: ORGANISATION, Role.DEPARTMENT_HEAD: ORGANISATION},
    Act.TERMINATE: {Role.DEPARTMENT_OFFICER: ORGANISATION, Role.DEPARTMENT_HEAD: ORGANISATION},
    Act.EXPORT_CASES: {
        Role.CHIEF_REPRESENTATIVE: OUTLET + ORGANISATION,
        Role.DEPARTMENT_OFFICER: ORGANISATION,
        Role.DEPARTMENT_HEAD: ORGANISATION,
        Role.HALL_MANAGER: OUTLET,
        Role.SUPERVISOR: REGION,
    },
    Act.DELIVER: {Role.ISSUING_CLERK: OUTLET, Role.CHIEF_REPRESENTATIVE: OUTLET},
    Act.UNMASK: {
        Role.CLERK: OUTLET,
        Role.CHIEF_REPRESENTATIVE: OUTLET + ORGANISATION,
        Role.ISSUING_CLERK: OUTLET,
        Role.DEPARTMENT_OFFICER: ORGANISATION,
        Role.DEPARTMENT_HEAD: ORGANISATION,
    },
    Act.AUTHORISE: {Role.DEPARTMENT_HEAD: ORGANISATION},
    Act.EDIT_CATALOGUE: {Role.CATALOGUE_EDITOR: ORGANISATION},
    # whoever takes applications has to know what an item asks for since when
    Act.ACKNOWLEDGE_CHANGE: {Role.CLERK: OUTLET, Role.CHIEF_REPRESENTATIVE: OUTLET},
    Act.COUNT_ACKNOWLEDGEMENTS: {Role.HALL_MANAGER: OUTLET, Role.CATALOGUE_EDITOR: ORGANISATION},
    Act.READ_CATALOGUE: {
        Role.CATALOGUE_EDITOR: ORGANISATION,
        Role.DEPARTMENT_HEAD: ORGANISATION,
        Role.CATALOGUE_REVIEWER: REGION,
    },
    # FEATURES CAT-16: what a department wrote, its head answers for and the service bureau approves
    Act.REVIEW_DRAFT: {Role.DEPARTMENT_HEAD: ORGANISATION},
    Act.APPROVE_DRAFT: {Role.CATALOGUE_REVIEWER: REGION},
    Act.PUBLISH_VERSION: {Role.CATALOGUE_EDITOR: ORGANISATION, Role.CATALOGUE_REVIEWER: REGION},
    Act.CONFIRM_BASE: {Role.CATALOGUE_REVIEWER: REGION},
    Act.READ_MATERIALS: {
        Role.CATALOGUE_EDITOR: ORGANISATION,
        Role.DEPARTMENT_HEAD: ORGANISATION,
        Role.CATALOGUE_REVIEWER: REGION,
        Role.SUPERVISOR: REGION,
    },
    # one library for all departments: the service bureau keeps it, and somebody else takes mergers back
    Act.KEEP_MATERIALS: {Role.CATALOGUE_REVIEWER: REGION},
    Act.UNDO_MATERIAL_MERGER: {Role.SUPERVISOR: REGION},
    # one definition for every form: the service bureau answers for it
    Act.KEEP_FIELDS: {Role.CATALOGUE_REVIEWER: REGION},
    Act.CHANGE_ITEM: {Role.DEPARTMENT_HEAD: ORGANISATION, Role.CATALOGUE_REVIEWER: REGION},
    Act.GRANT_SCOPE: {Role.HALL_MANAGER: OUTLET},
    Act.MANAGE_WINDOWS: {Role.HALL_MANAGER: OUTLET},
    # questions from the web have no outlet: they are for the guides of the region
    Act.RECORD_CONSULTATION: {
        Role.GUIDE: OUTLET + REGION,
        Role.CLERK: OUTLET,
        Role.CHIEF_REPRESENTATIVE: OUTLET,
    },
    Act.GUIDE_CONSULTATION: {Role.GUIDE: OUTLET + REGION},
    Act.ANSWER_CONSULTATION: {Role.DEPARTMENT_OFFICER: ORGANISATION, Role.DEPARTMENT_HEAD: ORGANISATION},
    Act.READ_CONSULTATION: {
        Role.GUIDE: OUTLET + REGION,
        Role.DEPARTMENT_OFFICER: ORGANISATION,
        Role.DEPARTMENT_HEAD: ORGANISATION,
        Role.HALL_MANAGER: OUTLET + REGION,
        Role.SUPERVISOR: REGION,
    },
    Act.REVIEW_QUESTION: {Role.DEPARTMENT_HEAD: ORGANISATION},
    Act.KEEP_EXPERTS: {Role.DEPARTMENT_HEAD: ORGANISATION},
    Act.CALL_EXPERT: {Role.GUIDE: OUTLET, Role.CLERK: OUTLET, Role.CHIEF_REPRESENTATIVE: OUTLET},
    Act.SET_CONSULTING_LIMITS: {Role.HALL_MANAGER: REGION},
    # FEATURES GUI-17, GUI-18: guides write plans and follow them; a manager sees what is late
    Act.COMPOSE_PLAN: {Role.GUIDE: OUTLET + REGION},
    Act.FOLLOW_PLAN: {Role.GUIDE: OUTLET + REGION, Role.HALL_MANAGER: OUTLET + REGION},
    Act.ASSIGN_TRACKER: {Role.HALL_MANAGER: OUTLET + REGION},
    Act.READ_PLAN: {
        Role.GUIDE: OUTLET + REGION,
        Role.HALL_MANAGER: OUTLET + REGION,
        Role.SUPERVISOR: REGION,
    },
    Act.MANAGE_PLACES: {Role.SYSTEM_ADMINISTRATOR: REGION},
    Act.MANAGE_ACCOUNTS: {Role.SECURITY_ADMINISTRATOR: REGION},
    Act.READ_AUDIT: {Role.AUDIT_ADMINISTRATOR: REGION},
}

# Law: GB/T 22239—2019 §8.1.4: system, security and audit are administered separately.
POWER_OF_ROLE: Mapping[Role, Power] = {
    role: {
        Role.SYSTEM_ADMINISTRATOR: Power.SYSTEM,
        Role.SECURITY_ADMINISTRATOR: Power.SECURITY,
        Role.AUDIT_ADMINISTRATOR: Power.AUDIT,
    }.get(role, Power.BUSINESS)
    for role in Role
}

# What each power finds in Django's admin: reference data, accounts and lockouts, the audit log.
# Audit administrators read and change nothing; neither does anybody else change audit rows.
ADMIN_APPS: Mapping[Power, frozenset[str]] = {
    Power.BUSINESS: frozenset(),
    Power.SYSTEM: frozenset({"calendars", "places"}),
    Power.SECURITY: frozenset({"accounts", "axes"}),
    Power.AUDIT: frozenset({"kernel"}),
}

NEEDS_OUTLET = frozenset(
    {Role.CLERK, Role.CHIEF_REPRESENTATIVE, Role.ISSUING_CLERK, Role.GUIDE, Role.HALL_MANAGER}
)
NEEDS_ORGANISATION = frozenset(
    {Role.CHIEF_REPRESENTATIVE, Role.DEPARTMENT_OFFICER, Role.DEPARTMENT_HEAD, Role.CATALOGUE_EDITOR}
)

# Where each role works: address and name (工作台).
DESK_OF_ROLE: Mapping[Role, tuple[str, str]] = {
    Role.CLERK: ("/counter/", "综合窗口"),
    Role.CHIEF_REPRESENTATIVE: ("/counter/", "综合窗口"),
    Role.ISSUING_CLERK: ("/issue/", "出件窗口"),
    Role.DEPARTMENT_OFFICER: ("/office/", "部门审批"),
    Role.DEPARTMENT_HEAD: ("/office/", "部门审批"),
    Role.CATALOGUE_EDITOR: ("/catalogue/", "事项管理"),
    Role.CATALOGUE_REVIEWER: ("/catalogue/", "事项管理"),
    Role.GUIDE: ("/consulting/", "咨询导办"),
    Role.HALL_MANAGER: ("/hall/", "大厅管理"),
    Role.SUPERVISOR: ("/supervision/", "效能监察"),
    Role.SYSTEM_ADMINISTRATOR: ("/admin/", "系统管理"),
    Role.SECURITY_ADMINISTRATOR: ("/admin/", "安全管理"),
    Role.AUDIT_ADMINISTRATOR: ("/admin/", "审计管理"),
}

_ELSEWHERE = {
    Scope.OUTLET: "您的岗位不在这个网点",
    Scope.ORGANISATION: "您的岗位不在这个部门",
    Scope.REGION: "您的岗位不管辖这个地方",
}


def require(
    actor: Actor,
    act: Act,
    *,
    outlet_id: UUID | None = None,
    organisation_id: UUID | None = None,
    region_code: str | None = None,
) -> Post:
    """The post under which ``actor`` may do ``act`` here.

    Name every place the matter has: where it was received, who is competent, which region. What
    is not named matches no post, so a caller that forgets one refuses too much, never too little.
    A post in a department counts only inside its own region when ``region_code`` is named.

    Raises:
        NotYourRole: no post of a role that may.
        NotYourPlace: such a role, but elsewhere.
    """
    allowed = PERMISSIONS[act]
    held = [post for post in actor.posts if post.role in allowed]
    for post in held:
        if any(_at(post, scope, outlet_id, organisation_id, region_code) for scope in allowed[post.role]):
            return post
    who = "、".join(role.label for role in allowed)
    if not held:
        own = "、".join(dict.fromkeys(post.role.label for post in actor.posts))
        mine = f"您的岗位是{own}" if own else "您现在没有岗位"
        raise NotYourRole(f"“{act.label}”由{who}办理，{mine}。")
    elsewhere = dict.fromkeys(_ELSEWHERE[scope] for post in held for scope in allowed[post.role])
    raise NotYourPlace(f"“{act.label}”由主管这件事的{who}办理，{'，'.join(elsewhere)}。")


def may(
    actor: Actor,
    act: Act,
    *,
    outlet_id: UUID | None = None,
    organisation_id: UUID | None = None,
    region_code: str | None = None,
) -> bool:
    """Whether :func:`require` would return a post: for pages that offer only what is possible."""
    try:
        require(actor, act, outlet_id=outlet_id, organisation_id=organisation_id, region_code=region_code)
    except (NotYourRole, NotYourPlace):
        return False
    return True


def reach(actor: Actor, act: Act) -> Reach:
    """Where :func:`require` would return a post, for matters that name outlet, department and region.

    Raises:
        NotYourRole: no post of a role that may.
    """
    allowed = PERMISSIONS[act]
    held = [(post, scope) for post in actor.posts for scope in allowed.get(post.role, ())]
    if not held:
        require(actor, act)
    return Reach(
        outlets=frozenset(p.outlet_id for p, scope in held if scope is Scope.OUTLET and p.outlet_id),
        departments=frozenset(
            (p.organisation_id, p.region_code)
            for p, scope in held
            if scope is Scope.ORGANISATION and p.organisation_id
        ),
        regions=frozenset(p.region_code for p, scope in held if scope is Scope.REGION),
    )


def _at(
    post: Post, scope: Scope, outlet_id: UUID | None, organisation_id: UUID | None, region_code: str | None
) -> bool:
    if scope is Scope.OUTLET:
        return outlet_id is not None and post.outlet_id == outlet_id
    within = region_code is not None and covers(post.region_code, region_code)
    if scope is Scope.ORGANISATION:
        here = organisation_id is not None and post.organisation_id == organisation_id
        return here and (region_code is None or within)
    return within


def may_administer(power: Power, permission: str) -> bool:
    """Whether a power reaches ``app.action_model`` in Django's admin."""
    app, _, name = permission.partition(".")
    return app in ADMIN_APPS[power] and (power is not Power.AUDIT or name.startswith("view_"))


def post_problem(
    post: PostInput, *, outlet_region: str | None, organisation_region: str | None
) -> tuple[str, str] | None:
    """What is wrong with an appointment: (field, sentence), or None.

    Args:
        outlet_region, organisation_region: where the named outlet and organisation stand.
    """
    label = post.role.label
    if post.role in NEEDS_OUTLET and post.outlet_id is None:
        return "outlet", f"{label}要有所在的网点。"
    if post.role in NEEDS_ORGANISATION and post.organisation_id is None:
        return "organisation", f"{label}要有所属的部门。"
    if outlet_region is not None and not covers(post.region_code, outlet_region):
        return "region", f"网点在 {outlet_region}，不在岗位的辖区 {post.region_code}。"
    if organisation_region is not None and not covers(organisation_region, post.region_code):
        return "region", f"部门管辖 {organisation_region}，岗位的辖区 {post.region_code} 不在其中。"
    if post.starts_on and post.ends_on and post.ends_on < post.starts_on:
        return "ends_on", "结束日期不能早于开始日期。"
    return None


def in_force(starts_on: date, ends_on: date | None, on: date) -> bool:
    """Whether a period of which both days count contains the day ``on``."""
    return starts_on <= on and (ends_on is None or on <= ends_on)
