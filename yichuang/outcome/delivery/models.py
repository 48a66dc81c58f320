"""Tables of delivery (出件送达)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from yichuang.casework.approval.types import Outcome
from yichuang.kernel.fields import EncryptedTextField
from yichuang.offer.catalogue.types import ResultKind
from yichuang.outcome.delivery.types import DeliveryMethod, Relation


class ResultDocument(models.Model):
    """What comes out of a case (办理结果文书), with the number on it. Of a refusal, the written decision.

    ``due_on`` is the last day to hand it over; None while the calendar of that year is not loaded.
    """

    append_only = True

    case = models.OneToOneField(
        "cases.Case", models.PROTECT, primary_key=True, related_name="+", verbose_name="办件"
    )
    act = models.OneToOneField("cases.Act", models.PROTECT, related_name="+", verbose_name="办件行为")
    outcome = models.CharField(
        "决定结果",
        max_length=10,
        choices=[(o.value, o.label) for o in Outcome],
        default=Outcome.GRANTED.value,
    )
    kind = models.CharField("结果类型", max_length=10, choices=[(k.value, k.label) for k in ResultKind])
    name = models.CharField("结果名称", max_length=200)
    document_number = models.CharField("证照或文书编号", max_length=100, unique=True)
    valid_from = models.DateField("有效期起", null=True)
    valid_until = models.DateField("有效期止", null=True)
    prepared_at = models.DateTimeField("制作时间")
    due_on = models.DateField("送达最迟日期", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "办理结果"
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True, valid_until__isnull=True)
                | Q(valid_from__isnull=False, valid_until__isnull=False, valid_until__gt=F("valid_from")),
                name="result_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.GRANTED.value)
                | Q(outcome=Outcome.REFUSED.value, valid_from__isnull=True),
                name="a_refused_result_has_no_term",
            ),
        ]


class HandOver(models.Model):
    """Proof that a result reached a person (送达记录)."""

    append_only = True

    case = models.OneToOneField(
        "cases.Case", models.PROTECT, primary_key=True, related_name="+", verbose_name="办件"
    )
    act = models.OneToOneField("cases.Act", models.PROTECT, related_name="+", verbose_name="办件行为")
    receiver_name = EncryptedTextField("领取人", purpose="delivery.receiver")
    relation = models.CharField("与申请人关系", max_length=24, choices=[(r.value, r.label) for r in Relation])
    method = models.CharField(
        "送达方式",
        max_length=12,
        choices=[(m.value, m.label) for m in DeliveryMethod],
        default=DeliveryMethod.SIGNED.value,
    )
    witness = EncryptedTextField("见证人", purpose="delivery.witness", null=True)
    notice_number = models.CharField("送达回证文号", max_length=100, blank=True)
    window = models.ForeignKey("places.Window", models.PROTECT, related_name="+", verbose_name="出件窗口")
    by_user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="出件人")
    by_name = models.CharField("出件人姓名", max_length=50)
    at = models.DateTimeField("送达时间")

    class Meta:
        verbose_name = verbose_name_plural = "送达记录"
