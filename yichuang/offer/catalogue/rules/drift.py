"""How the local list differs from a list of a level above (目录差异). Pure.

Policy: 国发〔2022〕5号, 四级四同: name, code, type and legal basis are equal at every level, and no level
asks for more than the one above.
"""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from yichuang.foundation.clocks.types import LimitUnit
from yichuang.offer.catalogue.types import Element, ItemType, LegalBasis, VersionContent
from yichuang.offer.catalogue.types.base import BaseChange, BaseEntry, BaseKind, BaseStatus, Demands
from yichuang.offer.catalogue.types.drift import Drift, DriftKind, LocalItem

_NATIONAL_LENGTH = 31
_BASE_AT = slice(19, 31)
EVERY_LEVEL = "7"


def drift(
    base: Sequence[BaseEntry],
    local: Sequence[LocalItem],
    *,
    kind: BaseKind = BaseKind.BASE,
    level: str = "4",
) -> tuple[Drift, ...]:
    """Every difference between the list above and the local one, by local code, then by base code.

    A local item belongs to the first of its ``base_codes`` the list has; else to what the list made of
    that code (:attr:`BaseEntry.former_codes`): one entry, it was recoded, or merged with others into
    it; several, it was split.

    Args:
        kind: a power list names no public services: a local one is not missed there.
        level: of this place (GB/T 39046—2020 A.2); entries of other levels only need not exist here.
    """
    entries = {entry.code: entry for entry in base}
    successors = successors_of(base)
    found: list[Drift] = []
    taken: set[str] = set()
    for item in sorted(local, key=lambda item: item.code):
        entry = next((entries[code] for code in item.base_codes if code in entries), None)
        if entry is not None and entry.status is not BaseStatus.CANCELLED:
            taken.add(entry.code)
            found += _against(entry, item)
            continue
        former, heirs = _heirs(item, successors)
        taken.update(heir.code for heir in heirs)
        if heirs:
            found += _succeeded(former, heirs, item)
        elif entry is not None:
            found.append(_cancelled(entry, item))
        elif kind is BaseKind.BASE or item.item_type is not ItemType.PUBLIC_SERVICE:
            words = f"{kind.label}里没有“{item.name}”（{item.code}）"
            found.append(Drift(DriftKind.LOCAL_ONLY, "", item.code, "", words))
    expected = (entry for entry in base if _is_expected(entry, level) and entry.code not in taken)
    found += [_missing(entry, kind) for entry in sorted(expected, key=lambda entry: entry.code)]
    return tuple(found)


def successors_of(base: Iterable[BaseEntry]) -> dict[str, tuple[BaseEntry, ...]]:
    """Former code → the entries in the list that name it, by code. Those given up do not count."""
    found: dict[str, list[BaseEntry]] = {}
    for entry in sorted(base, key=lambda entry: entry.code):
        if entry.status is not BaseStatus.CANCELLED:
            for former in entry.former_codes:
                found.setdefault(former, []).append(entry)
    return {former: tuple(heirs) for former, heirs in found.items()}


def base_codes_of(code: str, *, local_base_code: str = "", mapped: str = "") -> tuple[str, ...]:
    """The codes under which a list above may have a local item, the surest first.

    What an editor mapped; the item's own code; the base code within a national implementation code
    (18 of the body, 1 of the level, 12 of the base); the part of a provincial code before the first
    hyphen; the local base code its guide names.
    """
    parts = [mapped, code]
    if len(code) == _NATIONAL_LENGTH:
        parts.append(code[_BASE_AT])
    if "-" in code:
        parts.append(code.partition("-")[0])
    parts.append(local_base_code)
    return tuple(dict.fromkeys(part for part in parts if part))


def key_of(kind: BaseKind, difference: Drift) -> str:
    """What names a difference as long as neither side of it changes what it says: 64 hexadecimal digits."""
    parts = (kind.value, difference.kind.value, difference.base_code, difference.local_code,
             difference.upstream)  # fmt: skip
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def level_of_region(code: str) -> str:
    """The level (行使层级) of the place a region code stands for: 990000 → 2, 990100 → 3, 990101 → 4."""
    digits = code.rstrip("0") if len(code) <= 6 else code
    for longest, level in ((2, "2"), (4, "3"), (6, "4"), (9, "5")):
        if len(digits) <= longest:
            return level
    return "6"


