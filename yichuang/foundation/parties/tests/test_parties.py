from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.errors import NotYourPlace, NotYourRole
from yichuang.foundation.accounts.tests.factories import PostFactory
from yichuang.foundation.accounts.types import Role
from yichuang.foundation.parties import queries, services
from yichuang.foundation.parties.errors import InvalidIdentity, PartyNotFound, ReasonMissing
from yichuang.foundation.parties.models import Party
from yichuang.foundation.parties.tests.factories import (
    AT,
    BORN,
    PartyFactory,
    a_company,
    a_person,
    make_resident_id,
)
from yichuang.foundation.parties.types import IdType, MaskedParty, Matter, PartyKind
from yichuang.foundation.places.tests.factories import make_uscc
from yichuang.foundation.places.tests.refusals import refused
from yichuang.kernel.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.smoke]

LATER = AT + timedelta(days=1)


def changes_of(party_id) -> list[list[str]]:
    rows = AuditEntry.objects.filter(stream="party", stream_id=str(party_id)).order_by("sequence")
    return [row.details["fields"] for row in rows]


@pytest.fixture
def statements():
    """What was sent inside the block, without the savepoints a test puts around an act."""

    @contextmanager
    def count(expected):
        with CaptureQueriesContext(connection) as sent:
            yield
        real = [query["sql"] for query in sent if "SAVEPOINT" not in query["sql"]]
        assert len(real) == expected, real

    return count


def test_a_person_is_recorded_in_one_statement(statements):
    with statements(1):
        party_id = services.record_party(party=a_person(), at=AT)

    view = queries.for_documents(party_id)
    assert (view.kind, view.name, view.phone) == (PartyKind.NATURAL, "张三", "13800003210")
    assert (view.id_type, view.id_number) == (IdType.RESIDENT_ID, make_resident_id(BORN, 1))
    assert view.legal_representative == ""


def test_nothing_personal_lies_readable_in_the_table():
    services.record_party(party=a_company(name="安澜县顺达运输有限公司"), at=AT)
    services.record_party(party=a_person(), at=AT)

    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(p::text, ' ') FROM parties_party p")
        stored = cursor.fetchone()[0]
    for fact in ("张三", "13800003210", make_resident_id(BORN, 1), make_uscc(1), "李四", "顺达"):
        assert fact not in stored
        assert fact.encode().hex() not in stored


def test_the_same_identity_is_the_same_party_however_it_is_typed(statements):
    number = make_resident_id(BORN, 1)
    party_id = services.record_party(party=a_person(), at=AT)

    with statements(1):
        again = services.record_party(party=a_person(id_number=f" {number[:6]} {number[6:]}"), at=LATER)

    assert again == party_id
    assert (Party.objects.count(), changes_of(party_id)) == (1, [])
    assert Party.objects.get().updated_at == AT


@pytest.mark.django_db(transaction=True)
def test_the_same_person_at_many_windows_at_once_is_one_party():
    def arrive(number):
        try:
            return services.record_party(party=a_person(phone=f"1380000{number:04d}"), at=AT)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as windows:
        ids = set(windows.map(arrive, range(24)))

    assert len(ids) == 1
    assert Party.objects.count() == 1


def test_another_type_with_the_same_number_is_another_party():
    permit = services.record_party(party=a_person(id_type=IdType.TAIWAN_PERMIT, id_number="12345678"), at=AT)
    other = services.record_party(party=a_person(id_type=IdType.OTHER, id_number="12345678"), at=AT)

    assert permit != other
    assert queries.find_by_identity(IdType.TAIWAN_PERMIT, "12345678") == permit


def test_what_is_not_given_stays_and_what_differs_replaces():
    party_id = services.record_party(party=a_company(), at=AT)

    services.record_party(party=a_company(phone="", legal_representative=""), at=LATER)
    assert queries.for_documents(party_id).phone == "09908001234"
    assert queries.for_documents(party_id).legal_representative == "李四"
    assert changes_of(party_id) == []

    services.record_party(party=a_company(phone="0990-8009999", legal_representative="王五"), at=LATER)
    view = queries.for_documents(party_id)
    assert (view.phone, view.legal_representative) == ("09908009999", "王五")
    assert changes_of(party_id) == [["phone", "legal_representative"]]
    assert Party.objects.get().updated_at == LATER


