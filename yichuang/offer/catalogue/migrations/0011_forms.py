"""The field library, definition by definition, and form lists that were imported. Adds tables only."""

import django.contrib.postgres.fields
from django.db import migrations, models

import yichuang.kernel.ids


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0010_materials_library"),
    ]

    operations = [
        migrations.CreateModel(
            name="FieldDefinition",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=yichuang.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=63, verbose_name="字段代码")),
                ("number", models.PositiveIntegerField(verbose_name="定义序号")),
                ("name", models.CharField(max_length=100, verbose_name="字段名称")),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("text", "单行文字"),
                            ("long-text", "多行文字"),
                            ("whole", "整数"),
                            ("date", "日期"),
                            ("choice", "单选"),
                            ("choices", "多选"),
                            ("yes-no", "是或者否"),
                            ("resident-id", "居民身份证号码"),
                            ("uscc", "统一社会信用代码"),
                            ("phone", "电话号码"),
                        ],
                        max_length=16,
                        verbose_name="字段类型",
                    ),
                ),
                (
                    "sensitivity",
                    models.CharField(
                        choices=[
                            ("ordinary", "不是个人信息"),
                            ("personal", "个人信息"),
                            ("sensitive", "敏感个人信息"),
                        ],
                        max_length=16,
                        verbose_name="敏感程度",
                    ),
                ),
                ("details", models.JSONField(default=dict, verbose_name="其他要素")),
                ("defined_at", models.DateTimeField(verbose_name="定义时间")),
                ("defined_by", models.CharField(max_length=60, verbose_name="定义人")),
            ],
            options={
                "verbose_name": "表单字段定义",
                "verbose_name_plural": "表单字段定义",
                "constraints": [
                    models.UniqueConstraint(fields=("code", "number"), name="field_definition_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("number__gt", 0)), name="field_definitions_count_from_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("code__regex", "^[a-z][a-z0-9-]*$")),
                        name="field_code_fits_a_schema",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="field_definition_has_a_name"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "type__in",
                                [
                                    "text",
                                    "long-text",
                                    "whole",
                                    "date",
                                    "choice",
                                    "choices",
                                    "yes-no",
                                    "resident-id",
                                    "uscc",
                                    "phone",
                                ],
                            )
                        ),
                        name="field_definition_type_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sensitivity__in", ["ordinary", "personal", "sensitive"])),
                        name="field_definition_sensitivity_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportedFormList",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=yichuang.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("title", models.CharField(max_length=300, verbose_name="表单名称")),
                ("reference", models.CharField(blank=True, max_length=64, verbose_name="来源编号")),
                ("source", models.CharField(blank=True, max_length=600, verbose_name="来源")),
                (
                    "fields",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=100), size=None, verbose_name="字段名称"
                    ),
                ),
                (
                    "uploads",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), default=list, size=None, verbose_name="上传材料"
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True, verbose_name="内容指纹")),
                ("imported_at", models.DateTimeField(verbose_name="导入时间")),
                ("imported_by", models.CharField(max_length=60, verbose_name="导入人")),
            ],
            options={
                "verbose_name": "表单字段清单",
                "verbose_name_plural": "表单字段清单",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="form_list_has_a_title"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("fields__len__gt", 0)), name="form_list_has_fields"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("digest__regex", "^[0-9a-f]{64}$")),
                        name="form_list_digest_is_hexadecimal",
                    ),
                ],
            },
        ),
    ]
