"""API of documents: a scan is stored first, then named by its id in the act that hands it in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import File, Router, Schema
from ninja.files import UploadedFile

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act
from yichuang.foundation.documents import rules, services
from yichuang.kernel.api import WRITE_PROBLEMS, Key, MalformedRequest, idempotent
from yichuang.kernel.errors import FieldError
from yichuang.kernel.time import now

router = Router(tags=["casework"])


class FileOut(Schema):
    """A stored file. ``name`` is cleaned and ends as its content says, ``size`` is in bytes."""

    id: UUID
    name: str
    kind: str
    size: int


@router.post(
    "/files",
    response={201: FileOut} | WRITE_PROBLEMS,
    summary="上传扫描件 Store a scan",
    openapi_extra={
        "requestBody": {"content": {"multipart/form-data": {"schema": {"additionalProperties": False}}}}
    },
)
def store(request: HttpRequest, idempotency_key: Key, file: File[UploadedFile]) -> HttpResponse:
    actor = accounts.actor_of_request(request)
    accounts.outlet_of(actor, Act.RECEIVE)
    strange = sorted({*request.POST, *request.FILES} - {"file"})
    if strange:
        raise MalformedRequest(errors=tuple(FieldError(f"/{name}", "没有这一项") for name in strange))
    rules.check_size(file.size or 0)  # before it is read: a film does not come into memory
    # the store is written before the transaction; what nobody keeps does no harm there
    prepared = services.prepare_file(content=file.read(), name=file.name or "")

    def write() -> tuple[int, dict[str, Any]]:
        file_id = services.keep_file(prepared=prepared, at=now())
        return 201, {
            "id": str(file_id),
            "name": prepared.name,
            "kind": prepared.kind.value,
            "size": prepared.size,
        }

    content = prepared.digest + prepared.name.encode()
    return idempotent(request, "files", actor.principal, write, content=content)
