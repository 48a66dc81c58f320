"""What is typed on the pages of the ways out, and where those pages are."""

from __future__ import annotations

import re

from yichuang.casework.intake.tests.endings import NOT_OURS

WRITTEN = {
    "ground": "not-competent",
    "reason": NOT_OURS.reason,
    "legal_basis": "\r\n".join((*NOT_OURS.legal_basis, "《中华人民共和国道路运输条例》第七条")),
    "apply_to": "安澜县公安局",
}
BROUGHT = {"by_agent": "no", "has_signed_paper": "on", "identity_checked": "on", "reason": "车不买了"}
MARKUP = "<script>alert(1)</script>{{ 7*7 }}<b>'\""


def path(number: str, act: str) -> str:
    return f"/counter/cases/{number}/{act}/"


def hidden(page: str) -> dict[str, str]:
    """What the confirmation of a page would send."""
    form = re.search(r'<form method="post" id="ending".*?</form>', page, re.S)
    assert form is not None
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form[0])) | {
        "step": "confirm"
    }
