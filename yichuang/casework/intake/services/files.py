"""Staff open a scan that was handed in: allowed by place, and on record."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from yichuang.casework.cases import queries as cases
from yichuang.casework.intake.queries import is_file_of_case
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.foundation.documents import queries as documents
from yichuang.foundation.documents.errors import FileUnknown
from yichuang.foundation.documents.types import StoredContent
from yichuang.kernel import audit
from yichuang.kernel.transactions import act


@act
def open_file(*, number: str, file_id: UUID, actor: Actor, at: datetime) -> StoredContent:
    """Open a scan of a case (调阅材料), and put it on record.

    Law: 个人信息保护法 §51 (access by authority, on record)

    Raises:
        CaseUnknown; NotYourRole, NotYourPlace: the actor may not read the case.
        FileUnknown: not a file of this case. FileCorrupt, StorageUnavailable: of the file.
    """
    case = cases.case_for(actor, Act.READ_CASE, number)
    if not is_file_of_case(case.id, file_id):
        raise FileUnknown("这个办件没有这份材料附件")
    audit.record(
        stream="submitted-file",
        stream_id=file_id,
        action="file-opened",
        actor=actor.principal,
        at=at,
        details={"case": str(case.id)},
    )
    return documents.read_file(file_id)
