"""The materials library: names that mean the same document, and what is wrong with an entry. Pure.

A demand belongs to a type by its name alone, so published lists stay as they are. ``key_of`` says when two
ways of writing are one name; beyond that nothing is one type until a person has merged it.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from uuid import UUID

from yichuang.kernel.errors import FieldError
from yichuang.offer.catalogue.types.library import (
    FACT_LABELS,
    Candidate,
    FactDifference,
    Likeness,
    MaterialTypeFacts,
    Named,
    TypePoint,
)

LONGEST = {"issuer": 300, "e_licence": 100, "register": 100, "note": 2000}
LONGEST_POINT = 500
LONGEST_ALIAS, MOST_ALIASES = 200, 20
LEAST_REASON, LONGEST_REASON = 5, 500
LEAST_PART = 4  # characters; shorter names stand in too many others

LONGEST_KEY = 200  # characters; an index holds it
_ONE_WAY = str.maketrans("〔〕[]【】{}，；：", "()()()(),;:")
_PUNCTUATION = re.compile(r"[\W_]+")
_BRACKETS = re.compile(r"\(([^()]*)\)")
# what says in which form a paper is handed in, not which paper it is
_FORM = re.compile(
    r"(?:的)?(?:原件|复印件|影印件|扫描件|电子件|纸质件?|纸质证|正本|副本|正副本|照片版|[一二三两123]份|[一二三两123]式"
    r"|加盖公章|盖章|签字|各|和|及|与|或|、|/|,|;|[0-9]+份)+$"
)
_FORM_ONLY = re.compile(_FORM.pattern.removesuffix("$"))
# whose paper it is; the longer words first
_HOLDERS = sorted(
    (
        "申请人", "代办人", "委托人", "被委托人", "受托人", "代理人", "经办人", "本人", "监护人",
        "法定代表人", "负责人", "主要负责人", "法人", "经营者", "权利人", "户主", "双方", "夫妻双方",
        "买卖双方", "当事人", "申领人", "申报人", "职工", "老人", "父母", "母亲", "父亲", "子女", "孩子",
        "死者", "持证人", "继承人", "收养人", "举办者", "举报人", "家庭成员",
        "残疾人", "原", "新",
    ),
    key=len,
    reverse=True,
)  # fmt: skip
_HOLDER = re.compile(rf"^(?:(?:{'|'.join(_HOLDERS)})(?:或者|和|或|、)?)+的?")
# Source: what people and departments call the commonest documents
COMMON_NAMES: Mapping[str, str] = {
    "户口本": "居民户口簿", "户口簿": "居民户口簿", "户口": "居民户口簿",
    "身份证": "居民身份证", "二代身份证": "居民身份证", "二代居民身份证": "居民身份证",
    "有效身份证件": "居民身份证", "身份证件": "居民身份证",
    "房产证": "不动产权证书", "不动产权证": "不动产权证书", "房屋所有权证": "不动产权证书",
    "工商营业执照": "营业执照", "企业法人营业执照": "营业执照",
    "驾驶证": "机动车驾驶证", "行驶证": "机动车行驶证", "出生证明": "出生医学证明",
    "法人授权委托书": "授权委托书", "委托书": "授权委托书",
}  # fmt: skip
_LICENCES = ("licence", "certificate", "permit", "card", "-id", "qualification", "registration")


def key_of(name: str) -> str:
    """The name without what writing alone changes: width, case, white space, kind of brackets."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    key = re.sub(r"\s+", "", folded.translate(_ONE_WAY))
    if len(key) <= LONGEST_KEY:
        return key
    return key[: LONGEST_KEY - 17] + "#" + hashlib.sha256(key.encode()).hexdigest()[:16]


def bare(name: str) -> str:
    """The name without punctuation and without the form it is handed in (原件、复印件、正本 …)."""
    left = _BRACKETS.sub(lambda found: "" if _FORM_ONLY.fullmatch(found[1]) else found[0], key_of(name))
    return _PUNCTUATION.sub("", _FORM.sub("", left) or left)


