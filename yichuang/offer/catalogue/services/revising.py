"""Rows of the revisions of drafts (草稿修改). Used by the acts of this package only."""

from __future__ import annotations

from datetime import datetime

from yichuang.kernel import audit
from yichuang.offer.catalogue import models
from yichuang.offer.catalogue.rules import digest
from yichuang.offer.catalogue.types import VersionContent
from yichuang.offer.catalogue.types.editing import RevisionKind


def record_revision(
    version: models.HandlingVersion,
    content: VersionContent,
    *,
    kind: RevisionKind,
    words: str,
    by: tuple[str, str],
    at: datetime,
) -> int:
    """Append a revision of a draft as it is now. The handling item has to be locked.

    Args:
        by: who: the principal, and the name colleagues read.

    Returns:
        Its number.
    """
    number = newest(version) + 1
    document = digest.canonical(content, version.details["organisation_code"])
    models.DraftRevision.objects.create(
        handling_item_id=version.handling_item_id,
        version_number=version.version_number,
        number=number,
        kind=kind.value,
        words=words,
        content=document,
        digest=version.digest,
        at=at,
        by=by[0],
        by_name=by[1],
    )
    return number


def audit_revision(
    version: models.HandlingVersion, number: int, *, kind: RevisionKind, by: str, at: datetime
) -> None:
    """One line of the item's audit chain for a revision."""
    audit.record(
        stream="handling-item",
        stream_id=version.handling_item_id,
        action=f"draft-{kind.value}",
        actor=by,
        at=at,
        details={
            "version": version.version_number,
            "code": version.code,
            "revision": number,
            "digest": version.digest,
        },
    )


def newest(version: models.HandlingVersion) -> int:
    """The number of the newest revision; 0: there is none."""
    rows = models.DraftRevision.objects.filter(
        handling_item=version.handling_item_id, version_number=version.version_number
    )
    return rows.order_by("-number").values_list("number", flat=True).first() or 0
