"""Written authority (授权委托书): recorded at a desk, checked with every act of an agent, revoked."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, models, transaction

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.errors import NotYourRole
from yichuang.foundation.accounts.tests.factories import PostFactory
from yichuang.foundation.accounts.types import Actor, Role
from yichuang.foundation.parties import queries, services
from yichuang.foundation.parties.errors import (
    AuthorityEnded,
    AuthorityMissing,
    AuthorityRevoked,
    AuthorityTooNarrow,
    AuthorityUnknown,
    InvalidAuthority,
)
from yichuang.foundation.parties.models import Authority
from yichuang.foundation.parties.tests.factories import AT, a_company, a_person
from yichuang.foundation.parties.types import AgentPower, AuthorityInput, AuthorityView
from yichuang.foundation.places.tests.refusals import refused
from yichuang.kernel.models import AuditEntry
from yichuang.kernel.time import legal_date

pytestmark = [pytest.mark.django_db, pytest.mark.smoke]

TODAY = legal_date(AT)
ITEM, OTHER_ITEM = "11990101MB2A102365499011801800001", "11990101MB2A102365499201401500001"
APPLY, CORRECT, WITHDRAW, COLLECT = AgentPower


def an_authority(**changes: object) -> AuthorityInput:
    """To apply and to correct, for every item, this month."""
    given = {
        "powers": frozenset({APPLY, CORRECT}),
        "valid_from": date(2026, 2, 1),
        "valid_until": date(2026, 2, 28),
    }
    return AuthorityInput(**(given | changes))  # type: ignore[arg-type]


@pytest.fixture
def clerk() -> Actor:
    return accounts.actor_of_user(PostFactory(role=Role.CLERK.value).user_id, AT)


@pytest.fixture
def people() -> tuple[UUID, UUID]:
    """A company and the person who comes for it."""
    return services.record_party(party=a_company(), at=AT), services.record_party(party=a_person(2), at=AT)


def record(people: tuple[UUID, UUID], clerk: Actor, **changes: object) -> UUID:
    return services.record_authority(
        principal_id=people[0], agent_id=people[1], authority=an_authority(**changes), actor=clerk, at=AT
    )


def check(
    people: tuple[UUID, UUID],
    power: AgentPower = APPLY,
    *,
    handling_code: str = ITEM,
    on: date = TODAY,
) -> AuthorityView:
    return queries.check_authority(
        principal_id=people[0], agent_id=people[1], power=power, handling_code=handling_code, on=on
    )


def test_an_authority_is_recorded_with_who_saw_the_paper(people: tuple[UUID, UUID], clerk: Actor) -> None:
    scan = uuid4()
    authority_id = record(people, clerk, handling_codes=(OTHER_ITEM, ITEM, ITEM), file_id=scan)

    row = Authority.objects.get()
    assert (row.id, row.principal_id, row.agent_id) == (authority_id, *people)
    assert (row.powers, row.handling_codes) == (["apply", "correct"], [ITEM, OTHER_ITEM])
    assert (row.file_id, row.recorded_by, row.recorded_at) == (scan, clerk.principal, AT)
    assert (row.revoked_by, row.revoked_at) == (None, None)
    entry = AuditEntry.objects.get(stream="party", stream_id=str(people[0]))
    assert (entry.action, entry.actor) == ("authority-recorded", clerk.principal)
    assert entry.details == {
        "authority": str(authority_id),
        "agent": str(people[1]),
        "powers": ["apply", "correct"],
        "handling_codes": [ITEM, OTHER_ITEM],
        "valid_from": "2026-02-01",
        "valid_until": "2026-02-28",
    }


def test_it_lets_the_agent_act_from_its_first_to_its_last_day(
    people: tuple[UUID, UUID], clerk: Actor
) -> None:
    authority_id = record(people, clerk)

    for on in (date(2026, 2, 1), TODAY, date(2026, 2, 28)):
        assert check(people, on=on).id == authority_id
    with pytest.raises(AuthorityMissing, match="授权从 2026年2月1日 起才有效，代理人今天还不能代为申请。"):
        check(people, on=date(2026, 1, 31))
    with pytest.raises(AuthorityEnded, match="授权已于 2026年2月28日 到期，请委托人重新出具授权委托书。"):
        check(people, on=date(2026, 3, 1))


def test_an_authority_that_ended_yesterday_lets_nobody_act(people: tuple[UUID, UUID], clerk: Actor) -> None:
    yesterday = TODAY - timedelta(days=1)
    services.record_authority(
        principal_id=people[0],
        agent_id=people[1],
        authority=an_authority(valid_until=yesterday),
        actor=clerk,
        at=AT - timedelta(days=1),
    )

    with pytest.raises(AuthorityEnded, match="授权已于 2026年2月10日 到期") as refusal:
        check(people)
    assert [error.pointer for error in refusal.value.errors] == ["/authority/valid_until"]


def test_what_ended_yesterday_is_not_recorded_today(people: tuple[UUID, UUID], clerk: Actor) -> None:
    with refused(AuthorityEnded, "授权已于 2026年2月10日 到期"):
        record(people, clerk, valid_until=TODAY - timedelta(days=1))
    assert not Authority.objects.exists()

    assert record(people, clerk, valid_until=TODAY)


def test_nobody_acts_without_a_paper_nor_with_somebody_elses(people: tuple[UUID, UUID], clerk: Actor) -> None:
    sentence = "没有委托人的授权委托书，代理人今天还不能代为申请。"
    with pytest.raises(AuthorityMissing, match=sentence):
        check(people)

    record(people, clerk)
    stranger = services.record_party(party=a_person(4), at=AT)
    with pytest.raises(AuthorityMissing, match=sentence):
        check((people[0], stranger))
    with pytest.raises(AuthorityMissing, match=sentence):
        check((people[1], people[0]))


def test_a_power_that_was_not_given_is_not_assumed(people: tuple[UUID, UUID], clerk: Actor) -> None:
    record(people, clerk)

    with pytest.raises(
        AuthorityTooNarrow, match="委托书只授权代为申请、代为补正，没有授权代为撤回申请，请委托人另行授权。"
    ):
        check(people, WITHDRAW)

    record(people, clerk, powers=frozenset({WITHDRAW}))
    assert check(people, WITHDRAW).powers == {WITHDRAW}
    assert check(people, APPLY).powers == {APPLY, CORRECT}


def test_an_authority_for_one_item_does_not_reach_another(people: tuple[UUID, UUID], clerk: Actor) -> None:
    record(people, clerk, handling_codes=(ITEM,))

    assert check(people).handling_codes == (ITEM,)
    with pytest.raises(
        AuthorityTooNarrow, match="委托书写明的事项里没有这一项，请委托人就这个事项另行授权。"
    ):
        check(people, handling_code=OTHER_ITEM)


def test_an_ended_authority_is_named_even_beside_one_that_never_fitted(
    people: tuple[UUID, UUID], clerk: Actor
) -> None:
    record(people, clerk, powers=frozenset({COLLECT}), valid_until=date(2026, 2, 20))
    record(people, clerk, valid_until=date(2026, 2, 15))

    with pytest.raises(AuthorityTooNarrow, match="委托书只授权代为领取"):
        check(people, on=date(2026, 2, 16))
    with pytest.raises(AuthorityEnded, match="2026年2月15日 到期"):
        check(people, on=date(2026, 2, 21))


def test_of_several_the_one_that_ends_last_counts(people: tuple[UUID, UUID], clerk: Actor) -> None:
    record(people, clerk)
    longest = record(people, clerk, valid_until=date(2026, 12, 31))
    record(people, clerk, valid_until=date(2026, 3, 31))

    assert check(people).id == longest
    assert [held.valid_until.month for held in queries.authorities_of(people[0])] == [3, 12, 2]
    assert queries.authorities_of(people[1]) == ()


@pytest.mark.parametrize(
    ("changes", "pointer", "sentence"),
    [
        ({"powers": frozenset()}, "/authority/powers", "请选择委托书授权代理人办什么。"),
        (
            {"valid_from": date(2026, 3, 1)},
            "/authority/valid_until",
            "授权的截止日期不能早于开始日期。",
        ),
        (
            {"handling_codes": tuple(f"{number:064d}" for number in range(51))},
            "/authority/handling_codes",
            "一份委托书最多写明 50 个事项",
        ),
    ],
)
def test_a_paper_that_says_too_little_is_not_recorded(
    people: tuple[UUID, UUID], clerk: Actor, changes: dict[str, object], pointer: str, sentence: str
) -> None:
    with refused(InvalidAuthority, sentence) as refusal:
        record(people, clerk, **changes)

    assert [error.pointer for error in refusal.value.errors] == [pointer]  # type: ignore[attr-defined]
    assert not Authority.objects.exists()
    assert not AuditEntry.objects.filter(action="authority-recorded").exists()


def test_nobody_authorises_themselves(people: tuple[UUID, UUID], clerk: Actor) -> None:
    with refused(InvalidAuthority, "代理人和委托人是同一个人。"):
        record((people[1], people[1]), clerk)


def test_a_revoked_authority_lets_nobody_act(people: tuple[UUID, UUID], clerk: Actor) -> None:
    authority_id = record(people, clerk)

    services.revoke_authority(authority_id=authority_id, actor=clerk, at=AT)

    assert queries.authority(authority_id).revoked_on == TODAY
    with pytest.raises(AuthorityEnded, match="授权已于 2026年2月11日 撤销，请委托人重新出具授权委托书。"):
        check(people)
    entries = AuditEntry.objects.filter(stream="party", stream_id=str(people[0])).order_by("sequence")
    assert [entry.action for entry in entries] == ["authority-recorded", "authority-revoked"]


def test_an_authority_is_revoked_once(people: tuple[UUID, UUID], clerk: Actor) -> None:
    authority_id = record(people, clerk)
    services.revoke_authority(authority_id=authority_id, actor=clerk, at=AT)

    with refused(AuthorityRevoked, "这份授权已经于 2026年2月11日 撤销"):
        services.revoke_authority(authority_id=authority_id, actor=clerk, at=AT + timedelta(days=1))
    with refused(AuthorityUnknown, "没有这份授权委托"):
        services.revoke_authority(authority_id=uuid4(), actor=clerk, at=AT)
    with pytest.raises(AuthorityUnknown):
        queries.authority(uuid4())


@pytest.mark.parametrize(
    "role",
    sorted(set(Role) - {Role.CLERK, Role.CHIEF_REPRESENTATIVE, Role.ISSUING_CLERK}),
)
def test_papers_are_recorded_and_revoked_only_where_people_are_served(
    people: tuple[UUID, UUID], clerk: Actor, role: Role
) -> None:
    authority_id = record(people, clerk)
    somebody = accounts.actor_of_user(PostFactory(role=role.value).user_id, AT)

    with refused(NotYourRole):
        record(people, somebody)
    with refused(NotYourRole):
        services.revoke_authority(authority_id=authority_id, actor=somebody, at=AT)
    assert Authority.objects.filter(revoked_at__isnull=True).count() == 1


@pytest.mark.parametrize("role", [Role.CLERK, Role.CHIEF_REPRESENTATIVE, Role.ISSUING_CLERK])
def test_every_desk_that_serves_people_records_papers(people: tuple[UUID, UUID], role: Role) -> None:
    somebody = accounts.actor_of_user(PostFactory(role=role.value).user_id, AT)

    assert record(people, somebody)


def broken(name: str, rows: models.QuerySet[models.Model], **changes: object) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        rows.update(**changes)


def test_the_table_holds_no_authority_that_contradicts_itself(
    people: tuple[UUID, UUID], clerk: Actor
) -> None:
    record(people, clerk)
    rows = Authority.objects.all()

    broken("authority_ends_after_it_starts", rows, valid_until=date(2026, 1, 31))
    broken("authority_gives_known_powers", rows, powers=[])
    broken("authority_gives_known_powers", rows, powers=["apply", "marry"])
    broken("nobody_is_their_own_agent", rows, agent_id=people[0])
    broken("authority_revocation_names_its_moment_and_person", rows, revoked_at=AT)
    broken("authority_revocation_names_its_moment_and_person", rows, revoked_by="user:1")
