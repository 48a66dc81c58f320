"""Ways of writing item codes (编码规则), as data. Pure.

The built-in schemes stand here; an installation adds its own as rows. A code fits when both its
parts fit one and the same scheme.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from yichuang.offer.catalogue.types import CodeScheme

_BASE = r"[0-9]{2}(?:0[0-9]|1[0-9]|2[0-9])[0-9A-Z]{8}"
_USCC = r"[0-9A-HJ-NPQRTUWXY]{18}"
_IMPLEMENTATION = rf"{_USCC}[1-7]{_BASE}"

# DOMAIN 3.2: 基本编码 12, 实施编码 31, 业务办理项编码 33
NATIONAL = CodeScheme(
    key="national",
    label="国家编码（基本编码 12 位、实施编码 31 位、业务办理项编码 33 位）",
    item_pattern=rf"{_BASE}|{_IMPLEMENTATION}",
    handling_pattern=rf"{_IMPLEMENTATION}(?:[0-9]{{2}})?",
)
# 511A0138000000-511602000000-000-115113010833722043-1-00 and its shorter kin: base, region, sub-item, body
SICHUAN = CodeScheme(
    key="sichuan",
    label="四川政务服务网编码（基本编码-区划-子项-实施主体…）",
    item_pattern=r"[0-9A-Z]{1,16}(?:-[0-9A-Za-z]{1,20}){2,9}",
    handling_pattern=r"[0-9A-Z]{1,16}(?:-[0-9A-Za-z]{1,20}){2,9}",
)
# X0903, RSI-061: letters and a running number, as older local lists and collections write them
NUMBERED = CodeScheme(
    key="numbered",
    label="地方旧编码（字母加顺序号）",
    item_pattern=r"[A-Z]{1,8}-?[0-9]{1,10}",
    handling_pattern=r"[A-Z]{1,8}-?[0-9]{1,10}(?:-[0-9]{1,3})?",
)
BUILT_IN = (NATIONAL, SICHUAN, NUMBERED)


def code_problem(item_code: str, handling_code: str, schemes: Sequence[CodeScheme] = BUILT_IN) -> str | None:
    """Why the two codes cannot stand together, as a sentence; None when they fit a scheme."""
    for scheme in schemes:
        if re.fullmatch(scheme.item_pattern, item_code) and re.fullmatch(
            scheme.handling_pattern, handling_code
        ):
            return _national_problem(item_code, handling_code) if scheme.key == NATIONAL.key else None
    known = "；".join(scheme.label for scheme in schemes)
    return f"编码“{item_code}”和“{handling_code}”不符合任何已登记的编码规则：{known}"


def _national_problem(item_code: str, handling_code: str) -> str | None:
    """An implementation code contains the base code; a handling item's code begins with it."""
    belongs = (
        handling_code.startswith(item_code) if len(item_code) == 31 else handling_code[19:31] == item_code
    )
    return None if belongs else f"业务办理项编码“{handling_code}”里没有事项编码“{item_code}”"
