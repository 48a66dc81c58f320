"""Names of models and labels of code tables are words of docs/glossary.md."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.db import models
from django.utils import translation

from tests.architecture.test_law import rows as law_rows

GLOSSARY = Path(__file__).resolve().parents[2] / "docs" / "glossary.md"
COLUMNS = ["term", "中文", "definition", "source"]


def tables() -> Iterator[list[str]]:
    """The rows of every table, without heads."""
    for line in GLOSSARY.read_text(encoding="utf-8").split("\n"):
        if not line.startswith("|"):
            continue
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if cells != COLUMNS and not all(set(cell) <= {"-", ":"} for cell in cells):
            yield cells


def chinese_terms() -> set[str]:
    return {row[1] for row in tables()}


def our_models() -> Iterator[type[models.Model]]:
    for app in apps.get_app_configs():
        if app.name.startswith("yichuang."):
            yield from app.get_models()


def labels(model: type[models.Model]) -> Iterator[tuple[str, str]]:
    """Every word a column of the model can show, with the column it stands in."""
    for column in model._meta.get_fields():
        if isinstance(column, models.Field):
            for _, label in column.flatchoices:
                yield column.name, str(label)


def test_every_model_is_called_by_a_term_of_the_glossary() -> None:
    known = chinese_terms()
    with translation.override("zh-hans"):
        unknown = [
            f"{model._meta.label}: {model._meta.verbose_name}"
            for model in our_models()
            if str(model._meta.verbose_name) not in known
        ]

    assert not unknown, "add the name to docs/glossary.md, or use its term:\n" + "\n".join(unknown)


def test_every_label_of_a_code_table_is_a_term_of_the_glossary() -> None:
    known = chinese_terms()
    with translation.override("zh-hans"):
        unknown = [
            f"{model._meta.label}.{column}: {label}"
            for model in our_models()
            for column, label in labels(model)
            if label not in known
        ]

    assert not unknown, "add the label to docs/glossary.md, or use its term:\n" + "\n".join(unknown)


def test_the_check_sees_models_and_labels() -> None:
    seen = {(model.__name__, label) for model in our_models() for _, label in labels(model)}

    assert ("ExceptionalDay", "调休上班") in seen


def test_every_row_is_whole_and_no_english_term_stands_twice() -> None:
    rows = list(tables())

    assert [row for row in rows if len(row) != len(COLUMNS) or not all(row)] == []
    assert [term for term, times in Counter(row[0] for row in rows).items() if times > 1] == []


def test_an_article_given_as_source_is_in_the_law_table() -> None:
    known = {row[0] for row in law_rows()}

    assert [row[0] for row in tables() if "§" in row[3] and row[3] not in known] == []
