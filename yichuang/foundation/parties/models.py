"""Tables of parties (办事人). Everything personal is encrypted."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import HashIndex
from django.db import models
from django.db.models import F, Q

from yichuang.foundation.parties.types import AgentPower, IdType, PartyKind
from yichuang.kernel.fields import EncryptedTextField
from yichuang.kernel.ids import new_id


class Party(models.Model):
    """A person or organisation that asks for something (办事人), known by one identity document.

    ``*_index`` are keyed digests (HMAC-SM3): equality can be asked, the value cannot be read.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField("类型", max_length=8, choices=[(k.value, k.label) for k in PartyKind])
    id_type = models.CharField("证件类型", max_length=20, choices=[(t.value, t.label) for t in IdType])
    id_index = models.BinaryField("证件号码索引", max_length=32)
    id_number = EncryptedTextField("证件号码", purpose="parties.id-number")
    name = EncryptedTextField("姓名或者名称", purpose="parties.name")
    name_index = models.BinaryField("名称索引", max_length=32)
    phone = EncryptedTextField("电话", purpose="parties.phone", null=True)
    phone_index = models.BinaryField("电话索引", max_length=32, null=True)
    legal_representative = EncryptedTextField("法定代表人", purpose="parties.legal-representative", null=True)
    legal_representative_index = models.BinaryField("法定代表人索引", max_length=32, null=True)
    created_at = models.DateTimeField("建立时间")
    updated_at = models.DateTimeField("更新时间")

    class Meta:
        verbose_name = verbose_name_plural = "办事人"
        constraints = [
            models.UniqueConstraint(fields=["id_type", "id_index"], name="one_party_per_identity"),
            models.CheckConstraint(
                condition=Q(kind=PartyKind.LEGAL.value) | ~Q(id_type=IdType.USCC.value),
                name="uscc_belongs_to_a_legal_party",
            ),
        ]
        indexes = [
            # parties_sought(); a digest in a hash index takes four bytes, and is only ever asked for whole
            HashIndex(fields=["name_index"], name="party_by_name"),
            HashIndex(fields=["phone_index"], name="party_by_phone"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Authority(models.Model):
    """The paper by which one party lets another act for it (授权委托), as a desk recorded it.

    Never edited, only revoked. ``handling_codes`` empty: every item. The scan lies with documents,
    downstream of here, so ``file_id`` is no foreign key; who records it has checked that it is stored.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    principal = models.ForeignKey(
        Party, models.PROTECT, related_name="+", db_index=False, verbose_name="委托人"
    )
    agent = models.ForeignKey(Party, models.PROTECT, related_name="+", db_index=False, verbose_name="代理人")
    powers = ArrayField(models.CharField(max_length=16), verbose_name="代理权限")
    handling_codes = ArrayField(models.CharField(max_length=64), verbose_name="业务办理项", default=list)
    valid_from = models.DateField("生效日期")
    valid_until = models.DateField("失效日期", help_text="含当日")
    file_id = models.UUIDField("委托书扫描件", null=True)
    recorded_by = models.CharField("登记人", max_length=80)
    recorded_at = models.DateTimeField("登记时间")
    revoked_by = models.CharField("撤销登记人", max_length=80, null=True)
    revoked_at = models.DateTimeField("撤销时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "授权委托"
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("valid_from")), name="authority_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(powers__len__gte=1, powers__contained_by=[power.value for power in AgentPower]),
                name="authority_gives_known_powers",
            ),
            models.CheckConstraint(condition=~Q(principal=F("agent")), name="nobody_is_their_own_agent"),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="authority_revocation_names_its_moment_and_person",
            ),
        ]
        indexes = [
            # check_authority(), authorities_of(): what one principal gave one agent, or anybody
            models.Index(fields=["principal", "agent"], name="authority_of_principal"),
        ]

    def __str__(self) -> str:
        return str(self.id)
