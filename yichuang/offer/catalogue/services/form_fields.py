"""The field library: fields defined and changed; libraries and form lists imported (表单字段库)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.kernel import audit
from yichuang.kernel.errors import FieldError
from yichuang.kernel.transactions import act
from yichuang.offer.catalogue import models
from yichuang.offer.catalogue.errors import FieldInvalid, FieldRevised
from yichuang.offer.catalogue.queries.forms import field_of, library, library_by_code
from yichuang.offer.catalogue.rules.form_lists import (
    code_problem,
    found_in,
    name_key,
    names_of,
    read_library,
    read_lists,
)
from yichuang.offer.catalogue.rules.forms import facts_as_json, facts_faults
from yichuang.offer.catalogue.types.forms import FieldFacts, FormList, LibraryField, ListsReport

MOST_LIBRARY = 5000


@act
def define_field(*, code: str, facts: FieldFacts, actor: Actor, at: datetime) -> None:
    """Put a field into the library (定义表单字段); from now on every form can ask for it.

    Raises:
        FieldInvalid: its code or its definition; ``errors`` has every fault.
        NotYourRole, NotYourPlace: the actor does not keep the library of this region.

    Concurrency:
        One change of the library at a time (advisory lock); ``field_definition_number_once`` is the backstop.
    """
    _permit(actor)
    _one_at_a_time()
    problem = code_problem(code)
    known = library()
    if not problem and any(field.code == code for field in known):
        problem = f"代码“{code}”已经有字段用了"
    faults = [FieldError("/code", problem)] if problem else []
    if len(known) >= MOST_LIBRARY:
        faults.append(FieldError("/code", f"字段库最多 {MOST_LIBRARY} 个字段"))
    _refuse(faults + facts_faults(facts) + _name_faults(code, facts, known))
    _write(LibraryField(code, facts), at, actor.principal)


@act
def change_field(*, code: str, facts: FieldFacts, number: int, actor: Actor, at: datetime) -> None:
    """Define a field anew (修改表单字段). Published forms keep the definition they were made with.

    Args:
        number: of the definition that was looked at.

    Raises:
        FieldUnknown: no such field.
        FieldRevised: somebody has changed it since.
        FieldInvalid, NotYourRole, NotYourPlace, and Concurrency: as :func:`define_field`.
    """
    _permit(actor)
    _one_at_a_time()
    before = field_of(code)
    if before.number != number:
        raise FieldRevised(f"“{before.facts.name}”刚被别人改过，您的修改没有保存。请核对以后再保存。")
    _refuse(facts_faults(facts) + _name_faults(code, facts, library()))
    if facts != before.facts:
        _write(LibraryField(code, facts, number + 1), at, actor.principal)


@act
def import_fields(*, content: bytes, at: datetime, by: str = "system", dry_run: bool = False) -> int:
    """Put the fields of a file into the library (导入表单字段库); a field that is known stays as it is.

    Returns:
        How many are new.

    Raises:
        FileUnreadable: no library file.
        FieldInvalid: a field is wrong, or a name belongs to two; nothing was changed.
    """
    fields, faults = read_library(content)
    _refuse(list(faults))
    return _record(fields, at=at, by=by, dry_run=dry_run)


def record_fields(fields: Iterable[LibraryField], *, at: datetime, by: str) -> int:
    """Put fields an imported file defines into the library; to be called within an act.

    Raises:
        FieldInvalid: a name belongs to two fields.
    """
    return _record(tuple(fields), at=at, by=by, dry_run=False)


@act
def import_form_lists(
    *, content: bytes, at: datetime, by: str = "system", dry_run: bool = False
) -> ListsReport:
    """Keep the field lists of other forms (导入表单字段清单), and say which names the library does not know.

    Args:
        content: JSON (docs/reference/form-lists-format.md).

    Returns:
        With ``faults`` nothing was written. A list that is known already is not kept again.

    Raises:
        FileUnreadable: no JSON list of forms.
    """
    lists, faults = read_lists(content)
    known = names_of(library())
    proposed: dict[str, tuple[str, int]] = {}
    found = 0
    for form in lists:
        unknown = {name_key(one.name): one.name for one in found_in(form.fields, known) if one.field is None}
        found += sum(one.field is not None for one in found_in(form.fields, known))
        for key, name in unknown.items():
            proposed[key] = (proposed.get(key, (name, 0))[0], proposed.get(key, (name, 0))[1] + 1)
    rows = {row.digest: row for row in (_row(form, at, by) for form in lists)}
    kept = models.ImportedFormList.objects.filter(digest__in=rows).values_list("digest", flat=True)
    new = [rows[digest] for digest in rows.keys() - set(kept)]
    if not faults and not dry_run:
        models.ImportedFormList.objects.bulk_create(new, ignore_conflicts=True)
    return ListsReport(
        lists=len(lists),
        added=0 if faults else len(new),
        names=sum(len(form.fields) for form in lists),
        known=found,
        proposals=dict(sorted(proposed.values(), key=lambda pair: (-pair[1], pair[0]))),
        faults=tuple((fault.pointer, fault.detail) for fault in faults),
        dry_run=dry_run,
    )


def _record(fields: tuple[LibraryField, ...], *, at: datetime, by: str, dry_run: bool) -> int:
    if not fields:
        return 0
    _one_at_a_time()
    known = library_by_code()
    new = [field for field in fields if field.code not in known]
    meant = [*known.values(), *new]
    _refuse([fault for field in new for fault in _name_faults(field.code, field.facts, meant)])
    if not dry_run:
        for field in new:
            _write(field, at, by)
    return len(new)


def _permit(actor: Actor) -> None:
    accounts.reach(actor, Act.KEEP_FIELDS)
    accounts.require(actor, Act.KEEP_FIELDS, region_code=settings.REGION)


def _refuse(faults: list[FieldError]) -> None:
    if faults:
        raise FieldInvalid("；".join(fault.detail for fault in faults[:10]), errors=tuple(faults))


def _name_faults(code: str, facts: FieldFacts, known: Iterable[LibraryField]) -> list[FieldError]:
    """Names that mean another field already: a name on a form has to mean one."""
    taken = names_of(field for field in known if field.code != code)
    faults = []
    for pointer, name in (("/name", facts.name), *(("/aliases", alias) for alias in facts.aliases)):
        other = taken.get(name_key(name))
        if other is not None:
            faults.append(FieldError(pointer, f"“{name}”已经是字段“{other.facts.name}”的叫法"))
    return faults


def _write(field: LibraryField, at: datetime, by: str) -> None:
    details: dict[str, Any] = facts_as_json(field.facts)
    own = {name: details.pop(name) for name in ("name", "type", "sensitivity")}
    row = models.FieldDefinition.objects.create(
        code=field.code, number=field.number, details=details, defined_at=at, defined_by=by, **own
    )
    first = models.FieldDefinition.objects.get(code=field.code, number=1)
    audit.record(
        stream="form-field",
        stream_id=first.id,
        action="defined",
        actor=by,
        at=at,
        first=row.id == first.id,
        details={"code": field.code, "number": field.number, "name": field.facts.name},
    )


def _row(form: FormList, at: datetime, by: str) -> models.ImportedFormList:
    said = [form.title, form.reference, form.source, *form.fields, "—", *form.uploads]
    digest = hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()
    return models.ImportedFormList(
        title=form.title,
        reference=form.reference,
        source=form.source,
        fields=list(form.fields),
        uploads=list(form.uploads),
        digest=digest,
        imported_at=at,
        imported_by=by,
    )


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('form-fields', 0))")
