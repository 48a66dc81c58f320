"""Personal lists (个人清单), and how often one source makes or guesses them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from yichuang.kernel.ids import new_id
from yichuang.kernel.models import GuessCount


class PersonalList(models.Model):
    """What somebody was told to bring (个人清单): a version, the answers, a code. No personal data."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField("清单码", max_length=8, unique=True)
    version = models.ForeignKey(
        "catalogue.HandlingVersion", models.PROTECT, related_name="+", verbose_name="事项版本"
    )
    answers = models.JSONField("情形选择")
    kept_on = models.DateField("生成日期")
    expires_on = models.DateField("有效期至", db_index=True)  # the job that forgets old lists

    class Meta:
        verbose_name = verbose_name_plural = "个人清单"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[0-9A-HJKMNP-TV-Z]{8}$"), name="list_code_is_eight_characters"
            ),
            models.CheckConstraint(
                condition=Q(expires_on__gte=F("kept_on")), name="list_expires_after_it_was_kept"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class ListCount(GuessCount):
    """Lists made and codes guessed in one hour (清单计数)."""

    class Meta:
        verbose_name = verbose_name_plural = "清单计数"
