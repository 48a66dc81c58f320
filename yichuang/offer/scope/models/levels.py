"""Steps of the level of a place (受理层级)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from yichuang.kernel.ids import new_id
from yichuang.offer.scope.models.scopes import PLACES, exactly_one
from yichuang.offer.scope.types import Level

LEVELS = [level.value for level in Level]
LEVEL_CHOICES = [(level.value, level.label) for level in Level]


class LevelStep(models.Model):
    """A place's level was set from a day on (受理层级调整), forward or back, with its reason.

    What the place may take stands in the grants that name the step. ``previous`` empty: it took nothing
    in its own right. ``theme`` is the field of the first level (同部门同领域), empty for the others.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    outlet = models.ForeignKey(
        "places.Outlet", models.PROTECT, null=True, related_name="+", verbose_name="网点"
    )
    zone = models.ForeignKey("places.Zone", models.PROTECT, null=True, related_name="+", verbose_name="分区")
    window = models.ForeignKey(
        "places.Window", models.PROTECT, null=True, related_name="+", verbose_name="窗口"
    )
    level = models.CharField("受理层级", max_length=20, choices=LEVEL_CHOICES)
    previous = models.CharField("原受理层级", max_length=20, blank=True, choices=LEVEL_CHOICES)
    theme = models.CharField("领域", max_length=60, blank=True)
    valid_from = models.DateField("生效日期")
    reason = models.TextField("调整原因")
    basis = models.TextField("依据")
    made_at = models.DateTimeField("登记时间")
    made_by = models.CharField("登记人", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "受理层级调整"
        constraints: ClassVar = [
            models.CheckConstraint(condition=exactly_one(PLACES), name="level_step_has_one_place"),
            models.CheckConstraint(condition=Q(level__in=LEVELS), name="level_is_known"),
            models.CheckConstraint(condition=Q(previous__in=["", *LEVELS]), name="previous_level_is_known"),
            models.CheckConstraint(
                condition=~Q(theme="") & Q(level=Level.ONE_FIELD.value)
                | Q(theme="") & ~Q(level=Level.ONE_FIELD.value),
                name="only_one_field_names_a_theme",
            ),
            models.CheckConstraint(condition=~Q(reason="") & ~Q(basis=""), name="level_step_says_why"),
            # finds the steps of a place too: what its level was, and since when
            models.UniqueConstraint(
                Coalesce(F("window"), F("zone"), F("outlet")),
                F("valid_from"),
                name="one_level_of_a_place_from_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()} {self.valid_from}"
