"""Where a case is, for the person who has its number or its QR code. No name, no identity number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_noop

from yichuang.casework.cases.models import Act
from yichuang.casework.cases.queries.reading import timeline
from yichuang.casework.cases.types import ActKind, CaseStatus, CaseView, TimelineEntry
from yichuang.foundation.calendars import queries as calendars
from yichuang.foundation.clocks import queries as clocks
from yichuang.foundation.clocks.types import Deadline
from yichuang.foundation.notices import queries as notices
from yichuang.foundation.notices.types import NoticeView
from yichuang.foundation.places import queries as places
from yichuang.foundation.places.types import OrganisationView, OutletView
from yichuang.kernel.time import legal_date
from yichuang.offer.catalogue import queries as catalogue
from yichuang.offer.catalogue.types import ItemType

STAGES = (
    gettext_noop("收件"),
    gettext_noop("受理"),
    gettext_noop("审查"),
    gettext_noop("决定"),
    gettext_noop("领结果"),
)
_STAGE_OF = {
    CaseStatus.RECEIVED: 0,
    CaseStatus.CORRECTION: 0,
    CaseStatus.ACCEPTED: 1,
    CaseStatus.IN_REVIEW: 2,
    CaseStatus.SPECIAL_PROCEDURE: 2,
    CaseStatus.SUSPENDED: 2,
    CaseStatus.GRANTED: 3,
    CaseStatus.REFUSED: 3,
    CaseStatus.AWAITING_ISSUE: 4,
    CaseStatus.DELIVERED: 5,
    CaseStatus.ARCHIVED: 5,
}


@dataclass(frozen=True)
class Answer:
    """The answer to "where is it", as message ids: what it is, what comes next, can it be challenged."""

    headline: str
    hint: str = ""
    can_challenge: bool = False


_AGAIN = gettext_noop("还要办的，可以重新申请。")
_ANSWERS: Mapping[CaseStatus, Answer] = {
    CaseStatus.DRAFT: Answer(gettext_noop("还没有提交"), gettext_noop("提交以后，窗口会先看一遍材料。")),
    CaseStatus.SUBMITTED: Answer(
        gettext_noop("已提交，等待预审"), gettext_noop("窗口看过材料以后，这里会更新。")
    ),
    CaseStatus.PRE_REJECTED: Answer(
        gettext_noop("预审没有通过"), gettext_noop("原因写在下面的经过里，改好以后可以重新提交。")
    ),
    CaseStatus.NOT_NEEDED: Answer(
        gettext_noop("这件事不需要办理"),
        gettext_noop("原因写在不予受理通知书上，交来的材料可以取回。"),
        can_challenge=True,
    ),
    CaseStatus.NOT_ACCEPTED: Answer(
        gettext_noop("不予受理"),
        gettext_noop("理由、依据写在不予受理通知书上；不归本机关办的，还写明了该向哪里申请。"),
        can_challenge=True,
    ),
    CaseStatus.LAPSED: Answer(gettext_noop("没有按期补正，办件已经结束"), _AGAIN, can_challenge=True),
    CaseStatus.SPECIAL_PROCEDURE: Answer(
        gettext_noop("正在进行特别程序"), gettext_noop("这段时间不计入办理时限，要多久写在告知书上。")
    ),
    CaseStatus.SUSPENDED: Answer(gettext_noop("暂停办理"), gettext_noop("恢复办理以后，这里会更新。")),
    CaseStatus.REPORTED_UP: Answer(
        gettext_noop("已转报上级机关"), gettext_noop("由上级机关继续办理，不用再交材料。")
    ),
    CaseStatus.TERMINATED: Answer(
        gettext_noop("已终止办理"),
        gettext_noop("原因写在终止办理（退件）通知书上；还要办的，可以重新申请。"),
        can_challenge=True,
    ),
    CaseStatus.WITHDRAWN: Answer(gettext_noop("申请已经撤回"), _AGAIN),
    CaseStatus.VOIDED: Answer(
        gettext_noop("办件已作废"), gettext_noop("这个办件不再办理。有疑问，请打下面的电话。")
    ),
    CaseStatus.DELETED: Answer(
        gettext_noop("录入错误，已删除"),
        gettext_noop("这个办件不再办理；已经重新收件的，以新的收件凭证为准。有疑问，请打下面的电话。"),
    ),
}
_LICENCE = ItemType.LICENCE.value
_GRANTED = {
    True: Answer(gettext_noop("已决定准予，正在制作结果"), gettext_noop("做好以后就可以来领。")),
    False: Answer(gettext_noop("办理通过，正在制作结果"), gettext_noop("做好以后就可以来领。")),
}
_REFUSED_HINT = gettext_noop("事实、理由和依据写在文书上。")
_REFUSED = {
    True: Answer(gettext_noop("决定不予行政许可"), _REFUSED_HINT, can_challenge=True),
    False: Answer(gettext_noop("决定不予办理"), _REFUSED_HINT, can_challenge=True),
}
_DEEMED = Answer(
    gettext_noop("答复期限已过，视为受理"),
    gettext_noop("没有在期限内告知补正，自收到申请材料之日起就算受理，办理时限从那天起算。"),
)
_SILENT = Answer(gettext_noop("已超过答复期限"), gettext_noop("窗口还没有答复是否受理，可以打监督电话。"))


@dataclass(frozen=True)
class CorrectionAsked:
    """What the applicant still has to bring, and until when (补正). ``has_come``: something came since."""

    missing: tuple[str, ...]
    correct_by: date | None
    has_come: bool
    is_open: bool


@dataclass(frozen=True)
class Progress:
    """A case as its applicant follows it.

    Attributes:
        answer: where it is, when that is said without a date; None: the page says it with its date.
        stage: how many stages are done; None: it ended otherwise.
        correction: what is waited for; None: nothing is.
        is_refused: decided, and not granted.
    """

    case: CaseView
    answer: Answer | None
    stage: int | None
    deadline: Deadline
    steps: tuple[TimelineEntry, ...]
    documents: tuple[NoticeView, ...]
    organisation: OrganisationView
    outlet: OutletView
    correction: CorrectionAsked | None
    is_refused: bool

    @property
    def is_open(self) -> bool:
        return self.case.completed_at is None and self.stage is not None

    @property
    def can_challenge(self) -> bool:
        """There is a refusal, and it is known where it can be challenged (行政许可法 §38)."""
        refused = self.is_refused or (self.answer is not None and self.answer.can_challenge)
        return refused and bool(self.organisation.reconsideration_body and self.organisation.court)


def progress_of(case: CaseView, at: datetime) -> Progress:
    """Where the case is now. One statement more while the applicant has something to bring."""
    steps = timeline(case.id)
    correction = _correction_asked(case, steps)
    return Progress(
        case=case,
        answer=_answer(case, steps, correction, legal_date(at)),
        stage=None if _ended_undecided(case) else _STAGE_OF.get(case.status),
        deadline=clocks.deadline(
            calendars.working_calendar(),
            due_on=case.promised_due_on,
            at=at,
            started_on=legal_date(case.accepted_at) if case.accepted_at else None,
            closed_on=legal_date(case.decided_at) if case.decided_at else None,
        ),
        steps=tuple(step for step in steps if not _is_internal(step)),
        documents=notices.notices_of_case(case.number),
        organisation=places.organisation(case.organisation_id),
        outlet=places.outlet(case.outlet_id),
        correction=correction,
        is_refused=any(step.kind is ActKind.REFUSE for step in steps),
    )


def _is_internal(step: TimelineEntry) -> bool:
    """The department's own, which says nothing to the applicant: an opinion, another officer."""
    return step.kind is ActKind.OPINE or step.is_handing_on


