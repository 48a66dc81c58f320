"""What a text of a form may have to look like (填写格式). Pure.

A pattern is a row of pieces, each a character or a class in brackets, with how often it stands there:
``[A-Z]{2}[0-9]{6,8}``. No groups, no alternatives, and one piece at most of no fixed length: it is
matched in one go, whatever a visitor types.
"""

from __future__ import annotations

import re

LONGEST_PATTERN = 200

_PIECE = re.compile(
    r"(?:\[[^\[\]\\^]+\]|[A-Za-z0-9\u4e00-\u9fff\-〔〕（）])(?:\{(\d{1,3})(?:,(\d{1,3}))?\})?"
)


def pattern_problem(pattern: str) -> str | None:
    """Why a pattern cannot be used; None when it can."""
    if len(pattern) > LONGEST_PATTERN:
        return f"格式超过 {LONGEST_PATTERN} 字"
    place, loose = 0, 0
    while place < len(pattern):
        piece = _PIECE.match(pattern, place)
        if piece is None:
            return "格式只能由字符、方括号和花括号里的次数组成，例如 [A-Z]{2}[0-9]{6}"
        least, most = piece.groups()
        if most is not None:
            loose += 1
            if int(most) < int(least):
                return f"次数 {{{least},{most}}} 前面的数比后面的大"
        place = piece.end()
    if loose > 1:
        return "格式里只能有一处次数不固定"
    try:
        re.compile(pattern)
    except re.error:
        return "方括号里的范围不对，例如应当写成 [A-Z]"
    return None
