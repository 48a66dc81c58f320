"""What makes an application complete: pure rules over the published list."""

from __future__ import annotations

from collections.abc import Iterable

from yichuang.casework.intake.errors import MaterialNamedTwice, MaterialNotListed, ReviewPointUnknown
from yichuang.casework.intake.types import CheckedMaterial, Gap, MaterialInput, Verdict
from yichuang.kernel.errors import FieldError
from yichuang.offer.catalogue.types import Material, Necessity

ANSWER_WORKING_DAYS = 5
"""Days to answer whether an application is accepted. Law: 行政许可法 §32"""


def check_materials(
    *, needed: tuple[Material, ...], handed_in: Iterable[MaterialInput]
) -> tuple[CheckedMaterial, ...]:
    """Check what was handed in against the exact list (对照审查要点核对材料).

    Law:
        行政许可法 §31      nothing the published list does not name may be asked for
        国务院令第716号 §7  what the government already has is not asked for again

    Args:
        needed: the materials of the exact list, in its order.

    Returns:
        One entry per needed material, in the list's order, with its verdict and gaps.

    Raises:
        MaterialNotListed, MaterialNamedTwice, ReviewPointUnknown: with a pointer to the entry.
    """
    by_code = {material.code: material for material in needed}
    given: dict[str, MaterialInput] = {}
    for place, item in enumerate(handed_in):
        if item.code not in by_code:
            raise MaterialNotListed(
                f"公布的材料清单里没有“{item.code}”，不能要求申请人提交",
                errors=(FieldError(f"/materials/{place}/code", "不在清单里"),),
            )
        if item.code in given:
            raise MaterialNamedTwice(
                f"“{by_code[item.code].name}”登记了两次",
                errors=(FieldError(f"/materials/{place}/code", "重复"),),
            )
        known = {point.code for point in by_code[item.code].review_points}
        strange = sorted(set(item.points) - known)
        if strange:
            raise ReviewPointUnknown(
                f"“{by_code[item.code].name}”没有审查要点“{strange[0]}”",
                errors=(FieldError(f"/materials/{place}/points/{strange[0]}", "没有这一条"),),
            )
        given[item.code] = item
    return tuple(check_material(material, given.get(material.code)) for material in needed)


def check_material(material: Material, given: MaterialInput | None) -> CheckedMaterial:
    """The verdict on one material."""
    gaps: tuple[Gap, ...] = ()
    if given is None or given.collected is None:
        if material.share_source is not None:
            verdict = Verdict.EXEMPT
        elif material.necessity is Necessity.OPTIONAL:
            verdict = Verdict.NOT_NEEDED
        else:
            verdict, gaps = Verdict.MISSING, (Gap(material.code, material.name),)
    else:
        gaps = tuple(
            Gap(material.code, material.name, point.text)
            for point in material.review_points
            if point.blocking and not given.points.get(point.code, False)
        )
        verdict = Verdict.FAULTY if gaps else Verdict.PASSED
    return CheckedMaterial(
        material.code,
        material.name,
        verdict,
        given.collected if given else None,
        given.originals if given else 0,
        given.copies if given else 0,
        dict(given.points) if given else {},
        gaps,
        given.note if given else "",
        given.file_ids if given else (),
    )


def all_gaps(checked: Iterable[CheckedMaterial]) -> tuple[Gap, ...]:
    """Everything still missing, in the list's order. Empty: complete and in legal form."""
    return tuple(gap for material in checked for gap in material.gaps)


def missing_words(gaps: Iterable[Gap]) -> list[str]:
    """The gaps as sentences to read aloud."""
    return [gap.words for gap in gaps]
