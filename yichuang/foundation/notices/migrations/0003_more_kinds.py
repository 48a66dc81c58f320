"""Documents of corrections, refusals, terminations and service."""

from django.db import migrations, models

KINDS = [
    ("receipt", "收件凭证"),
    ("correction-notice", "一次性补正告知书"),
    ("correction-receipt", "补正材料接收单"),
    ("acceptance-notice", "受理通知书"),
    ("non-acceptance", "不予受理通知书"),
    ("grant-decision", "准予行政许可决定书"),
    ("refusal-decision", "不予行政许可决定书"),
    ("refusal-notice", "不予办理通知书"),
    ("completion-notice", "办结通知书"),
    ("termination-notice", "终止办理（退件）通知书"),
    ("service-return", "送达回证"),
]


class Migration(migrations.Migration):
    dependencies = [("notices", "0002_document_numbers")]

    operations = [
        migrations.RemoveConstraint(model_name="notice", name="notice_kind_is_known"),
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=24, verbose_name="文书名称"),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", [kind for kind, _ in KINDS])), name="notice_kind_is_known"
            ),
        ),
    ]
