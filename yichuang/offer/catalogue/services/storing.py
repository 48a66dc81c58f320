"""Rows of drafts and of publications, many at a time. Used by the acts of this package only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from yichuang.foundation.places.types import OrganisationView
from yichuang.kernel import audit, outbox
from yichuang.kernel.ids import new_id
from yichuang.offer.catalogue import models
from yichuang.offer.catalogue.events import VersionPublished
from yichuang.offer.catalogue.rules import digest
from yichuang.offer.catalogue.types import Material, NameKind, Question, VersionContent

BATCH = 500


@dataclass(frozen=True)
class Draft:
    """A version to be written: for which handling item, as which number, with what content."""

    handling_item: models.HandlingItem
    version_number: int
    content: VersionContent
    organisation: OrganisationView
    earlier_drafters: tuple[str, ...] = ()


def insert_drafts(drafts: Sequence[Draft], *, at: datetime, by: str) -> list[models.HandlingVersion]:
    """Write the drafts with everything below them."""
    versions = [_version(draft, at, by) for draft in drafts]
    models.HandlingVersion.objects.bulk_create(versions, batch_size=BATCH)
    _insert_parts([(version, draft.content) for version, draft in zip(versions, drafts, strict=True)])
    return versions


def rewrite_draft(version: models.HandlingVersion, draft: Draft, *, at: datetime, by: str) -> None:
    """Give an open draft other content; it stays the same row. The handling item has to be locked."""
    made = _version(draft, at, by)
    kept = ("id", "handling_item", "version_number", "status", "created_at", "created_by")
    written = [
        field.name
        for field in models.HandlingVersion._meta.concrete_fields
        if field.name not in (*kept, "valid_from", "valid_until", "published_at", "published_by")
    ]
    made.id = version.id
    made.save(force_update=True, update_fields=written)
    models.ScenarioQuestion.objects.filter(version=version.id).delete()
    models.MaterialRequirement.objects.filter(version=version.id).delete()
    _insert_parts([(made, draft.content)])


def _insert_parts(written: Sequence[tuple[models.HandlingVersion, VersionContent]]) -> None:
    """The questions, materials and review points of versions."""
    models.ScenarioQuestion.objects.bulk_create(
        [
            _question(version, position, question)
            for version, content in written
            for position, question in enumerate(content.questions)
        ],
        batch_size=BATCH,
    )
    pairs = [
        (_material(version, position, material), material)
        for version, content in written
        for position, material in enumerate(content.materials)
    ]
    models.MaterialRequirement.objects.bulk_create([row for row, _ in pairs], batch_size=BATCH)
    models.ReviewPoint.objects.bulk_create(
        [
            models.ReviewPoint(
                id=new_id(),
                material=row,
                position=position,
                code=point.code,
                text=point.text,
                how=point.how,
                blocking=point.blocking,
            )
            for row, material in pairs
            for position, point in enumerate(material.review_points)
        ],
        batch_size=BATCH,
    )


def publish(versions: Sequence[models.HandlingVersion], *, valid_from: date, at: datetime, by: str) -> None:
    """Put drafts in force from ``valid_from``: end what held, keep old names, audit, announce.

    The handling items have to be locked.
    """
    owners = [version.handling_item_id for version in versions]
    replaced = list(
        models.HandlingVersion.objects.filter(handling_item__in=owners, status="published")
        .filter(Q(valid_until=None) | Q(valid_until__gt=valid_from))
        .only("id", "handling_item_id", "name", "item_name")
    )
    models.HandlingVersion.objects.filter(id__in=[row.id for row in replaced]).update(valid_until=valid_from)
    models.HandlingVersion.objects.filter(id__in=[row.id for row in versions]).update(
        status="published", published_at=at, published_by=by, valid_from=valid_from
    )
    _take_names(versions)
    _remember_names(versions, replaced)
    _announce(versions, valid_from, at, by)


def _take_names(versions: Sequence[models.HandlingVersion]) -> None:
    """The item carries the name its newest version gives it."""
    names = {version.item_code: version.item_name for version in versions}
    items = list(models.Item.objects.filter(code__in=names))
    changed = [item for item in items if item.name != names[item.code]]
    for item in changed:
        item.name = names[item.code]
    models.Item.objects.bulk_update(changed, ["name"], batch_size=BATCH)


def _remember_names(
    versions: Sequence[models.HandlingVersion], replaced: Iterable[models.HandlingVersion]
) -> None:
    """Aliases are those of the newest version; former names only ever come to it."""
    current = {version.handling_item_id: version for version in versions}
    former = []
    for row in replaced:
        version = current[row.handling_item_id]
        gone = {row.name, row.item_name} - {version.name, version.item_name}
        former += [_known_as(row.handling_item_id, NameKind.FORMER_NAME, name) for name in sorted(gone)]
    models.KnownAs.objects.filter(handling_item__in=current, kind=NameKind.ALIAS.value).delete()
    aliases = [
        _known_as(version.handling_item_id, NameKind.ALIAS, alias)
        for version in versions
        for alias in version.details["aliases"]
    ]
    models.KnownAs.objects.bulk_create([*aliases, *former], ignore_conflicts=True, batch_size=BATCH)


def remember_code(handling_item_id: UUID, code: str) -> None:
    """A code was given up; it still finds the handling item."""
    models.KnownAs.objects.get_or_create(
        handling_item_id=handling_item_id, kind=NameKind.FORMER_CODE.value, text=code
    )


def _known_as(handling_item_id: UUID, kind: NameKind, text: str) -> models.KnownAs:
    return models.KnownAs(handling_item_id=handling_item_id, kind=kind.value, text=text)


def _announce(versions: Sequence[models.HandlingVersion], valid_from: date, at: datetime, by: str) -> None:
    details = {
        row.handling_item_id: {
            "version": row.version_number,
            "code": row.code,
            "valid_from": valid_from.isoformat(),
            "digest": row.digest,
        }
        for row in versions
    }
    born = {row.handling_item_id for row in versions if row.version_number == 1}
    audit.record_first(
        stream="handling-item",
        action="published",
        actor=by,
        at=at,
        details={owner: said for owner, said in details.items() if owner in born},
    )
    for owner in (row.handling_item_id for row in versions if row.version_number > 1):
        audit.record(
            stream="handling-item",
            stream_id=owner,
            action="published",
            actor=by,
            at=at,
            details=details[owner],
        )
    outbox.publish_all(
        (
            VersionPublished(row.id, row.handling_item_id, row.code, valid_from, row.takes_applications)
            for row in versions
        ),
        actor=by,
        at=at,
    )


def _version(draft: Draft, at: datetime, by: str) -> models.HandlingVersion:
    content, organisation = draft.content, draft.organisation
    return models.HandlingVersion(
        handling_item=draft.handling_item,
        version_number=draft.version_number,
        status="draft",
        code=content.code,
        name=content.name,
        item_code=content.item_code,
        item_name=content.item_name,
        item_type=_code(content.item_type),
        handling_type=_code(content.handling_type),
        organisation_id=organisation.id,
        statutory_amount=content.statutory.amount if content.statutory else None,
        statutory_unit=content.statutory.unit.value if content.statutory else None,
        promised_amount=content.promised.amount if content.promised else None,
        promised_unit=content.promised.unit.value if content.promised else None,
        approval_tier=_code(content.approval_tier),
        visits=content.visits,
        in_hall=content.in_hall,
        service_objects=[code.value for code in content.service_objects],
        delivery=[mode.value for mode in content.delivery],
        unknown=[element.value for element in content.unknown],
        takes_applications=content.takes_applications,
        details=digest.details_of(content, organisation.code, organisation.name),
        digest=digest.digest(content, organisation.code),
        created_at=at,
        created_by=by,
        drafters=list(dict.fromkeys((*draft.earlier_drafters, by))),
    )


def _question(version: models.HandlingVersion, position: int, question: Question) -> models.ScenarioQuestion:
    return models.ScenarioQuestion(
        version=version,
        position=position,
        code=question.code,
        text=question.text,
        hint=question.hint,
        options=[digest.option_to_json(option) for option in question.options],
        asked_when=question.asked_when.as_json(),
    )


def _material(
    version: models.HandlingVersion, position: int, material: Material
) -> models.MaterialRequirement:
    return models.MaterialRequirement(
        id=new_id(),
        version=version,
        position=position,
        code=material.code,
        name=material.name,
        necessity=_code(material.necessity),
        form=_code(material.form),
        originals=material.originals,
        copies=material.copies,
        source=_code(material.source),
        issuer=material.issuer,
        share_source=material.share_source,
        legal_basis=material.legal_basis,
        note=material.note,
        applies_when=material.applies_when.as_json(),
        deferral_working_days=material.deferral_working_days,
        sample_file_id=material.sample_file_id,
        blank_file_id=material.blank_file_id,
        details={**(material.details or {}), **({"parts": list(material.parts)} if material.parts else {})},
    )


def _code(member: object) -> str | None:
    return None if member is None else str(member)
