"""Identity documents, names, phones and masks. Pure: no row is read, no clock asked.

Each ``*_problem`` takes what its ``normal_*`` returns and says in one sentence what is wrong, or None.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date

from yichuang.foundation.parties.types import IdType, PartyInput, PartyKey, PartyKind
from yichuang.foundation.places.queries import normal_code, uscc_problem

# Policy: this project; no living person is older.
OLDEST_YEARS = 150

# GB/T 2260: the first two digits of regions that issue resident identity cards.
PROVINCES = frozenset(
    str(code)
    for codes in (
        range(11, 16),
        range(21, 24),
        range(31, 38),
        range(41, 47),
        range(50, 55),
        range(61, 66),
        (71, 81, 82, 83),
    )
    for code in codes
)

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"

_RESIDENT_ID = re.compile(r"[0-9]{17}[0-9X]")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"(0[0-9]{2,3})?[2-9][0-9]{6,7}")
_SERVICE_NUMBER = re.compile(r"[48]00[0-9]{7}")


# Identity numbers


def normal_id_number(text: str) -> str:
    """An identity number as it is compared and stored: half-width, upper case, no spaces or hyphens."""
    return normal_code(text)


def check_character(digits: str) -> str:
    """The 18th character of a resident identity number (校验码).

    Law: GB 11643—1999 (ISO/IEC 7064 MOD 11-2).

    Args:
        digits: the first 17.
    """
    return _CHECKS[sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True)) % 11]


def resident_id_problem(number: str, on: date) -> str | None:
    """What is wrong with a resident identity number (居民身份证号码) on the day ``on``.

    The region is not judged: people keep numbers of counties that no longer exist (see
    :func:`resident_id_warning`).

    Law: GB 11643—1999; 居民身份证法 §3.
    """
    if re.fullmatch(r"[0-9]{15}", number):
        return "15 位的第一代身份证已经停止使用，请填写 18 位身份证号码。"
    if len(number) != 18:
        return f"身份证号码应当是 18 位，现在是 {len(number)} 位。"
    if not _RESIDENT_ID.fullmatch(number):
        return "身份证号码的前 17 位是数字，最后一位是数字或者 X。"
    if check_character(number[:17]) != number[17]:
        return "身份证号码的校验码不对，请核对是否有输错的数字。"
    return birth_date_problem(number[6:14], on)


def birth_date_problem(digits: str, on: date) -> str | None:
    """What is wrong with eight digits as a date of birth, on the day ``on``."""
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return f"号码中的出生日期 {digits} 不是一个日期。"
    if born > on:
        return f"号码中的出生日期 {born} 还没有到。"
    if born.year < on.year - OLDEST_YEARS:
        return f"号码中的出生日期 {born} 太早。"
    return None


def resident_id_warning(number: str) -> str | None:
    """What to look at twice although it may be right: a number that begins with no province's code."""
    if number[:2] in PROVINCES:
        return None
    return f"号码开头的 {number[:2]} 不是已知的省级区划代码，请对照证件核对。"


def _matches(pattern: str, sentence: str) -> Callable[[str, date], str | None]:
    expression = re.compile(pattern)

    def problem(number: str, on: date) -> str | None:
        return None if expression.fullmatch(number) else sentence

    return problem


def permanent_residence_problem(number: str, on: date) -> str | None:
    """What is wrong with the number of a permanent residence card (外国人永久居留身份证).

    Either the 15 characters of the 2017 card (three letters, twelve digits) or the 18 digits of the
    2023 card, which begin with 9, carry the date of birth and end as GB 11643 ends.
    """
    if re.fullmatch(r"[A-Z]{3}[0-9]{12}", number):
        return None
    if not re.fullmatch(r"9[0-9]{16}[0-9X]", number):
        return "永久居留证号码是 3 个字母加 12 位数字，或者以 9 开头的 18 位号码。"
    if check_character(number[:17]) != number[17]:
        return "永久居留证号码的校验码不对，请核对是否有输错的数字。"
    return birth_date_problem(number[6:14], on)


