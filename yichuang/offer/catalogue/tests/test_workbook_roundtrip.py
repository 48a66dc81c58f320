"""Exported, imported, exported again: every cell is the same (导入导出往返)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yichuang.foundation.clocks.types import Limit, LimitUnit
from yichuang.kernel import time
from yichuang.kernel.spreadsheets import escaped, is_formula, unescaped
from yichuang.offer.catalogue.rules import records, sheets
from yichuang.offer.catalogue.rules.content import unknown_elements
from yichuang.offer.catalogue.rules.files import read_catalogue
from yichuang.offer.catalogue.services.form_fields import record_fields
from yichuang.offer.catalogue.tests import county
from yichuang.offer.catalogue.tests.desk import make_desk
from yichuang.offer.catalogue.tests.factories import AT, BY, content, material, question
from yichuang.offer.catalogue.tests.workbooks import (
    AnyFile,
    brought,
    cells,
    exported,
    staged,
    workbook_of_contents,
    written,
)
from yichuang.offer.catalogue.types import (
    CatalogueFile,
    Condition,
    Faq,
    Fee,
    FeeLine,
    LegalBasis,
    ResultDocument,
    ResultKind,
    VersionContent,
)
from yichuang.offer.catalogue.types.forms import LibraryField

ITEMS = sorted((county.ROOT / "data" / "anlan" / "items").glob("*.json"))
FILES = AnyFile()


def again(made: bytes, library: dict[str, LibraryField], organisation: str) -> bytes:
    """The workbook of what was read from a workbook."""
    contents = []
    for item in staged(made):
        read = sheets.item_of(item.code, item.rows, FILES, library, item.faults)
        assert read.faults == ()
        assert read.row is not None
        assert read.row.content is not None
        contents.append(read.row.content)
    return workbook_of_contents(contents, organisation)


def comes_back(contents: Iterable[VersionContent], library: dict[str, LibraryField]) -> None:
    made = workbook_of_contents(contents, "JTJ")

    assert cells(again(made, library, "JTJ")) == cells(made)


def read(path: Path) -> CatalogueFile:
    return read_catalogue(path.read_bytes(), FILES)


def contents_of(file: CatalogueFile) -> list[VersionContent]:
    contents = [row.content for row in file.rows if row.content is not None]
    assert len(contents) == len(file.rows)
    return contents


# — the sample county, real guides, a county's list —


@pytest.mark.parametrize("path", ITEMS, ids=[path.stem for path in ITEMS])
def test_every_item_of_the_sample_county_comes_back(path: Path) -> None:
    file = read(path)
    library = {field.code: field for field in file.fields}

    comes_back(contents_of(file), library)
    for content_ in contents_of(file):
        rows = sheets.rows_of(content_, "JTJ", "")
        assert [
            row for row in rows if row.sheet == "其他要素" and "procedures" not in str(row.cells[0])
        ] == []


def test_the_guides_come_back() -> None:
    """The 113 real guides, where they stand beside the repository."""
    guides = county.given_guides()
    if guides is None:
        pytest.skip("no real guides here")

    contents = contents_of(read_catalogue(guides))

    assert len(contents) == 113
    comes_back(contents, {})


def test_a_countys_list_comes_back() -> None:
    made = county.as_csv(county.made_rows()[:300])

    comes_back(contents_of(read_catalogue(made)), {})


@pytest.mark.django_db
def test_a_whole_catalogue_goes_into_an_empty_county_and_out_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Through check, drafts and export. Samples stay behind: their files are not in a workbook."""
    monkeypatch.setattr(time, "_OFFSET", time._OFFSET + (AT - time.now()))
    desk = make_desk()
    contents = []
    for path in ITEMS[:5]:
        file = read(path)
        record_fields(file.fields, at=AT, by=BY)
        contents += [_without_files(made) for made in contents_of(file)]
    contents.sort(key=lambda made: made.code)
    first = workbook_of_contents(contents, "JTJ", "交通运输局")

    written(brought(first, desk.editor), desk.editor)

    assert cells(exported(desk.editor)) == cells(first)


def _without_files(made: VersionContent) -> VersionContent:
    kept = tuple(replace(each, sample_file_id=None, blank_file_id=None) for each in made.materials)
    return replace(made, materials=kept)


# — generated —

