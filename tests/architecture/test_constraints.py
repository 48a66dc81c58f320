"""Every named constraint of what is offered is named in some test: somebody tries to break it."""

from __future__ import annotations

from django.apps import apps
from django.db import connection

from tests.architecture.tree import ROOT
from yichuang.kernel.grants import append_only_tables

BAND = "yichuang.offer."

ONLY_ADDED_TO = {
    "catalogue_baseconfirmation",
    "catalogue_baseedition",
    "catalogue_baseitem",
    "catalogue_basemapping",
    "catalogue_bulletinacknowledgement",
    "catalogue_changebulletin",
    "catalogue_draftrevision",
    "catalogue_driftresolution",
    "catalogue_drifttask",
    "catalogue_fielddefinition",
    "catalogue_importedformlist",
    "catalogue_lifeevent",
    "catalogue_materialmerger",
    "catalogue_materialmergerundone",
    "catalogue_successor",
    "catalogue_versionreview",
    "catalogue_workbookline",
    "guidance_consultationstep",
    "guidance_consultinglimit",
    "guidance_dutyexpert",
    "guidance_planentry",
    "guidance_planrevision",
    "guidance_planstep",
    "scope_entrusteditem",
    "scope_levelstep",
}


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


def test_what_is_only_added_to_stays_so():
    """Losing ``append_only = True`` would be noticed by nobody else: the tables are named here again."""
    assert set(append_only_tables()) >= ONLY_ADDED_TO
