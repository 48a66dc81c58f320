"""Is this document genuine (验真)? What anyone who holds it may ask."""

from __future__ import annotations

import hmac

from yichuang.foundation.documents import queries as documents
from yichuang.foundation.notices import rules
from yichuang.foundation.notices.errors import NoticeUnknown
from yichuang.foundation.notices.models import NoticeFile, Voiding
from yichuang.foundation.notices.queries.documents import frozen_notice, notice, notices_of_case
from yichuang.foundation.notices.types import LaterNotice, NoticeView, Person, Verification
from yichuang.foundation.parties import queries as parties
from yichuang.foundation.parties.types import IdType, PartyKind
from yichuang.kernel.crypto import sm3
from yichuang.kernel.time import legal_date


def verification(view: NoticeView) -> Verification:
    """What can be checked on a document, its people masked (验真).

    Law: 行政许可法 §41; 个人信息保护法 §6
    """
    frozen = frozen_notice(view.id)
    content = frozen.content
    file_id = NoticeFile.objects.filter(pk=view.id).values_list("file_id", flat=True).first()
    voided_at = Voiding.objects.filter(pk=view.case_number).values_list("at", flat=True).first()
    return Verification(
        notice=view,
        authority=frozen.authority.name,
        authority_phone=frozen.authority.phone,
        issued_on=legal_date(view.issued_at),
        item=content.item.name,
        applicant=_masked(content.applicant),
        code=rules.verification_code(view.token),
        digest=documents.file_info(file_id).digest.hex() if file_id else "",
        voided_on=legal_date(voided_at) if voided_at else None,
        later=tuple(
            LaterNotice(other.title, other.number, legal_date(other.issued_at))
            for other in notices_of_case(view.case_number)
            if other.id > view.id
        ),
        progress=rules.progress_address(frozen),
    )


def notice_of_code(case_number: str, code: str) -> NoticeView:
    """The document of a case that carries this verification code (验证码).

    Raises:
        NoticeUnknown: no such case, or none of its documents; the two are not told apart.
    """
    given = "".join(code.split()).lower()
    for view in notices_of_case("".join(case_number.split())):
        if hmac.compare_digest(rules.verification_code(view.token).lower().encode(), given.encode()):
            return view
    raise NoticeUnknown


def notice_of_content(content: bytes) -> NoticeView:
    """The document whose file is this, byte for byte.

    Raises:
        NoticeUnknown: it is nobody's; changed, or never issued here.
    """
    ids = documents.files_of_digest(sm3(content))
    found = NoticeFile.objects.filter(file_id__in=ids).values_list("notice_id", flat=True).first()
    if found is None:
        raise NoticeUnknown
    return notice(found)


def _masked(person: Person) -> str:
    kind = PartyKind.LEGAL if person.id_type == IdType.USCC else PartyKind.NATURAL
    return parties.mask_name(person.name, kind)