_CHARACTERS = st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00\ufffe\uffff")
_NASTY = st.sampled_from(
    [
        "=1+1",
        "+86 10",
        "-甲",
        "@x",
        "'=1",
        "''-x",
        "'普通",
        "_x000D_",
        "<b>&amp;</b>",
        "甲\n乙",
        "甲\t乙",
        "007",
        "1.0",
    ]
)
_TEXT = (st.text(_CHARACTERS, min_size=1, max_size=20) | _NASTY).map(str.strip).filter(bool)
_MAYBE = _TEXT | st.just("")
_CODE = st.from_regex(r"[a-z0-9][a-z0-9-]{0,5}", fullmatch=True)
_LIMIT = st.none() | st.builds(
    Limit, st.integers(1, 99), st.sampled_from([LimitUnit.WORKING_DAY, LimitUnit.MONTH]), _MAYBE
)
_FEE = st.none() | st.builds(
    Fee,
    st.just(True),
    _TEXT,
    st.lists(st.builds(FeeLine, _TEXT, _MAYBE, st.none() | st.integers(0, 10**9)), max_size=2).map(tuple),
)
_TEXTS = st.lists(_TEXT, max_size=3).map(tuple)
_GUIDE = st.fixed_dictionaries(
    {},
    optional={
        "place": _TEXT,
        "appointment": st.booleans(),
        "process": st.lists(_TEXT, min_size=1, max_size=3),
        "themes": st.lists(_TEXT, min_size=1, max_size=2),
        "stage_limits": st.lists(
            st.fixed_dictionaries({"stage": _TEXT, "working_days": st.integers(0, 99)}),
            min_size=1,
            max_size=2,
        ),
        "special_procedures": st.lists(
            st.fixed_dictionaries({"kind": _TEXT, "other": _TEXT | st.integers(0, 9)}), min_size=1, max_size=2
        ),
    },
)


@st.composite
def contents(draw: st.DrawFn) -> VersionContent:
    """A content that may be anything a file could say."""
    asked = draw(st.lists(_CODE, max_size=2, unique=True))
    needed = draw(st.lists(_CODE, max_size=3, unique=True))
    made = content(
        name=draw(_TEXT),
        item_name=draw(_TEXT),
        statutory=draw(_LIMIT),
        promised=draw(_LIMIT),
        correction_limit=draw(_LIMIT),
        deemed_acceptance_basis=draw(_MAYBE),
        visits=draw(st.none() | st.integers(0, 99)),
        in_hall=draw(st.none() | st.booleans()),
        fee=draw(_FEE),
        conditions=draw(_TEXTS),
        aliases=draw(_TEXTS.map(dict.fromkeys).map(tuple)),
        themes=draw(_TEXTS),
        legal_basis=draw(st.lists(st.builds(LegalBasis, _TEXT, _MAYBE, _MAYBE), max_size=2).map(tuple)),
        result=draw(
            st.none() | st.builds(ResultDocument, st.sampled_from(ResultKind), _TEXT, st.none() | st.just(3))
        ),
        questions=tuple(question(code, text=draw(_TEXT), hint=draw(_MAYBE)) for code in asked),
        materials=tuple(
            material(
                code,
                name=draw(_TEXT),
                note=draw(_MAYBE),
                parts=draw(_TEXTS),
                issuer=draw(st.none() | _TEXT),
                applies_when=Condition.of({"subject-kind": ["company", "individual"]} if asked else {}),
                details={"is_sensitive": draw(st.booleans()), "signature": draw(_TEXT)},
            )
            for code in needed
        ),
        faqs=tuple(Faq(draw(_TEXT), draw(_TEXT)) for _ in range(draw(st.integers(0, 2)))),
        guide=draw(_GUIDE),
        source={"law": draw(_TEXT), "inferred": list(draw(_TEXTS))},
    )
    return replace(made, unknown=unknown_elements(made, materials_known=draw(st.booleans())))


@settings(max_examples=20)
@given(st.lists(contents(), min_size=1, max_size=2))
def test_whatever_a_version_says_comes_back(made: list[VersionContent]) -> None:
    comes_back(made, {})


@settings(max_examples=20)
@given(contents())
def test_the_record_is_what_the_rules_of_our_own_format_read(made: VersionContent) -> None:
    """Nothing is said by a version that its record leaves out."""
    record = records.record_of(made, "JTJ", "交通运输局")
    row = records.row_of(record, "1", FILES, {})

    assert row.content is not None
    assert records.record_of(row.content, "JTJ", "交通运输局") == record
    assert row.content.unknown == made.unknown


@given(st.text(_CHARACTERS, max_size=10) | _NASTY)
def test_a_cell_is_never_a_formula_and_its_text_comes_back(text: str) -> None:
    made = escaped(text)

    assert not is_formula(made)
    assert unescaped(made) == text


def test_a_text_no_cell_can_hold_is_never_cut_off() -> None:
    with pytest.raises(ValueError, match="does not fit into a cell"):
        escaped("甲" * 32_768)
    assert escaped("甲" * 32_767) == "甲" * 32_767


def test_a_value_no_column_can_show_stands_beside_the_others() -> None:
    """What versions come to say later is not lost by an old template."""
    record: Any = records.record_of(content(), "JTJ", "") | {"later": {"a/b": [1, {"c": True}]}}
    record["materials"][1]["new"] = "甲"

    rows = sheets.record_rows(record)
    numbered = [row._replace(number=number) for number, row in enumerate(rows, 2)]
    back = sheets.item_of(record["code"], numbered, FILES, {})

    assert [row.cells for row in rows if row.sheet == "其他要素"] == [
        ("/materials/1/new", '"甲"'),
        ("/later/a~1b", '[1, {"c": true}]'),
    ]
    assert back.record == record
