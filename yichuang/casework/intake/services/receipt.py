"""Receipt (收件): materials change hands, the person gets a dated paper, five working days begin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from yichuang.casework.cases import services as cases
from yichuang.casework.cases.types import ActKind, NewCase, Step
from yichuang.casework.intake import rules
from yichuang.casework.intake.errors import AnswersIncomplete, ItemNotComplete, OutOfScope
from yichuang.casework.intake.events import CaseReceived
from yichuang.casework.intake.services import notice_data
from yichuang.casework.intake.services.drafts import use_up_draft
from yichuang.casework.intake.services.materials import check_files, write_checks
from yichuang.casework.intake.services.people import RecordedPeople, record_people
from yichuang.casework.intake.types import Application, CheckedMaterial, DraftRef, Received
from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.foundation.calendars import queries as calendars
from yichuang.foundation.notices import services as notices
from yichuang.foundation.notices.types import NoticeKind
from yichuang.foundation.places import queries as places
from yichuang.foundation.places.types import WindowView
from yichuang.kernel import outbox
from yichuang.kernel.errors import FieldError
from yichuang.kernel.time import legal_date
from yichuang.kernel.transactions import act
from yichuang.offer.catalogue import queries as catalogue
from yichuang.offer.catalogue.types import HandlingVersion
from yichuang.offer.guidance import queries as guidance
from yichuang.offer.guidance.types import ExactList
from yichuang.offer.scope import queries as scope


@dataclass(frozen=True)
class _Examined:
    """An application that may be received: the version in force, its exact list, the checks."""

    version: HandlingVersion
    exact: ExactList
    checked: tuple[CheckedMaterial, ...]
    answer_due_on: date


@act
def receive_case(
    *,
    application: Application,
    window: WindowView,
    actor: Actor,
    at: datetime,
    draft: DraftRef | None = None,
) -> Received:
    """Receive an application and give the receipt (收件, 收件凭证).

    The catalogue version in force is frozen into the case. Something missing does not stop a
    receipt: the person gets the list of gaps, and the authority has five working days to say so.

    Law:
        行政许可法 §29      application by whoever may apply, or an agent
        行政许可法 §31      nothing outside the published list
        行政许可法 §32      the answer is due within five working days of receipt

    Args:
        draft: the draft the page was typed into; it ends with the receipt.

    Raises:
        NotYourRole, NotYourPlace: this person may not receive at this window.
        DraftChanged, DraftGone: another window went on with the draft.
        ItemUnknown, ItemNotOffered, ItemNotComplete, OutOfScope: the item cannot be taken here.
        AnswersIncomplete, MaterialNotListed, MaterialNamedTwice, ReviewPointUnknown.
        FileNotStored: of a scan.
        InvalidIdentity, AgentIsApplicant, AttendanceUnclear: of the applicant or who comes for them.
        AuthorityMissing, AuthorityEnded, AuthorityTooNarrow, InvalidAuthority: of the agent's paper.

    Publishes:
        ``intake.case-received`` v1.
    """
    accounts.require(actor, Act.RECEIVE, outlet_id=window.outlet_id, region_code=window.region_code)
    examined = _examine(application, window, legal_date(at))
    if draft is not None:
        use_up_draft(draft, window)
    people = record_people(application, handling_code=examined.version.code, actor=actor, at=at)
    gaps = rules.all_gaps(examined.checked)
    born = cases.open_case(
        new=_new_case(application, examined, window, people),
        step=Step.by(
            actor,
            ActKind.RECEIVE,
            at,
            window.id,
            f"{window.outlet_name} {window.code} 窗口收到申请材料",
            {"gaps": len(gaps), "version_number": examined.version.version_number, **people.evidence},
        ),
    )
    case = born.case
    write_checks(case.id, born.act_id, examined.checked)
    receipt = notices.issue_notice(
        kind=NoticeKind.RECEIPT,
        authority=places.organisation(case.organisation_id),
        case_number=case.number,
        data=notice_data.receipt(
            people=(people.applicant, people.agent),
            version=examined.version,
            checked=examined.checked,
            case=case,
            window=window,
            actor=actor,
        ),
        at=at,
        outlet_id=case.outlet_id,
    )
    outbox.publish(
        CaseReceived(
            case.id, case.number, case.handling_code, case.organisation_id, window.outlet_id, len(gaps)
        ),
        actor=actor.principal,
        at=at,
        topic=case.topic,
    )
    return Received(case.id, case.number, receipt, gaps, examined.answer_due_on)


def _examine(application: Application, window: WindowView, on: date) -> _Examined:
    version = catalogue.published_version(application.code, on)
    if not version.takes_applications:
        missing = "、".join(element.label for element in version.missing_to_apply)
        raise ItemNotComplete(
            f"“{version.name}”的办事指南还缺{missing}，补全并公布之前不能收件",
            elements=[element.value for element in version.missing_to_apply],
        )
    answer = scope.window_may_take(window=window, version=version, on=on)
    if not answer.allowed:
        raise OutOfScope(answer.reason, windows=[f"{w.outlet_name} {w.code}" for w in answer.windows])
    exact = guidance.exact_list(version, application.answers)
    if not exact.is_final:
        raise AnswersIncomplete(
            f"还要问：{exact.unanswered[0].text}",
            errors=tuple(
                FieldError(f"/answers/{question.code}", question.text) for question in exact.unanswered
            ),
            unanswered=[question.code for question in exact.unanswered],
        )
    checked = rules.check_materials(needed=exact.materials, handed_in=application.materials)
    check_files(application.materials)
    due = calendars.working_calendar().add_working_days(on, rules.ANSWER_WORKING_DAYS)
    return _Examined(version, exact, checked, due)


def _new_case(
    application: Application,
    examined: _Examined,
    window: WindowView,
    people: RecordedPeople,
) -> NewCase:
    version = examined.version
    return NewCase(
        region_code=window.region_code,
        version_id=version.id,
        item_code=version.item_code,
        handling_code=version.code,
        name=version.name,
        item_type=version.item_type.value if version.item_type else "",
        handling_type=version.handling_type.value if version.handling_type else "",
        organisation_id=version.organisation_id,
        outlet_id=window.outlet_id,
        window_id=window.id,
        applicant_id=people.applicant_id,
        agent_id=people.agent_id,
        channel=application.channel,
        answers=dict(examined.exact.answers),
        answer_due_on=examined.answer_due_on,
    )
