"""Encrypted columns: bytea in the database, text or JSON in Python.

They can be read, written and asked for null, nothing else: equal values have different
ciphertexts, so a filter could never match and is refused. Exact search goes by a blind index.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldError
from django.db import models

from yichuang.kernel import crypto

if TYPE_CHECKING:
    _TextField = models.Field[str, str]
    _AnyField = models.Field[Any, Any]
else:
    _TextField = _AnyField = models.Field


class _Encrypted(_AnyField):
    """SM4-GCM. ``purpose`` separates keys: a ciphertext of one column never opens in another."""

    def __init__(self, *args: Any, purpose: str, **kwargs: Any) -> None:
        self.purpose = purpose
        super().__init__(*args, **kwargs)

    def to_bytes(self, value: Any) -> bytes:
        """What is encrypted."""
        raise NotImplementedError

    def from_bytes(self, content: bytes) -> Any:
        """The value of :meth:`to_bytes`."""
        raise NotImplementedError

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"purpose": self.purpose}

    def get_internal_type(self) -> str:
        return "BinaryField"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is None or hasattr(value, "as_sql"):
            return value
        return connection.Database.Binary(crypto.encrypt(self.to_bytes(value), self.purpose))

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return None if value is None else self.from_bytes(crypto.decrypt(bytes(value), self.purpose))

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is encrypted and cannot be searched by {lookup_name!r}.")
        return super().get_lookup(lookup_name)

    def value_to_string(self, obj: models.Model) -> str:
        raise FieldError(f"{self.name} is encrypted and is never serialised.")


class EncryptedTextField(_Encrypted, _TextField):
    """Text, encrypted."""

    def to_bytes(self, value: Any) -> bytes:
        if not isinstance(value, str):
            raise TypeError(f"{self.name} holds text, not {type(value).__name__}.")
        return value.encode()

    def from_bytes(self, content: bytes) -> str:
        return content.decode()


class EncryptedJSONField(_Encrypted):
    """A JSON document, encrypted. ``None`` is SQL's NULL."""

    def to_bytes(self, value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

    def from_bytes(self, content: bytes) -> Any:
        return json.loads(content)
