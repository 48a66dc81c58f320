"""Questions people ask: who has them, what happened, experts, calls, reviewed questions."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import yichuang.kernel.fields
import yichuang.kernel.ids


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0003_search_by_index"),
        ("guidance", "0001_personal_lists"),
        ("places", "0003_remedies"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE guidance_consultation_serial;",
            "DROP SEQUENCE guidance_consultation_serial;",
        ),
        migrations.CreateModel(
            name="ConsultationCount",
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
            options={
                "verbose_name": "咨询计数",
                "verbose_name_plural": "咨询计数",
            },
        ),
        migrations.CreateModel(
            name="Consultation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=yichuang.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=24, unique=True, verbose_name="咨询编号")),
                ("code_digest", models.BinaryField(max_length=32, verbose_name="查询码摘要")),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("web", "网上咨询"),
                            ("hall", "大厅咨询"),
                            ("phone", "电话咨询"),
                            ("hotline", "12345 工单"),
                        ],
                        max_length=10,
                        verbose_name="咨询渠道",
                    ),
                ),
                (
                    "hotline_number",
                    models.CharField(blank=True, max_length=40, verbose_name="12345 工单编号"),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("with-guide", "待导办答复"),
                            ("with-department", "待部门答复"),
                            ("answered", "已答复"),
                        ],
                        max_length=20,
                        verbose_name="咨询状态",
                    ),
                ),
                ("region_code", models.CharField(max_length=12, verbose_name="行政区划代码")),
                ("handling_code", models.CharField(blank=True, max_length=80, verbose_name="业务办理项编码")),
                ("item_name", models.CharField(blank=True, max_length=1000, verbose_name="事项名称")),
                ("question", yichuang.kernel.fields.EncryptedTextField(purpose="guidance.consultation")),
                ("asker", yichuang.kernel.fields.EncryptedJSONField(purpose="guidance.consultation-asker")),
                ("expert_name", models.CharField(blank=True, max_length=50, verbose_name="专家姓名")),
                ("asked_at", models.DateTimeField(verbose_name="提问时间")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="答复时间")),
                ("clock_started_on", models.DateField(verbose_name="起算日期")),
                ("due_on", models.DateField(verbose_name="最迟答复日期")),
                ("rounds", models.PositiveSmallIntegerField(default=1, verbose_name="提问次数")),
                (
                    "expert",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="专家",
                    ),
                ),
                (
                    "handling_item",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.handlingitem",
                        verbose_name="业务办理项",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.organisation",
                        verbose_name="答复部门",
                    ),
                ),
                (
                    "outlet",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.outlet",
                        verbose_name="登记网点",
                    ),
                ),
            ],
            options={
                "verbose_name": "咨询",
                "verbose_name_plural": "咨询",
            },
        ),
        migrations.CreateModel(
            name="ConsultationStep",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=yichuang.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("ask", "提问"),
                            ("route", "转部门"),
                            ("hand-on", "转交同事"),
                            ("return", "退回导办"),
                            ("answer", "答复"),
                            ("ask-again", "追问"),
                        ],
                        max_length=10,
                        verbose_name="种类",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("by_name", models.CharField(blank=True, max_length=50, verbose_name="经办人姓名")),
                ("text", yichuang.kernel.fields.EncryptedTextField(purpose="guidance.consultation-step")),
                ("due_on", models.DateField(null=True, verbose_name="最迟答复日期")),
                (
                    "by_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="经办人",
                    ),
                ),
                (
                    "consultation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="guidance.consultation",
                        verbose_name="咨询",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.organisation",
                        verbose_name="部门",
                    ),
                ),
                (
                    "to_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="接办人",
                    ),
                ),
            ],
            options={
                "verbose_name": "咨询经过",
                "verbose_name_plural": "咨询经过",
            },
        ),
        migrations.CreateModel(
            name="ConsultingLimit",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=yichuang.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("guide", "导办答复或者转办"),
                            ("department", "部门答复"),
                            ("return", "部门退回"),
                        ],
                        max_length=12,
                        verbose_name="种类",
                    ),
                ),
                ("working_days", models.PositiveSmallIntegerField(verbose_name="工作日")),
                ("source", models.CharField(max_length=300, verbose_name="依据")),
                ("set_at", models.DateTimeField(verbose_name="设定时间")),
                ("set_by_name", models.CharField(max_length=50, verbose_name="设定人姓名")),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="设定人",
                    ),
                ),
            ],
            options={
                "verbose_name": "咨询时限",
                "verbose_name_plural": "咨询时限",
            },
        ),
        migrations.CreateModel(
            name="DifficultMatter",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=yichuang.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("handling_code", models.CharField(blank=True, max_length=80, verbose_name="业务办理项编码")),
                ("title", models.CharField(max_length=200, verbose_name="疑难事项")),
                ("note", models.TextField(blank=True, verbose_name="说明")),
                ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
                ("retired_at", models.DateTimeField(null=True, verbose_name="移出时间")),
                (
                    "handling_item",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.handlingitem",
                        verbose_name="业务办理项",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.organisation",
                        verbose_name="部门",
                    ),
                ),
            ],
            options={
                "verbose_name": "疑难事项",
                "verbose_name_plural": "疑难事项",
            },
        ),
        migrations.CreateModel(
            name="DutyExpert",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=yichuang.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=50, verbose_name="姓名")),
                ("set_at", models.DateTimeField(verbose_name="设定时间")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.organisation",
                        verbose_name="部门",
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="设定人",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="值班专家",
                    ),
                ),
            ],
            options={
                "verbose_name": "值班专家",
                "verbose_name_plural": "值班专家",
            },
        ),
        migrations.CreateModel(
            name="ExpertCall",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=yichuang.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("region_code", models.CharField(max_length=12, verbose_name="行政区划代码")),
                ("handling_code", models.CharField(max_length=80, verbose_name="业务办理项编码")),
                ("item_name", models.CharField(max_length=1000, verbose_name="事项名称")),
                ("window", models.CharField(blank=True, max_length=20, verbose_name="窗口")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "等待接听"),
                            ("taken", "已接听"),
                            ("ended", "已结束"),
                            ("given-up", "已取消呼叫"),
                        ],
                        max_length=10,
                        verbose_name="呼叫状态",
                    ),
                ),
                ("words", yichuang.kernel.fields.EncryptedTextField(purpose="guidance.expert-call")),
                ("called_at", models.DateTimeField(verbose_name="呼叫时间")),
                ("called_by_name", models.CharField(max_length=50, verbose_name="呼叫人姓名")),
                ("taken_at", models.DateTimeField(null=True, verbose_name="接听时间")),
                ("taken_by_name", models.CharField(blank=True, max_length=50, verbose_name="接听人姓名")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="结束时间")),
                (
                    "answer",
                    yichuang.kernel.fields.EncryptedTextField(null=True, purpose="guidance.expert-call"),
                ),
                (
                    "called_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="呼叫人",
                    ),
                ),
                (
                    "handling_item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.handlingitem",
                        verbose_name="业务办理项",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.organisation",
                        verbose_name="部门",
                    ),
                ),
                (
                    "outlet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.outlet",
                        verbose_name="网点",
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="接听人",
                    ),
                ),
            ],
            options={
                "verbose_name": "呼叫中台",
                "verbose_name_plural": "呼叫中台",
            },
        ),
        migrations.CreateModel(
            name="FrequentQuestion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=yichuang.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("handling_code", models.CharField(blank=True, max_length=80, verbose_name="业务办理项编码")),
                (
                    "proposed_question",
                    yichuang.kernel.fields.EncryptedTextField(purpose="guidance.frequent-question"),
                ),
                (
                    "proposed_answer",
                    yichuang.kernel.fields.EncryptedTextField(purpose="guidance.frequent-question"),
                ),
                ("question", models.TextField(blank=True, verbose_name="问题")),
                ("answer", models.TextField(blank=True, verbose_name="答复")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("proposed", "待审核"),
                            ("published", "已发布"),
                            ("declined", "不采用"),
                            ("taken-down", "已撤下"),
                        ],
                        max_length=10,
                        verbose_name="常见问题状态",
                    ),
                ),
                ("proposed_at", models.DateTimeField(verbose_name="提出时间")),
                ("proposed_by_name", models.CharField(max_length=50, verbose_name="提出人姓名")),
                ("reviewed_at", models.DateTimeField(null=True, verbose_name="审核时间")),
                ("reviewed_by_name", models.CharField(blank=True, max_length=50, verbose_name="审核人姓名")),
                (
                    "consultation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="guidance.consultation",
                        verbose_name="咨询",
                    ),
                ),
                (
                    "handling_item",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.handlingitem",
                        verbose_name="业务办理项",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.organisation",
                        verbose_name="部门",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提出人",
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="审核人",
                    ),
                ),
            ],
            options={
                "verbose_name": "常见问题",
                "verbose_name_plural": "常见问题",
            },
        ),
        migrations.CreateModel(
            name="MatterExpert",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=50, verbose_name="姓名")),
                (
                    "matter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="experts",
                        to="guidance.difficultmatter",
                        verbose_name="疑难事项",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="专家",
                    ),
                ),
            ],
            options={
                "verbose_name": "疑难事项专家",
                "verbose_name_plural": "疑难事项专家",
            },
        ),
        migrations.AddIndex(
            model_name="consultation",
            index=models.Index(fields=["status", "due_on", "id"], name="consultation_by_due"),
        ),
        migrations.AddConstraint(
            model_name="consultation",
            constraint=models.CheckConstraint(
                condition=models.Q(("channel__in", ["web", "hall", "phone", "hotline"])),
                name="consultation_channel_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="consultation",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["with-guide", "with-department", "answered"])),
                name="consultation_status_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="consultation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_at__isnull", False), ("status", "answered")),
                    models.Q(models.Q(("status", "answered"), _negated=True), ("answered_at__isnull", True)),
                    _connector="OR",
                ),
                name="answered_iff_it_has_its_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="consultation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("expert__isnull", True), ("organisation__isnull", True), ("status", "with-guide")
                    ),
                    models.Q(("organisation__isnull", False), ("status", "with-department")),
                    ("status", "answered"),
                    _connector="OR",
                ),
                name="a_department_has_what_is_with_it",
            ),
        ),
        migrations.AddConstraint(
            model_name="consultation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("channel", "hotline"), models.Q(("hotline_number", ""), _negated=True)),
                    models.Q(models.Q(("channel", "hotline"), _negated=True), ("hotline_number", "")),
                    _connector="OR",
                ),
                name="hotline_number_iff_hotline",
            ),
        ),
        migrations.AddConstraint(
            model_name="consultation",
            constraint=models.CheckConstraint(
                condition=models.Q(("rounds__gte", 1), ("rounds__lte", 2)),
                name="one_further_question_at_most",
            ),
        ),
        migrations.AddConstraint(
            model_name="consultation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("hotline_number", ""), _negated=True),
                fields=("hotline_number",),
                name="one_question_a_work_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="consultationstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["ask", "route", "hand-on", "return", "answer", "ask-again"])
                ),
                name="consultation_step_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="consultinglimit",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["guide", "department", "return"])),
                name="consulting_limit_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="consultinglimit",
            constraint=models.CheckConstraint(
                condition=models.Q(("source", ""), _negated=True), name="consulting_limit_has_its_source"
            ),
        ),
        migrations.AddConstraint(
            model_name="consultinglimit",
            constraint=models.CheckConstraint(
                condition=models.Q(("working_days__gte", 1), ("working_days__lte", 30)),
                name="consulting_limit_is_days",
            ),
        ),
        migrations.AddConstraint(
            model_name="difficultmatter",
            constraint=models.CheckConstraint(
                condition=models.Q(("title", ""), _negated=True), name="difficult_matter_has_a_title"
            ),
        ),
        migrations.AddIndex(
            model_name="expertcall",
            index=models.Index(
                condition=models.Q(("status__in", ["waiting", "taken"])),
                fields=["organisation", "called_at"],
                name="expert_call_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="expertcall",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["waiting", "taken", "ended", "given-up"])),
                name="expert_call_status_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="expertcall",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("status", "waiting"), ("taken_by__isnull", True)),
                    models.Q(
                        ("ended_at__isnull", True),
                        ("status", "taken"),
                        ("taken_at__isnull", False),
                        ("taken_by__isnull", False),
                    ),
                    models.Q(("ended_at__isnull", False), ("status", "ended"), ("taken_by__isnull", False)),
                    models.Q(("ended_at__isnull", False), ("status", "given-up"), ("taken_by__isnull", True)),
                    _connector="OR",
                ),
                name="expert_call_says_what_happened",
            ),
        ),
        migrations.AddIndex(
            model_name="frequentquestion",
            index=models.Index(
                condition=models.Q(("status", "published")),
                fields=["handling_code"],
                name="published_question_of_item",
            ),
        ),
        migrations.AddConstraint(
            model_name="frequentquestion",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["proposed", "published", "declined", "taken-down"])),
                name="frequent_question_status_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="frequentquestion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("answer", ""),
                        ("question", ""),
                        ("reviewed_by__isnull", True),
                        ("status", "proposed"),
                    ),
                    models.Q(
                        ("answer", ""),
                        ("question", ""),
                        ("reviewed_by__isnull", False),
                        ("status", "declined"),
                    ),
                    models.Q(
                        ("reviewed_by__isnull", False),
                        ("status__in", ["published", "taken-down"]),
                        models.Q(("question", ""), _negated=True),
                        models.Q(("answer", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="what_is_published_was_reviewed",
            ),
        ),
        migrations.AddConstraint(
            model_name="frequentquestion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("consultation__isnull", False)),
                fields=("consultation",),
                name="proposed_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="matterexpert",
            constraint=models.UniqueConstraint(fields=("matter", "user"), name="expert_once_a_matter"),
        ),
    ]
