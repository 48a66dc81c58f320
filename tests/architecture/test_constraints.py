"""Every named constraint of what is offered is named in some test: somebody tries to break it."""

from __future__ import annotations

from django.apps import apps
from django.db import connection, models

from tests.architecture.tree import ROOT

BAND = "yichuang.offer."


def constraints() -> dict[str, str]:
    """Name of every constraint of the band → its model."""
    return {
        constraint.name: model._meta.label
        for model in apps.get_models()
        if model.__module__.startswith(BAND)
        for constraint in model._meta.constraints
    }


def test_every_constraint_is_tried():
    tests = [path.read_text(encoding="utf-8") for path in (ROOT / "yichuang").glob("*/*/tests/*.py")]
    untried = {
        name: model for name, model in constraints().items() if not any(f'"{name}"' in text for text in tests)
    }

    assert len(constraints()) > 80
    assert untried == {}


def test_the_database_has_every_constraint(db: None):
    """A model that says one more than its migrations would be believed in vain."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint UNION SELECT indexname FROM pg_indexes")
        there = {row[0] for row in cursor.fetchall()}

    assert set(constraints()) - there == set()


def test_every_table_that_is_only_added_to_says_so_in_a_test():
    """Losing ``append_only = True`` would be noticed by nobody else."""
    tests = [path.read_text(encoding="utf-8") for path in (ROOT / "yichuang").glob("*/*/tests/*.py")]
    kept: list[type[models.Model]] = [
        model
        for model in apps.get_models()
        if model.__module__.startswith(BAND) and getattr(model, "append_only", False)
    ]
    unsaid = [
        model._meta.label
        for model in kept
        if not any(
            "append_only_tables" in text
            and (f'"{model._meta.model_name}"' in text or f'"{model._meta.db_table}"' in text)
            for text in tests
        )
    ]

    assert len(kept) > 10
    assert unsaid == []
