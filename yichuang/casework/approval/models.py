"""Tables of approval (审查决定)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from yichuang.casework.approval.types import Conclusion, Outcome, TerminationGround
from yichuang.offer.catalogue.types import ApprovalTier


class Review(models.Model):
    """The department's task for one accepted case (审查任务): one a case, whoever opens it first."""

    case = models.OneToOneField(
        "cases.Case", models.PROTECT, primary_key=True, related_name="+", verbose_name="办件"
    )
    organisation = models.ForeignKey(
        "places.Organisation", models.PROTECT, related_name="+", verbose_name="部门"
    )
    tier = models.CharField("审批层级", max_length=20, choices=[(t.value, t.label) for t in ApprovalTier])
    opened_at = models.DateTimeField("派件时间")
    claimed_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="承办人"
    )
    claimed_by_name = models.CharField("承办人姓名", max_length=50, blank=True)
    claimed_at = models.DateTimeField("领取时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "审查任务"
        constraints = [
            models.CheckConstraint(
                condition=Q(claimed_by__isnull=True, claimed_at__isnull=True)
                | Q(claimed_by__isnull=False, claimed_at__isnull=False),
                name="claim_has_its_time",
            ),
        ]


class Opinion(models.Model):
    """What an officer found and proposes (审查意见). Never edited; a later one speaks after it."""

    append_only = True

    act = models.OneToOneField(
        "cases.Act", models.PROTECT, primary_key=True, related_name="+", verbose_name="办件行为"
    )
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+", verbose_name="办件")
    by_user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="承办人")
    by_name = models.CharField("承办人姓名", max_length=50)
    conclusion = models.CharField("审查结论", max_length=10, choices=[(c.value, c.label) for c in Conclusion])
    text = models.TextField("意见")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "审查意见"
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="opinion_has_words")]


class Decision(models.Model):
    """The decision of a case (决定): one a case, with the authorisation it rests on."""

    append_only = True

    case = models.OneToOneField(
        "cases.Case", models.PROTECT, primary_key=True, related_name="+", verbose_name="办件"
    )
    act = models.OneToOneField("cases.Act", models.PROTECT, related_name="+", verbose_name="办件行为")
    by_user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="决定人")
    by_name = models.CharField("决定人姓名", max_length=50)
    outcome = models.CharField(
        "决定结果",
        max_length=10,
        choices=[(o.value, o.label) for o in Outcome],
        default=Outcome.GRANTED.value,
    )
    content = models.TextField("决定内容")
    conditions = models.TextField("条件和义务", blank=True)
    valid_from = models.DateField("有效期起", null=True)
    valid_until = models.DateField("有效期止", null=True)
    authorisation = models.ForeignKey(
        "accounts.WrittenAuthorisation", models.PROTECT, null=True, related_name="+", verbose_name="书面授权"
    )
    notice_number = models.CharField("决定文号", max_length=100)

    class Meta:
        verbose_name = verbose_name_plural = "决定"
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True, valid_until__isnull=True)
                | Q(valid_from__isnull=False, valid_until__isnull=False, valid_until__gt=F("valid_from")),
                name="validity_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.GRANTED.value)
                | Q(outcome=Outcome.REFUSED.value, valid_from__isnull=True, authorisation__isnull=True),
                name="a_refusal_has_no_term_and_no_delegate",
            ),
        ]


class Refusal(models.Model):
    """What a refusal rests on (不予批准): facts, reason, basis, and where it can be challenged.

    Both remedies are empty only for a public service whose body has none on record.
    """

    append_only = True

    decision = models.OneToOneField(
        Decision, models.PROTECT, primary_key=True, related_name="+", verbose_name="决定"
    )
    facts = models.TextField("事实")
    reason = models.TextField("理由")
    legal_basis = ArrayField(models.TextField(), verbose_name="法律依据")
    reconsideration_body = models.CharField("行政复议机关", max_length=200, blank=True)
    court = models.CharField("行政诉讼管辖法院", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "不予批准"
        constraints = [
            models.CheckConstraint(
                condition=~Q(facts="") & ~Q(reason="") & Q(legal_basis__len__gte=1),
                name="refusal_says_facts_reason_and_basis",
            ),
            models.CheckConstraint(
                condition=Q(reconsideration_body="", court="") | (~Q(reconsideration_body="") & ~Q(court="")),
                name="refusal_names_both_remedies_or_none",
            ),
        ]


class Termination(models.Model):
    """The end of a case without a decision (终止办理)."""

    append_only = True

    case = models.OneToOneField(
        "cases.Case", models.PROTECT, primary_key=True, related_name="+", verbose_name="办件"
    )
    act = models.OneToOneField("cases.Act", models.PROTECT, related_name="+", verbose_name="办件行为")
    by_user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="终止人")
    by_name = models.CharField("终止人姓名", max_length=50)
    ground = models.CharField(
        "终止原因", max_length=24, choices=[(g.value, g.label) for g in TerminationGround]
    )
    reason = models.TextField("理由")
    legal_basis = ArrayField(models.TextField(), verbose_name="依据")
    notice_number = models.CharField("文书文号", max_length=100)

    class Meta:
        verbose_name = verbose_name_plural = "终止办理"
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason="") & Q(legal_basis__len__gte=1),
                name="termination_says_reason_and_basis",
            ),
            models.CheckConstraint(
                condition=Q(ground__in=[g.value for g in TerminationGround]),
                name="termination_ground_is_known",
            ),
        ]


class HandedOn(models.Model):
    """A case passed from one officer to another (移交). Never edited; the review says who has it now."""

    append_only = True

    act = models.OneToOneField(
        "cases.Act", models.PROTECT, primary_key=True, related_name="+", verbose_name="办件行为"
    )
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+", verbose_name="办件")
    from_user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="移交人")
    from_name = models.CharField("移交人姓名", max_length=50)
    to_user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="接办人")
    to_name = models.CharField("接办人姓名", max_length=50)
    by_user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="经办人")
    by_name = models.CharField("经办人姓名", max_length=50)
    reason = models.TextField("原因")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "移交"
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="handing_on_has_a_reason"),
            models.CheckConstraint(condition=~Q(from_user=F("to_user")), name="handed_on_to_another"),
        ]
