"""From a draft to a version in force."""

from __future__ import annotations

import re
from datetime import date, datetime
from uuid import UUID

from django.db.models import F, Max, Q

from yichuang.foundation.places import queries as places
from yichuang.kernel import audit
from yichuang.kernel.errors import FieldError
from yichuang.kernel.time import legal_date
from yichuang.kernel.transactions import act
from yichuang.offer.catalogue import models
from yichuang.offer.catalogue.errors import (
    AlreadyPublished,
    BackdatedVersion,
    ContentInvalid,
    LaterVersionExists,
    QualityNotMet,
    VersionUnknown,
)
from yichuang.offer.catalogue.queries import code_schemes
from yichuang.offer.catalogue.queries import version as version_view
from yichuang.offer.catalogue.queries.above import list_above
from yichuang.offer.catalogue.rules.content import content_faults
from yichuang.offer.catalogue.rules.quality import blocking, findings
from yichuang.offer.catalogue.services import revising, storing
from yichuang.offer.catalogue.services.indexing import index_words
from yichuang.offer.catalogue.types import CodeScheme, VersionContent
from yichuang.offer.catalogue.types.editing import RevisionKind


@act
def create_draft(*, content: VersionContent, organisation_id: UUID, at: datetime, by: str) -> UUID:
    """Write a draft version (事项草稿) of a handling item; it takes the place of an open draft.

    The handling item and its item come into being with their first draft. Nothing is offered yet.

    Args:
        organisation_id: the competent organisation (实施主体).

    Returns:
        The version's id.

    Raises:
        ContentInvalid: the content breaks a rule; ``errors`` has every fault.
        PlaceNotFound: no such organisation.

    Concurrency:
        Locks the handling item; ``one_draft_per_handling_item`` is the backstop.
    """
    faults = content_faults(content, code_schemes())
    if faults:
        raise ContentInvalid("；".join(fault.detail for fault in faults), errors=faults)
    organisation = places.organisation(organisation_id)
    item, _ = models.Item.objects.get_or_create(code=content.item_code, defaults={"name": content.item_name})
    models.HandlingItem.objects.get_or_create(code=content.code, defaults={"item": item})
    handling_item = models.HandlingItem.objects.select_for_update().get(code=content.code)
    open_draft = handling_item.versions.filter(status="draft")
    drafters = open_draft.values_list("drafters", flat=True).first() or []
    open_draft.delete()
    last = handling_item.versions.aggregate(last=Max("version_number"))["last"] or 0
    draft = storing.Draft(handling_item, last + 1, content, organisation, tuple(drafters))
    [version] = storing.insert_drafts([draft], at=at, by=by)
    revising.record_revision(version, content, kind=RevisionKind.OPENED, words="", by=(by, ""), at=at)
    audit.record(
        stream="handling-item",
        stream_id=handling_item.id,
        action="drafted",
        actor=by,
        at=at,
        details={"version": version.version_number, "code": version.code, "digest": version.digest},
    )
    return version.id


@act
def publish_version(*, version_id: UUID, valid_from: date, at: datetime, by: str) -> None:
    """Publish a draft (发布事项版本): it holds from ``valid_from``, and what held until then ends.

    From now on the version cannot be changed. Cases keep the version they were received under.

    This is the path of imports and of the sample county, whose content was reviewed where it comes
    from. What is drafted here is published by :func:`publish_reviewed`, which asks for both reviews.

    Law:
        行政许可法 §30   everything an applicant needs to know is made public

    Args:
        valid_from: first day. Not before today when it replaces a version that held meanwhile.

    Raises:
        VersionUnknown, AlreadyPublished.
        LaterVersionExists: a version that begins later is published already.
        BackdatedVersion: it would replace a version for days gone by.
        QualityNotMet: it breaks blocking quality rules; ``errors`` has every finding.

    Publishes:
        ``catalogue.version-published`` v1, in this transaction.

    Concurrency:
        Locks the handling item; ``published_versions_do_not_overlap`` is the backstop.
    """
    owner = models.HandlingItem.objects.filter(versions=version_id).first()
    if owner is None:
        raise VersionUnknown(f"没有事项版本 {version_id}")
    models.HandlingItem.objects.select_for_update().get(id=owner.id)
    version = models.HandlingVersion.objects.filter(id=version_id).first()
    if version is None:
        raise VersionUnknown(f"没有事项版本 {version_id}")
    if version.status == "published":
        raise AlreadyPublished(f"“{version.name}”第 {version.version_number} 版已经发布")
    _check_period(version, valid_from, legal_date(at))
    check_quality(version_id)
    models.HandlingItem.objects.filter(id=owner.id).update(
        item=models.Item.objects.get(code=version.item_code)
    )
    storing.publish([version], valid_from=valid_from, at=at, by=by)
    index_words([owner.id], on=legal_date(at))


def _check_period(version: models.HandlingVersion, valid_from: date, today: date) -> None:
    others = models.HandlingVersion.objects.filter(handling_item=version.handling_item_id, status="published")
    in_earnest = others.filter(Q(valid_until=None) | Q(valid_until__gt=F("valid_from")))
    later = in_earnest.filter(valid_from__gt=valid_from).order_by("valid_from").first()
    if later is not None:
        raise LaterVersionExists(
            f"“{version.name}”已有自 {later.valid_from} 起生效的第 {later.version_number} 版"
        )
    holds = in_earnest.filter(Q(valid_until=None) | Q(valid_until__gt=valid_from))
    if valid_from < today and holds.exists():
        raise BackdatedVersion(f"“{version.name}”的新版本最早自 {today} 起生效，不能改变已经过去的日子")


def check_quality(version_id: UUID) -> None:
    """What the law forbids or the list above does not allow is not published, whatever else is wrong."""
    version = version_view(version_id)
    found = blocking(findings(version, list_above().binding(version)))
    if found:
        raise QualityNotMet(
            "；".join(f"{finding.rule.value} {finding.words}" for finding in found),
            errors=tuple(FieldError(finding.pointer, finding.words) for finding in found),
            rules=list(dict.fromkeys(finding.rule.value for finding in found)),
        )


@act
def record_code_scheme(*, scheme: CodeScheme, at: datetime, by: str) -> None:
    """Accept another way of writing item codes (登记编码规则), or change one.

    Raises:
        ContentInvalid: a pattern is no regular expression.
    """
    for pointer, pattern in (
        ("/item_pattern", scheme.item_pattern),
        ("/handling_pattern", scheme.handling_pattern),
    ):
        try:
            re.compile(pattern)
        except re.error as wrong:
            raise ContentInvalid(
                "编码格式不是正则表达式", errors=(FieldError(pointer, str(wrong)),)
            ) from wrong
    models.ItemCodeScheme.objects.update_or_create(
        key=scheme.key,
        defaults={
            "label": scheme.label,
            "item_pattern": scheme.item_pattern,
            "handling_pattern": scheme.handling_pattern,
        },
    )
    audit.record(stream="code-scheme", stream_id=scheme.key, action="recorded", actor=by, at=at)
