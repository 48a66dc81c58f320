"""What a grant or an exception has to say, and how they decide."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from yichuang.foundation.places.types import WindowKind, WindowView
from yichuang.kernel.errors import FieldError
from yichuang.offer.catalogue.types.inventory import OfferedItem
from yichuang.offer.scope.types import RECEIVING_KINDS, ExceptionInput, GrantInput, Mandate, Place, Subject


@dataclass(frozen=True)
class Covering:
    """A grant (``mandate``) or an exception (``reason``) that touches a window and an item on a day."""

    id: UUID
    mandate: Mandate | None
    reason: str
    place_rank: int  # 0 window, 1 zone, 2 outlet, 3 everywhere
    subject_rank: int  # 0 handling item, 1 item, 2 organisation, 3 every item


def cannot_receive(kind: WindowKind) -> str | None:
    """Why a window of this kind takes no applications; None when it does."""
    return None if kind in RECEIVING_KINDS else f"{kind.label}，不办理收件"


def decide(coverings: Sequence[Covering]) -> Covering | None:
    """What decides (受理例外优先): any exception before any grant; of each the narrowest.

    Policy: FEATURES CAT-02, R18: the list of exceptions blocks, with its explanation.
    """
    return min(
        coverings, key=lambda one: (one.mandate is not None, one.subject_rank, one.place_rank), default=None
    )


def nearest_first(window: WindowView, candidates: Sequence[WindowView]) -> tuple[WindowView, ...]:
    """Windows by the way a visitor would have: same zone, same outlet, same region, elsewhere."""

    def distance(other: WindowView) -> tuple[int, str, int, str]:
        if other.zone_id is not None and other.zone_id == window.zone_id:
            far = 0
        elif other.outlet_id == window.outlet_id:
            far = 1
        else:
            far = 2 if other.region_code == window.region_code else 3
        return far, other.outlet_code, len(other.code), other.code

    return tuple(sorted(candidates, key=distance))


def subjects_by_code(offered: Iterable[OfferedItem]) -> dict[str, Subject]:
    """What can be named in a scope: an item by its code, a handling item by its own."""
    found = list(offered)
    items = {one.item_code: Subject(item_id=one.item_id) for one in found}
    return {one.code: Subject(handling_item_id=one.handling_item_id) for one in found} | items


def grant_faults(grant: GrantInput) -> tuple[FieldError, ...]:
    """Everything wrong with a grant as it is asked for."""
    faults = place_faults(grant.place) + _subject_faults(grant.subject, every_item=True)
    return tuple(faults + _common_faults(grant.basis, grant.valid_from, grant.valid_until))


def exception_faults(exception: ExceptionInput) -> tuple[FieldError, ...]:
    """Everything wrong with an exception as it is asked for."""
    faults = place_faults(exception.place) if exception.place else []
    faults += _subject_faults(exception.subject, every_item=False)
    if not exception.reason.strip():
        faults.append(FieldError("/reason", "要写明不能受理的原因，它会告诉群众"))
    return tuple(faults + _common_faults(exception.basis, exception.valid_from, exception.valid_until))


def place_faults(place: Place) -> list[FieldError]:
    given = [place.outlet_id, place.zone_id, place.window_id]
    if sum(one is not None for one in given) != 1:
        return [FieldError("/place", "网点、分区、窗口要选一个，也只能选一个")]
    return []


def _subject_faults(subject: Subject, *, every_item: bool) -> list[FieldError]:
    number = sum(
        one is not None for one in (subject.organisation_id, subject.item_id, subject.handling_item_id)
    )
    if number > 1 or (number == 0 and not every_item):
        return [
            FieldError(
                "/subject",
                "部门、事项、业务办理项只能选一个" if every_item else "部门、事项、业务办理项要选一个",
            )
        ]
    return []


def _common_faults(basis: str, valid_from: date, valid_until: date | None) -> list[FieldError]:
    faults = []
    if not basis.strip():
        faults.append(FieldError("/basis", "要写明依据，例如委托协议或者进驻决定的名称"))
    if valid_until is not None and valid_until <= valid_from:
        faults.append(FieldError("/valid_until", "失效日期要晚于生效日期"))
    return faults
