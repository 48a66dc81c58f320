"""The log of reviews of drafts: who submitted, approved or sent back exactly which content."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from yichuang.kernel.ids import new_id
from yichuang.offer.catalogue.models.columns import choices, not_blank, one_of
from yichuang.offer.catalogue.models.items import HandlingItem
from yichuang.offer.catalogue.types.reviewing import ReturnReason, ReviewDecision, ReviewStep


class VersionReview(models.Model):
    """One step of the review of a draft (版本审核). Never changed.

    A draft may be written anew, its reviews stay: they name it by number and ``digest``, not by a key.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    handling_item = models.ForeignKey(
        HandlingItem, models.PROTECT, related_name="reviews", verbose_name="业务办理项"
    )
    sequence = models.PositiveIntegerField("序号")
    version_number = models.PositiveIntegerField("版本号")
    digest = models.CharField("内容指纹", max_length=64)
    step = models.CharField("审核环节", max_length=16, choices=choices(ReviewStep))
    decision = models.CharField("审核结论", max_length=16, null=True, choices=choices(ReviewDecision))
    reason = models.CharField("退回原因", max_length=16, null=True, choices=choices(ReturnReason))
    remarks = models.TextField("意见", blank=True)
    person = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="经办人")
    person_name = models.CharField("经办人姓名", max_length=100)
    made_at = models.DateTimeField("时间")
    made_by = models.CharField("经办账号", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "版本审核"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["handling_item", "sequence"], name="review_steps_are_in_order"),
            one_of("step", ReviewStep, "review_step_is_known"),
            one_of("decision", ReviewDecision, "review_decision_is_known"),
            one_of("reason", ReturnReason, "return_reason_is_known"),
            models.CheckConstraint(
                condition=Q(step=ReviewStep.SUBMISSION.value, decision__isnull=True)
                | (~Q(step=ReviewStep.SUBMISSION.value) & Q(decision__isnull=False)),
                name="only_reviews_have_a_decision",
            ),
            models.CheckConstraint(
                condition=Q(
                    decision__isnull=False, decision=ReviewDecision.RETURNED.value, reason__isnull=False
                )
                & ~Q(remarks="")
                | (Q(decision__isnull=True) | ~Q(decision=ReviewDecision.RETURNED.value))
                & Q(reason__isnull=True),
                name="only_what_is_sent_back_has_a_reason_and_remarks",
            ),
            models.CheckConstraint(
                condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="review_digest_is_hexadecimal"
            ),
            not_blank("person_name", "review_names_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.version_number}"