def without_holder(name: str) -> str:
    """The bare name without whose it is: 代办人居民身份证 is 居民身份证."""
    plain = bare(name)
    left = _HOLDER.sub("", plain)
    return left if len(left) >= 2 else plain


def common_name(name: str) -> str:
    """What a common document is properly called; the bare name where nothing else is known."""
    plain = bare(name)
    return COMMON_NAMES.get(plain, plain)


def candidates(types: Sequence[Named]) -> tuple[Candidate, ...]:
    """Types that may be the same document (疑似重复), each once, with the strongest reason.

    The keeper of a group is the one with the plain name, else the one most often asked for.
    """
    ranked = sorted(types, key=lambda named: (-named.weight, len(named.name), named.name, named.id))
    found: dict[UUID, Candidate] = {}
    for other, keeper, likeness in _alike(ranked):
        # the strongest reason first; a keeper that would itself go away is found on the next look
        if other not in found and keeper not in found:
            found[other] = Candidate(other, keeper, likeness)
    order = {named.id: place for place, named in enumerate(ranked)}
    likenesses = list(Likeness)
    return tuple(
        sorted(
            found.values(),
            key=lambda one: (likenesses.index(one.likeness), order[one.keeper_id], order[one.other_id]),
        )
    )


def _alike(ranked: Sequence[Named]) -> Iterator[tuple[UUID, UUID, Likeness]]:
    yield from _grouped(ranked, lambda named: bare(named.name), Likeness.WORDING)
    yield from _aliases(ranked)
    yield from _grouped(ranked, lambda named: common_name(without_holder(named.name)), Likeness.HOLDER)
    yield from _parts(ranked)


def _grouped(
    ranked: Sequence[Named], of: Callable[[Named], str], likeness: Likeness
) -> Iterator[tuple[UUID, UUID, Likeness]]:
    """Names of one group; the one that says just what the group is called stays, if there is one."""
    groups: dict[str, list[Named]] = defaultdict(list)
    for named in ranked:
        groups[of(named)].append(named)
    for called, group in groups.items():
        keeper = next((named for named in group if key_of(named.name) == called), group[0])
        yield from ((named.id, keeper.id, likeness) for named in group if named.id != keeper.id)


def _aliases(ranked: Sequence[Named]) -> Iterator[tuple[UUID, UUID, Likeness]]:
    """The one that has the alias stays; of common names the proper one does."""
    by_bare: dict[str, UUID] = {}
    for named in ranked:
        by_bare.setdefault(bare(named.name), named.id)
    for named in ranked:
        for alias in named.aliases:
            other = by_bare.get(bare(alias), named.id)
            if other != named.id:
                yield other, named.id, Likeness.ALIAS
        proper = by_bare.get(common_name(named.name), named.id)
        if proper != named.id:
            yield named.id, proper, Likeness.ALIAS


def _parts(ranked: Sequence[Named]) -> Iterator[tuple[UUID, UUID, Likeness]]:
    by_issuer: dict[str, list[tuple[str, Named]]] = defaultdict(list)
    for named in ranked:
        if issuer := key_of(named.issuer):
            by_issuer[issuer].append((bare(named.name), named))
    for group in by_issuer.values():
        for plain, named in group:
            shorter = (
                keeper.id for part, keeper in group if LEAST_PART <= len(part) < len(plain) and part in plain
            )
            if (keeper_id := next(shorter, None)) is not None:
                yield named.id, keeper_id, Likeness.PART


# — an entry —


def first_facts(issuers: Iterable[str], share_sources: Iterable[str]) -> MaterialTypeFacts:
    """What a new type begins with: what the lists that ask for it say most often.

    A source whose code says licence, certificate … is an electronic licence, any other a register.
    """
    issuer, source = _commonest(issuers), _commonest(share_sources)
    is_licence = source.endswith(_LICENCES)
    return MaterialTypeFacts(
        issuer=issuer[: LONGEST["issuer"]],
        e_licence=source[: LONGEST["e_licence"]] if is_licence else "",
        register="" if is_licence else source[: LONGEST["register"]],
    )


