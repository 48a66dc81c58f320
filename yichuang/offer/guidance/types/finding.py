"""By what people look for an item when they have no word for it (分类查找)."""

from __future__ import annotations

from yichuang.kernel.labels import Labelled


class LifeStage(Labelled):
    """An event in the life of a person or a business (人生事件), in the order in which it comes."""

    BIRTH = "birth", "生孩子"
    SCHOOL = "school", "上学"
    WORK = "work", "找工作"
    BUSINESS = "business", "开店办企业"
    MARRIAGE = "marriage", "结婚"
    MOVING = "moving", "迁户口"
    HOME = "home", "买房建房"
    HEALTH = "health", "看病、社保"
    ABROAD = "abroad", "出国出境"
    HARDSHIP = "hardship", "遇到困难"
    AGE = "age", "养老"
    DEATH = "death", "家人去世"


class ApplicantGroup(Labelled):
    """For whom one asks (办事对象)."""

    PERSON = "person", "个人"
    ORGANISATION = "organisation", "企业和单位"