def test_a_new_name_is_a_new_fact_and_audited_without_the_names():
    party_id = services.record_party(party=a_person(name="张三"), at=AT)

    services.record_party(party=a_person(name="张山"), at=LATER, by="user:7")

    assert queries.for_documents(party_id).name == "张山"
    entry = AuditEntry.objects.get(stream="party", stream_id=str(party_id))
    assert (entry.action, entry.actor, entry.details) == ("changed", "user:7", {"fields": ["name"]})


def test_a_phone_given_later_is_added():
    party_id = services.record_party(party=a_person(phone=""), at=AT)
    assert not queries.phone_ends_with(party_id, "3210")

    services.record_party(party=a_person(), at=LATER)

    assert queries.phone_ends_with(party_id, "3210")
    assert changes_of(party_id) == [["phone"]]


def test_wrong_fields_are_refused_together_and_nothing_is_written():
    with refused(InvalidIdentity) as refusal:
        services.record_party(party=a_person(id_number="123", phone="456", name="\x00"), at=AT)

    assert {error.pointer for error in refusal.value.errors} == {"/id_number", "/phone", "/name"}
    assert not Party.objects.exists()


def test_a_refusal_repeats_no_number(caplog):
    number = make_resident_id(BORN, 1)
    wrong = number[:16] + str((int(number[16]) + 1) % 10) + number[17]

    with caplog.at_level("DEBUG"), refused(InvalidIdentity) as refusal:
        services.record_party(party=a_person(id_number=wrong), at=AT)

    assert wrong not in refusal.value.detail
    assert wrong not in caplog.text


def test_an_identity_does_not_change_its_kind():
    services.record_party(party=a_company(id_type=IdType.OTHER, id_number="社证字第0123号"), at=AT)

    with refused(InvalidIdentity) as refusal:
        services.record_party(party=a_person(id_type=IdType.OTHER, id_number="社证字第0123号"), at=AT)

    assert refusal.value.errors[0].pointer == "/kind"


def test_an_unknown_region_is_recorded_and_warned_of():
    assert services.record_party(party=a_person(), at=AT)
    assert len(queries.warnings(IdType.RESIDENT_ID, make_resident_id(BORN, 1))) == 1
    assert queries.warnings(IdType.RESIDENT_ID, make_resident_id(BORN, 1, "110101")) == ()
    assert queries.warnings(IdType.PASSPORT, "E12345678") == ()


def test_problems_are_told_before_recording():
    assert queries.problems(a_person(), AT.date()) == {}
    assert set(queries.problems(a_person(phone="1"), AT.date())) == {"phone"}


# Masks, look-ups, last four digits


def test_pages_get_masks_in_one_statement(django_assert_num_queries):
    person = services.record_party(party=a_person(), at=AT)
    company = services.record_party(party=a_company(), at=AT)

    with django_assert_num_queries(1):
        shown = queries.masked([person, company, person, uuid4()])

    assert shown == {
        person: MaskedParty(
            "张*",
            make_resident_id(BORN, 1)[:4] + "*" * 10 + make_resident_id(BORN, 1)[-4:],
            "138****3210",
            PartyKind.NATURAL,
            IdType.RESIDENT_ID,
        ),
        company: MaskedParty(
            "安澜县顺达运输有限公司", make_uscc(1), "********234", PartyKind.LEGAL, IdType.USCC
        ),
    }


def test_parties_are_found_by_identity_alone():
    party_id = services.record_party(party=a_person(), at=AT)
    number = make_resident_id(BORN, 1)

    assert queries.find_by_identity(IdType.RESIDENT_ID, number) == party_id
    assert queries.find_by_identity(IdType.RESIDENT_ID, f" {number} ") == party_id
    assert queries.find_by_identity(IdType.PASSPORT, number) is None
    assert queries.find_by_identity(IdType.RESIDENT_ID, make_resident_id(BORN, 2)) is None


@pytest.mark.parametrize("asked", ["", "210", "03210", "321O", "3211", "３２１０", "张三李四"])
def test_the_last_four_digits_are_four_and_the_last(asked):
    party_id = services.record_party(party=a_person(), at=AT)

    assert not queries.phone_ends_with(party_id, asked)
    assert queries.phone_ends_with(party_id, "3210")
    assert not queries.phone_ends_with(uuid4(), "3210")


