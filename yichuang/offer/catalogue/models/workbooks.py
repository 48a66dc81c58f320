"""Workbooks of items that were brought in (事项工作簿), and what became of each item in them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from yichuang.kernel.ids import new_id
from yichuang.offer.catalogue.models.columns import choices, one_of
from yichuang.offer.catalogue.types import Outcome
from yichuang.offer.catalogue.types.sheets import ImportStep


class WorkbookImport(models.Model):
    """A workbook being imported (事项导入): how far its check and its writing have come.

    ``total``, ``checked`` and ``applied`` count items in the order of the workbook; ``total`` is 0 until
    it was read. The tasks are the newest that work on it (kernel, no foreign key: they end before it).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    file = models.ForeignKey("documents.StoredFile", models.PROTECT, related_name="+", verbose_name="工作簿")
    asked_by = models.CharField("导入人", max_length=60)
    user_id = models.UUIDField("导入人账号")
    asked_at = models.DateTimeField("导入时间")
    total = models.PositiveIntegerField("事项数", default=0)
    checked = models.PositiveIntegerField("已试运行", default=0)
    applied = models.PositiveIntegerField("已写入", default=0)
    check_task = models.UUIDField("试运行任务", null=True)
    apply_task = models.UUIDField("写入任务", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "事项导入"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(checked__lte=F("total"), applied__lte=F("checked")),
                name="workbook_import_writes_what_was_checked",
            ),
        ]
        indexes: ClassVar = [
            # imports_of(): what somebody brought, newest first
            models.Index(fields=["asked_by", "-asked_at"], name="workbook_import_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.applied}/{self.checked}/{self.total}"


class WorkbookLine(models.Model):
    """What the check, or the writing, of a workbook did with one item (事项导入结果).

    ``words``: what changed, or the problems. ``faults``: each problem with sheet, row, column and words.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workbook = models.ForeignKey(
        WorkbookImport, models.PROTECT, related_name="lines", db_index=False, verbose_name="事项导入"
    )
    step = models.CharField("步骤", max_length=8, choices=choices(ImportStep))
    position = models.PositiveIntegerField("次序")
    code = models.CharField("编码", max_length=64, blank=True)
    name = models.CharField("名称", max_length=200, blank=True)
    outcome = models.CharField("结果", max_length=12, choices=choices(Outcome))
    words = models.JSONField("说明", default=list)
    faults = models.JSONField("问题", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "事项导入结果"
        constraints: ClassVar = [
            # lines of a step in order, too
            models.UniqueConstraint(
                fields=["workbook", "step", "position"], name="workbook_line_once_a_step"
            ),
            one_of("step", ImportStep, "workbook_line_step_is_known"),
            one_of("outcome", Outcome, "workbook_line_outcome_is_known"),
            models.CheckConstraint(
                condition=Q(outcome="refused") | Q(faults=[]), name="workbook_line_faults_are_refused"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.workbook_id} {self.step} {self.position} {self.outcome}"
