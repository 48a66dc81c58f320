"""What the catalogue shows beside a material."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from yichuang.offer.catalogue import models
from yichuang.offer.catalogue.errors import MaterialFileUnknown


def published_file(material_id: UUID, use: Literal["sample", "blank"]) -> UUID:
    """The sample (样本) or the blank form (空表) of a material, as a file's id. One statement.

    A version that no longer holds keeps its files: cases are still checked against it. A draft shows
    nothing to anybody.

    Raises:
        MaterialFileUnknown: no such material, or it has none, or it is a draft's.
    """
    published = models.MaterialRequirement.objects.filter(id=material_id, version__status="published")
    file_id: UUID | None = published.values_list(f"{use}_file_id", flat=True).first()
    if file_id is None:
        raise MaterialFileUnknown("没有这份样本或者空表，请从事项的指南打开")
    return file_id
