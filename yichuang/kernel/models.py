"""Tables of the kernel: outbox, audit log, idempotency, key fingerprints, long tasks."""

from __future__ import annotations

from django.db import models

from yichuang.kernel.fields import EncryptedJSONField, EncryptedTextField
from yichuang.kernel.ids import new_id
from yichuang.kernel.labels import Labelled


class OutboxEvent(models.Model):
    """A domain event, written in the transaction that made it true (事件). The relay hands it on."""

    id = models.UUIDField(primary_key=True, default=new_id)
    name = models.CharField(max_length=80)
    version = models.PositiveSmallIntegerField()
    topic = models.CharField(max_length=80, blank=True)
    payload = models.JSONField()
    actor = models.CharField(max_length=60)
    occurred_at = models.DateTimeField()
    relayed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "事件"
        indexes = [
            # the relay: oldest events not handed on
            models.Index(fields=["id"], name="outbox_waiting", condition=models.Q(relayed_at__isnull=True)),
            # a browser that reconnects: whether its topic moved since
            models.Index(fields=["topic", "relayed_at"], name="outbox_topic", condition=~models.Q(topic="")),
        ]


class AuditEntry(models.Model):
    """One line of the audit log (审计日志), chained to the line before it in its stream."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=new_id)
    stream = models.CharField(max_length=40)
    stream_id = models.CharField(max_length=60)
    sequence = models.PositiveIntegerField()
    action = models.CharField(max_length=60)
    actor = models.CharField(max_length=60)
    at = models.DateTimeField()
    details = models.JSONField()
    previous_hash = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    class Meta:
        verbose_name = "审计日志"
        constraints = [
            # also serves: the head of a stream, and a walk along it
            models.UniqueConstraint(
                fields=["stream", "stream_id", "sequence"], name="one_audit_entry_per_step"
            ),
            models.CheckConstraint(condition=models.Q(sequence__gte=1), name="audit_sequence_starts_at_one"),
        ]


class UnsealedEntry(models.Model):
    """An audit entry that no seal covers yet; the sealing job empties this table."""

    entry = models.OneToOneField(AuditEntry, models.PROTECT, primary_key=True, related_name="+")

    class Meta:
        verbose_name = "待签封审计日志"


class AuditSeal(models.Model):
    """A signed Merkle root over audit entries (审计签封), chained to the seal before it."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=new_id)
    sequence = models.PositiveIntegerField(unique=True)
    at = models.DateTimeField()
    count = models.PositiveIntegerField()
    previous_root = models.BinaryField(max_length=32)
    root = models.BinaryField(max_length=32)
    signature = models.BinaryField()

    class Meta:
        verbose_name = "审计签封"


class SealedEntry(models.Model):
    """A leaf of a seal: which entry stands at which place, with the hash it had when sealed."""

    append_only = True

    entry = models.OneToOneField(AuditEntry, models.PROTECT, primary_key=True, related_name="+")
    seal = models.ForeignKey(AuditSeal, models.PROTECT, related_name="leaves")
    position = models.PositiveIntegerField()
    hash = models.BinaryField(max_length=32)

    class Meta:
        verbose_name = "已签封审计日志"
        constraints = [models.UniqueConstraint(fields=["seal", "position"], name="one_leaf_per_place")]


class IdempotencyRecord(models.Model):
    """The answer given to one external write (幂等记录): what the same key gets until it expires."""

    id = models.UUIDField(primary_key=True, default=new_id)
    principal = models.CharField(max_length=60)
    route = models.CharField(max_length=120)
    key = models.CharField(max_length=100)
    body_digest = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField(null=True)
    answer = EncryptedTextField(purpose="kernel.idempotency", null=True)
    expires_at = models.DateTimeField(db_index=True)  # the job that forgets old answers

    class Meta:
        verbose_name = "幂等记录"
        constraints = [
            models.UniqueConstraint(fields=["principal", "route", "key"], name="one_answer_per_key"),
            models.CheckConstraint(
                condition=models.Q(status__isnull=True, answer__isnull=True)
                | models.Q(status__isnull=False, answer__isnull=False),
                name="answer_iff_status",
            ),
        ]


class KeyFingerprint(models.Model):
    """A digest of a data key this database was written with (密钥指纹), never the key itself."""

    append_only = True

    name = models.CharField(max_length=20, primary_key=True)
    digest = models.BinaryField(max_length=32)
    noted_at = models.DateTimeField()

    class Meta:
        verbose_name = "密钥指纹"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(name__regex=r"^(index|data:[0-9a-f]{8})$"), name="key_has_a_known_name"
            )
        ]


class GuessCount(models.Model):
    """How often something was asked for with a wrong answer in one hour; ``kernel.guesses`` counts."""

    bucket = models.CharField("计数对象", max_length=80, primary_key=True)  # "source:<digest>:<hour>" …
    count = models.PositiveIntegerField("次数", default=0)
    ends_at = models.DateTimeField("计数截止", db_index=True)  # the job that forgets old counts

    class Meta:
        abstract = True


class TaskState(Labelled):
    """How far a long task is (后台任务状态)."""

    WAITING = "waiting", "排队中"
    RUNNING = "running", "进行中"
    DONE = "done", "已完成"
    FAILED = "failed", "没有完成"
    CANCELLED = "cancelled", "已取消"


class LongTask(models.Model):
    """Something that takes longer than a page may (后台任务), with its progress and its result."""

    id = models.UUIDField(primary_key=True, default=new_id)
    kind = models.CharField(max_length=60)
    owner = models.CharField(max_length=60)  # the principal who asked
    title = models.CharField(max_length=200)
    parameters = EncryptedJSONField(purpose="kernel.long-task")
    state = models.CharField(max_length=10, choices=[(state.value, state.label) for state in TaskState])
    attempt = models.PositiveSmallIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    result_name = models.CharField(max_length=200, blank=True)
    result_type = models.CharField(max_length=100, blank=True)
    result_size = models.PositiveIntegerField(null=True)

    class Meta:
        verbose_name = "后台任务"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in TaskState]),
                name="long_task_state_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=["waiting", "running"], ended_at__isnull=True, expires_at__isnull=True
                )
                | models.Q(
                    state__in=["done", "failed", "cancelled"],
                    ended_at__isnull=False,
                    expires_at__isnull=False,
                ),
                name="long_task_ends_with_its_time",
            ),
            models.CheckConstraint(
                condition=(
                    models.Q(state="done") & models.Q(result_size__isnull=False) & ~models.Q(result_name="")
                )
                | (~models.Q(state="done") & models.Q(result_size__isnull=True, result_name="")),
                name="long_task_result_iff_done",
            ),
        ]
        indexes = [
            # tasks_of(): what somebody asked for, newest first
            models.Index(fields=["owner", "-asked_at"], name="long_task_of_owner"),
        ]


class LongTaskPart(models.Model):
    """A piece of a long task's result (后台任务结果), encrypted, in the order of ``position``."""

    task = models.ForeignKey(LongTask, models.CASCADE, db_index=False, related_name="parts")
    position = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        verbose_name = "后台任务结果"
        constraints = [models.UniqueConstraint(fields=["task", "position"], name="one_part_per_place")]
