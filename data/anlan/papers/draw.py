"""Draw the samples and blank forms of the sample county: ``papers.json`` becomes ``../items/files/*.pdf``.

``pictures.json`` becomes the pictures of review points in ``../materials/*.png``.

The signed original of its entrustments is ``entrustment.typ``; it becomes ``../entrustment.pdf``.

After a change, from the root of the repository: ``PYTHONPATH=. .venv/bin/python data/anlan/papers/draw.py``.
The files are kept in the repository, so that a county loads the same with any typesetter and any font.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import typst

from yichuang.foundation.notices.adapters.typst import fonts

HERE = Path(__file__).resolve().parent
FILES = HERE.parent / "items" / "files"
PICTURES = HERE.parent / "materials"
USES = {"sample": "样本", "blank": "空表"}


def draw(paper: dict[str, Any], use: str) -> None:
    words = json.dumps(paper | {"use": use}, ensure_ascii=False).encode()
    pdf = typst.compile(
        {"main.typ": (HERE / "paper.typ").read_bytes(), "paper.json": words},  # type: ignore[arg-type]
        root=HERE,
        font_paths=fonts(),
        format="pdf",
        timestamp=0,
    )
    (FILES / f"{paper['title']}{USES[use]}.pdf").write_bytes(pdf)


def draw_picture(picture: dict[str, Any]) -> None:
    words = json.dumps(picture, ensure_ascii=False).encode()
    png = typst.compile(
        {"main.typ": (HERE / "picture.typ").read_bytes(), "picture.json": words},  # type: ignore[arg-type]
        root=HERE,
        font_paths=fonts(),
        format="png",
        ppi=110,
    )
    (PICTURES / picture["file"]).write_bytes(png)


def draw_entrustment() -> None:
    pdf = typst.compile(
        {"main.typ": (HERE / "entrustment.typ").read_bytes()},  # type: ignore[arg-type]
        root=HERE,
        font_paths=fonts(),
        format="pdf",
        timestamp=0,
    )
    (HERE.parent / "entrustment.pdf").write_bytes(pdf)


def main() -> None:
    draw_entrustment()
    PICTURES.mkdir(exist_ok=True)
    for picture in json.loads((HERE / "pictures.json").read_text(encoding="utf-8")):
        draw_picture(picture)
    FILES.mkdir(exist_ok=True)
    for old in FILES.glob("*.pdf"):
        old.unlink()
    for paper in json.loads((HERE / "papers.json").read_text(encoding="utf-8")):
        for use in paper["uses"]:
            draw(paper, use)


if __name__ == "__main__":
    main()
