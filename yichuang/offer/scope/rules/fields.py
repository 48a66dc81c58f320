"""Fields of items (下沉领域, 民生事项), read from their themes.

Policy: FEATURES CAT-24, CAT-26. Themes are those of 国务院办公厅's list of government services; what is a
permit to do business or a profession is not a matter of livelihood, whatever else it touches.
"""

from __future__ import annotations

from collections.abc import Iterable

from yichuang.offer.scope.types import LocalField

_FIELD_OF_THEME = {
    "就业创业": LocalField.EMPLOYMENT,
    "劳务": LocalField.EMPLOYMENT,
    "社会保障": LocalField.INSURANCE,
    "社会救助": LocalField.RELIEF,
    "医疗卫生": LocalField.HEALTH,
    "养老服务": LocalField.ELDERLY,
    "优待抚恤": LocalField.SOCIAL,
    "生育收养": LocalField.SOCIAL,
    "死亡殡葬": LocalField.SOCIAL,
    "婚姻登记": LocalField.SOCIAL,
}
_OTHER_LIVELIHOOD = {"户籍办理", "住房保障", "公用事业", "教育科研", "出境入境"}
_BUSINESS = {"准营准办", "职业资格", "设立变更", "投资审批"}


def local_fields(themes: Iterable[str]) -> tuple[LocalField, ...]:
    """The fields an item belongs to, in the order of the code table; none: it is of another field."""
    named = set(themes)
    if named & _BUSINESS:
        return ()
    found = {_FIELD_OF_THEME[theme] for theme in named if theme in _FIELD_OF_THEME}
    return tuple(field for field in LocalField if field in found)


def is_livelihood(themes: Iterable[str]) -> bool:
    """Whether an item is a matter of livelihood (民生事项)."""
    named = set(themes)
    return not named & _BUSINESS and bool(named & (_FIELD_OF_THEME.keys() | _OTHER_LIVELIHOOD))
