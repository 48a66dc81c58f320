"""Two forms of a handling item compared in words (表单比较). Pure."""

from __future__ import annotations

from collections.abc import Iterator

from yichuang.offer.catalogue.rules.wording import (
    changed,
    condition_changed,
    condition_words,
    listed,
    matched,
    reordered,
)
from yichuang.offer.catalogue.types import FormField, VersionContent


def form_differences(before: VersionContent, after: VersionContent) -> Iterator[str]:
    """Fields that came, went or are asked in another way; a field that kept its code is the same."""
    pairs, gone, come = found = matched(before.form, after.form, lambda field: field.code)
    for field in come:
        when = condition_words(field.applies_when, after.questions)
        only = f"，{when}时才填" if field.applies_when.requires else ""
        yield f"表单新增字段“{field.title}”{'' if field.required else '（选填）'}{only}"
    yield from (f"表单去掉字段“{field.title}”" for field in gone)
    for old, new in pairs:
        yield from changed("表单字段", old.title, new.title)
        name = f"表单字段“{new.title}”"
        yield from changed(f"{name}所在的部分", old.section, new.section)
        yield from changed(f"{name}是否必填", old.required, new.required)
        yield from changed(f"{name}的提示", old.hint, new.hint)
        asked_before, asked_after = (old.applies_when, before.questions), (new.applies_when, after.questions)
        yield from condition_changed(f"{name}的适用情形", asked_before, asked_after)
        yield from _definition(name, old, new)
    yield from reordered("表单字段", before.form, after.form, found)


def _definition(name: str, before: FormField, after: FormField) -> Iterator[str]:
    old, new = before.facts, after.facts
    yield from changed(f"{name}的库内代码", before.field, after.field)
    yield from changed(f"{name}的类型", old.type, new.type)
    yield from changed(f"{name}的敏感程度", old.sensitivity, new.sensitivity)
    yield from changed(f"{name}的最长字数或者最大值", old.longest, new.longest)
    yield from listed(f"{name}的选项", old.options, new.options)
    for words, one, other in (
        ("库内名称", old.name, new.name), ("英文名称", old.name_en, new.name_en),
        ("标准数据元", old.element, new.element), ("填写格式", old.pattern, new.pattern),
        ("格式说明", old.pattern_words, new.pattern_words), ("免填来源", old.held_by, new.held_by),
        ("来源名称", old.held_as, new.held_as), ("定义里的提示", old.hint, new.hint),
    ):  # fmt: skip
        yield from changed(f"{name}的{words}", one, other)
    yield from listed(f"{name}的其他叫法", old.aliases, new.aliases)
