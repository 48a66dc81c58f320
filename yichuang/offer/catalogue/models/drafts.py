"""What a draft went through: one row for every time it was saved."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from yichuang.kernel.ids import new_id
from yichuang.offer.catalogue.models.columns import choices, one_of
from yichuang.offer.catalogue.models.items import HandlingItem
from yichuang.offer.catalogue.types.editing import RevisionKind


class DraftRevision(models.Model):
    """A revision of a draft (草稿修改): who changed what when, and the whole content afterwards.

    ``version_number`` is the draft's. ``content``: as ``rules.digest.canonical`` writes it.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    handling_item = models.ForeignKey(
        HandlingItem, models.PROTECT, related_name="+", verbose_name="业务办理项"
    )
    version_number = models.PositiveIntegerField("版本号")
    number = models.PositiveIntegerField("修改序号")
    kind = models.CharField("修改的种类", max_length=16, choices=choices(RevisionKind))
    words = models.TextField("修改说明", blank=True)
    content = models.JSONField("修改后的内容")
    digest = models.CharField("内容指纹", max_length=64)
    at = models.DateTimeField("修改时间")
    by = models.CharField("修改人", max_length=60)
    by_name = models.CharField("修改人姓名", max_length=50, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "草稿修改"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["handling_item", "version_number", "number"], name="draft_revision_number_once"
            ),
            one_of("kind", RevisionKind, "draft_revision_kind_is_known"),
            models.CheckConstraint(condition=Q(number__gt=0), name="draft_revisions_are_counted_from_one"),
            models.CheckConstraint(
                condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="draft_revision_digest_is_hexadecimal"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.handling_item_id} v{self.version_number} r{self.number}"
