"""Somebody who came before: found by the whole number, masked, on record (个人信息保护法)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.errors import NotYourRole
from yichuang.foundation.accounts.tests.factories import PostFactory
from yichuang.foundation.accounts.types import Actor, Role
from yichuang.foundation.parties import queries, services
from yichuang.foundation.parties.tests.factories import AT, BORN, a_company, a_person, make_resident_id
from yichuang.foundation.parties.types import IdType, KnownParty, PartyKind
from yichuang.foundation.places.tests.factories import make_uscc
from yichuang.foundation.places.tests.refusals import refused
from yichuang.kernel.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.smoke]

NUMBER = make_resident_id(BORN, 1)


@pytest.fixture
def clerk() -> Actor:
    return accounts.actor_of_user(PostFactory(role=Role.CLERK.value).user_id, AT)


def look_up(clerk: Actor, number: str = NUMBER, id_type: IdType = IdType.RESIDENT_ID) -> KnownParty | None:
    return services.look_up_party(id_type=id_type, id_number=number, actor=clerk, at=AT)


def test_who_came_before_is_shown_masked_and_the_look_up_is_on_record(clerk: Actor) -> None:
    party_id = services.record_party(party=a_person(name="欧阳小满"), at=AT)

    assert look_up(clerk, f"{NUMBER[:6]} {NUMBER[6:]}") == KnownParty(
        party_id, PartyKind.NATURAL, "欧*", "138****3210", "", AT
    )
    entry = AuditEntry.objects.get(stream="party", stream_id=str(party_id))
    assert (entry.action, entry.actor, entry.details) == (
        "looked-up",
        clerk.principal,
        {"id_type": "resident-id"},
    )


def test_an_organisation_is_public_and_its_representative_is_not(clerk: Actor) -> None:
    services.record_party(party=a_company(), at=AT)

    found = look_up(clerk, make_uscc(1), IdType.USCC)

    assert found is not None
    assert (found.name, found.phone, found.legal_representative) == (
        "安澜县顺达运输有限公司",
        "********234",
        "李*",
    )


def test_a_number_nobody_has_is_on_record_with_whoever_asked(clerk: Actor) -> None:
    assert look_up(clerk) is None

    entry = AuditEntry.objects.get(stream="party-lookup")
    assert (entry.stream_id, entry.action) == (str(clerk.user_id), "not-found")
    assert NUMBER not in str(entry.details)


@pytest.mark.parametrize("number", ["", NUMBER[:17], NUMBER[:14], "*", "张三", NUMBER[:17] + "?"])
def test_nobody_is_found_by_part_of_a_number(clerk: Actor, number: str) -> None:
    services.record_party(party=a_person(), at=AT)

    assert look_up(clerk, number) is None
    assert not AuditEntry.objects.filter(action__in=["looked-up", "not-found"]).exists()


@pytest.mark.parametrize(
    "role", sorted(set(Role) - {Role.CLERK, Role.CHIEF_REPRESENTATIVE, Role.ISSUING_CLERK})
)
def test_only_a_desk_looks_people_up(role: Role) -> None:
    services.record_party(party=a_person(), at=AT)
    somebody = accounts.actor_of_user(PostFactory(role=role.value).user_id, AT)

    with refused(NotYourRole):
        look_up(somebody)
    assert not AuditEntry.objects.filter(action="looked-up").exists()


def test_masks_that_stay_in_a_form_are_put_back(clerk: Actor) -> None:
    person = a_person(name="欧阳小满")
    services.record_party(party=person, at=AT)
    shown = replace(person, name="欧*", phone="138****3210")

    assert queries.restored(shown) == person
    assert queries.restored(replace(shown, phone="13900001111")) == replace(person, phone="13900001111")


def test_a_mask_of_somebody_else_is_not_put_back() -> None:
    services.record_party(party=a_person(name="欧阳小满"), at=AT)
    wrong = a_person(name="司*", phone="139****3210")
    stranger = a_person(4, name="欧*", phone="138****3210")

    for party in (wrong, stranger):
        assert queries.restored(party) == party
        assert set(queries.problems(party, AT.date())) == {"name", "phone"}
