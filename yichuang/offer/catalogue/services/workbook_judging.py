"""What an import of a workbook would do with its items: judged a group at a time, with few statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Q

from yichuang.foundation.accounts.types import Act, Actor
from yichuang.foundation.places import queries as places
from yichuang.foundation.places.types import OrganisationView
from yichuang.offer.catalogue import models
from yichuang.offer.catalogue.adapters.item_workbook import ITEMS, StagedItem
from yichuang.offer.catalogue.queries import code_schemes
from yichuang.offer.catalogue.queries.forms import library_by_code
from yichuang.offer.catalogue.queries.listing import organisations_for
from yichuang.offer.catalogue.queries.versions import versions_by_id
from yichuang.offer.catalogue.rules.comparison import differences
from yichuang.offer.catalogue.rules.content import content_faults
from yichuang.offer.catalogue.rules.editing import edit_words, with_content
from yichuang.offer.catalogue.rules.quality import blocking, findings
from yichuang.offer.catalogue.rules.records import record_of
from yichuang.offer.catalogue.rules.sheet_layout import SHEETS
from yichuang.offer.catalogue.rules.sheets import fault_at, item_of
from yichuang.offer.catalogue.types import HandlingVersion, Outcome, VersionContent
from yichuang.offer.catalogue.types.sheets import SheetFault, SheetItem

_MATERIALS = next(layout for layout in SHEETS if layout.path == ("materials",))
_FILE_PLACES = [place for place, column in enumerate(_MATERIALS.columns) if column.key in ("sample", "blank")]


_DRAFTED = "这个事项有没有发布的草稿，可能是别人刚刚导入或者正在修改的；请先发布它，或者在草稿里修改"


@dataclass(frozen=True)
class Judged:
    """What is to become of one item. ``content`` and ``organisation`` where it is to be written."""

    staged: StagedItem
    outcome: Outcome
    words: tuple[str, ...] = ()
    faults: tuple[SheetFault, ...] = ()
    content: VersionContent | None = None
    organisation: OrganisationView | None = None

    @property
    def is_to_write(self) -> bool:
        return self.outcome in (Outcome.ADDED, Outcome.CHANGED)


@dataclass(frozen=True)
class _Known:
    """A handling item as it is: its newest published version, and its open draft."""

    published: HandlingVersion | None
    draft: HandlingVersion | None

    @property
    def current(self) -> HandlingVersion | None:
        return self.draft or self.published


class Judge:
    """Judges items of a workbook for whoever brought it; what does not change meanwhile is read once."""

    def __init__(self, actor: Actor) -> None:
        self._own = {body.code: body for body in organisations_for(actor, Act.EDIT_CATALOGUE)}
        self._all = {body.code for body in places.organisations()}
        self._schemes = code_schemes()
        self._library = library_by_code()

    def judge(self, group: Sequence[StagedItem]) -> tuple[Judged, ...]:
        """What is to become of each of these items as things are now."""
        files = _files(group)
        known = _known([staged.code for staged in group])
        return tuple(self._one(staged, files, known.get(staged.code)) for staged in group)

    def _one(self, staged: StagedItem, files: Mapping[str, UUID], known: _Known | None) -> Judged:
        if staged.faults:
            return _refused(staged, staged.faults)
        item = item_of(staged.code, staged.rows, files, self._library)
        content = item.row.content if item.row else None
        if content is None:
            return _refused(staged, item.faults)
        own_row = next(row for row in staged.rows if row.sheet == ITEMS)
        found = [(fault.pointer, fault.detail) for fault in content_faults(content, self._schemes)]
        if not found:
            found = [(each.pointer, each.words) for each in blocking(findings(content))]
        found += self._place_faults(item, known)
        if found:
            return _refused(
                staged, [fault_at(item.places, own_row, pointer, words) for pointer, words in found]
            )
        if known is not None and known.current is not None:
            return self._compared(staged, item, content, known)
        return Judged(staged, Outcome.ADDED, content=content, organisation=self._organisation(item))

    def _place_faults(self, item: SheetItem, known: _Known | None) -> list[tuple[str, str]]:
        """Whose item it is, and whose it would be."""
        code = str(item.record.get("organisation", ""))
        if code not in self._own:
            words = "您不维护这个部门的事项" if code in self._all else f"没有登记部门 {code}"
            return [("/organisation", words)]
        current = known.current if known else None
        if current is not None and current.organisation_code not in self._own:
            return [("/code", f"这个事项由{current.organisation_name}维护，您不能修改")]
        return []

    def _organisation(self, item: SheetItem) -> OrganisationView:
        return self._own[str(item.record["organisation"])]

    def _compared(
        self, staged: StagedItem, item: SheetItem, content: VersionContent, known: _Known
    ) -> Judged:
        current, organisation = known.current, self._organisation(item)
        if current is None or _record(current) == record_of(content, organisation.code, ""):
            return Judged(staged, Outcome.UNCHANGED)
        if known.draft is not None:
            sheet, number, column = item.places["/code"]
            return _refused(staged, [SheetFault(sheet, number, column, _DRAFTED)])
        after = replace(
            with_content(current, content),
            organisation_code=organisation.code,
            organisation_name=organisation.name,
        )
        words = tuple(difference.words for difference in differences(current, after))
        said = words or (edit_words(current, after) or "没有列在比较里的要素有变化",)
        return Judged(staged, Outcome.CHANGED, said, content=content, organisation=organisation)


def _record(version: HandlingVersion) -> dict[str, object]:
    return record_of(version, version.organisation_code, "")


def _refused(staged: StagedItem, faults: Iterable[SheetFault]) -> Judged:
    kept = tuple(faults)
    words = tuple(f"“{fault.sheet}”第 {fault.number} 行：{fault.words}" for fault in kept)
    return Judged(staged, Outcome.REFUSED, words, kept)


def _files(group: Iterable[StagedItem]) -> dict[str, UUID]:
    """The samples and blank forms these items name, as far as the catalogue shows them already.

    Nobody makes a stored file public by writing its number into a workbook.
    """
    named = {
        str(row.cells[place])
        for staged in group
        for row in staged.rows
        if row.sheet == _MATERIALS.title
        for place in _FILE_PLACES
        if row.cells[place]
    }
    ids = {name: found for name in named if (found := _uuid(name))}
    shown = models.MaterialRequirement.objects.filter(
        Q(sample_file_id__in=ids.values()) | Q(blank_file_id__in=ids.values())
    ).values_list("sample_file_id", "blank_file_id")
    known = {file_id for pair in shown for file_id in pair} if ids else set()
    return {name: found for name, found in ids.items() if found in known}


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _known(codes: Iterable[str]) -> dict[str, _Known]:
    """What is there under these codes. Five statements, however many."""
    rows = models.HandlingVersion.objects.filter(handling_item__code__in=[code for code in codes if code])
    newest: dict[tuple[UUID, str], UUID] = {}
    owners: dict[UUID, str] = {}
    columns = ("id", "handling_item_id", "handling_item__code", "status")
    for version_id, owner, code, status in rows.order_by("valid_from", "version_number").values_list(
        *columns
    ):
        newest[owner, status] = version_id
        owners[owner] = code
    views = {view.id: view for view in versions_by_id(newest.values())}
    return {
        code: _Known(
            views.get(newest[owner, "published"]) if (owner, "published") in newest else None,
            views.get(newest[owner, "draft"]) if (owner, "draft") in newest else None,
        )
        for owner, code in owners.items()
    }
