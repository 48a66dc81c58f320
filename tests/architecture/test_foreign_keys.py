"""Foreign keys between domains point upstream, protect what they point at, and leave no trace there.

The import contracts do not see a foreign key given as text; this does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.test.utils import isolate_apps

LABELS = [name.rpartition(".")[2] for name in settings.DOMAINS]


def faults(checked: Iterable[type[models.Model]]) -> Iterator[str]:
    """What is wrong with the relations of these models, in words."""
    for model in checked:
        for field in model._meta.get_fields():
            if field.auto_created or not field.is_relation or field.model is not model:
                continue
            target = field.related_model
            if not isinstance(target, type) or target._meta.app_label not in LABELS:
                continue
            name = f"{model._meta.label}.{field.name} → {target._meta.label}"
            yield from (f"{name}: {fault}" for fault in _faults_of_field(model, field, target))


def _faults_of_field(
    model: type[models.Model], field: models.Field, target: type[models.Model]
) -> Iterator[str]:
    here, there = (LABELS.index(one._meta.app_label) for one in (model, target))
    if here == there:
        return
    if there > here:
        yield "points downstream"
    if not isinstance(field, models.ForeignKey):
        yield "is no foreign key; domains share no join tables"
        return
    if field.remote_field.on_delete is not models.PROTECT:
        yield "must be on_delete=PROTECT"
    if not field.remote_field.hidden:
        yield 'must have related_name="+"'


def our_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in LABELS]


def test_foreign_keys_between_domains_keep_the_rules():
    assert list(faults(our_models())) == []


def test_there_are_foreign_keys_between_domains():
    crossing = [
        field
        for model in our_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey)
        and field.related_model._meta.app_label != model._meta.app_label
    ]

    assert len(crossing) > 20


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (models.ForeignKey("places.Region", models.PROTECT, related_name="+"), []),
        (models.ForeignKey("places.Region", models.CASCADE, related_name="+"), ["must be on_delete=PROTECT"]),
        (models.ForeignKey("places.Region", models.PROTECT), ['must have related_name="+"']),
        (models.OneToOneField("places.Region", models.PROTECT), ['must have related_name="+"']),
        (models.ForeignKey("cases.Case", models.PROTECT, related_name="+"), ["points downstream"]),
        (
            models.ManyToManyField("places.Region", related_name="+"),
            ["is no foreign key; domains share no join tables"],
        ),
        (models.ForeignKey("accounts.User", models.CASCADE), []),
    ],
    ids=["right", "cascading", "visible", "visible one-to-one", "downstream", "many-to-many", "own domain"],
)
def test_the_rules_are_seen_to_be_broken(field, expected):
    with isolate_apps(*settings.DOMAINS):
        targets = [
            type(name, (models.Model,), {"__module__": "t", "Meta": type("Meta", (), {"app_label": label})})
            for label, name in (("places", "Region"), ("cases", "Case"), ("accounts", "User"))
        ]
        content = {"__module__": "t", "field": field, "Meta": type("Meta", (), {"app_label": "accounts"})}
        model = type("Checked", (models.Model,), content)

        assert targets
        assert [fault.partition(": ")[2] for fault in faults([model])] == expected
