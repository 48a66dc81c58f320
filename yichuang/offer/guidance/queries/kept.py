"""Personal lists as they stand on a day (个人清单): what was kept, and what has changed since."""

from __future__ import annotations

from datetime import date

from yichuang.offer.catalogue import queries as catalogue
from yichuang.offer.catalogue.errors import ItemNeedsChoice, ItemNotOffered, ItemUnknown
from yichuang.offer.catalogue.types import HandlingVersion
from yichuang.offer.guidance import rules
from yichuang.offer.guidance.errors import ListExpired, ListUnknown
from yichuang.offer.guidance.models import PersonalList
from yichuang.offer.guidance.types import ExactList, KeptList, ListToday


def list_today(code: str, on: date) -> ListToday:
    """A kept list as it stands on a day. Two statements.

    Args:
        code: as typed or scanned.

    Raises:
        ListUnknown: there is none, or it is long forgotten.
        ListExpired: its last day is past; ``item`` is the code of what it was about.
    """
    kept = _kept(code)
    if on > kept.expires_on:
        last = f"{kept.expires_on:%Y-%m-%d}"
        raise ListExpired(
            f"这份清单有效到 {last}，已经过期。请重新回答几个问题，生成新的清单。", item=kept.version.code
        )
    return compared(kept, on)


def compared(kept: KeptList, on: date) -> ListToday:
    """What a list said, beside the version in force on a day (清单比对).

    A step of a plan that was handed over is such a list under the plan's code.
    """
    exact = rules.exact_list(kept.version, kept.answers)
    try:
        current = catalogue.published_version(kept.version.code, on)
    except (ItemUnknown, ItemNotOffered, ItemNeedsChoice) as refusal:
        return ListToday(kept, exact, None, ended=refusal.detail)
    if current.id == kept.version.id:
        return ListToday(kept, exact, current)
    return ListToday(
        kept, exact, current, catalogue.differences(kept.version, current), _renewed(current, kept)
    )


def has_list(code: str) -> bool:
    """Whether a code is somebody's list, expired or not. One statement."""
    return PersonalList.objects.filter(code=rules.read_list_code(code)).exists()


def _renewed(current: HandlingVersion, kept: KeptList) -> ExactList | None:
    """The final list for the same answers, if each of them still fits and nothing else is asked."""
    if not current.takes_applications or rules.answer_faults(current, kept.answers):
        return None
    exact = rules.exact_list(current, kept.answers)
    return exact if exact.is_final else None


def _kept(code: str) -> KeptList:
    row = PersonalList.objects.filter(code=rules.read_list_code(code)).first()
    if row is None:
        raise ListUnknown
    return KeptList(row.code, catalogue.version(row.version_id), row.answers, row.kept_on, row.expires_on)