def recoded(code: str, former: str, new: str) -> str | None:
    """A local code with the base code in it exchanged; None: it stands nowhere in it by itself."""
    if code == former:
        return new
    if len(code) >= _NATIONAL_LENGTH and code[_BASE_AT] == former and len(new) == len(former):
        return code[: _BASE_AT.start] + new + code[_BASE_AT.stop :]
    if code.startswith(former + "-"):
        return new + code[len(former) :]
    return None


def adopted(content: VersionContent, entry: BaseEntry, kind: DriftKind, former: str = "") -> VersionContent:
    """The content with what the level above says (采用上级).

    Args:
        former: the base code it had, when it was recoded.

    Raises:
        ValueError: no draft answers this kind of difference, or the code is written in no known way.
    """
    if kind is DriftKind.RENAMED:
        name = entry.name if content.name == content.item_name else content.name
        return replace(content, name=name, item_name=entry.name)
    if kind is DriftKind.RETYPED:
        return replace(content, item_type=entry.item_type)
    if kind is DriftKind.REBASED:
        return replace(content, legal_basis=_with_texts(entry.legal_basis, content.legal_basis))
    if kind is DriftKind.RECODED:
        code, item_code = (recoded(old, former, entry.code) for old in (content.code, content.item_code))
        if code and item_code:
            return replace(content, code=code, item_code=item_code)
    raise ValueError(kind)


def _with_texts(bases: Iterable[LegalBasis], own: Iterable[LegalBasis]) -> tuple[LegalBasis, ...]:
    """The bases above; where the local list quotes the same article, its words stay."""
    quoted = {(_plain(basis.law), _plain(basis.article)): basis for basis in own}
    return tuple(quoted.get((_plain(basis.law), _plain(basis.article)), basis) for basis in bases)


# — one item —


def _against(entry: BaseEntry, item: LocalItem) -> Iterator[Drift]:
    if entry.status is BaseStatus.SUSPENDED and not item.is_suspended:
        words = f"“{entry.name}”上级已经暂停，本地仍在办理"
        yield Drift(DriftKind.SUSPENDED, entry.code, item.code, entry.status.value, words)
    yield from _fields(entry, item)


def _fields(entry: BaseEntry, item: LocalItem) -> Iterator[Drift]:
    """四级四同, field by field; then whether the local list is worse."""

    def differs(kind: DriftKind, upstream: str, words: str) -> Drift:
        return Drift(kind, entry.code, item.code, upstream, words)

    if _plain(entry.name) != _plain(item.name):
        words = f"名称上级是“{entry.name}”，本地是“{item.name}”"
        yield differs(DriftKind.RENAMED, entry.name, words)
    if entry.item_type is not item.item_type:
        here = f"是{item.item_type.label}" if item.item_type else "没有写明"
        words = f"类型上级是{entry.item_type.label}，本地{here}"
        yield differs(DriftKind.RETYPED, entry.item_type.value, words)
    if entry.legal_basis and _set(entry.legal_basis) != _set(item.legal_basis):
        yield differs(DriftKind.REBASED, bases_words(entry.legal_basis), _bases_differ(entry, item))
    short = [words for _, words in shortfalls(entry, item.demands)]
    if short:
        yield differs(DriftKind.WORSE, demands_text(entry.demands), "；".join(short))


def shortfalls(entry: BaseEntry, here: Demands) -> Iterator[tuple[str, str]]:
    """In what the local list asks more of people than the one above (不如上级): an element, and words."""
    names = (
        ("/promised", "承诺办结时限", "个工作日"),
        ("/materials", "申请材料", "份"),
        ("/visits", "到现场", "次"),
    )
    for (element, what, unit), most, asked in zip(names, entry.demands, here, strict=True):
        if most is not None and asked is not None and asked > most:
            yield element, f"{what}上级 {most} {unit}，本地 {asked} {unit}"


def demands_text(demands: Demands) -> str:
    """What the list above asks for, as the key of a difference has it."""
    return "/".join(map(str, demands))


def demands_of(content: VersionContent) -> Demands:
    """What a version asks of people; an immediate item promises no day."""
    promised, days = content.promised, None
    if promised and promised.unit is LimitUnit.IMMEDIATE:
        days = 0
    elif promised and promised.unit is LimitUnit.WORKING_DAY:
        days = promised.amount
    materials = None if Element.MATERIALS in content.unknown else len(content.materials)
    return Demands(days, materials, content.visits)


