"""What an act would write, before it is done: for its maker to read through."""

from __future__ import annotations

from datetime import datetime

from yichuang.casework.approval import rules
from yichuang.casework.approval.queries import CaseFile
from yichuang.casework.approval.services import notice_data
from yichuang.casework.approval.types import DecisionInput, RefusalInput, TerminationInput
from yichuang.casework.cases import queries as cases
from yichuang.foundation.accounts.types import Actor
from yichuang.foundation.notices.types import NoticeContent, NoticeKind, Preview


def preview_decision(
    *, file: CaseFile, decision: DecisionInput, actor: Actor, is_immediate: bool, at: datetime
) -> Preview:
    """The document of a grant at this moment, its people masked. Writes nothing.

    Args:
        is_immediate: decided at the window under the representative's written authorisation.
    """
    content = (notice_data.grant if file.is_licence else notice_data.completion)(
        case=file.case,
        version=file.version,
        decision=decision,
        actor=actor,
        authorisation=file.authorisation if is_immediate else file.delegation,
        at=at,
    )
    kind = NoticeKind.GRANT_DECISION if file.is_licence else NoticeKind.COMPLETION_NOTICE
    return _preview(file, kind, content, at)


def preview_refusal(*, file: CaseFile, refusal: RefusalInput, actor: Actor, at: datetime) -> Preview:
    """The document of a refusal at this moment, its people masked. Writes nothing.

    Raises:
        RefusalIncomplete: ``errors`` point at what says nothing; RemediesUnknown.
    """
    refusal = rules.complete_refusal(refusal)
    content = notice_data.refusal(case=file.case, version=file.version, refusal=refusal, actor=actor, at=at)
    return _preview(file, rules.refusal_kind(file.version.item_type), content, at)


def preview_termination(
    *, file: CaseFile, termination: TerminationInput, actor: Actor, at: datetime
) -> Preview:
    """The 终止办理（退件）通知书 at this moment, its people masked. Writes nothing.

    Raises:
        TerminationIncomplete: ``errors`` point at what says nothing.
    """
    termination = rules.complete_termination(termination)
    content = notice_data.termination(
        case=file.case, version=file.version, termination=termination, actor=actor, at=at
    )
    return _preview(file, NoticeKind.TERMINATION_NOTICE, content, at)


def _preview(file: CaseFile, kind: NoticeKind, content: NoticeContent, at: datetime) -> Preview:
    return cases.masked_preview(
        case=file.case, kind=kind, content=content, people=(file.applicant, file.agent), at=at
    )
