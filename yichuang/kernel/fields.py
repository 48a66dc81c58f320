"""Encrypted columns: bytea in the database, text or JSON in Python."""

from __future__ import annotations

import json
from typing import Any

from django.db import models

from yichuang.kernel import crypto


class EncryptedTextField(models.BinaryField):
    """Text under SM4-GCM. ``purpose`` separates keys: a ciphertext of one column never opens in another."""

    def __init__(self, *args: Any, purpose: str, **kwargs: Any) -> None:
        self.purpose = purpose
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"purpose": self.purpose}

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is None or isinstance(value, bytes):
            return value
        return crypto.encrypt(self.to_bytes(value), self.purpose)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return None if value is None else self.from_bytes(crypto.decrypt(bytes(value), self.purpose))

    def to_bytes(self, value: Any) -> bytes:
        return str(value).encode()

    def from_bytes(self, content: bytes) -> Any:
        return content.decode()

    def to_python(self, value: Any) -> Any:
        return value

    def value_to_string(self, obj: models.Model) -> str:
        return ""  # never serialised


class EncryptedJSONField(EncryptedTextField):
    """A JSON document under SM4-GCM."""

    def to_bytes(self, value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()

    def from_bytes(self, content: bytes) -> Any:
        return json.loads(content)
