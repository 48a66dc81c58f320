"""The materials and review points of two versions compared in words (版本比较). Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from yichuang.offer.catalogue.rules.wording import (
    Pairs,
    changed,
    condition_changed,
    condition_words,
    listed,
    matched,
    reordered,
)
from yichuang.offer.catalogue.types import HandlingVersion, Material, ReviewPoint

# single values of a material, with what they are called and their unit
VALUES = {
    "form": ("形式", ""), "originals": ("原件", " 份"), "copies": ("复印件", " 份"),
    "source": ("来源渠道", ""), "issuer": ("出具单位", ""),
    "legal_basis": ("要求依据", ""), "note": ("说明", ""),
    "deferral_working_days": ("补交期限", " 个工作日"),
}  # fmt: skip
FILES = {"sample_file_id": "样本", "blank_file_id": "空表"}
DETAILS = {
    "kind": "材料类型", "paper_specification": "纸质规格", "filling_notes": "填报须知",
    "signature": "签字要求", "source_notes": "来源渠道说明", "issued_within": "出具时间要求",
    "retention": "保管期限", "is_sensitive": "是否含敏感个人信息",
}  # fmt: skip


def material_differences(before: HandlingVersion, after: HandlingVersion) -> Iterator[str]:
    """Materials that came, went or are asked for in another way."""
    pairs, gone, come = found = _same(before, after)
    yield from (f"新增材料“{material.name}”{_terms(material, after)}" for material in come)
    yield from (f"取消材料“{material.name}”" for material in gone)
    for old, new in pairs:
        if old.name != new.name:
            yield f"材料“{old.name}”改名为“{new.name}”"
        yield from _one(old, new)
        when_before, when_after = (old.applies_when, before.questions), (new.applies_when, after.questions)
        yield from condition_changed(f"材料“{new.name}”的适用情形", when_before, when_after)
    yield from reordered("材料", before.materials, after.materials, found)


def point_differences(before: HandlingVersion, after: HandlingVersion) -> Iterator[str]:
    """Review points of the materials that stayed."""
    for old, new in _same(before, after)[0]:
        yield from _points(f"材料“{new.name}”", old.review_points, new.review_points)


def _same(before: HandlingVersion, after: HandlingVersion) -> Pairs[Material]:
    return matched(
        before.materials, after.materials, lambda material: material.code, lambda material: material.name
    )


def _terms(material: Material, version: HandlingVersion) -> str:
    """How a new material is asked for."""
    when = condition_words(material.applies_when, version.questions)
    said = [material.necessity.label] if material.necessity else []
    said += [f"{when}时需要"] if material.applies_when.requires else []
    return f"（{'；'.join(said)}）" if said else ""


def _one(old: Material, new: Material) -> Iterator[str]:
    name = f"材料“{new.name}”"
    if old.necessity is not new.necessity:
        terms = [one.label if one else "没有写明是否必要" for one in (old.necessity, new.necessity)]
        yield f"{name}由{terms[0]}改为{terms[1]}"
    for field, (called, unit) in VALUES.items():
        yield from changed(f"{name}的{called}", getattr(old, field), getattr(new, field), unit)
    yield from _shared(name, old.share_source, new.share_source)
    for field, called in FILES.items():
        yield from _file(f"{name}的{called}", getattr(old, field), getattr(new, field))
    yield from listed(f"{name}的组成", old.parts, new.parts)
    details: tuple[Any, Any] = (old.details or {}, new.details or {})
    for key, called in DETAILS.items():
        yield from changed(f"{name}的{called}", details[0].get(key), details[1].get(key))
    yield from changed(f"{name}的编号", old.code, new.code)


def _shared(name: str, old: str | None, new: str | None) -> list[str]:
    if bool(old) == bool(new):
        return changed(f"{name}的共享来源", old, new)
    return [f"{name}政府已有，不用再交"] if new else [f"{name}要由申请人提交，不再由政府提供"]


def _file(name: str, old: object, new: object) -> list[str]:
    if old == new:
        return []
    return [f"{name}换成了新的" if old and new else f"{name}是新增的" if new else f"{name}不再提供"]


def _points(name: str, before: tuple[ReviewPoint, ...], after: tuple[ReviewPoint, ...]) -> Iterator[str]:
    pairs, gone, come = found = matched(before, after, lambda point: point.code, lambda point: point.text)
    yield from (f"{name}新增审查要点“{point.text}”" for point in come)
    yield from (f"{name}取消审查要点“{point.text}”" for point in gone)
    for old, new in pairs:
        called = f"{name}的审查要点“{new.text}”"
        yield from changed(f"{name}的审查要点", old.text, new.text)
        yield from changed(f"{called}的核对方法", old.how, new.how)
        if old.blocking is not new.blocking:
            yield f"{called}不满足时，{'不再' if new.blocking else '仍'}算交齐"
        yield from changed(f"{called}的编号", old.code, new.code)
    yield from reordered(f"{name}的审查要点", before, after, found)