def _commonest(values: Iterable[str]) -> str:
    said = [value for value in values if value]
    return min(said, key=lambda value: (-said.count(value), value), default="")


def fact_faults(facts: MaterialTypeFacts) -> tuple[FieldError, ...]:
    """What is wrong with an entry as its keeper wrote it."""
    faults = [
        FieldError(f"/{name}", f"不超过 {longest} 个字，不能有控制字符")
        for name, longest in LONGEST.items()
        if not _sound(getattr(facts, name), longest)
    ]
    if len(facts.aliases) > MOST_ALIASES or not all(
        alias and _sound(alias, LONGEST_ALIAS) for alias in facts.aliases
    ):
        faults.append(FieldError("/aliases", f"最多 {MOST_ALIASES} 个别名，每个不超过 {LONGEST_ALIAS} 个字"))
    return tuple(faults)


def point_faults(text: str, how: str) -> tuple[FieldError, ...]:
    """What is wrong with a review point of a type."""
    faults = []
    if not text.strip() or not _sound(text, LONGEST_POINT):
        faults.append(FieldError("/text", f"写明什么才合格，不超过 {LONGEST_POINT} 个字"))
    if not _sound(how, 1000):
        faults.append(FieldError("/how", "不超过 1000 个字，不能有控制字符"))
    return tuple(faults)


def reason_faults(reason: str) -> tuple[FieldError, ...]:
    if len(reason.strip()) >= LEAST_REASON and _sound(reason, LONGEST_REASON):
        return ()
    return (FieldError("/reason", f"请写明原因，{LEAST_REASON} 至 {LONGEST_REASON} 字"),)


def _sound(text: str, longest: int) -> bool:
    return len(text) <= longest and not any(ord(sign) < 32 and sign not in "\t\r\n" for sign in text)


# — a merger —


def differences(merged: MaterialTypeFacts, into: MaterialTypeFacts) -> tuple[FactDifference, ...]:
    """What two types say differently; what only the survivor says is none of it."""
    return tuple(
        FactDifference(name, label, getattr(merged, name), getattr(into, name))
        for name, label in FACT_LABELS.items()
        if getattr(merged, name) and getattr(merged, name) != getattr(into, name)
    )


def merged_facts(
    merged: MaterialTypeFacts, into: MaterialTypeFacts, take: Collection[str]
) -> MaterialTypeFacts:
    """The survivor's facts after a merger: its own, and from the other what was chosen."""
    values = {one.name: getattr(into, one.name) for one in fields(MaterialTypeFacts)}
    return MaterialTypeFacts(**values | {name: getattr(merged, name) for name in take})


def restored_facts(
    before: MaterialTypeFacts, after: MaterialTypeFacts, now: MaterialTypeFacts
) -> tuple[MaterialTypeFacts, tuple[str, ...]]:
    """The survivor's facts without the merger, and what of them was changed by somebody since.

    What the merger did not touch stays as it is now.
    """
    values, conflicts = {}, []
    for one in fields(MaterialTypeFacts):
        was, became, is_now = (getattr(facts, one.name) for facts in (before, after, now))
        values[one.name] = is_now if was == became else was
        if was != became and is_now != became:
            conflicts.append(FACT_LABELS[one.name])
    return MaterialTypeFacts(**values), tuple(conflicts)


def points_together(groups: Iterable[Sequence[TypePoint]]) -> tuple[TypePoint, ...]:
    """The points of a type and of what was merged into it; the same words once, one with a picture first."""
    found: dict[str, TypePoint] = {}
    for group in groups:
        for point in group:
            key = key_of(point.text)
            kept = found.get(key)
            if kept is None or (kept.picture_file_id is None and point.picture_file_id is not None):
                found[key] = point
    return tuple(found.values())
