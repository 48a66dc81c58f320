"""Each constraint of stored files meets an attempt to break it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from yichuang.foundation.documents.models import StoredFile
from yichuang.foundation.documents.rules import SIZE_LIMIT_BYTES
from yichuang.kernel.time import now


@pytest.mark.django_db
@pytest.mark.smoke
@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("file_kind_is_known", {"kind": "exe"}),
        ("file_size_is_within_the_limit", {"size": 0}),
        ("file_size_is_within_the_limit", {"size": SIZE_LIMIT_BYTES + 1}),
    ],
)
def test_a_file_cannot_be_bent(name: str, change: dict[str, Any]) -> None:
    lawful = {"digest": bytes(32), "kind": "pdf", "size": SIZE_LIMIT_BYTES, "name": "a", "stored_at": now()}
    StoredFile.objects.create(**lawful)

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        StoredFile.objects.create(**lawful | change)
