"""From what people say of themselves to what the catalogue knows. Pure.

Themes are the words of the national classification (面向自然人、法人的主题分类), which items carry.
"""

from __future__ import annotations

from collections.abc import Mapping

from yichuang.offer.catalogue.types import ServiceObject
from yichuang.offer.guidance.types.finding import ApplicantGroup, LifeStage

THEMES: Mapping[LifeStage, tuple[str, ...]] = {
    LifeStage.BIRTH: ("生育收养",),
    LifeStage.SCHOOL: ("教育科研",),
    LifeStage.WORK: ("就业创业", "职业资格", "劳务"),
    LifeStage.BUSINESS: ("设立变更", "准营准办"),
    LifeStage.MARRIAGE: ("婚姻登记",),
    LifeStage.MOVING: ("户籍办理",),
    LifeStage.HOME: ("住房保障", "抵押质押"),
    LifeStage.HEALTH: ("社会保障", "医疗卫生"),
    LifeStage.ABROAD: ("出境入境",),
    LifeStage.HARDSHIP: ("社会救助", "优待抚恤"),
    LifeStage.AGE: ("养老服务", "离职退休"),
    LifeStage.DEATH: ("死亡殡葬",),
}

APPLICANTS: Mapping[ApplicantGroup, tuple[ServiceObject, ...]] = {
    ApplicantGroup.PERSON: (ServiceObject.NATURAL_PERSON,),
    ApplicantGroup.ORGANISATION: tuple(
        kind for kind in ServiceObject if kind is not ServiceObject.NATURAL_PERSON
    ),
}


def themes_of(stage: LifeStage | None, theme: str) -> tuple[str, ...]:
    """The themes a list is narrowed to: the one named, else those of the life event, else none."""
    if theme:
        return (theme,)
    return THEMES[stage] if stage else ()
