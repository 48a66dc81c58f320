"""Encrypted columns: nothing readable in the database, nothing lost, nothing to search by."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import serializers
from django.core.exceptions import FieldError
from django.db import connection, models
from django.db.migrations.writer import MigrationWriter
from django.test.utils import isolate_apps

from yichuang.kernel import crypto
from yichuang.kernel.fields import EncryptedJSONField, EncryptedTextField

NAME = "欧阳娜娜"


@pytest.fixture
def person(db: None) -> Any:
    """A table with every kind of encrypted column; it goes with the test's transaction."""
    with isolate_apps("yichuang.kernel"):

        class Person(models.Model):
            name = EncryptedTextField(purpose="test-name")
            phone = EncryptedTextField(purpose="test-phone", null=True)
            note = EncryptedTextField(purpose="test-note", default="")
            facts = EncryptedJSONField(purpose="test-facts", null=True)

            class Meta:
                app_label = "kernel"

    with connection.schema_editor() as editor:
        editor.create_model(Person)
    return Person


def raw(table: Any, column: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "{column}" FROM {table._meta.db_table} ORDER BY id')
        return [None if row[0] is None else bytes(row[0]) for row in cursor.fetchall()]


def test_values_come_back_as_they_were(person):
    facts = {"受理": ["a", None, 1.5, True], "z": {"deep": "值"}}

    pk = person.objects.create(name=NAME, phone="13800001111", facts=facts).pk

    stored = person.objects.get(pk=pk)
    assert (stored.name, stored.phone, stored.note, stored.facts) == (NAME, "13800001111", "", facts)


def test_nothing_readable_stands_in_the_column(person):
    person.objects.create(name=NAME, facts={"name": NAME})

    for column in ("name", "facts"):
        (content,) = raw(person, column)
        assert NAME.encode() not in content
        assert crypto.decrypt(content, f"test-{column}") in (NAME.encode(), f'{{"name":"{NAME}"}}'.encode())


def test_none_is_null(person):
    person.objects.create(name=NAME, phone=None, facts=None)

    assert raw(person, "phone") == raw(person, "facts") == [None]
    assert person.objects.filter(phone__isnull=True, facts__isnull=True, name__isnull=False).count() == 1


def test_null_is_refused_where_the_column_needs_a_value(person):
    with pytest.raises(Exception, match="not-null"):
        person.objects.create(name=None)


def test_every_way_of_writing_encrypts(person):
    first = person.objects.create(name="一")
    person.objects.filter(pk=first.pk).update(name="二")
    second, third = person.objects.bulk_create([person(name="三"), person(name="四")])
    third.name = "五"
    person.objects.bulk_update([third], ["name"])
    person.objects.update_or_create(pk=second.pk, defaults={"name": "六"})

    assert list(person.objects.order_by("id").values_list("name", flat=True)) == ["二", "六", "五"]
    assert [crypto.decrypt(content, "test-name").decode() for content in raw(person, "name")] == [
        "二",
        "六",
        "五",
    ]


def test_a_value_can_be_copied_by_the_database(person):
    pk = person.objects.create(name=NAME).pk
    person.objects.filter(pk=pk).update(name=models.F("name"))

    assert person.objects.get(pk=pk).name == NAME


@pytest.mark.parametrize("lookup", ["exact", "in", "contains", "gt", "startswith", "regex", "iexact"])
def test_searching_is_refused(person, lookup):
    person.objects.create(name=NAME)

    with pytest.raises(FieldError, match="encrypted"):
        person.objects.filter(**{f"name__{lookup}": [NAME] if lookup == "in" else NAME}).count()


@pytest.mark.parametrize("condition", [{"name": NAME}, {"facts": {"a": 1}}, {"name": None}])
def test_comparing_is_refused(person, condition):
    with pytest.raises(FieldError, match="encrypted"):
        person.objects.filter(**condition).exists()
    with pytest.raises(FieldError, match="encrypted"):
        person.objects.exclude(**condition).exists()


@pytest.mark.parametrize("value", [b"bytes", 5, ["text"]])
def test_text_columns_take_text_only(person, value):
    with pytest.raises(TypeError, match="name holds text"):
        person.objects.create(name=value)


def test_a_ciphertext_of_one_column_does_not_open_in_another(person):
    pk = person.objects.create(name=NAME, phone="x").pk
    person.objects.filter(pk=pk).update(phone=models.F("name"))

    with pytest.raises(crypto.DecryptionFailed):
        person.objects.get(pk=pk)


def test_encrypted_values_are_never_dumped(person):
    stored = person.objects.create(name=NAME)

    with pytest.raises(FieldError, match="never serialised"):
        serializers.serialize("json", [stored])


def test_the_purpose_is_part_of_the_migration():
    field = EncryptedTextField(purpose="party-name", null=True)

    text, imports = MigrationWriter.serialize(field)

    assert text == "yichuang.kernel.fields.EncryptedTextField(null=True, purpose='party-name')"
    assert imports == {"import yichuang.kernel.fields"}
    assert field.clone().purpose == "party-name"
