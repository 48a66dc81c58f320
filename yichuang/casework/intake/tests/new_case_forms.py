"""What is typed on the page of a new case, and what stands in its fields."""

from __future__ import annotations

import html
import re
from typing import Any

from django.test import Client

from yichuang.casework.cases.tests.county import LICENCE_NEW
from yichuang.casework.intake.tests.applications import company, person

NEW = f"/counter/new/{LICENCE_NEW}/"
EMPTY = {
    "answer.subject": "person",
    "applicant-kind": "natural",
    "applicant-id_type": "resident-id",
    "applicant-id_number": "",
    "applicant-name": "",
    "applicant-phone": "",
}
APPLICANT = {
    "applicant-kind": "natural",
    "applicant-name": "王小满",
    "applicant-id_type": "resident-id",
    "applicant-id_number": person().id_number,
    "applicant-phone": "13800003210",
}
FORM = {"m1.collected": "paper", "m1.originals": "1", "m1.point.p1": "on", "m1.point.p2": "on"}
WHOLE: dict[str, Any] = {"answer.subject": "person"} | APPLICANT | FORM
LINE = f"王小满|男|汉|19900307|安澜县|{person().id_number}|安澜县公安局|20200101-20400101"
COMPANY = {
    "answer.subject": "company",
    "applicant-kind": "legal",
    "applicant-name": company().name,
    "applicant-id_type": "uscc",
    "applicant-id_number": company().id_number,
    "applicant-phone": company().phone,
    "applicant-legal_representative": "田大禾",
    "m3.collected": "paper",
    "m3.point.p1": "on",
}


def value(page: str, name: str) -> str:
    """What stands in a field of the page."""
    tag = re.search(rf'<input[^>]*name="{re.escape(name)}"[^>]*>', page)
    assert tag, name
    found = re.search(r'value="([^"]*)"', tag.group(0))
    return html.unescape(found.group(1)) if found else ""


def fill(desk: Client, who: str, data: dict[str, Any], *, part: bool = True) -> Any:
    headers = {"HX-Request": "true"} if part else {}
    return desk.post(f"{NEW}people/{who}/", data, headers=headers)


def save(desk: Client, data: dict[str, Any]) -> Any:
    return desk.post(f"{NEW}drafts/", data, headers={"Accept": "application/json"})
