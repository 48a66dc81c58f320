"""What items are found by."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from yichuang.offer.catalogue.models.items import HandlingItem
from yichuang.offer.catalogue.models.versions import HandlingVersion


class SearchEntry(models.Model):
    """What a handling item is found by (搜索条目). Derived; ``catalogue_index`` builds it anew.

    ``words``: list of ``[MatchField, text]`` as displayed. The key columns hold the same words in
    normal form, a line each; ``spelling`` has a line for every name-like word, in their order.
    """

    handling_item = models.OneToOneField(
        HandlingItem, models.CASCADE, primary_key=True, related_name="+", verbose_name="业务办理项"
    )
    version = models.ForeignKey(HandlingVersion, models.CASCADE, related_name="+", verbose_name="事项版本")
    words = models.JSONField("文字")
    name_key = models.TextField("名称")
    item_key = models.TextField("主项名称")
    alias_key = models.TextField("别名")
    organisation_key = models.TextField("部门")
    code_key = models.TextField("编码")
    question_key = models.TextField("常见问题", blank=True, default="", db_default="")
    spelling = models.TextField("拼音", blank=True)
    tokens = SearchVectorField("词元")
    popularity = models.PositiveIntegerField("办件量", default=0)
    ended_on = models.DateField("停办日期", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "搜索条目"
        indexes: ClassVar = [
            # search(): every n-gram of the question
            # whole lists come at once: new entries wait in a short list, which every search reads too
            GinIndex(fields=["tokens"], name="search_tokens", fastupdate=True, gin_pending_list_limit=256),
        ]

    def __str__(self) -> str:
        return self.name_key
