"""Which kinds of items a written authorisation covers (授权范围).

Papers given before cover what they always did, 即办件. The column's default stands in the database:
the previous release goes on giving papers while this one is rolled out.
"""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_one_power"),
        ("places", "0003_remedies"),
    ]

    operations = [
        migrations.AddField(
            model_name="writtenauthorisation",
            name="covers",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("immediate", "即办件"),
                        ("committed-sole", "独任审批的承诺件"),
                        ("committed-review-check", "一审一核的承诺件"),
                    ],
                    max_length=30,
                ),
                db_default=["immediate"],
                size=None,
                verbose_name="授权范围",
            ),
        ),
        migrations.AddConstraint(
            model_name="writtenauthorisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("covers__contained_by", ["immediate", "committed-sole", "committed-review-check"]),
                    ("covers__len__gte", 1),
                ),
                name="authorisation_covers_known_kinds",
            ),
        ),
    ]