def test_an_unknown_party_is_not_found():
    with pytest.raises(PartyNotFound):
        queries.for_documents(uuid4())


# Showing in full


@pytest.fixture
def party_id():
    return services.record_party(party=a_person(), at=AT)


def matter_of(actor):
    """A matter at the place of the actor's own post."""
    post = actor.posts[0]
    return Matter(post.outlet_id, post.organisation_id, post.region_code)


def unmask(party_id, actor, *, matter=None, reason="核对证件原件"):
    return services.unmask_party(
        party_id=party_id, actor=actor, matter=matter or matter_of(actor), reason=reason, at=AT
    )


@pytest.mark.parametrize("role", list(Role))
def test_only_those_who_deal_with_parties_see_them_in_full(role, party_id):
    actor = accounts.actor_of_user(PostFactory(role=role.value).user_id, AT)
    deals_with_parties = role in {
        Role.CLERK,
        Role.CHIEF_REPRESENTATIVE,
        Role.ISSUING_CLERK,
        Role.DEPARTMENT_OFFICER,
        Role.DEPARTMENT_HEAD,
    }

    if deals_with_parties:
        view = services.unmask_party(
            party_id=party_id, actor=actor, matter=matter_of(actor), reason="核对证件原件", at=AT
        )
        assert view == queries.for_documents(party_id)
        entry = AuditEntry.objects.get(stream="party", stream_id=str(party_id))
        assert (entry.action, entry.actor) == ("unmasked", actor.principal)
        assert entry.details == {"reason": "核对证件原件"}
    else:
        with refused(NotYourRole):
            services.unmask_party(
                party_id=party_id, actor=actor, matter=matter_of(actor), reason="核对证件原件", at=AT
            )
        assert not AuditEntry.objects.filter(stream="party").exists()


@pytest.mark.parametrize("place", ["outlet", "department"])
def test_nobody_sees_the_people_of_a_matter_elsewhere(place, party_id):
    role = Role.CLERK if place == "outlet" else Role.DEPARTMENT_OFFICER
    actor = accounts.actor_of_user(PostFactory(role=role.value).user_id, AT)
    elsewhere = replace(matter_of(actor), outlet_id=uuid4(), organisation_id=uuid4())

    with refused(NotYourPlace):
        unmask(party_id, actor, matter=elsewhere)

    assert not AuditEntry.objects.filter(stream="party").exists()


@pytest.mark.parametrize(
    "reason",
    [
        "",
        "   ",
        "查看",
        "。。。。",
        "aaaa",
        "核对张三的证件",
        "回拨 13800003210 确认",
        "核" * 50 + "对证" * 100,
    ],
)
def test_a_reason_says_something_and_nothing_personal(reason, party_id):
    actor = accounts.actor_of_user(PostFactory().user_id, AT)

    with refused(ReasonMissing) as refusal:
        unmask(party_id, actor, reason=reason)

    assert refusal.value.errors[0].pointer == "/reason"
    assert not AuditEntry.objects.filter(stream="party").exists()


def test_showing_nobody_is_not_found(party_id):
    actor = accounts.actor_of_user(PostFactory().user_id, AT)

    with refused(PartyNotFound):
        services.unmask_party(
            party_id=uuid4(), actor=actor, matter=matter_of(actor), reason="核对证件原件", at=AT
        )


def test_the_audit_log_holds_nothing_personal(party_id):
    actor = accounts.actor_of_user(PostFactory().user_id, AT)
    services.unmask_party(
        party_id=party_id, actor=actor, matter=matter_of(actor), reason="核对证件原件", at=AT
    )
    services.record_party(party=a_person(name="张山", phone="13900004321"), at=LATER)

    written = json.dumps(list(AuditEntry.objects.values_list("details", flat=True)), ensure_ascii=False)

    for fact in ("张三", "张山", "13800003210", "13900004321", make_resident_id(BORN, 1)):
        assert fact not in written


# Constraints


def test_one_party_per_identity():
    party = PartyFactory()

    with refused(IntegrityError, match="one_party_per_identity"):
        PartyFactory(id_number=party.id_number)


def test_uscc_belongs_to_a_legal_party():
    party = PartyFactory()

    with refused(IntegrityError, match="uscc_belongs_to_a_legal_party"):
        Party.objects.filter(id=party.id).update(id_type=IdType.USCC.value)
