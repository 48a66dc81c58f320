"""A handbook, a notice or a personal list is asked for as PDF (打印文本). The worker makes it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from uuid import UUID

from yichuang.kernel import outbox
from yichuang.kernel.crypto import sm3
from yichuang.kernel.transactions import act
from yichuang.offer.guidance.events import PaperWanted
from yichuang.offer.guidance.models import PrintedPaper
from yichuang.offer.guidance.queries.papers import order_as_json
from yichuang.offer.guidance.services.keeping import book
from yichuang.offer.guidance.types import PaperOrder

# Policy: it can be made again any time; so long it does not have to be
PAPERS_KEPT = timedelta(days=7)
# what the worker has not made by then was given up
_GIVEN_UP = timedelta(minutes=10)
PAPERS_PER_SOURCE = 300
PAPERS_IN_ALL = 5000


@act
def ask_for_paper(*, order: PaperOrder, source: str, at: datetime) -> UUID:
    """Have a paper printed; the same order has the same paper (打印). Returns its id.

    Args:
        source: where the request comes from; only counted, and only when something has to be made.

    Raises:
        TooManyLists: carries ``retry_after_seconds``.

    Publishes:
        ``guidance.paper-wanted`` v1, when it has to be made.

    Concurrency: of two who ask at once, the second waits and gets the paper of the first.
    """
    words = order_as_json(order)
    digest = sm3(json.dumps(words, sort_keys=True, ensure_ascii=False).encode())
    row, is_new = PrintedPaper.objects.get_or_create(digest=digest, defaults={"order": words, "asked_at": at})
    if not is_new and (row.made_at or at - row.asked_at < _GIVEN_UP):
        return row.id
    book("printed", source, PAPERS_PER_SOURCE, PAPERS_IN_ALL, at)
    PrintedPaper.objects.filter(id=row.id).update(asked_at=at)
    outbox.publish(PaperWanted(row.id, order.is_booklet), actor="system", at=at)
    return row.id


@act
def keep_content(*, paper_id: UUID, content: bytes, at: datetime) -> None:
    """Attach the PDF that was made. The first one counts."""
    PrintedPaper.objects.filter(id=paper_id, made_at=None).update(content=content, made_at=at)


@act
def forget_papers(*, at: datetime) -> int:
    """Delete papers asked for long ago; returns how many."""
    count, _ = PrintedPaper.objects.filter(asked_at__lt=at - PAPERS_KEPT).delete()
    return count