def _bases_differ(entry: BaseEntry, item: LocalItem) -> str:
    above, here = _set(entry.legal_basis), _set(item.legal_basis)
    lacking = [basis for basis in entry.legal_basis if _pair(basis) not in here]
    beyond = [basis for basis in item.legal_basis if _pair(basis) not in above]
    parts = [f"上级有、本地没有{bases_words(lacking)}"] if lacking else []
    parts += [f"本地有、上级没有{bases_words(beyond)}"] if beyond else []
    return "设定依据" + "；".join(parts)


def bases_words(bases: Iterable[LegalBasis]) -> str:
    """《law》article、《law》article, as people write it."""
    return "、".join(f"《{basis.law.strip('《》')}》{basis.article}" for basis in bases)


def _succeeded(former: str, heirs: Sequence[BaseEntry], item: LocalItem) -> Iterator[Drift]:
    names = "、".join(f"“{heir.name}”（{heir.code}）" for heir in heirs)
    codes = "、".join(heir.code for heir in heirs)
    if len(heirs) > 1:
        yield Drift(DriftKind.SPLIT, former, item.code, codes, f"“{item.name}”上级拆分为{names}")
    elif len(heirs[0].former_codes) > 1:
        yield Drift(DriftKind.MERGED, former, item.code, codes, f"“{item.name}”上级并入{names}")
    else:
        words = f"“{item.name}”的基本编码由 {former} 改为 {codes}"
        yield Drift(DriftKind.RECODED, former, item.code, codes, words)
        yield from _fields(heirs[0], item)


def _heirs(
    item: LocalItem, successors: Mapping[str, tuple[BaseEntry, ...]]
) -> tuple[str, tuple[BaseEntry, ...]]:
    former = next((code for code in item.base_codes if code in successors), "")
    return former, successors.get(former, ())


def _cancelled(entry: BaseEntry, item: LocalItem) -> Drift:
    words = f"“{entry.name}”上级已经取消，本地仍在办理"
    return Drift(DriftKind.CANCELLED, entry.code, item.code, entry.status.value, words)


def _missing(entry: BaseEntry, kind: BaseKind) -> Drift:
    words = f"{kind.label}里有“{entry.name}”（{entry.code}），本地没有"
    return Drift(DriftKind.MISSING, entry.code, "", entry.code, words)


def _is_expected(entry: BaseEntry, level: str) -> bool:
    here = not entry.levels or level in entry.levels or EVERY_LEVEL in entry.levels
    return here and entry.status is BaseStatus.IN_USE


# — editions —


def changes_between(before: Collection[BaseEntry], after: Collection[BaseEntry]) -> dict[BaseChange, int]:
    """How many entries a new edition adds, changes, leaves out and keeps."""
    old, new = ({entry.code: entry for entry in edition} for edition in (before, after))
    kept = old.keys() & new.keys()
    same = sum(old[code] == new[code] for code in kept)
    return {
        BaseChange.ADDED: len(new.keys() - old.keys()),
        BaseChange.CHANGED: len(kept) - same,
        BaseChange.REMOVED: len(old.keys() - new.keys()),
        BaseChange.UNCHANGED: same,
    }


def held_because(before: Collection[BaseEntry], after: Collection[BaseEntry]) -> str:
    """Why a person has to confirm an edition before it takes effect; empty: nobody has to.

    A feed that lost half of what was in use is more likely broken than right.
    """
    old, new = (sum(entry.status is BaseStatus.IN_USE for entry in edition) for edition in (before, after))
    if old and new * 2 <= old:
        return f"在用事项由 {old} 项减到 {new} 项，减少了一半以上，要有人核对确认才生效"
    return ""


def _set(bases: Iterable[LegalBasis]) -> frozenset[tuple[str, str]]:
    return frozenset(map(_pair, bases))


def _pair(basis: LegalBasis) -> tuple[str, str]:
    return _plain(basis.law), _plain(basis.article)


def _plain(text: str) -> str:
    """Without what does not tell two names apart: white space, 《》 and the width of brackets."""
    return (
        "".join(text.split())
        .strip("《》")
        .replace("(", "（")
        .replace(")", "）")
        .replace("〈", "")
        .replace("〉", "")
    )


def near(name: str, candidates: Mapping[str, str], most: int = 5) -> tuple[tuple[str, str], ...]:
    """The codes and names most like a name, the likest first: what an editor probably means."""
    by_name: dict[str, list[str]] = {}
    for code, candidate in candidates.items():
        by_name.setdefault(candidate, []).append(code)
    found = difflib.get_close_matches(name, by_name, n=most, cutoff=0.4)
    return tuple((code, like) for like in found for code in sorted(by_name[like]))[:most]
