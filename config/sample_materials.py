"""The sample county's materials library: names of its lists taken in, common documents described."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from yichuang.foundation.documents import services as storing_files
from yichuang.foundation.documents.types import PreparedFile
from yichuang.offer.catalogue import services as publishing
from yichuang.offer.catalogue.services.library import DescribedType
from yichuang.offer.catalogue.types.library import MaterialTypeFacts


def load_materials(folder: Path, at: datetime) -> int:
    """Take the names of the lists in force in, then fill what nobody has changed; how many are described.

    Args:
        folder: has ``materials.json``, and the pictures of review points in ``materials/*.png``.
    """
    publishing.collect_material_types(at=at)
    pictures = {
        file.name: storing_files.prepare_file(content=file.read_bytes(), name=file.name)
        for file in sorted((folder / "materials").glob("*.png"))
    }
    entries = json.loads((folder / "materials.json").read_text(encoding="utf-8"))
    described = {entry["name"]: _described(entry, pictures) for entry in entries}
    publishing.describe_material_types(described=described, at=at, by="system")
    return len(described)


def _described(entry: dict[str, object], pictures: dict[str, PreparedFile]) -> DescribedType:
    facts = {key: value for key, value in entry.items() if key not in ("name", "points", "aliases")}
    points = entry["points"]
    aliases = entry["aliases"]
    assert isinstance(points, list)
    assert isinstance(aliases, list)
    return DescribedType(
        MaterialTypeFacts(**facts, aliases=tuple(aliases)),  # type: ignore[arg-type]
        tuple(
            (point["text"], point["how"], pictures[point["picture"]] if point["picture"] else None)
            for point in points
        ),
    )
