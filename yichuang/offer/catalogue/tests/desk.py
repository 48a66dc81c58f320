"""The people who bring a draft to publication, for tests: two departments, a neighbour county."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.tests.factories import PostFactory, UserFactory
from yichuang.foundation.accounts.types import Actor, Role
from yichuang.foundation.places.models import Organisation, Region
from yichuang.foundation.places.tests.factories import OrganisationFactory, RegionFactory
from yichuang.kernel.time import legal_date
from yichuang.offer.catalogue import models, queries, services
from yichuang.offer.catalogue.tests.factories import AT, content, publish
from yichuang.offer.catalogue.types import HandlingVersion, VersionContent
from yichuang.offer.catalogue.types.reviewing import Review, ReviewDecision, ReviewStep

TODAY = legal_date(AT)
DEPARTMENT_YES = Review(ReviewStep.DEPARTMENT, ReviewDecision.APPROVED, remarks="材料和依据一致")
BUREAU_YES = Review(ReviewStep.BUREAU, ReviewDecision.APPROVED)


@dataclass
class Desk:
    """Handles to what was made."""

    owner: Organisation
    other: Organisation
    editor: Actor
    second_editor: Actor
    head: Actor
    second_head: Actor
    reviewer: Actor
    second_reviewer: Actor
    strangers: dict[str, Actor]


def make_desk() -> Desk:
    county = RegionFactory.create(code="990101", name="安澜县")
    next_county = RegionFactory.create(code="990102", name="邻县")
    owner = OrganisationFactory.create(name="交通运输局", short_name="交运局", code="JTJ", region=county)
    other = OrganisationFactory.create(name="民政局", short_name="民政局", code="MZJ", region=county)
    return Desk(
        owner=owner,
        other=other,
        editor=person("江洛", Role.CATALOGUE_EDITOR, county, owner),
        second_editor=person("何川", Role.CATALOGUE_EDITOR, county, owner),
        head=person("钱进", Role.DEPARTMENT_HEAD, county, owner),
        second_head=person("程功", Role.DEPARTMENT_HEAD, county, owner),
        reviewer=person("申禾", Role.CATALOGUE_REVIEWER, county),
        second_reviewer=person("安宁", Role.CATALOGUE_REVIEWER, county),
        strangers={
            "other-editor": person("外一", Role.CATALOGUE_EDITOR, county, other),
            "other-head": person("外二", Role.DEPARTMENT_HEAD, county, other),
            "far-reviewer": person("外三", Role.CATALOGUE_REVIEWER, next_county),
            "officer": person("外四", Role.DEPARTMENT_OFFICER, county, owner),
            "clerk": person("外五", Role.CLERK, county),
            "supervisor": person("外六", Role.SUPERVISOR, county),
        },
    )


def person(
    name: str, role: Role, region: Region, organisation: Organisation | None = None, **more: Any
) -> Actor:
    """Somebody with one post, in the database."""
    user = more.pop("user", None) or UserFactory.create(display_name=name)
    post = {"organisation": organisation} if organisation else {}
    PostFactory.create(user=user, role=role.value, region=region, **post)
    return accounts.actor_of_user(user.id, AT)


def draft(desk: Desk, made: VersionContent | None = None, *, by: Actor | None = None) -> UUID:
    """A draft of the department's, by its editor."""
    return services.create_draft(
        content=made or content(),
        organisation_id=desk.owner.id,
        at=AT,
        by=(by or desk.editor).principal,
    )


def digest_of(version_id: UUID) -> str:
    return models.HandlingVersion.objects.get(id=version_id).digest


def submit(desk: Desk, version_id: UUID, *, by: Actor | None = None) -> None:
    services.submit_draft(version_id=version_id, digest=digest_of(version_id), at=AT, by=by or desk.editor)


def review(version_id: UUID, made: Review, by: Actor) -> None:
    services.review_draft(version_id=version_id, digest=digest_of(version_id), review=made, at=AT, by=by)


def approved(desk: Desk, made: VersionContent | None = None) -> UUID:
    """A draft both of whose reviews stand."""
    version_id = draft(desk, made)
    submit(desk, version_id)
    review(version_id, DEPARTMENT_YES, desk.head)
    review(version_id, BUREAU_YES, desk.reviewer)
    return version_id


def item(desk: Desk, **overrides: Any) -> HandlingVersion:
    """A published item of the department's."""
    return publish(content(**overrides), organisation_id=desk.owner.id)


def changed(version: HandlingVersion, **changes: Any) -> VersionContent:
    """The content of a version, with changes."""
    return replace(queries.content_of(version), **changes)
