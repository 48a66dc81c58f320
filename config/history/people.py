"""Residents and enterprises of the history. Their numbers begin with 99 and belong to nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from stdnum.iso7064 import mod_11_2

from config.history.dice import dice
from yichuang.foundation.parties.types import IdType, PartyInput, PartyKind

# a region of the unassigned prefix that no other sample or test takes its people from
REGION = "990188"
RESIDENTS = 900
ENTERPRISES = 70

_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭"
_GIVEN = (
    "建国", "秀英", "桂兰", "志强", "丽华", "国庆", "春梅", "永福", "玉珍", "文斌", "海燕", "小军",
    "雪梅", "宏伟", "晓东", "婷婷", "子涵", "一诺", "浩宇", "梓萱", "俊杰", "欣怡", "思远", "佳琪",
    "明轩", "若曦", "大勇", "素芬", "德福", "金凤", "立新", "翠花", "振华", "淑贞", "长顺", "美玲",
    "学文", "慧敏", "天佑", "小满",
)  # fmt: skip
_TRADES = (
    "小吃店", "便利店", "理发店", "五金店", "农资店", "服装店", "水果店", "汽车修理部", "货运部",
    "养殖场", "茶业有限公司", "建材有限公司", "物流有限公司", "食品有限公司", "农业专业合作社",
    "装饰工程有限公司",
)  # fmt: skip
_PLACES = (
    "云栖", "青石", "白渡", "柳溪", "桥头", "云岭", "南塘", "石门", "河湾", "竹坑",
)  # fmt: skip

# of a hundred applicants: those who come for a child, the young, the middle-aged, the old
_AGES = ((0, 15, 6), (16, 24, 12), (25, 39, 34), (40, 59, 30), (60, 79, 14), (80, 94, 4))

_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_BODY_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True)
class Resident:
    """A person of the history."""

    born_on: date
    party: PartyInput

    def age(self, on: date) -> int:
        """Full years."""
        return on.year - self.born_on.year - ((on.month, on.day) < (self.born_on.month, self.born_on.day))


def resident(number: int, first_day: date) -> Resident:
    """The ``number``-th resident, of an age a county hall sees; all are born before ``first_day``."""
    rng = dice(f"resident {number}")
    youngest, oldest, _ = rng.choices(_AGES, [share for *_, share in _AGES])[0]
    days = rng.randrange(youngest * 365 + 1, (oldest + 1) * 365)
    # told from a fixed day, so that a person is the same in every year
    born_on = min(date(2024, 1, 1) - timedelta(days=days), first_day - timedelta(days=1))
    body = f"{REGION}{born_on:%Y%m%d}{number % 1000:03d}"
    return Resident(
        born_on,
        PartyInput(
            kind=PartyKind.NATURAL,
            name=rng.choice(_SURNAMES) + rng.choice(_GIVEN),
            id_type=IdType.RESIDENT_ID,
            id_number=body + mod_11_2.calc_check_digit(body),
            phone=f"154{50_000_000 + number:08d}",
        ),
    )


def enterprise(number: int) -> PartyInput:
    """The ``number``-th enterprise, led by a resident."""
    rng = dice(f"enterprise {number}")
    trade = rng.choice(_TRADES)
    town, given = rng.choice(_PLACES), rng.choice(_GIVEN)
    is_company = "公司" in trade or "合作社" in trade
    return PartyInput(
        kind=PartyKind.LEGAL,
        name=f"安澜{town}{given}{trade}" if is_company else f"安澜县{town}{given}{trade}（个体工商户）",
        id_type=IdType.USCC,
        id_number=credit_code(("93" if "合作社" in trade else "91") if is_company else "92", number),
        phone=f"154{70_000_000 + number:08d}",
        legal_representative=rng.choice(_SURNAMES) + given,
    )


def leader(number: int) -> PartyInput:
    """The legal representative of the ``number``-th enterprise, in person."""
    rng = dice(f"leader {number}")
    born_on = date(1958 + rng.randrange(42), 1 + rng.randrange(12), 1 + rng.randrange(28))
    body = f"{REGION}{born_on:%Y%m%d}{900 + number:03d}"
    return PartyInput(
        kind=PartyKind.NATURAL,
        name=enterprise(number).legal_representative,
        id_type=IdType.RESIDENT_ID,
        id_number=body + mod_11_2.calc_check_digit(body),
        phone=f"154{60_000_000 + number:08d}",
    )


def credit_code(kind: str, number: int) -> str:
    """A unified social credit code with both check characters. Source: GB 32100, GB 11714."""
    body = f"MA8H{number:04d}"
    total = sum(
        _BODY_ALPHABET.index(letter) * weight for letter, weight in zip(body, _BODY_WEIGHTS, strict=True)
    )
    code = f"{kind}{REGION}{body}{'0123456789X'[-total % 11]}"
    weighed = sum(_USCC_ALPHABET.index(letter) * pow(3, place, 31) for place, letter in enumerate(code))
    return code + _USCC_ALPHABET[-weighed % 31]
