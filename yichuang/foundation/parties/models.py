"""Tables of parties (办事人). Everything personal is encrypted."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yichuang.foundation.parties.types import IdType, PartyKind
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

    def __str__(self) -> str:
        return str(self.id)
