"""Printed papers (打印文本): the PDF of a handbook, a notice, a personal list. No personal data."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from yichuang.kernel.ids import new_id


class PrintedPaper(models.Model):
    """What was asked to be printed, and the PDF once it is made (打印文本). Can be made again any time."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    digest = models.BinaryField("内容摘要", max_length=32, unique=True)
    order = models.JSONField("打印内容")
    asked_at = models.DateTimeField("首次打印时间", db_index=True)  # the job that forgets old papers
    made_at = models.DateTimeField("生成时间", null=True)
    content = models.BinaryField("文件", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "打印文本"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(made_at=None, content=None) | Q(made_at__isnull=False, content__isnull=False),
                name="paper_is_made_whole",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
