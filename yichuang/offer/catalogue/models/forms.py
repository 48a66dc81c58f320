"""The field library, definition by definition, and form lists that were imported. All only added to."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from yichuang.kernel.ids import new_id
from yichuang.offer.catalogue.models.columns import choices, not_blank, one_of
from yichuang.offer.catalogue.types.forms import FieldType, Sensitivity


class FieldDefinition(models.Model):
    """A field of the library as it was defined (表单字段定义). The one with the highest number counts.

    ``details``: the rest of :class:`types.forms.FieldFacts`, as ``rules.forms.facts_as_json`` writes it.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField("字段代码", max_length=63)
    number = models.PositiveIntegerField("定义序号")
    name = models.CharField("字段名称", max_length=100)
    type = models.CharField("字段类型", max_length=16, choices=choices(FieldType))
    sensitivity = models.CharField("敏感程度", max_length=16, choices=choices(Sensitivity))
    details = models.JSONField("其他要素", default=dict)
    defined_at = models.DateTimeField("定义时间")
    defined_by = models.CharField("定义人", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "表单字段定义"
        constraints: ClassVar = [
            # library(): the newest of each code, by this index
            models.UniqueConstraint(fields=["code", "number"], name="field_definition_number_once"),
            models.CheckConstraint(condition=Q(number__gt=0), name="field_definitions_count_from_one"),
            models.CheckConstraint(
                condition=Q(code__regex=r"^[a-z][a-z0-9-]*$"), name="field_code_fits_a_schema"
            ),
            not_blank("name", "field_definition_has_a_name"),
            one_of("type", FieldType, "field_definition_type_is_known"),
            one_of("sensitivity", Sensitivity, "field_definition_sensitivity_is_known"),
        ]

    def __str__(self) -> str:
        return self.name


class ImportedFormList(models.Model):
    """The fields another form asks for, as they were imported (表单字段清单)."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    title = models.CharField("表单名称", max_length=300)
    reference = models.CharField("来源编号", max_length=64, blank=True)
    source = models.CharField("来源", max_length=600, blank=True)
    fields = ArrayField(models.CharField(max_length=100), verbose_name="字段名称")
    uploads = ArrayField(models.TextField(), verbose_name="上传材料", default=list)
    digest = models.CharField("内容指纹", max_length=64, unique=True)
    imported_at = models.DateTimeField("导入时间")
    imported_by = models.CharField("导入人", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "表单字段清单"
        constraints: ClassVar = [
            not_blank("title", "form_list_has_a_title"),
            models.CheckConstraint(condition=Q(fields__len__gt=0), name="form_list_has_fields"),
            models.CheckConstraint(
                condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="form_list_digest_is_hexadecimal"
            ),
        ]

    def __str__(self) -> str:
        return self.title
