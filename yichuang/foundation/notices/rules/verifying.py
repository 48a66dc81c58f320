"""What a document shows of itself to whoever checks it."""

from __future__ import annotations

from yichuang.foundation.notices.types import FrozenNotice, NoticeKind

_CODE_LENGTH = 6
# what only the applicant holds; a result is shown to others, and must not open the case to them
_OWN_PAPERS = frozenset(
    {
        NoticeKind.RECEIPT,
        NoticeKind.CORRECTION_NOTICE,
        NoticeKind.CORRECTION_RECEIPT,
        NoticeKind.ACCEPTANCE_NOTICE,
    }
)


def qr_address(notice: FrozenNotice) -> str:
    """The address in the QR code: the page that verifies the document."""
    inquiry = notice.content.inquiry
    address = inquiry.qr or inquiry.site.rstrip("/") + "/d/{token}/"
    return address.replace("{token}", notice.token)


def verification_code(token: str) -> str:
    """What a person types who cannot scan (验证码): 30 bits, and guesses are counted."""
    return token[:_CODE_LENGTH].upper()


def progress_address(notice: FrozenNotice) -> str:
    """Where the holder of this paper follows the case; empty for a paper that is shown to others.

    Policy: only papers of the procedure open the case; the decision's holder types number and phone.
    """
    inquiry = notice.content.inquiry
    address = inquiry.progress or (inquiry.qr if "/progress/" in inquiry.qr else "")
    return address if notice.kind in _OWN_PAPERS else ""
