"""Editions of the lists of a level above (基本目录, 权力清单): import, and confirmation of a held one."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.kernel import audit
from yichuang.kernel.errors import FieldError
from yichuang.kernel.time import legal_date
from yichuang.kernel.transactions import act
from yichuang.offer.catalogue import models
from yichuang.offer.catalogue.adapters.workbook import is_workbook, sheets_of
from yichuang.offer.catalogue.errors import (
    EditionExists,
    EditionIncomplete,
    EditionNotHeld,
    EditionOutdated,
    EditionUnknown,
    FileUnreadable,
    ResolutionIncomplete,
)
from yichuang.offer.catalogue.queries.drift import current_edition, edition_view, entries_of
from yichuang.offer.catalogue.rules.base_files import read_sheets, read_text
from yichuang.offer.catalogue.rules.drift import changes_between, held_because
from yichuang.offer.catalogue.services.drift import note_drift
from yichuang.offer.catalogue.services.storing import BATCH
from yichuang.offer.catalogue.types.base import (
    BaseEntry,
    BaseFile,
    BaseKind,
    BaseReport,
    EditionInput,
    EditionView,
)

LEAST_REASON = 5


@act
def import_base_catalogue(
    *, content: bytes, edition: EditionInput, at: datetime, by: str = "system", dry_run: bool = False
) -> BaseReport:
    """Import an edition of a list of a level above (导入基本目录、权力清单), as a whole or not at all.

    From now on it counts, and every difference of the local list from it is a task. One that lost half
    of the items in use is held: it counts when a person has confirmed it, until then the former does.

    Args:
        content: Excel, CSV or JSON (docs/reference/base-catalogue-format.md).
        edition: what the file does not say of itself.
        dry_run: judge and report only.

    Returns:
        With ``faults`` nothing was written. The same edition again changes nothing (``is_known``).

    Raises:
        FileUnreadable: no such file, or one of another list.
        EditionIncomplete: neither file nor ``edition`` says its name and its day.
        EditionExists: an edition of this name says something else.
        EditionOutdated: older than the edition that counts, or of a day to come.

    Concurrency:
        One import of editions at a time (advisory lock).
    """
    _one_at_a_time()
    file = _read(content, edition)
    if file.faults:
        return BaseReport(file.file_format, Counter(), file.faults, file.passed_over, dry_run=dry_run)
    meant, dated_on = _meant(edition, file)
    assert meant.kind is not None  # _meant has filled it
    current = current_edition(meant.kind)
    before = entries_of(current.id) if current else ()
    report = BaseReport(
        file.file_format,
        Counter(changes_between(before, file.entries)),
        (),
        file.passed_over,
        held_because=held_because(before, file.entries),
        dry_run=dry_run,
    )
    fingerprint = _digest(file.entries)
    known = models.BaseEdition.objects.filter(kind=meant.kind.value, name=meant.name).first()
    if known is not None:
        if (known.digest, known.dated_on) == (fingerprint, dated_on):
            return replace(report, edition=_view(known.id), is_known=True, held_because="")
        raise EditionExists(f"已有“{meant.name}”，内容不同；导入过的版次不能改，请换一个版次名称")
    if dated_on > legal_date(at):
        raise EditionOutdated(f"“{meant.name}”的日期 {dated_on} 还没有到")
    if current and dated_on < current.dated_on:
        raise EditionOutdated(
            f"“{meant.name}”的日期 {dated_on} 早于现行的“{current.name}”（{current.dated_on}）"
        )
    if dry_run:
        return report
    row = _write(meant, dated_on, file.entries, fingerprint, report.held_because, at, by)
    opened = 0 if row.held_because else note_drift(at=at)
    return replace(report, edition=_view(row.id), opened=opened)


@act
def confirm_base_catalogue(*, edition_id: UUID, reason: str, actor: Actor, at: datetime) -> None:
    """Let an edition that was held take effect (确认上级目录), with what was looked at.

    Raises:
        EditionUnknown; EditionNotHeld: it counts already.
        ResolutionIncomplete: no reason.
        NotYourRole.

    Concurrency:
        One at a time, as imports; ``confirmation`` is one to one as the backstop.
    """
    accounts.reach(actor, Act.CONFIRM_BASE)
    _one_at_a_time()
    found = edition_view(edition_id)
    if found is None:
        raise EditionUnknown(f"没有目录版次 {edition_id}")
    if not found.held:
        raise EditionNotHeld(f"“{found.name}”不用确认，或者已经有人确认")
    said = reason.strip()
    if not LEAST_REASON <= len(said) <= 500:
        detail = f"请写明怎样核对的，{LEAST_REASON} 至 500 字"
        raise ResolutionIncomplete(detail, errors=(FieldError("/reason", detail),))
    models.BaseConfirmation.objects.create(
        edition_id=edition_id, reason=said, confirmed_at=at, confirmed_by=actor.principal
    )
    audit.record(
        stream="base-edition",
        stream_id=edition_id,
        action="confirmed",
        actor=actor.principal,
        at=at,
        details={"name": found.name, "reason": said},
    )
    note_drift(at=at)


def _read(content: bytes, edition: EditionInput) -> BaseFile:
    file = read_sheets(sheets_of(content), edition.sheet) if is_workbook(content) else read_text(content)
    if edition.kind and file.kind and edition.kind is not file.kind:
        raise FileUnreadable(f"文件写明是{file.kind.label}，不是{edition.kind.label}，没有导入任何内容")
    return file


def _meant(edition: EditionInput, file: BaseFile) -> tuple[EditionInput, date]:
    """What was said of the edition, or else what the file says of itself."""
    name, dated_on = edition.name.strip() or file.name, edition.dated_on or file.dated_on
    faults = []
    if not name or len(name) > 200:
        faults.append(FieldError("/name", "请写明版次名称，最长 200 字"))
    if dated_on is None:
        faults.append(FieldError("/dated_on", "请写明目录日期"))
    if faults or dated_on is None:
        raise EditionIncomplete("；".join(fault.detail for fault in faults), errors=tuple(faults))
    return replace(edition, kind=edition.kind or file.kind or BaseKind.BASE, name=name), dated_on


def _write(
    meant: EditionInput,
    dated_on: date,
    entries: Sequence[BaseEntry],
    fingerprint: str,
    held: str,
    at: datetime,
    by: str,
) -> models.BaseEdition:
    assert meant.kind is not None
    row = models.BaseEdition.objects.create(
        kind=meant.kind.value,
        name=meant.name,
        dated_on=dated_on,
        source=meant.source[:1000],
        digest=fingerprint,
        held_because=held,
        due_on=meant.due_on,
        created_at=at,
        created_by=by,
    )
    models.BaseItem.objects.bulk_create([_item(row, entry) for entry in entries], batch_size=BATCH)
    audit.record(
        stream="base-edition",
        stream_id=row.id,
        action="imported",
        actor=by,
        at=at,
        first=True,
        details={"kind": row.kind, "name": row.name, "dated_on": dated_on.isoformat(),
                 "items": len(entries), "digest": fingerprint, "held_because": held},
    )  # fmt: skip
    return row


def _item(row: models.BaseEdition, entry: BaseEntry) -> models.BaseItem:
    return models.BaseItem(
        edition=row,
        code=entry.code,
        name=entry.name,
        item_type=entry.item_type.value,
        legal_basis=[asdict(basis) for basis in entry.legal_basis],
        status=entry.status.value,
        former_codes=list(entry.former_codes),
        department=entry.department,
        levels=list(entry.levels),
        working_days=entry.working_days,
        materials=entry.materials,
        visits=entry.visits,
    )


def _digest(entries: Sequence[BaseEntry]) -> str:
    """The fingerprint of a list, whatever the order of its rows."""
    plain = sorted((asdict(entry) for entry in entries), key=lambda entry: str(entry["code"]))
    return hashlib.sha256(json.dumps(plain, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _view(edition_id: UUID) -> EditionView:
    found = edition_view(edition_id)
    assert found is not None
    return found


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('base-catalogue', 0))")