def _ended_undecided(case: CaseView) -> bool:
    """Archived without ever having been decided: it never came to the last stages."""
    return case.status is CaseStatus.ARCHIVED and case.decided_at is None


def _answer(
    case: CaseView, steps: Sequence[TimelineEntry], correction: CorrectionAsked | None, today: date
) -> Answer | None:
    status = case.status
    if _ended_undecided(case):  # what it was when it went to the archive
        status = next((step.to_status for step in reversed(steps) if step.to_status is not status), status)
    if status is CaseStatus.GRANTED:
        return _GRANTED[case.item_type == _LICENCE]
    if status is CaseStatus.REFUSED:
        return _REFUSED[case.item_type == _LICENCE]
    if status is CaseStatus.RECEIVED and today > case.answer_due_on:
        return _DEEMED if catalogue.version(case.version_id).deems_acceptance else _SILENT
    if correction and correction.is_open and correction.correct_by and today > correction.correct_by:
        return _ANSWERS[CaseStatus.LAPSED]
    return _ANSWERS.get(status)


def _correction_asked(case: CaseView, steps: Sequence[TimelineEntry]) -> CorrectionAsked | None:
    """What the newest correction notice asked for and is still missing, in the words the acts left."""
    if case.status is not CaseStatus.CORRECTION:
        return None
    asked = max(step.sequence for step in steps if step.kind is ActKind.REQUEST_CORRECTION)
    came = [s.sequence for s in steps if s.kind is ActKind.RECORD_CORRECTION and s.sequence > asked]
    newest = max(came, default=asked)
    rows = Act.objects.filter(case_id=case.id, sequence__in=(asked, newest))
    details = dict(rows.values_list("sequence", "details"))
    day, missing = details[asked].get("correct_by"), tuple(details[newest].get("missing", ()))
    return CorrectionAsked(
        missing=missing,
        correct_by=date.fromisoformat(day) if day else None,
        has_come=bool(came),
        is_open=bool(missing) or not came,
    )
