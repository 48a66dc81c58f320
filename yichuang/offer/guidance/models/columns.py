"""Kinds of constraints that guidance's tables share."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yichuang.kernel.labels import Labelled


def choices(kinds: type[Labelled]) -> list[tuple[str, str]]:
    """Django's choices of a labelled code table."""
    return [(kind.value, kind.label) for kind in kinds]


def one_of(field: str, kinds: type[Labelled], name: str) -> models.CheckConstraint:
    """The column holds one of the table's codes."""
    return models.CheckConstraint(condition=Q(**{f"{field}__in": [kind.value for kind in kinds]}), name=name)


def not_blank(field: str, name: str) -> models.CheckConstraint:
    """The column says something."""
    return models.CheckConstraint(condition=~Q(**{field: ""}), name=name)
