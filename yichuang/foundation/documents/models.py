"""Tables of stored files (文件)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yichuang.foundation.documents.rules import SIZE_LIMIT_BYTES
from yichuang.foundation.documents.types import FileKind
from yichuang.kernel.fields import EncryptedTextField
from yichuang.kernel.ids import new_id


class StoredFile(models.Model):
    """A file someone handed in or the platform made (文件). Its bytes lie in the store, by digest.

    Two files of the same content are two rows and one ciphertext: a name belongs to who gave it.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    digest = models.BinaryField("摘要", max_length=32)
    kind = models.CharField("类型", max_length=8, choices=[(k.value, k.label) for k in FileKind])
    size = models.PositiveIntegerField("字节数")
    name = EncryptedTextField("文件名", purpose="documents.name")
    stored_at = models.DateTimeField("保存时间")

    class Meta:
        verbose_name = verbose_name_plural = "文件"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[k.value for k in FileKind]), name="file_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(size__gte=1, size__lte=SIZE_LIMIT_BYTES), name="file_size_is_within_the_limit"
            ),
        ]
        indexes = [
            # is this ciphertext still anyone's file?
            models.Index(fields=["digest"], name="file_by_digest"),
        ]

    def __str__(self) -> str:
        return str(self.id)
