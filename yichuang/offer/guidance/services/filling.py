"""A form filled in on the public site becomes a PDF (填写申请表). Nothing of it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings

from yichuang.foundation.notices.services.apart import set_paper_apart
from yichuang.kernel.transactions import act
from yichuang.offer.catalogue.queries.forms import asked_fields, value_text
from yichuang.offer.catalogue.types import HandlingVersion
from yichuang.offer.guidance.adapters.papers import form_template
from yichuang.offer.guidance.rules.filling import form_words
from yichuang.offer.guidance.services.keeping import book

FORMS_PER_SOURCE = 120
FORMS_IN_ALL = 4000


@act
def book_form(*, source: str, at: datetime) -> None:
    """Count a form that is about to be printed.

    Raises:
        TooManyLists: carries ``retry_after_seconds``.
    """
    book("filled", source, FORMS_PER_SOURCE, FORMS_IN_ALL, at)


def print_form(
    *,
    version: HandlingVersion,
    answers: Mapping[str, str],
    values: Mapping[str, Any],
    path: str,
    at: datetime,
) -> bytes:
    """The form as PDF (打印申请表). Neither the values nor the PDF are stored.

    Law: 个人信息保护法 §6 (no more is collected than the purpose needs).

    Args:
        path: of the guide, for the code on the paper; it carries nothing that was typed.

    Raises:
        TypesettingFailed
    """
    asked = asked_fields(version.form, answers)
    texts = {field.code: value_text(field.facts, values.get(field.code)) for field in asked}
    words = form_words(version, asked, texts, answers)
    address = settings.SITE_URL.rstrip("/") + path
    return set_paper_apart(template=form_template(), words=words, address=address, at=at)
