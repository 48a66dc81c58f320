"""Printing a paper. For the worker: this module loads the typesetter, the web never does."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings

from yichuang.foundation.notices.services.papers import set_paper
from yichuang.offer.guidance.adapters.papers import template
from yichuang.offer.guidance.models import PrintedPaper
from yichuang.offer.guidance.queries.papers import order_from_json, paper_words
from yichuang.offer.guidance.services.papers import keep_content


def make_paper(*, paper_id: UUID, at: datetime) -> None:
    """Make the PDF of a paper that was asked for (生成文本), outside any transaction. Made once.

    A paper that is forgotten by now is not made.
    """
    row = PrintedPaper.objects.filter(id=paper_id, made_at=None).first()
    if row is None:
        return
    order = order_from_json(row.order)
    address = settings.SITE_URL.rstrip("/") + order.path
    words = {**paper_words(order), "address": address}
    content = set_paper(template=template(), words=words, address=address, at=row.asked_at)
    keep_content(paper_id=paper_id, content=content, at=at)