ID_PROBLEM: Mapping[IdType, Callable[[str, date], str | None]] = {
    IdType.RESIDENT_ID: resident_id_problem,
    IdType.USCC: lambda number, on: uscc_problem(number),
    # ICAO Doc 9303: up to nine letters and digits
    IdType.PASSPORT: _matches(r"(?=.*[0-9])[A-Z0-9]{5,9}", "护照号码是 5 到 9 位的字母和数字。"),
    IdType.PERMANENT_RESIDENCE: permanent_residence_problem,
    # the last two digits, printed on older permits, count renewals
    IdType.HK_MACAO_PERMIT: _matches(
        r"[HM][0-9]{8}([0-9]{2})?", "港澳居民来往内地通行证号码是 H 或者 M 加 8 位数字（旧证 10 位）。"
    ),
    IdType.TAIWAN_PERMIT: _matches(
        r"[0-9]{8}|[0-9]{10}([A-Z]|\([A-Z]\))?", "台湾居民来往大陆通行证号码是 8 位数字（旧证 10 位）。"
    ),
    IdType.MILITARY_ID: _matches(
        r"[\u4e00-\u9fff]{1,4}字第[0-9]{5,10}号", "军人证件号码的写法是“某字第12345678号”。"
    ),
    IdType.OTHER: _matches(r"[A-Z0-9\u4e00-\u9fff()/._]{3,40}", "证件号码是 3 到 40 个汉字、字母或者数字。"),
}


# Names


def normal_name(text: str) -> str:
    """A name as it is stored: composed (NFC), trimmed, one space where there were several."""
    return re.sub(r" +", " ", unicodedata.normalize("NFC", text.replace("\u3000", " ")).strip(" "))


def name_problem(name: str, kind: PartyKind) -> str | None:
    """What is wrong with a name (姓名, 名称).

    Rare characters, the dot of 阿依古丽·买买提 and letters of any script are right; characters
    nobody can see or print are not.
    """
    what, longest = ("姓名", 50) if kind is PartyKind.NATURAL else ("名称", 200)
    if not name:
        return f"请填写{what}。"
    if len(name) > longest:
        return f"{what}不超过 {longest} 个字。"
    for character in name:
        category = unicodedata.category(character)
        if category in ("Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"):
            return f"{what}里有无法显示的字符（U+{ord(character):04X}），请重新输入。"
    if kind is PartyKind.NATURAL and "*" in name:
        return "姓名里有星号，请照证件填写完整的姓名。"
    if not any(unicodedata.category(character).startswith("L") for character in name):
        return f"{what}里没有文字。"
    return None


# Phones


def normal_phone(text: str) -> str:
    """A phone number as it is stored: digits alone, without +86."""
    digits = re.sub(r"[\s\-()]", "", unicodedata.normalize("NFKC", text))
    return re.sub(r"^(\+86|0086|86(?=1[3-9][0-9]{9}$))", "", digits)


def phone_problem(phone: str) -> str | None:
    """What is wrong with a phone number: neither a mobile (手机) nor a landline (固定电话)."""
    if _MOBILE.fullmatch(phone) or _LANDLINE.fullmatch(phone) or _SERVICE_NUMBER.fullmatch(phone):
        return None
    return "请填写 11 位手机号码，或者带区号的固定电话。"


# The whole party


def normal_party(party: PartyInput) -> PartyInput:
    """The party as it is checked and stored."""
    return PartyInput(
        kind=party.kind,
        name=normal_name(party.name),
        id_type=party.id_type,
        id_number=normal_id_number(party.id_number),
        phone=normal_phone(party.phone),
        legal_representative=normal_name(party.legal_representative),
    )


