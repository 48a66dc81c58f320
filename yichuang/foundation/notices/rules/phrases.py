"""Turns of phrase that several documents share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from yichuang.foundation.notices.rules.content import LICENCE
from yichuang.foundation.notices.types import CommonContent, Limit, Person, ReceivedMaterial, Remedies
from yichuang.foundation.parties.types import IdType
from yichuang.kernel.time import SHANGHAI, date_words, legal_date

NONE = "无"
LICENSING_LAW = "《中华人民共和国行政许可法》"
PUBLISHED_GUIDE = "公布的办事指南"


def moment_words(at: datetime) -> str:
    """2026年3月2日9时05分, Asia/Shanghai."""
    local = at.astimezone(SHANGHAI)
    return f"{date_words(local.date())}{local.hour}时{local.minute:02}分"


def identity_words(person: Person) -> str:
    """居民身份证 990101…"""
    known = {code.value: code.label for code in IdType}
    return f"{known.get(person.id_type, person.id_type)} {person.id_number}"


def you(person: Person) -> str:
    """How the reader is addressed."""
    return "你单位" if person.id_type == IdType.USCC else "你"


def applied(content: CommonContent, at: datetime, *, licence_words: bool = False) -> str:
    """你单位于2026年3月2日向本机关提出“…”申请; ``licence_words``: …行政许可申请."""
    what = "行政许可申请" if licence_words else "申请"
    return f"{you(content.applicant)}于{date_words(legal_date(at))}向本机关提出“{content.item.name}”{what}"


def is_licence(content: CommonContent) -> bool:
    """Only then the words of the licensing law are used."""
    return content.item.item_type == LICENCE


def or_none(texts: Sequence[str]) -> list[str]:
    """The texts that say something, or that there are none."""
    return [text for text in texts if text] or [NONE]


def limit_words(limit: Limit | None) -> str:
    """2026年3月16日（承诺10个工作日）"""
    return f"{date_words(limit.due_on)}（{limit.words}）" if limit else "未公布"


def remedy_words(remedies: Remedies, document: str) -> str:
    """Law: 行政复议法 §20; 行政诉讼法 §46"""
    return (
        f"如不服本{document}，可以自知道本{document}之日起六十日内向{remedies.reconsideration_body}申请行政复议，"
        f"也可以自知道本{document}之日起六个月内依法向{remedies.court}提起行政诉讼。"
    )


def material_words(material: ReceivedMaterial) -> dict[str, str]:
    """One line of a list of materials."""
    state = "齐全" if material.complete else "不齐全"
    return {
        "name": material.name,
        "originals": str(material.originals),
        "copies": str(material.copies),
        "form": material.form,
        "state": f"{state}：{material.note}" if material.note else state,
    }
