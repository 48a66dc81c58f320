"""Edits of what an item costs, what comes out of it, what is often asked, how it goes, and its files. Pure.

What may be published of them stands in ``rules.content``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from yichuang.kernel.errors import FieldError
from yichuang.offer.catalogue.rules.editing_words import LONG, NAME, place_of, put, refuse, sound
from yichuang.offer.catalogue.types import Faq, FeeLine, Guide, VersionContent
from yichuang.offer.catalogue.types.editing_elements import (
    Charges,
    FileOfMaterial,
    FrequentQuestions,
    Outcome,
    Steps,
)

MOST_LINES = 50
LONGEST_RESULT = 300
MOST_YEARS = 100
MOST_FEN = 1_000_000_000


def charges(content: VersionContent, edit: Charges) -> VersionContent:
    """What it costs. Law: 行政许可法 §58, §59."""
    if edit.fee is None:
        return replace(content, fee=None)
    faults: list[FieldError] = []
    basis = sound("/fee/basis", edit.fee.basis, LONG, faults)
    _count("/fee/lines", edit.fee.lines, faults)
    lines = tuple(_line(f"/fee/lines/{index}", line, faults) for index, line in enumerate(edit.fee.lines))
    refuse(faults)
    return replace(content, fee=replace(edit.fee, basis=basis, lines=lines))


def _line(pointer: str, line: FeeLine, faults: list[FieldError]) -> FeeLine:
    name = sound(f"{pointer}/name", line.name, NAME, faults, needed=True)
    standard = sound(f"{pointer}/standard", line.standard, LONG, faults)
    if line.amount_fen is not None and not 0 <= line.amount_fen <= MOST_FEN:
        faults.append(FieldError(f"{pointer}/amount", "金额应当是 0 到 1000 万元"))
    return replace(line, name=name, standard=standard)


def outcome(content: VersionContent, edit: Outcome) -> VersionContent:
    """What comes out of it, and how it is handed out."""
    delivery = tuple(dict.fromkeys(edit.delivery))
    if edit.result is None:
        return replace(content, result=None, delivery=delivery)
    faults: list[FieldError] = []
    name = sound("/result/name", edit.result.name, LONGEST_RESULT, faults, needed=True)
    years = edit.result.validity_years
    if years is not None and not 1 <= years <= MOST_YEARS:
        faults.append(
            FieldError("/result/validity_years", f"有效期应当是 1 到 {MOST_YEARS} 年；长期有效请留空")
        )
    refuse(faults)
    return replace(content, result=replace(edit.result, name=name), delivery=delivery)


def frequent_questions(content: VersionContent, edit: FrequentQuestions) -> VersionContent:
    """The questions in their order, each asked once."""
    faults: list[FieldError] = []
    _count("/faqs", edit.faqs, faults)
    seen: set[str] = set()
    faqs = []
    for index, faq in enumerate(edit.faqs):
        question = sound(f"/faqs/{index}/question", faq.question, NAME, faults, needed=True)
        answer = sound(f"/faqs/{index}/answer", faq.answer, LONG, faults, needed=True)
        if question and question in seen:
            faults.append(FieldError(f"/faqs/{index}/question", "这个问题已经有了"))
        seen.add(question)
        faqs.append(Faq(question, answer))
    refuse(faults)
    return replace(content, faqs=tuple(faqs))


def steps(content: VersionContent, edit: Steps) -> VersionContent:
    """The steps in their order; without any, the item does not say how it goes."""
    faults: list[FieldError] = []
    _count("/process", edit.process, faults)
    found = [sound("/process", step, NAME, faults) for step in edit.process]
    refuse(faults)
    process = [step for step in found if step]
    others = {name: value for name, value in content.guide.items() if name != "process"}
    guide = cast("Guide", others | {"process": process} if process else others)
    return replace(content, guide=guide)


def file_of_material(content: VersionContent, edit: FileOfMaterial) -> VersionContent:
    """The material with this sample or blank form, or without one."""
    index = place_of("/materials", edit.material, content.materials, "材料")
    material = content.materials[index]
    if edit.use == "sample":
        material = replace(material, sample_file_id=edit.file_id)
    else:
        material = replace(material, blank_file_id=edit.file_id)
    return replace(content, materials=put(content.materials, index, material))


def _count(pointer: str, things: Sequence[object], faults: list[FieldError]) -> None:
    if len(things) > MOST_LINES:
        faults.append(FieldError(pointer, f"最多 {MOST_LINES} 条"))
