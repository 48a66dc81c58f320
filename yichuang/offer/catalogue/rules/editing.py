"""What an editor's edits do to the content of a draft (修改草稿). Pure: content → content, or a refusal.

    editing            every edit and what is true after it; the elements of the item
    editing_materials  materials and their review points
    editing_questions  questions, options, and what depends on them
    editing_form       the form and its fields
    editing_elements   fees, the result, frequent questions, steps, files of materials
    editing_words      texts that can be stored, codes of new things, places in a list

After an edit the content keeps every rule of the catalogue (``rules.content``): an edit that would break
one is refused as a whole, with every fault.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from typing import Any, cast

from yichuang.kernel.errors import FieldError
from yichuang.offer.catalogue.errors import ContentInvalid
from yichuang.offer.catalogue.rules import editing_elements as elements
from yichuang.offer.catalogue.rules import editing_form as form
from yichuang.offer.catalogue.rules import editing_materials as materials
from yichuang.offer.catalogue.rules import editing_questions as questions
from yichuang.offer.catalogue.rules.codes import BUILT_IN
from yichuang.offer.catalogue.rules.comparison import differences
from yichuang.offer.catalogue.rules.content import content_faults, unknown_elements
from yichuang.offer.catalogue.rules.editing_words import LONG, NAME, refuse, sound
from yichuang.offer.catalogue.types import CodeScheme, Element, Guide, HandlingVersion, VersionContent
from yichuang.offer.catalogue.types.editing import (
    AddMaterial,
    AddOption,
    AddPoint,
    AddQuestion,
    ChangeMaterial,
    ChangeOption,
    ChangePoint,
    ChangeQuestion,
    Edit,
    Grounds,
    Handling,
    Limits,
    MaterialNeeded,
    MaterialsComplete,
    MaterialsOfQuestion,
    MoveMaterial,
    MoveOption,
    MovePoint,
    MoveQuestion,
    Naming,
    QuestionAsked,
    RemoveMaterial,
    RemoveOption,
    RemovePoint,
    RemoveQuestion,
    TermsOfOption,
)
from yichuang.offer.catalogue.types.editing_elements import (
    Charges,
    FileOfMaterial,
    FrequentQuestions,
    Outcome,
    Steps,
)
from yichuang.offer.catalogue.types.editing_form import (
    AddFormField,
    ChangeFormField,
    MoveFormField,
    RemoveFormField,
    TakeFormList,
)

MOST_NAMES = 50


def edited(content: VersionContent, edit: Edit, schemes: Sequence[CodeScheme] = BUILT_IN) -> VersionContent:
    """The content after an edit (修改后的内容).

    Policy: DOMAIN 2.4; CAT-06, CAT-08, CAT-09, CAT-15.

    Raises:
        ContentInvalid: the edit names nothing there is, says what cannot be stored, or would leave a
            content that breaks a rule; ``errors`` has every fault.
    """
    made = _TABLE[type(edit)](content, edit)
    known = Element.MATERIALS not in content.unknown
    if isinstance(edit, MaterialsComplete):
        known = edit.complete
    made = replace(made, unknown=unknown_elements(made, materials_known=known))
    faults = content_faults(made, schemes)
    if faults:
        raise ContentInvalid("；".join(fault.detail for fault in faults), errors=faults)
    return made


def with_content(version: HandlingVersion, content: VersionContent) -> HandlingVersion:
    """The version as it would be with this content: to compare, to judge, to show."""
    kept = {field.name: getattr(content, field.name) for field in fields(VersionContent)}
    return replace(version, **kept)


def edit_words(before: HandlingVersion, after: HandlingVersion) -> str:
    """What an edit did, in words (修改说明); empty when it changed nothing that is compared."""
    words = [difference.words for difference in differences(before, after)]
    was, now = (Element.MATERIALS in version.unknown for version in (before, after))
    if was != now:
        words.append("写明申请材料没有列全" if now else "写明申请材料已经列全")
    return "；".join(words)


# — the elements of the item —


def _naming(content: VersionContent, edit: Naming) -> VersionContent:
    faults: list[FieldError] = []
    name = sound("/name", edit.name, NAME, faults, needed=True)
    item_name = sound("/item_name", edit.item_name, NAME, faults, needed=True)
    aliases = _lines("/aliases", edit.aliases, NAME, faults)
    plain = sound("/plain_words", edit.plain_words, LONG, faults)
    refuse(faults)
    guide = _said(content.guide, "plain_words", plain)
    return replace(content, name=name, item_name=item_name, aliases=aliases, guide=guide)


def _limits(content: VersionContent, edit: Limits) -> VersionContent:
    faults: list[FieldError] = []
    for pointer, limit in (("/statutory", edit.statutory), ("/promised", edit.promised)):
        sound(pointer, limit.legal_basis if limit else "", LONG, faults)
    refuse(faults)
    return replace(content, statutory=edit.statutory, promised=edit.promised)


def _handling(content: VersionContent, edit: Handling) -> VersionContent:
    faults: list[FieldError] = []
    reason = sound("/on_site_reason", edit.on_site_reason, LONG, faults)
    refuse(faults)
    return replace(
        content,
        handling_type=edit.handling_type,
        approval_tier=edit.approval_tier,
        visits=edit.visits,
        guide=_said(content.guide, "on_site_reason", reason),
    )


def _grounds(content: VersionContent, edit: Grounds) -> VersionContent:
    faults: list[FieldError] = []
    if len(edit.legal_basis) > MOST_NAMES:
        faults.append(FieldError("/legal_basis", f"最多 {MOST_NAMES} 条"))
    bases = tuple(
        replace(
            basis,
            law=sound(f"/legal_basis/{index}/law", basis.law, NAME, faults, needed=True),
            article=sound(f"/legal_basis/{index}/article", basis.article, NAME, faults),
            text=sound(f"/legal_basis/{index}/text", basis.text, LONG, faults),
        )
        for index, basis in enumerate(edit.legal_basis)
    )
    conditions = _lines("/conditions", edit.conditions, LONG, faults)
    refuse(faults)
    return replace(content, legal_basis=bases, conditions=conditions)


def _lines(pointer: str, lines: Sequence[str], longest: int, faults: list[FieldError]) -> tuple[str, ...]:
    """Lines that say something, each once."""
    found = [sound(pointer, line, longest, faults) for line in lines]
    kept = tuple(dict.fromkeys(line for line in found if line))
    if len(kept) > MOST_NAMES:
        faults.append(FieldError(pointer, f"最多 {MOST_NAMES} 条"))
    return kept


def _said(guide: Guide, key: str, words: str) -> Guide:
    """The guide with this element; one that says nothing is left out."""
    said: dict[str, Any] = {name: value for name, value in guide.items() if name != key}
    return cast("Guide", said | {key: words} if words else said)


def _untouched(content: VersionContent, _edit: MaterialsComplete) -> VersionContent:
    return content


_TABLE: dict[type[Any], Callable[[VersionContent, Any], VersionContent]] = {
    Naming: _naming,
    Limits: _limits,
    Handling: _handling,
    Grounds: _grounds,
    Charges: elements.charges,
    Outcome: elements.outcome,
    FrequentQuestions: elements.frequent_questions,
    Steps: elements.steps,
    FileOfMaterial: elements.file_of_material,
    MaterialsComplete: _untouched,
    AddMaterial: materials.add_material,
    ChangeMaterial: materials.change_material,
    RemoveMaterial: materials.remove_material,
    MoveMaterial: materials.move_material,
    MaterialNeeded: materials.material_needed,
    AddPoint: materials.add_point,
    ChangePoint: materials.change_point,
    RemovePoint: materials.remove_point,
    MovePoint: materials.move_point,
    AddQuestion: questions.add_question,
    ChangeQuestion: questions.change_question,
    QuestionAsked: questions.question_asked,
    RemoveQuestion: questions.remove_question,
    MoveQuestion: questions.move_question,
    AddOption: questions.add_option,
    ChangeOption: questions.change_option,
    TermsOfOption: questions.terms_of_option,
    RemoveOption: questions.remove_option,
    MoveOption: questions.move_option,
    AddFormField: form.add_form_field,
    ChangeFormField: form.change_form_field,
    RemoveFormField: form.remove_form_field,
    MoveFormField: form.move_form_field,
    TakeFormList: form.take_form_list,
    MaterialsOfQuestion: questions.materials_of_question,
}
