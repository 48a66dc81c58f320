"""The samples and blank forms of the sample county: marked, small, of nobody, and each beside a material."""

from __future__ import annotations

import json
import re
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.journeys.county_files import COUNTY, HANDLING, resident_id_is_valid, uscc_is_valid

PAPERS = sorted((COUNTY / "items" / "files").iterdir())
DRAWN = json.loads((COUNTY / "papers" / "papers.json").read_text(encoding="utf-8"))
WORDS = {"sample": "样本", "blank": "空表"}

each_paper = pytest.mark.parametrize("paper", PAPERS, ids=lambda path: path.stem)


def text(paper: Path) -> str:
    (page,) = PdfReader(BytesIO(paper.read_bytes())).pages
    return re.sub(r"\s", "", page.extract_text())


def test_there_are_a_dozen_samples_and_some_blank_forms() -> None:
    ends = [path.stem[-2:] for path in PAPERS]

    assert (ends.count("样本"), ends.count("空表")) == (12, 6)
    assert all(path.suffix == ".pdf" and path.stat().st_size < 64_000 for path in PAPERS)


def test_each_is_drawn_by_us_and_beside_a_material() -> None:
    """INT-02"""
    materials = [material for _, handling in HANDLING for material in handling["materials"]]
    named = {material[use] for material in materials for use in WORDS if material.get(use)}
    drawn = {f"{paper['title']}{WORDS[use]}.pdf" for paper in DRAWN for use in paper["uses"]}

    assert named == drawn == {path.name for path in PAPERS}


def test_a_paper_is_beside_every_material_it_is_of() -> None:
    """The rented room of a shop is asked for under names that end differently."""
    for paper in DRAWN:
        (kind,) = paper["materials"]
        found = [
            material
            for _, handling in HANDLING
            for material in handling["materials"]
            if re.sub(r"（[^（）]*租用）$", "", material["name"]) == kind
        ]
        assert found, kind
        for material in found:
            assert material["share_source"] is None, "nobody brings what the government has"
            for use, words in WORDS.items():
                expected = f"{paper['title']}{words}.pdf" if use in paper["uses"] else None
                assert material.get(use) == expected, (kind, material["name"])


@each_paper
def test_a_sample_says_that_it_is_one_and_a_blank_form_is_blank(paper: Path) -> None:
    title, use = paper.stem[:-2], paper.stem[-2:]
    said = text(paper)

    assert title in said
    if use == "样本":
        assert "人、单位、号码都是编的，只供对照" in said
        assert "对照要点" in said
    else:
        assert "样本" not in said
        assert not re.search(r"\d", said)


@each_paper
def test_its_numbers_belong_to_nobody(paper: Path) -> None:
    """Region 99 exists nowhere, and no telephone number begins with 154."""
    said = text(paper)

    for number in re.findall(r"(?<![0-9A-Z])\d{17}[\dX](?![0-9A-Z])", said):
        assert number.startswith("990101")
        assert resident_id_is_valid(number)
    for code in re.findall(r"9[12][0-9A-Z]{16}", said):
        assert code[2:8] == "990101"
        assert uscc_is_valid(code)
    for phone in re.findall(r"(?<!\d)1\d{10}(?!\d)", said):
        assert phone.startswith("154")
