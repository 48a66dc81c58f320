"""How well a short description reads (通俗说明好不好读): sentences, legal terms, abbreviations. Pure.

A hint, not a judgement: words are counted, meaning is not. The lists are this project's own, and short
on purpose: a word stands here only with the everyday word that can take its place.

Policy: PRODUCT, plain words; the words of officials confuse most who come once a year.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

LONGEST_SENTENCE = 30
"""Characters of a sentence, without spaces and marks, that are read at one go."""

MOST_LEGAL_PERCENT = 10
"""Share of legal terms that a reader still takes in."""

LEGAL_TERMS: Mapping[str, str] = {
    "申请人": "您",
    "行政相对人": "您",
    "法定代表人": "单位负责人",
    "委托代理人": "代办的人",
    "予以": "",
    "给予": "给",
    "依法": "",
    "依据": "按",
    "应当": "要",
    "不得": "不能",
    "具备": "有",
    "具有": "有",
    "提交": "交",
    "缴纳": "交",
    "出具": "开",
    "核发": "发",
    "核准": "同意",
    "载明": "写明",
    "逾期": "过期",
    "届满": "到期",
    "补正": "补材料",
    "送达": "送到",
    "之日起": "那天起",
    "情形": "情况",
    "从事": "做",
    "经营者": "老板",
    "场所": "地方",
    "变更": "改",
    "注销": "取消",
    "行政许可": "许可",
}
"""Words of laws, each with what people say; empty: it can go."""

ABBREVIATIONS: Mapping[str, str] = {
    "即办件": "当场办完",
    "承诺件": "几天内办完",
    "联办件": "几个部门一起办",
    "上报件": "要报上级决定",
    "容缺": "缺的材料可以后补",
    "免申即享": "不用申请就给",
    "一网通办": "在网上办",
    "一照通": "执照上写明就能做",
    "双随机": "抽查",
    "多证合一": "几个证并成一个",
}
"""Short words of offices that stand for a whole sentence, each with that sentence."""

_LATIN = re.compile(r"(?<![A-Za-z])[A-Z]{2,}(?![A-Za-z])")
_ENDS = re.compile(r"[。！？；!?;\n]+")
_NO_CHARACTER = re.compile(r"[\W_]+")
_BEGINNING = 12


@dataclass(frozen=True)
class Reading:
    """What was counted in a text.

    Attributes:
        sentences: characters of each sentence, in order.
        legal_percent: share of the text's characters that stand in legal terms, rounded down.
        legal_terms: those found, each once, in the order of the text.
        unexplained: abbreviations nothing explains, each once, in the order of the text.
        advice: what to change, a sentence each; empty: it reads well.
    """

    sentences: tuple[int, ...]
    legal_percent: int
    legal_terms: tuple[str, ...]
    unexplained: tuple[str, ...]
    advice: tuple[str, ...]

    @property
    def longest(self) -> int:
        return max(self.sentences, default=0)


def reading_of(text: str) -> Reading:
    """Count a short description (通俗说明) and say what would make it easier to read."""
    sentences = [part.strip() for part in _ENDS.split(text) if _length(part)]
    lengths = tuple(_length(part) for part in sentences)
    terms = _legal_terms(text)
    total = sum(lengths)
    percent = sum(len(term) for term in terms) * 100 // total if total else 0
    found = tuple(dict.fromkeys(terms))
    unexplained = _unexplained(text)
    return Reading(lengths, percent, found, unexplained, (
        *_long_sentences(sentences, lengths), *_legal_advice(percent, found), *_abbreviations(unexplained),
    ))  # fmt: skip


def _length(text: str) -> int:
    return len(_NO_CHARACTER.sub("", text))


def _legal_terms(text: str) -> list[str]:
    """Every occurrence; of terms that begin at one place the longest."""
    longest_first = sorted(LEGAL_TERMS, key=len, reverse=True)
    return re.findall("|".join(map(re.escape, longest_first)), text)


def _unexplained(text: str) -> tuple[str, ...]:
    """Abbreviations whose first mention is not followed by brackets, nor stands in brackets itself."""
    names = re.compile("|".join((*map(re.escape, ABBREVIATIONS), _LATIN.pattern)))
    first: dict[str, bool] = {}
    for match in names.finditer(text):
        after, before = text[match.end() : match.end() + 1], text[: match.start()]
        is_explained = after in ("（", "(") or _is_open(before)
        first.setdefault(match.group(), is_explained)
    return tuple(name for name, is_explained in first.items() if not is_explained)


def _is_open(before: str) -> bool:
    """Whether a bracket before this place is still open."""
    opened = max(before.rfind("（"), before.rfind("("))
    return opened > max(before.rfind("）"), before.rfind(")"))


def _long_sentences(sentences: list[str], lengths: tuple[int, ...]) -> list[str]:
    return [
        f"第 {number} 句有 {length} 字，超过 {LONGEST_SENTENCE} 字，可以拆成两句：“{_beginning(sentence)}”"
        for number, (sentence, length) in enumerate(zip(sentences, lengths, strict=True), 1)
        if length > LONGEST_SENTENCE
    ]


def _beginning(sentence: str) -> str:
    return sentence if len(sentence) <= _BEGINNING else f"{sentence[:_BEGINNING]}…"


def _legal_advice(percent: int, found: tuple[str, ...]) -> list[str]:
    if percent <= MOST_LEGAL_PERCENT:
        return []
    said = "，".join(
        f"“{term}”可以说“{plain}”" if (plain := LEGAL_TERMS[term]) else f"“{term}”可以删去" for term in found
    )
    return [f"法律用语占 {percent}%，超过 {MOST_LEGAL_PERCENT}%：{said}"]


def _abbreviations(unexplained: tuple[str, ...]) -> list[str]:
    return [
        f"“{name}”没有解释，可以说“{ABBREVIATIONS[name]}”"
        if name in ABBREVIATIONS
        else f"“{name}”没有解释，第一次写的时候在后面加括号说明"
        for name in unexplained
    ]
