"""Looking for somebody: the whole value, a purpose, a line in the audit log, nothing of them in it."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from yichuang.foundation.accounts.errors import NotYourRole
from yichuang.foundation.accounts.tests.factories import an_actor
from yichuang.foundation.accounts.types import Actor, Role
from yichuang.foundation.parties import queries, services
from yichuang.foundation.parties.errors import SearchIncomplete, TooManyNamesakes
from yichuang.foundation.parties.models import Party
from yichuang.foundation.parties.queries import finding
from yichuang.foundation.parties.tests.factories import AT, BORN, a_company, a_person, make_resident_id
from yichuang.foundation.parties.types import PartyKey
from yichuang.foundation.places.tests.factories import make_uscc
from yichuang.foundation.places.tests.refusals import refused
from yichuang.kernel.ids import new_id
from yichuang.kernel.models import AuditEntry
from yichuang.kernel.tests.plans import multiply, plan_of

pytestmark = pytest.mark.django_db

PURPOSE = "来电询问办理进度"


@pytest.fixture
def clerk() -> Actor:
    return an_actor(Role.CLERK, outlet_id=new_id())


@pytest.fixture
def people() -> dict[str, object]:
    """Two called 张三 with one phone between them, one 欧阳·买买提, one company."""
    return {
        "first": services.record_party(party=a_person(1), at=AT),
        "second": services.record_party(party=a_person(2, phone=""), at=AT),
        "other": services.record_party(party=a_person(3, name="欧阳·买买提", phone="13900009876"), at=AT),
        "company": services.record_party(party=a_company(), at=AT),
    }


def seek(actor: Actor, by: PartyKey, value: str, purpose: str = PURPOSE) -> tuple[object, ...]:
    return queries.parties_sought(
        services.seek_party(by=by, value=value, purpose=purpose, actor=actor, at=AT)
    )


@pytest.mark.parametrize(
    ("by", "value", "found"),
    [
        (PartyKey.NAME, "张三", ("first", "second")),
        (PartyKey.NAME, " 张三　", ("first", "second")),
        (PartyKey.NAME, "张", ()),
        (PartyKey.NAME, "张三三", ()),
        (PartyKey.NAME, "欧阳·买买提", ("other",)),
        (PartyKey.NAME, "安澜县顺达运输有限公司", ("company",)),
        (PartyKey.PHONE, "138 0000 3210", ("first",)),
        (PartyKey.PHONE, "+86-13900009876", ("other",)),
        (PartyKey.PHONE, "13800003211", ()),
        (PartyKey.ID_NUMBER, make_resident_id(BORN, 2), ("second",)),
        (PartyKey.ID_NUMBER, make_resident_id(BORN, 2).lower(), ("second",)),
        (PartyKey.ID_NUMBER, make_uscc(1), ("company",)),
        (PartyKey.ID_NUMBER, make_resident_id(BORN, 9), ()),
    ],
)
def test_only_the_whole_value_finds(
    clerk: Actor, people: dict[str, object], by: PartyKey, value: str, found: tuple[str, ...]
) -> None:
    assert set(seek(clerk, by, value)) == {people[name] for name in found}


def test_a_search_is_on_record_with_who_and_why_and_without_what_was_typed(
    clerk: Actor, people: dict[str, object]
) -> None:
    """R30 SEC-06."""
    seek(clerk, PartyKey.NAME, "张三")
    seek(clerk, PartyKey.PHONE, "13700001111")

    first, second = AuditEntry.objects.filter(stream="party-search").order_by("sequence")
    assert (first.stream_id, first.actor, first.action) == (
        str(clerk.user_id),
        clerk.principal,
        "searched",
    )
    assert first.details == {
        "by": "name",
        "purpose": PURPOSE,
        "count": 2,
        "parties": sorted([str(people["first"]), str(people["second"])]),
    }
    assert (second.details["count"], second.details["parties"]) == (0, [])
    assert "张三" not in json.dumps(first.details, ensure_ascii=False)
    assert "1370000" not in json.dumps(second.details)


@pytest.mark.parametrize(
    ("by", "value", "purpose", "pointers"),
    [
        (PartyKey.NAME, "", PURPOSE, ["/value"]),
        (PartyKey.NAME, "张三", "", ["/purpose"]),
        (PartyKey.NAME, "张三", "查查", ["/purpose"]),
        (PartyKey.NAME, "张三", "给张三查进度", ["/purpose"]),
        (PartyKey.PHONE, "13800003210", "打 13800003210 来的电话", ["/purpose"]),
        (PartyKey.PHONE, "12345", PURPOSE, ["/value"]),
        (PartyKey.ID_NUMBER, "1' OR '1'='1", PURPOSE, ["/value"]),
        (PartyKey.ID_NUMBER, "", " ", ["/value", "/purpose"]),
    ],
)
def test_without_a_whole_value_or_a_purpose_nothing_is_looked_up(
    clerk: Actor, by: PartyKey, value: str, purpose: str, pointers: list[str]
) -> None:
    with refused(SearchIncomplete) as refusal:
        services.seek_party(by=by, value=value, purpose=purpose, actor=clerk, at=AT)

    assert [error.pointer for error in refusal.value.errors] == pointers
    assert not AuditEntry.objects.filter(stream="party-search").exists()


def test_the_purpose_asked_for_is_that_of_a_search(clerk: Actor) -> None:
    with pytest.raises(SearchIncomplete, match="请写明查询的事由，至少 4 个字"):
        services.seek_party(by=PartyKey.NAME, value="张三", purpose="查", actor=clerk, at=AT)


@pytest.mark.parametrize("role", [Role.CATALOGUE_EDITOR, Role.SYSTEM_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR])
def test_whose_work_is_not_with_cases_looks_for_nobody(people: dict[str, object], role: Role) -> None:
    stranger = an_actor(role, organisation_id=new_id(), outlet_id=new_id())

    with refused(NotYourRole):
        services.seek_party(by=PartyKey.NAME, value="张三", purpose=PURPOSE, actor=stranger, at=AT)

    assert not AuditEntry.objects.filter(stream="party-search").exists()


def test_a_name_too_many_have_asks_for_the_number(
    clerk: Actor, people: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "MOST_NAMESAKES", 1)

    with refused(TooManyNamesakes, match="超过 1 个，请改用证件号码查询"):
        services.seek_party(by=PartyKey.NAME, value="张三", purpose=PURPOSE, actor=clerk, at=AT)

    assert seek(clerk, PartyKey.ID_NUMBER, make_resident_id(BORN, 1)) == (people["first"],)


def test_what_is_shown_back_is_masked() -> None:
    assert queries.sought(PartyKey.NAME, "张三").mask == "张*"
    assert queries.sought(PartyKey.PHONE, "138 0000 3210").mask == "138****3210"
    assert queries.sought(PartyKey.ID_NUMBER, make_resident_id(BORN, 1)).mask.count("*") == 10


@pytest.mark.parametrize(
    ("by", "value", "index"),
    [
        (PartyKey.NAME, "张三", "party_by_name"),
        (PartyKey.PHONE, "13800003210", "party_by_phone"),
        (PartyKey.ID_NUMBER, make_resident_id(BORN, 1), "one_party_per_identity"),
    ],
)
def test_each_key_is_looked_up_in_its_index(
    people: dict[str, object], by: PartyKey, value: str, index: str
) -> None:
    digest = "decode(md5(n::text) || md5('of ' || n), 'hex')"
    multiply(Party.objects.get(id=people["first"]), id_index=digest, name_index=digest, phone_index=digest)
    whom = queries.sought(by, value)
    with CaptureQueriesContext(connection) as asked:
        queries.parties_sought(whom)

    plan = plan_of(asked.captured_queries[0]["sql"])

    assert index in plan
    assert "Seq Scan" not in plan
