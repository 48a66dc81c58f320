"""Kinds of columns and constraints that the catalogue's tables share."""

from __future__ import annotations

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Func, Q

from yichuang.foundation.clocks.types import LimitUnit
from yichuang.kernel.labels import Labelled

CODE_LENGTH = 64
NAME_LENGTH = 1000


def choices(kinds: type[Labelled]) -> list[tuple[str, str]]:
    """Django's choices of a labelled code table."""
    return [(kind.value, kind.label) for kind in kinds]


def one_of(field: str, kinds: type[Labelled], name: str) -> models.CheckConstraint:
    """The column holds one of the table's codes, or is unknown (NULL)."""
    return models.CheckConstraint(condition=Q(**{f"{field}__in": [kind.value for kind in kinds]}), name=name)


def limit_is_whole(limit: str, name: str) -> models.CheckConstraint:
    """Amount and unit stand together; only 即办 has the amount 0. NULL would pass a CHECK: rule it out."""
    amount, unit = f"{limit}_amount", f"{limit}_unit"
    counted = [member.value for member in LimitUnit if member is not LimitUnit.IMMEDIATE]
    both = Q(**{f"{amount}__isnull": False, f"{unit}__isnull": False})
    return models.CheckConstraint(
        condition=Q(**{amount: None, unit: None})
        | both & Q(**{f"{amount}__gt": 0, f"{unit}__in": counted})
        | both & Q(**{amount: 0, unit: LimitUnit.IMMEDIATE.value}),
        name=name,
    )


def not_blank(field: str, name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=~Q(**{field: ""}), name=name)


class DateRange(Func):
    """``daterange(from, until)``: the first day counts, the last does not."""

    function = "DATERANGE"
    output_field = DateRangeField()
