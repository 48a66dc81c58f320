"""A file of items into published versions: read, compare, then write in one transaction.

Every row is judged on its own before anything is written, so one bad row never spoils the rest, and
a file that cannot be read changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from uuid import UUID

from django.db import connection

from yichuang.foundation.documents.types import PreparedFile
from yichuang.kernel.time import legal_date
from yichuang.kernel.transactions import act
from yichuang.offer.catalogue import models
from yichuang.offer.catalogue.queries import code_schemes
from yichuang.offer.catalogue.queries.forms import library_by_code
from yichuang.offer.catalogue.rules.content import content_faults
from yichuang.offer.catalogue.rules.digest import digest
from yichuang.offer.catalogue.rules.files import read_catalogue
from yichuang.offer.catalogue.rules.quality import findings
from yichuang.offer.catalogue.services import storing
from yichuang.offer.catalogue.services.attachments import Attachments
from yichuang.offer.catalogue.services.departments import Departments
from yichuang.offer.catalogue.services.form_fields import record_fields
from yichuang.offer.catalogue.services.indexing import index_items
from yichuang.offer.catalogue.types import (
    CodeScheme,
    FileRow,
    ImportLine,
    ImportReport,
    Outcome,
    Reason,
    VersionContent,
)

NO_FILES: Mapping[str, PreparedFile] = MappingProxyType({})


@dataclass
class _Known:
    """What is known about the handling item of a row."""

    id: UUID
    code: str
    item_code: str
    last_number: int = 0
    has_draft: bool = False
    latest_from: date | None = None
    current_digest: str | None = None


@dataclass(frozen=True)
class _Planned:
    """A row that is to be written."""

    row: FileRow
    content: VersionContent
    organisation_code: str
    known: _Known | None


@act
def import_catalogue(
    *,
    content: bytes,
    region_code: str,
    at: datetime,
    by: str = "system",
    dry_run: bool = False,
    files: Mapping[str, PreparedFile] = NO_FILES,
) -> ImportReport:
    """Import a file of items (导入事项): its rows become published versions, in force from today.

    Rows equal to the version in force change nothing. Departments the file describes are recorded
    when they are unknown, and so are fields of forms. A row without all elements is published all the
    same, found by search, and takes no applications until it is complete.

    Args:
        content: the file, in one of the formats of :mod:`rules.files`.
        region_code: where departments belong that the file gives no region.
        dry_run: judge and report only.
        files: samples and blank forms (样本、空白表格) by the names the file uses; one that no row
            names, or that the catalogue has already, is not kept again.

    Returns:
        One line per row, in the file's order, with the reasons of each refusal, and with what an
        imported row breaks of the quality rules.

    Raises:
        FileUnreadable: broken or of an unknown format; nothing was changed.

    Publishes:
        ``catalogue.version-published`` v1 for each version.

    Concurrency:
        One import at a time (advisory lock); locks the handling items it changes.
    """
    one_import_at_a_time()
    attachments = Attachments(files)
    file = read_catalogue(content, attachments.ids, library_by_code())
    departments = Departments(region_code)
    known = _known_items(file.rows)
    today = legal_date(at)
    planned: list[_Planned] = []
    lines: list[ImportLine] = []
    seen: dict[str, str] = {}
    schemes = code_schemes()
    for row in file.rows:
        judged = _judge(row, seen, schemes, departments, known, today)
        if isinstance(judged, ImportLine):
            lines.append(judged)
            continue
        planned.append(judged)
        outcome = Outcome.CHANGED if judged.known and judged.known.last_number else Outcome.ADDED
        lines.append(
            ImportLine(
                row.place,
                row.code,
                row.name,
                outcome,
                missing=judged.content.missing_to_apply,
                findings=findings(judged.content),
            )
        )
    if planned and not dry_run:
        attachments.keep([plan.content for plan in planned], at)
        record_fields(file.fields, at=at, by=by)
        _write(planned, departments, at, by)
    return ImportReport(file.file_format, tuple(lines), dry_run)


def _judge(
    row: FileRow,
    seen: dict[str, str],
    schemes: Sequence[CodeScheme],
    departments: Departments,
    known: dict[str, _Known],
    today: date,
) -> ImportLine | _Planned:
    """What happens with one row: a line of the report, or a plan to write it."""
    content = row.content
    if content is None:
        return _refused(row, row.faults)
    repeated = [code for code in (row.code, *row.former_codes) if code in seen]
    if repeated:
        return _refused(
            row, [Reason("/code", f"编码 {repeated[0]} 在本文件里已经出现过（{seen[repeated[0]]}）")]
        )
    seen |= dict.fromkeys((row.code, *row.former_codes), row.place)
    faults = content_faults(content, schemes)
    if faults:
        return _refused(row, [Reason(fault.pointer, fault.detail) for fault in faults])
    organisation_code = departments.code_of(row.organisation)
    if isinstance(organisation_code, Reason):
        return _refused(row, [organisation_code])
    owners = {known[code].id: known[code] for code in (row.code, *row.former_codes) if code in known}
    if len(owners) > 1:
        return _refused(row, [Reason("/former_codes", "曾用编码属于另一个业务办理项")])
    owner = next(iter(owners.values()), None)
    if owner is not None:
        if owner.current_digest == digest(content, organisation_code):
            return ImportLine(row.place, row.code, row.name, Outcome.UNCHANGED, (), content.missing_to_apply)
        if owner.has_draft:
            return _refused(row, [Reason("/code", "这个业务办理项有未发布的草稿，请先发布")])
        if owner.latest_from and owner.latest_from > today:
            return _refused(row, [Reason("/code", f"已有自 {owner.latest_from} 起生效的版本")])
    return _Planned(row, content, organisation_code, owner)


def _write(planned: Sequence[_Planned], departments: Departments, at: datetime, by: str) -> None:
    needed = {plan.organisation_code for plan in planned}
    organisations = departments.record_new(needed=needed, at=at, by=by)
    items = _items(planned)
    handling_items = _handling_items(planned, items)
    drafts = [
        storing.Draft(
            handling_items[plan.row.code],
            (plan.known.last_number if plan.known else 0) + 1,
            plan.content,
            organisations[plan.organisation_code],
        )
        for plan in planned
    ]
    versions = storing.insert_drafts(drafts, at=at, by=by)
    storing.publish(versions, valid_from=legal_date(at), at=at, by=by)
    index_items(handling_item_ids=[version.handling_item_id for version in versions], at=at)


def _items(planned: Iterable[_Planned]) -> dict[str, models.Item]:
    names = {plan.content.item_code: plan.content.item_name for plan in planned}
    found = set(models.Item.objects.filter(code__in=names).values_list("code", flat=True))
    models.Item.objects.bulk_create(
        [models.Item(code=code, name=name) for code, name in names.items() if code not in found],
        batch_size=storing.BATCH,
    )
    return {item.code: item for item in models.Item.objects.filter(code__in=names)}


def _handling_items(
    planned: Sequence[_Planned], items: dict[str, models.Item]
) -> dict[str, models.HandlingItem]:
    """The handling items of the plan, locked, under the code and item the file gives them."""
    models.HandlingItem.objects.bulk_create(
        [
            models.HandlingItem(code=plan.row.code, item=items[plan.content.item_code])
            for plan in planned
            if plan.known is None
        ],
        batch_size=storing.BATCH,
    )
    for plan in planned:
        if plan.known is None:
            continue
        for old, new in ((plan.known.code, plan.row.code), (plan.known.item_code, plan.content.item_code)):
            if old != new:
                storing.remember_code(plan.known.id, old)
        if (plan.known.code, plan.known.item_code) != (plan.row.code, plan.content.item_code):
            models.HandlingItem.objects.filter(id=plan.known.id).update(
                code=plan.row.code, item=items[plan.content.item_code]
            )
    codes = [plan.row.code for plan in planned]
    locked = models.HandlingItem.objects.select_for_update().filter(code__in=codes).order_by("id")
    return {row.code: row for row in locked}


def _known_items(rows: Iterable[FileRow]) -> dict[str, _Known]:
    """What is known under each code the file uses, the former codes it names included."""
    codes = {code for row in rows for code in (row.code, *row.former_codes) if code}
    items = models.HandlingItem.objects.filter(code__in=codes)
    known = {
        row_id: _Known(row_id, code, item_code)
        for row_id, code, item_code in items.values_list("id", "code", "item__code")
    }
    versions = models.HandlingVersion.objects.filter(handling_item__in=known).order_by("version_number")
    columns = ("handling_item_id", "version_number", "status", "valid_from", "valid_until", "digest")
    for owner, number, status, valid_from, valid_until, fingerprint in versions.values_list(*columns):
        entry = known[owner]
        entry.last_number = number
        if status == "draft":
            entry.has_draft = True
        elif valid_until is None or valid_until > valid_from:
            entry.latest_from = valid_from
            entry.current_digest = fingerprint if valid_until is None else None
    return {entry.code: entry for entry in known.values()}


def _refused(row: FileRow, reasons: Iterable[Reason]) -> ImportLine:
    return ImportLine(row.place, row.code, row.name, Outcome.REFUSED, tuple(reasons))


def one_import_at_a_time() -> None:
    """Held until the transaction ends: whoever else imports items waits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('catalogue-import', 0))")
