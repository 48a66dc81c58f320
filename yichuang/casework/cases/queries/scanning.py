"""What a scanner types at a desk, and the case it leads to."""

from __future__ import annotations

import re

from yichuang.casework.cases.errors import CaseUnknown
from yichuang.casework.cases.queries.reading import case_by_number, case_by_token
from yichuang.casework.cases.types import CaseView
from yichuang.foundation.notices import queries as notices
from yichuang.foundation.notices.errors import NoticeUnknown

_PROGRESS = re.compile(r"/progress/([A-Za-z0-9_-]{43})/?$")
_DOCUMENT = re.compile(r"/d/([a-z2-7]{26})(?:/|\.pdf)?$")


def scanned_case(text: str) -> CaseView:
    """The case of a scanned document or progress page, or of a whole case number, spaces or not.

    Raises:
        CaseUnknown: it is nobody's, or something else.
    """
    progress, document = _PROGRESS.search(text), _DOCUMENT.search(text)
    if progress:
        return case_by_token(progress.group(1))
    if document:
        try:
            return case_by_number(notices.notice_of_token(document.group(1)).case_number)
        except NoticeUnknown as refusal:
            raise CaseUnknown from refusal
    return case_by_number("".join(text.split()))
