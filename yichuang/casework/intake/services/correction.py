"""The correction notice (一次性补正告知): once, in writing, everything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from yichuang.casework.cases import queries as case_queries
from yichuang.casework.cases import services as cases
from yichuang.casework.cases.types import ActKind, CaseStatus, CaseView, Step
from yichuang.casework.intake import rules
from yichuang.casework.intake.errors import SecondReasonMissing, ToldBefore
from yichuang.casework.intake.events import CorrectionRequested
from yichuang.casework.intake.models import CorrectionGap, CorrectionNotice
from yichuang.casework.intake.queries import Planned, check_window_of_case, plan_correction
from yichuang.casework.intake.services import correction_data
from yichuang.casework.intake.services.notice_data import officer_words
from yichuang.casework.intake.services.settling import settle_by_time
from yichuang.casework.intake.types import GapLine, Requested
from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor, Post
from yichuang.foundation.notices import services as notices
from yichuang.foundation.notices.types import NoticeKind
from yichuang.foundation.places import queries as places
from yichuang.foundation.places.types import WindowView
from yichuang.kernel import outbox
from yichuang.kernel.errors import FieldError
from yichuang.kernel.time import date_words, legal_date
from yichuang.kernel.transactions import act

LONGEST_REASON = 500


@act
def request_correction(
    *,
    number: str,
    window: WindowView | None,
    actor: Actor,
    at: datetime,
    notes: Mapping[str, str] | None = None,
    reason: str = "",
) -> Requested:
    """Tell the applicant once, in writing, of everything to correct (一次性补正告知, 一次性补正告知书).

    The list is that of the checks against the published list; nobody adds to it or leaves anything
    out. From a correction on, what is told again although it could be seen before is a supervisor's
    to allow, with a reason that is printed; what newly arose from what was handed in is not.

    Law:
        行政许可法 §31         nothing the published list does not name
        行政许可法 §32(1)(四)  on the spot or within five days, once, everything
        行政许可法 §32(2)      a dated, sealed written notice

    Args:
        window: where the clerk sits; None: a supervisor, who has none.
        notes: key of a gap (``m1``, ``m1.p2``) → what is added to it for this applicant.
        reason: of telling again what could be seen the first time; else it is left out.

    Raises:
        CaseUnknown; NotYourRole, NotYourPlace; ReceivedElsewhere; WindowTakesNothing.
        ActNotPossible: accepted, in five days of silence too, or ended.
        NothingToCorrect, GapUnknown; CalendarNotLoaded: of the last day to correct.
        ToldBefore: carries ``told``, in words. SecondReasonMissing.

    Publishes:
        ``intake.correction-requested`` v1.

    Concurrency: locks the case first; ``one_notice_per_round`` is the backstop.
    """
    if window is not None:
        accounts.require(actor, Act.CORRECT, outlet_id=window.outlet_id, region_code=window.region_code)
        rules.check_window(window)
    case = settle_by_time(number=number, at=at)
    officer = officer_of(case, window, actor)
    case_queries.check_possible(case.status, ActKind.REQUEST_CORRECTION)
    planned = plan_correction(case=case, notes=notes or {}, at=at)
    _check_told_before(case, planned, actor)
    reason = checked_reason(planned, reason)
    act_id = cases.take_step(case=case, step=_step(case, planned, window, actor, at))
    notice = notices.issue_notice(
        kind=NoticeKind.CORRECTION_NOTICE,
        authority=places.organisation(case.organisation_id),
        case_number=number,
        data=correction_data.notice(
            version=planned.version,
            case=case,
            officer=officer,
            lines=planned.lines,
            limit=planned.limit,
            by=planned.correct_by,
            reason=reason,
        ),
        at=at,
        outlet_id=case.outlet_id,
    )
    _write(act_id, case, planned, notice.id, reason)
    outbox.publish(
        CorrectionRequested(
            case.id,
            number,
            case.handling_code,
            case.organisation_id,
            planned.round,
            len(planned.lines),
            len(planned.told_before),
            planned.correct_by,
        ),
        actor=actor.principal,
        at=at,
        topic=case.topic,
    )
    return Requested(case.id, number, notice, planned.lines, planned.correct_by)


def officer_of(case: CaseView, window: WindowView | None, actor: Actor) -> str:
    """Who handles it, as the paper names them: a clerk at a window, or a supervisor, who has none.

    Raises:
        NotYourRole, NotYourPlace: neither, or not of this case. ReceivedElsewhere: nor of this window.
    """
    if window is not None:
        check_window_of_case(case, Act.CORRECT, window, actor)
        return officer_words(window, actor)
    post = _require(actor, Act.CORRECT_AGAIN, case)
    if case.status is CaseStatus.RECEIVED:
        _require(actor, Act.CORRECT, case)  # the first time it is the window's to tell
    return f"{post.role.label} {actor.name}"


def _require(actor: Actor, permission: Act, case: CaseView) -> Post:
    return accounts.require(
        actor,
        permission,
        outlet_id=case.outlet_id,
        organisation_id=case.organisation_id,
        region_code=case.region_code,
    )


def may_tell_again(actor: Actor, case: CaseView) -> bool:
    """Whether this person may tell again what could be seen the first time."""
    return accounts.may(
        actor,
        Act.CORRECT_AGAIN,
        outlet_id=case.outlet_id,
        organisation_id=case.organisation_id,
        region_code=case.region_code,
    )


def _check_told_before(case: CaseView, planned: Planned, actor: Actor) -> None:
    if planned.told_before and not may_tell_again(actor, case):
        words = [line.gap.words for line in planned.told_before]
        raise ToldBefore(
            f"有 {len(words)} 处第一次告知时就能看出来，要由大厅管理员或者部门负责人写明理由后告知："
            + "；".join(words),
            told=words,
        )


def checked_reason(planned: Planned, reason: str) -> str:
    """The reason that is printed: only what is told again has one."""
    given = reason.strip()
    if not planned.told_before:
        return ""
    if not given:
        raise SecondReasonMissing(errors=(FieldError("/reason", "请写明理由"),))
    if len(given) > LONGEST_REASON:
        too_long = f"理由超过 {LONGEST_REASON} 字"
        raise SecondReasonMissing(too_long, errors=(FieldError("/reason", too_long),))
    return given


def _step(case: CaseView, planned: Planned, window: WindowView | None, actor: Actor, at: datetime) -> Step:
    again = "再次" if planned.round > 1 else "一次性"
    return Step.by(
        actor,
        ActKind.REQUEST_CORRECTION,
        at,
        window.id if window else None,
        f"{again}告知需要补正 {len(planned.lines)} 处，{date_words(planned.correct_by)}前补正",
        {
            "gaps": [line.gap.key for line in planned.lines],
            # as the public page tells the applicant what to bring: the published list's own words
            "missing": [line.gap.words for line in planned.lines],
            "told_before": [line.gap.key for line in planned.told_before],
            "correct_by": planned.correct_by.isoformat(),
            "round": planned.round,
            # silence accepts nothing for this item, but the answer was owed by then
            "is_late": planned.round == 1 and legal_date(at) > case.answer_due_on,
        },
    )


def _write(act_id: UUID, case: CaseView, planned: Planned, document_id: UUID, reason: str) -> None:
    CorrectionNotice.objects.create(
        act_id=act_id,
        case_id=case.id,
        round=planned.round,
        correct_by=planned.correct_by,
        period=planned.limit.words,
        document_id=document_id,
        reason=reason or None,
    )
    CorrectionGap.objects.bulk_create(_rows(act_id, planned.lines))


def _rows(notice_id: UUID, lines: Sequence[GapLine]) -> list[CorrectionGap]:
    return [
        CorrectionGap(
            notice_id=notice_id,
            position=place,
            material_code=line.gap.material_code,
            material_name=line.gap.material_name,
            point_code=line.gap.point_code,
            problem=line.problem,
            how_to_fix=line.how_to_fix,
            note=line.note or None,
            legal_basis=line.legal_basis,
            told_before=line.told_before,
        )
        for place, line in enumerate(lines, start=1)
    ]
