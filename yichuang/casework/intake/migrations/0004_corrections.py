import django.db.models.deletion
from django.db import migrations, models

import yichuang.kernel.fields
import yichuang.kernel.ids


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0005_awaiting_answer"),
        ("intake", "0003_endings"),
        ("notices", "0003_more_kinds"),
    ]

    operations = [
        migrations.CreateModel(
            name="CorrectionNotice",
            fields=[
                (
                    "act",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="cases.act",
                        verbose_name="办件行为",
                    ),
                ),
                ("round", models.PositiveSmallIntegerField(verbose_name="第几次")),
                ("correct_by", models.DateField(verbose_name="补正最迟日期")),
                ("period", models.CharField(max_length=30, verbose_name="补正期限")),
                (
                    "reason",
                    yichuang.kernel.fields.EncryptedTextField(
                        null=True, purpose="intake.corrections", verbose_name="再次告知的理由"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                        verbose_name="办件",
                    ),
                ),
                (
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="notices.notice",
                        verbose_name="告知书",
                    ),
                ),
            ],
            options={
                "verbose_name": "一次性补正告知",
                "verbose_name_plural": "一次性补正告知",
            },
        ),
        migrations.CreateModel(
            name="CorrectionGap",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=yichuang.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="顺序")),
                ("material_code", models.CharField(max_length=80, verbose_name="材料编码")),
                ("material_name", models.CharField(max_length=1000, verbose_name="材料名称")),
                ("point_code", models.CharField(blank=True, max_length=80, verbose_name="审查要点编码")),
                ("problem", models.TextField(verbose_name="问题")),
                ("how_to_fix", models.TextField(verbose_name="如何补正")),
                (
                    "note",
                    yichuang.kernel.fields.EncryptedTextField(
                        null=True, purpose="intake.corrections", verbose_name="窗口说明"
                    ),
                ),
                ("legal_basis", models.TextField(blank=True, verbose_name="依据")),
                ("told_before", models.BooleanField(default=False, verbose_name="第一次就能看出")),
                (
                    "notice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="gaps",
                        to="intake.correctionnotice",
                        verbose_name="告知",
                    ),
                ),
            ],
            options={
                "verbose_name": "补正内容",
                "verbose_name_plural": "补正内容",
            },
        ),
        migrations.CreateModel(
            name="CorrectionPeriod",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=yichuang.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("amount", models.PositiveSmallIntegerField(verbose_name="期限")),
                (
                    "unit",
                    models.CharField(
                        choices=[("working-day", "工作日"), ("calendar-day", "自然日"), ("month", "月")],
                        max_length=16,
                        verbose_name="时限单位",
                    ),
                ),
                ("basis", models.CharField(max_length=300, verbose_name="依据")),
                ("set_at", models.DateTimeField(verbose_name="设定时间")),
                ("set_by", models.CharField(max_length=60, verbose_name="设定人")),
            ],
            options={
                "verbose_name": "补正期限",
                "verbose_name_plural": "补正期限",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount__gte", 1), ("unit__in", ["working-day", "calendar-day", "month"])
                        ),
                        name="period_is_of_days_or_months",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("basis", ""), _negated=True), name="period_has_a_basis"
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="correctionnotice",
            constraint=models.UniqueConstraint(fields=("case", "round"), name="one_notice_per_round"),
        ),
        migrations.AddConstraint(
            model_name="correctionnotice",
            constraint=models.CheckConstraint(
                condition=models.Q(("round__gte", 1)), name="rounds_start_at_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="correctionnotice",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason__isnull", True), ("round__gte", 2), _connector="OR"),
                name="only_telling_again_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="correctiongap",
            constraint=models.UniqueConstraint(fields=("notice", "position"), name="one_gap_per_place"),
        ),
        migrations.AddConstraint(
            model_name="correctiongap",
            constraint=models.UniqueConstraint(
                fields=("notice", "material_code", "point_code"), name="one_line_per_gap"
            ),
        ),
    ]
