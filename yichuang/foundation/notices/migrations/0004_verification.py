"""What is void, and how often somebody tried to verify what was never issued."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0003_more_kinds")]

    operations = [
        migrations.CreateModel(
            name="Voiding",
            fields=[
                (
                    "case_number",
                    models.CharField(
                        max_length=50, primary_key=True, serialize=False, verbose_name="办件编号"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="作废时间")),
            ],
            options={"verbose_name": "文书作废", "verbose_name_plural": "文书作废"},
        ),
        migrations.CreateModel(
            name="VerificationGuess",
            fields=[
                (
                    "bucket",
                    models.CharField(
                        max_length=80, primary_key=True, serialize=False, verbose_name="计数对象"
                    ),
                ),
                ("count", models.PositiveIntegerField(default=0, verbose_name="次数")),
                ("ends_at", models.DateTimeField(db_index=True, verbose_name="计数截止")),
            ],
            options={"verbose_name": "验真计数", "verbose_name_plural": "验真计数"},
        ),
    ]
