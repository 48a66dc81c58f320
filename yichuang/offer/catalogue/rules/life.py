"""What may happen to a handling item, and whether it is suspended on a day (事项变动). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from yichuang.kernel.errors import FieldError
from yichuang.offer.catalogue.errors import BackdatedVersion, LifeChangeNotPossible, LifeInputWrong
from yichuang.offer.catalogue.types.life import LifeEventView, LifeInput, LifeKind

REASON_LENGTH = 1000
BASIS_LENGTH = 200
_PAUSES = frozenset({LifeKind.SUSPENDED, LifeKind.RESUMED})


def suspension_on(events: Sequence[LifeEventView], on: date) -> LifeEventView | None:
    """The suspension (暂停办理) in effect on a day; None: the item is not suspended then.

    Of several that take effect on one day the one registered last counts.

    Args:
        events: of one handling item, in the order in which they were registered.
    """
    begun = [event for event in events if event.kind in _PAUSES and event.takes_effect_on <= on]
    last = max(enumerate(begun), key=lambda pair: (pair[1].takes_effect_on, pair[0]), default=None)
    return last[1] if last and last[1].kind is LifeKind.SUSPENDED else None


def check_input(
    kind: LifeKind, change: LifeInput, *, today: date, expected_until: date | None = None
) -> None:
    """Every change says why, and begins today or later.

    Raises:
        LifeInputWrong: with a pointer to each fault.
        BackdatedVersion: the day is in the past.
    """
    faults = []
    if not change.reason.strip():
        faults.append(FieldError("/reason", f"要写明{kind.label}的原因"))
    if len(change.reason) > REASON_LENGTH:
        faults.append(FieldError("/reason", f"原因最多 {REASON_LENGTH} 字"))
    if len(change.basis) > BASIS_LENGTH:
        faults.append(FieldError("/basis", f"依据文件最多 {BASIS_LENGTH} 字"))
    if expected_until is not None and expected_until <= change.takes_effect_on:
        faults.append(FieldError("/expected_until", "预计恢复日期要晚于暂停的日期"))
    if faults:
        raise LifeInputWrong("；".join(fault.detail for fault in faults), errors=tuple(faults))
    if change.takes_effect_on < today:
        raise BackdatedVersion(f"最早自 {today} 起{kind.label}，不能改变已经过去的日子")


def check_pause(name: str, kind: LifeKind, events: Sequence[LifeEventView], on: date) -> None:
    """Suspend what is not suspended, resume what is; nothing registered for later is overtaken.

    Raises:
        LifeChangeNotPossible
    """
    later = next((event for event in events if event.kind in _PAUSES and event.takes_effect_on > on), None)
    if later is not None:
        raise LifeChangeNotPossible(f"“{name}”已登记自 {later.takes_effect_on} 起{later.kind.label}")
    suspended = suspension_on(events, on)
    if kind is LifeKind.SUSPENDED and suspended is not None:
        raise LifeChangeNotPossible(f"“{name}”自 {suspended.takes_effect_on} 起已经暂停办理")
    if kind is LifeKind.RESUMED and suspended is None:
        raise LifeChangeNotPossible(f"“{name}”在 {on} 没有暂停，不用恢复")


def suspension_words(name: str, suspension: LifeEventView) -> str:
    """What a window tells somebody who comes for a suspended item."""
    until = suspension.expected_until
    expected = f"，预计 {until:%Y-%m-%d} 恢复" if until else ""
    return f"“{name}”自 {suspension.takes_effect_on:%Y-%m-%d} 起暂停办理：{suspension.reason}{expected}"
