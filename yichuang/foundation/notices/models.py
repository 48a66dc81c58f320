"""Tables of notices (通知文书) and messages (消息)."""

from __future__ import annotations

import base64
from uuid import UUID

from django.db import models
from django.db.models import Q

from yichuang.foundation.notices.types import Channel, MessageState, NoticeKind
from yichuang.kernel import crypto
from yichuang.kernel.fields import EncryptedJSONField, EncryptedTextField
from yichuang.kernel.ids import new_id
from yichuang.kernel.models import GuessCount


def token_of(notice_id: UUID) -> str:
    """The unguessable name of a notice: 128 bits of a keyed digest of its id, 26 characters.

    The table keeps only a digest of it, so a copy of the database opens no document.
    """
    digest = crypto.blind_index(str(notice_id), "notices.token")
    return base64.b32encode(digest[:16]).decode().rstrip("=").lower()


class AuthorityMark(models.Model):
    """The mark of an authority in its document numbers (机关代字), as 安市监. Without one: its short name."""

    authority = models.OneToOneField(
        "places.Organisation", models.PROTECT, primary_key=True, related_name="+", verbose_name="机关"
    )
    mark = models.CharField("机关代字", max_length=20)

    class Meta:
        verbose_name = verbose_name_plural = "机关代字"
        constraints = [models.CheckConstraint(condition=~Q(mark=""), name="authority_mark_is_not_empty")]

    def __str__(self) -> str:
        return self.mark


class Notice(models.Model):
    """A legal document that was issued (文书): numbered, frozen, never changed.

    ``frozen`` is the JSON of ``rules.freeze``. ``outlet`` is where it was handed out, when it was.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField("文书名称", max_length=24, choices=[(k.value, k.label) for k in NoticeKind])
    authority = models.ForeignKey(
        "places.Organisation", models.PROTECT, related_name="+", verbose_name="机关"
    )
    outlet = models.ForeignKey(
        "places.Outlet", models.PROTECT, null=True, related_name="+", verbose_name="网点"
    )
    case_number = models.CharField("办件编号", max_length=50)
    year = models.PositiveSmallIntegerField("年份")
    serial = models.PositiveBigIntegerField("序号")
    number = models.CharField("文号", max_length=100)
    token_digest = models.BinaryField("查验码摘要", max_length=32, unique=True)
    frozen = EncryptedJSONField("内容", purpose="notices.content")
    issued_at = models.DateTimeField("出具时间")

    class Meta:
        verbose_name = verbose_name_plural = "文书"
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "kind", "year", "serial"], name="one_notice_per_document_number"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[k.value for k in NoticeKind]), name="notice_kind_is_known"
            ),
            models.CheckConstraint(condition=Q(serial__gte=1), name="notice_serial_starts_at_one"),
        ]
        indexes = [
            # the documents of a case, in order of issue
            models.Index(fields=["case_number", "id"], name="notice_of_case"),
        ]

    def __str__(self) -> str:
        return self.number


class NoticeFile(models.Model):
    """The rendered PDF of a notice (文书文件). A row of its own: the notice cannot be updated."""

    append_only = True

    notice = models.OneToOneField(
        Notice, models.PROTECT, primary_key=True, related_name="rendering", verbose_name="文书"
    )
    file = models.ForeignKey("documents.StoredFile", models.PROTECT, related_name="+", verbose_name="文件")
    rendered_at = models.DateTimeField("生成时间")

    class Meta:
        verbose_name = verbose_name_plural = "文书文件"

    def __str__(self) -> str:
        return str(self.notice_id)


class Voiding(models.Model):
    """Since when every document of a case counts for nothing (文书作废). They stay, and say so."""

    append_only = True

    case_number = models.CharField("办件编号", max_length=50, primary_key=True)
    at = models.DateTimeField("作废时间")

    class Meta:
        verbose_name = verbose_name_plural = "文书作废"

    def __str__(self) -> str:
        return self.case_number


class VerificationGuess(GuessCount):
    """Attempts to verify what was never issued, counted per hour (验真计数)."""

    class Meta:
        verbose_name = verbose_name_plural = "验真计数"


class Message(models.Model):
    """A message to a person (消息), with where it is on its way.

    ``texts`` holds it in every language, ``{"zh": {"subject": …, "body": …}}``, as it was worded
    when it was written; ``address`` is what the channel needs to reach the person.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    channel = models.CharField("渠道", max_length=12, choices=[(c.value, c.label) for c in Channel])
    template = models.CharField("模板", max_length=40)
    to_party = models.ForeignKey(
        "parties.Party", models.PROTECT, null=True, related_name="+", verbose_name="收件人（办事人）"
    )
    to_user = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="收件人（工作人员）"
    )
    address = EncryptedTextField("地址", purpose="notices.message-address", null=True)
    texts = EncryptedJSONField("内容", purpose="notices.message-texts")
    dedupe_key = models.CharField("去重键", max_length=160, null=True, unique=True)
    created_at = models.DateTimeField("写成时间")
    state = models.CharField("投递状态", max_length=8, choices=[(s.value, s.label) for s in MessageState])
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    next_attempt_at = models.DateTimeField("下次尝试时间", null=True)
    sent_at = models.DateTimeField("发送时间", null=True)
    read_at = models.DateTimeField("阅读时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "消息"
        constraints = [
            models.CheckConstraint(
                condition=Q(channel__in=[c.value for c in Channel]), name="message_channel_is_known"
            ),
            models.CheckConstraint(
                condition=Q(
                    state=MessageState.WAITING.value, next_attempt_at__isnull=False, sent_at__isnull=True
                )
                | Q(state=MessageState.SENT.value, next_attempt_at__isnull=True, sent_at__isnull=False)
                | Q(state=MessageState.FAILED.value, next_attempt_at__isnull=True, sent_at__isnull=True),
                name="message_state_agrees_with_its_times",
            ),
            models.CheckConstraint(
                condition=Q(to_party__isnull=True) | Q(to_user__isnull=True), name="message_has_one_reader"
            ),
            models.CheckConstraint(
                condition=Q(to_party__isnull=False) | Q(to_user__isnull=False) | Q(address__isnull=False),
                name="message_goes_somewhere",
            ),
        ]
        indexes = [
            # what is due for another attempt
            models.Index(
                fields=["next_attempt_at"],
                name="message_due",
                condition=Q(state=MessageState.WAITING.value),
            ),
            # the in-app list of one member of staff, newest first
            models.Index(
                fields=["to_user", "-id"], name="message_of_user", condition=Q(channel=Channel.IN_APP.value)
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
