"""Items, their handling items, the words they are found under, the ways their codes are written."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from yichuang.kernel.ids import new_id
from yichuang.offer.catalogue.models.columns import CODE_LENGTH, NAME_LENGTH, choices, not_blank, one_of
from yichuang.offer.catalogue.types import NameKind


class Item(models.Model):
    """An item (事项): the stable identity over all renamings. The name is the current one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField("事项编码", max_length=CODE_LENGTH, unique=True)
    name = models.CharField("事项名称", max_length=NAME_LENGTH)

    class Meta:
        verbose_name = verbose_name_plural = "事项"
        constraints: ClassVar = [
            not_blank("code", "item_has_a_code"),
            not_blank("name", "item_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class HandlingItem(models.Model):
    """A handling item (业务办理项) of an item: 新办, 变更, 注销 … Stable over its versions."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="handling_items", verbose_name="事项")
    code = models.CharField("业务办理项编码", max_length=CODE_LENGTH, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "业务办理项"
        constraints: ClassVar = [not_blank("code", "handling_item_has_a_code")]

    def __str__(self) -> str:
        return self.code


class KnownAs(models.Model):
    """Another word a handling item is found under (别名): alias, former name, former code.

    A renaming adds a row, so nothing becomes unfindable.
    """

    handling_item = models.ForeignKey(
        HandlingItem, models.CASCADE, related_name="known_as", verbose_name="业务办理项"
    )
    kind = models.CharField("种类", max_length=16, choices=choices(NameKind))
    text = models.CharField("文字", max_length=NAME_LENGTH)

    class Meta:
        verbose_name = verbose_name_plural = "别名"
        constraints: ClassVar = [
            one_of("kind", NameKind, "known_as_kind_is_known"),
            not_blank("text", "known_as_says_something"),
            models.UniqueConstraint(fields=["handling_item", "kind", "text"], name="known_as_once"),
        ]
        indexes: ClassVar = [
            # published_version(): a code that was given up
            models.Index(fields=["text"], condition=Q(kind="former-code"), name="known_as_former_code"),
        ]

    def __str__(self) -> str:
        return self.text


class ItemCodeScheme(models.Model):
    """A way of writing item codes (编码规则) this installation accepts besides the built-in ones.

    Patterns are full-match regular expressions.
    """

    key = models.CharField("标识", max_length=32, primary_key=True)
    label = models.CharField("名称", max_length=100)
    item_pattern = models.CharField("事项编码格式", max_length=500)
    handling_pattern = models.CharField("业务办理项编码格式", max_length=500)

    class Meta:
        verbose_name = verbose_name_plural = "编码规则"

    def __str__(self) -> str:
        return self.label
