"""Codes of places: administrative divisions and unified social credit codes. Pure.

hours  when a place is open
maps   what may be the base map, where a place may lie
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

from stdnum.cn import uscc as stdnum_uscc

from yichuang.foundation.places.errors import RegionCodeWrong
from yichuang.foundation.places.types import OutletView, RegionLevel

LEVEL_OF_LENGTH = {
    2: RegionLevel.PROVINCE,
    4: RegionLevel.PREFECTURE,
    6: RegionLevel.COUNTY,
    9: RegionLevel.TOWN,
    12: RegionLevel.VILLAGE,
}

_USCC = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")


def normal_region_code(text: str) -> str:
    """The natural form of a region code: ``990101000000`` is the county ``990101``.

    Zeros are only taken off 12-digit codes: six digits ending in ``00`` may be a city without
    districts.

    Law: GB/T 2260 (six digits), GB/T 10114 (towns, villages).

    Raises:
        RegionCodeWrong: not 2, 4, 6, 9 or 12 digits.
    """
    code = text.strip()
    if len(code) == 12:
        code = code.removesuffix("000")
        code = code.removesuffix("000") if len(code) == 9 else code
    if len(code) not in LEVEL_OF_LENGTH or not (code.isascii() and code.isdigit()):
        raise RegionCodeWrong(f"“{text}”不是行政区划代码，应当是 2、4、6、9 或者 12 位数字。")
    return code


def level_of(code: str) -> RegionLevel:
    """The level (级别) of a code in natural form."""
    return LEVEL_OF_LENGTH[len(code)]


def ancestors_of(code: str) -> tuple[str, ...]:
    """The codes above ``code``, nearest first, whether recorded or not."""
    return tuple(code[:length] for length in sorted(LEVEL_OF_LENGTH, reverse=True) if length < len(code))


def covers(outer: str, inner: str) -> bool:
    """Whether region ``outer`` is ``inner`` or contains it (辖区)."""
    return inner.startswith(outer)


def normal_code(text: str) -> str:
    """An identity number as it is compared and stored: half-width, upper case, no spaces or hyphens."""
    return re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text)).upper()


def uscc_problem(number: str) -> str | None:
    """What is wrong with a unified social credit code (统一社会信用代码), or None.

    Only the form and the check character decide. The registering authority and the region are
    not held against a table: bodies keep codes of authorities and regions that no longer exist.

    Law: GB 32100-2015.

    Args:
        number: as :func:`normal_code` returns it.
    """
    if len(number) != 18:
        return f"统一社会信用代码应当是 18 位，现在是 {len(number)} 位。"
    if not _USCC.fullmatch(number):
        return "统一社会信用代码只用数字和大写字母（不用 I、O、S、V、Z），第 3 到 8 位是数字。"
    if stdnum_uscc.calc_check_digit(number[:17]) != number[17]:
        return "统一社会信用代码的校验码不对，请核对是否有输错的字符。"
    return None


def mark_of(outlet: OutletView) -> str:
    """What changes when anything recorded about an outlet does: who edits says what they have seen."""
    return hashlib.sha256(repr(outlet).encode()).hexdigest()[:16]
