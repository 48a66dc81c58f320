"""Opening hours and directions of outlets; the base map. The release before runs with it: both have defaults."""

import django.db.models.deletion
import django.db.models.lookups
from django.db import migrations, models

import yichuang.kernel.ids


class Migration(migrations.Migration):
    dependencies = [
        ("places", "0003_remedies"),
    ]

    operations = [
        migrations.CreateModel(
            name="BaseMap",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=yichuang.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveIntegerField(unique=True, verbose_name="版次")),
                ("source", models.CharField(max_length=200, verbose_name="来源")),
                ("content", models.JSONField(verbose_name="图形")),
                ("digest", models.CharField(max_length=64, verbose_name="内容指纹")),
                ("features", models.PositiveIntegerField(verbose_name="图形数")),
                ("points", models.PositiveIntegerField(verbose_name="点数")),
                ("west", models.FloatField(verbose_name="西")),
                ("south", models.FloatField(verbose_name="南")),
                ("east", models.FloatField(verbose_name="东")),
                ("north", models.FloatField(verbose_name="北")),
                ("uploaded_by", models.CharField(max_length=100, verbose_name="上传人")),
                ("uploaded_at", models.DateTimeField(verbose_name="上传时间")),
            ],
            options={
                "verbose_name": "底图",
                "verbose_name_plural": "底图",
            },
        ),
        migrations.CreateModel(
            name="BaseMapShown",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=yichuang.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveIntegerField(unique=True, verbose_name="次序")),
                ("shown_by", models.CharField(max_length=100, verbose_name="启用人")),
                ("shown_at", models.DateTimeField(verbose_name="启用时间")),
            ],
            options={
                "verbose_name": "启用底图",
                "verbose_name_plural": "启用底图",
            },
        ),
        migrations.AddField(
            model_name="outlet",
            name="directions",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=500, verbose_name="怎么去"
            ),
        ),
        migrations.AddField(
            model_name="outlet",
            name="hours",
            field=models.JSONField(
                blank=True,
                db_default=models.Value({}, models.JSONField()),
                default=dict,
                verbose_name="开放时段",
            ),
        ),
        migrations.AddConstraint(
            model_name="outlet",
            constraint=models.CheckConstraint(
                condition=django.db.models.lookups.Exact(
                    models.Func(models.F("hours"), function="jsonb_typeof", output_field=models.CharField()),
                    models.Value("object"),
                ),
                name="outlet_hours_are_by_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="basemap",
            constraint=models.CheckConstraint(
                condition=django.db.models.lookups.Exact(
                    models.Func(
                        models.F("content"), function="jsonb_typeof", output_field=models.CharField()
                    ),
                    models.Value("object"),
                ),
                name="base_map_is_an_object",
            ),
        ),
        migrations.AddConstraint(
            model_name="basemap",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("east__lte", 180),
                    ("north__lte", 90),
                    ("south__gte", -90),
                    ("south__lte", models.F("north")),
                    ("west__gte", -180),
                    ("west__lte", models.F("east")),
                ),
                name="base_map_lies_on_the_earth",
            ),
        ),
        migrations.AddConstraint(
            model_name="basemap",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("digest__regex", "^[0-9a-f]{64}$"),
                    ("features__gte", 1),
                    ("number__gte", 1),
                    ("points__gte", 1),
                ),
                name="base_map_draws_something",
            ),
        ),
        migrations.AddField(
            model_name="basemapshown",
            name="base_map",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="places.basemap",
                verbose_name="底图",
            ),
        ),
        migrations.AddConstraint(
            model_name="basemapshown",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1)), name="base_map_shown_in_turn"
            ),
        ),
    ]