def party_problems(party: PartyInput, on: date) -> dict[str, str]:
    """Every wrong field of a party in normal form, with its sentence."""
    found = {
        "id_type": _kind_problem(party),
        "id_number": ID_PROBLEM[party.id_type](party.id_number, on)
        if party.id_number
        else "请填写证件号码。",
        "name": name_problem(party.name, party.kind),
        "phone": phone_problem(party.phone) if party.phone else None,
        "legal_representative": _representative_problem(party),
    }
    return {field: problem for field, problem in found.items() if problem}


def _kind_problem(party: PartyInput) -> str | None:
    if party.kind is PartyKind.NATURAL and party.id_type is IdType.USCC:
        return "自然人不用统一社会信用代码，请选择个人证件。"
    if party.kind is PartyKind.LEGAL and party.id_type not in (IdType.USCC, IdType.OTHER):
        return "法人或者其他组织请填写统一社会信用代码。"
    return None


def _representative_problem(party: PartyInput) -> str | None:
    if not party.legal_representative:
        return None
    if party.kind is PartyKind.NATURAL:
        return "自然人没有法定代表人。"
    return name_problem(party.legal_representative, PartyKind.NATURAL)


# Reasons

# Policy: this project. "查看" says nothing; a number or a name does not belong into an audit log.
SHORTEST_REASON, LONGEST_REASON = 4, 200


def reason_problem(reason: str, name: str, act: str = "查看完整信息") -> str | None:
    """What is wrong with the reason for showing somebody's information in full, or for looking for them.

    Law: 个人信息保护法 §6, §51: for a stated purpose, and on record.
    """
    if len(reason) < SHORTEST_REASON or len(set(reason)) < 3:
        return f"请写明{act}的事由，至少 {SHORTEST_REASON} 个字。"
    if len(reason) > LONGEST_REASON:
        return f"事由不超过 {LONGEST_REASON} 个字。"
    if re.search(r"[0-9]{7}", reason) or name in reason:
        return "事由会写进审计记录，请不要写姓名、证件号码和电话。"
    return None


def sought_problem(by: PartyKey, value: str) -> str | None:
    """What is wrong with what somebody is looked for by, as it was typed."""
    if not value:
        return f"请填写要查的{by.label}。"
    if by is PartyKey.NAME:
        return "姓名或者名称不超过 200 个字。" if len(value) > 200 else None
    if by is PartyKey.PHONE:
        return phone_problem(value)
    return ID_PROBLEM[IdType.OTHER](value, date.min)


def normal_sought(by: PartyKey, value: str) -> str:
    """What somebody is looked for by, as it is compared."""
    normal = {
        PartyKey.ID_NUMBER: normal_id_number,
        PartyKey.NAME: normal_name,
        PartyKey.PHONE: normal_phone,
    }
    return normal[by](value)


# Masks


def mask_name(name: str, kind: PartyKind = PartyKind.NATURAL) -> str:
    """A person's name with the first character alone (张*); an organisation's name is public."""
    if kind is PartyKind.LEGAL or not name:
        return name
    length = 1
    while length < len(name) and unicodedata.category(name[length]).startswith("M"):
        length += 1  # a mark or variation selector belongs to the character before it
    return f"{name[:length]}*"


def mask_phone(phone: str) -> str:
    """A phone number with its middle hidden: 138****3210; of a landline the last three stay."""
    if not phone:
        return ""
    if _MOBILE.fullmatch(phone):
        return f"{phone[:3]}****{phone[-4:]}"
    return "*" * (len(phone) - 3) + phone[-3:]


def mask_id(number: str, id_type: IdType) -> str:
    """An identity number with its middle hidden; a unified social credit code is public."""
    if id_type is IdType.USCC:
        return number
    head, tail = (4, 4) if len(number) >= 15 else (2, 2) if len(number) >= 7 else (1, 1)
    return number[:head] + "*" * (len(number) - head - tail) + number[len(number) - tail :]
